package scenarios

import (
	"testing"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Servers that are down from the start crash in a step before all others, and can be restarted.
func TestDownFromTheStart(t *testing.T) {
	s := mustLoad(t, "cluster: {nodes: 5, down: [n5, n4]}", "steps: [{at: 1s, restart: n4}]")
	steps := s.Script().Steps
	if len(steps) != 2 {
		t.Fatalf("%d steps", len(steps))
	}
	diff(t, steps[0], script.Step{Trigger: "at 0ms", Do: script.CrashAction{Nodes: named(4, 5)}})
	diff(t, (&trace.Header{Parameters: s.Parameters()}).Parameter("down"), "[n4, n5]")
	whole := mustLoad(t, "cluster: {nodes: 5}", "")
	before := whole.Digest()
	if err := whole.Set([]string{"down=[n5]"}); err != nil || len(whole.Script().Steps) != 1 {
		t.Errorf("%v, %d steps", err, len(whole.Script().Steps))
	}
	if err := whole.Set([]string{"down=[]"}); err != nil || len(whole.Script().Steps) != 0 || whole.Digest() != before {
		t.Errorf("%v, %d steps when all are up again", err, len(whole.Script().Steps))
	}
}

func TestDownRefuses(t *testing.T) {
	for cluster, want := range map[string]string{
		"{nodes: 3, down: [n1, n2, n3]}": "test.yaml:3:27: no server is left (leave one out of down)",
		"{nodes: 3, down: [n4]}":         "test.yaml:3:28: ",
		"{nodes: 3, down: [n1, n1]}":     "test.yaml:3:32: ",
	} {
		_, err := Load("test.yaml", []byte("name: test\nuntil: 5s\ncluster: "+cluster+"\n"))
		if err == nil || len(err.Error()) < len(want) || err.Error()[:len(want)] != want {
			t.Errorf("%s: %v, want %s", cluster, err, want)
		}
	}
}
