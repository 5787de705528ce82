package trials_test

import (
	"context"
	"fmt"
	"time"

	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

// How long a cluster is without a leader after a crash, in a thousand trials.
func Example() {
	plan := trials.Plan{Engine: textbook.Engine{}, From: trace.Crash, Seed: 1, Last: 1000,
		Script: &script.Script{Cluster: script.DefaultCluster(), Until: 10 * time.Second, Steps: []script.Step{
			{At: time.Second, Do: script.CrashAction{Nodes: script.Selector{Kind: script.TheLeader}}},
		}}}
	result, err := trials.Run(context.Background(), &plan, trials.Options{Workers: 2})
	if err != nil {
		fmt.Println(err)
	}
	median, _ := result.Quantile(1, 2)
	fmt.Println(result.Finished, "trials, median", median.Round(time.Millisecond))
	// Output:
	// 1000 trials, median 186ms
}
