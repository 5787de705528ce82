package sim_test

import (
	"fmt"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// leaders is a sink that prints who leads the cluster.
type leaders struct{}

func (leaders) Observe(e *trace.Event) {
	if e.Kind == trace.ClusterLed && e.Node != 0 {
		fmt.Printf("%v leads in term %d\n", e.Node, e.Term)
	}
}

// A leader crashes, and another takes over.
func Example() {
	s := &script.Script{Cluster: script.DefaultCluster(), Until: 2 * time.Second, Steps: []script.Step{
		{At: time.Second, Do: script.CrashAction{Nodes: script.Selector{Kind: script.TheLeader}}},
	}}
	world := sim.New(textbook.Engine{})
	if err := world.Run(s, 1, leaders{}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(world.Results()[0].Property, world.Results()[0].Verdict)
	// Output:
	// n5 leads in term 1
	// n2 leads in term 2
	// election safety holds
}
