package text

import (
	"strings"
	"testing"

	"raftlab/sim/trace"
)

// What a crash has lost is not told as unsynced where the disk had claimed to hold it: from when it lies until
// it has really written again.
func TestACrashTellsOfADiskThatLied(t *testing.T) {
	change := func(words string) trace.Event {
		return trace.Event{Kind: trace.FaultMade, Fault: trace.DiskChange, Node: 1, Setting: trace.ParseSetting(trace.DiskChange, words)}
	}
	synced := trace.Event{Kind: trace.Synced, Node: 1, Term: 1}
	crash := trace.Event{Kind: trace.FaultMade, Fault: trace.Crash, Node: 1, Entries: 2}
	const unsynced, claimed = "crashes; entries lost because not yet synced: 2", "crashes; entries lost: 2; its disk claims syncs and does not make them"
	for name, test := range map[string]struct {
		events []trace.Event
		want   string
	}{
		"honest":            {[]trace.Event{synced, crash}, unsynced},
		"lies":              {[]trace.Event{synced, change("fault lose log"), crash}, claimed},
		"lies and is slow":  {[]trace.Event{change("fault lose log, fsync 3ms"), change("fsync 1ms"), crash}, claimed},
		"another's":         {[]trace.Event{{Kind: trace.FaultMade, Fault: trace.DiskChange, Node: 2, Setting: &trace.Setting{Disk: trace.LoseUnsynced}}, crash}, unsynced},
		"honest again":      {[]trace.Event{change("fault lose log"), change("fault none"), crash}, claimed},
		"has written since": {[]trace.Event{change("fault lose log"), change("fault none"), synced, crash}, unsynced},
		"crashes twice":     {[]trace.Event{change("fault lose log"), crash, change("fault none"), crash}, claimed},
		"honest for long":   {[]trace.Event{change("fault lose log"), change("fault none"), crash, crash}, unsynced},
		"forgets":           {[]trace.Event{change("fault forget hard state"), crash}, unsynced},
	} {
		lines := strings.Split(strings.TrimSpace(print(Options{}, test.events...)), "\n")
		if got := lines[len(lines)-1]; !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
