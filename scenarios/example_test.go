package scenarios_test

import (
	"fmt"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// A file is read, run and judged by what it expects.
func ExampleScenario_Judge() {
	s, err := scenarios.Load("crash.yaml", []byte(`
name: crash
cluster: {nodes: 3}
until: 2s
steps:
  - {at: 1s, crash: leader}
expect:
  - leader: {by: 500ms}
  - terms: {at_least: 2}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	script := s.Script()
	builder := timeline.NewBuilder(trace.Header{Nodes: script.Cluster.Nodes})
	if err := sim.New(textbook.Engine{}).Run(&script, 1, builder); err != nil {
		fmt.Println(err)
	}
	for _, finding := range s.Judge(builder.Timeline()) {
		if finding.Line == 0 {
			continue // safety, which is always asked
		}
		fmt.Printf("%v: %s (%s)\n", finding.Verdict, finding.Expected.EN, finding.Seen.EN)
	}
	// Output:
	// holds: a leader by 500ms (the first leader was n3, at 245 ms)
	// holds: highest term reached: at least 2 (2)
}
