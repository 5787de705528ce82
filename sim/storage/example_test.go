package storage_test

import (
	"fmt"

	"raftlab/sim/engine"
	"raftlab/sim/storage"
	"raftlab/sim/trace"
)

// A crash loses what was not synced.
func Example() {
	var d storage.Disk
	d.Reset(trace.Config{Voters: []trace.NodeID{1, 2, 3}})
	d.Write(&engine.Work{HardState: engine.HardState{Term: 1, Vote: 2}})
	d.Sync()
	d.Write(&engine.Work{HardState: engine.HardState{Term: 2, Vote: 3}})
	d.Crash()
	found := d.Restart()
	fmt.Printf("term %d, vote for %v\n", found.HardState.Term, found.HardState.Vote)
	// Output: term 1, vote for n2
}
