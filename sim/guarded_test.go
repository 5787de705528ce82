package sim_test

import (
	"errors"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine/guarded"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// full is a sink that panics when a server is elected, which the implementation tells it in the midst of its own work.
type full struct{}

var errFull = errors.New("full")

func (full) Observe(e *trace.Event) {
	if e.Kind == trace.RoleChange && e.Role == trace.Leader {
		panic(errFull)
	}
}

// What panics outside of an implementation is not said to be its fault.
func TestAPanicOfOthersGoesOn(t *testing.T) {
	defer func() {
		if cause := recover(); cause != errFull {
			t.Errorf("recovered %v", cause)
		}
	}()
	plan := &script.Script{Cluster: script.DefaultCluster(), Until: 2 * time.Second}
	_ = sim.New(guarded.Engine(textbook.Engine{})).Run(plan, 1, full{})
	t.Error("the run went on")
}
