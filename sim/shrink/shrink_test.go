package shrink_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/script"
	"raftlab/sim/shrink"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

// needs is a judge for which a script shows what is wanted if it crashes one server after another has stood for election.
type needs struct{ tried int }

func (n *needs) Shows(s *script.Script, _ ...trace.Sink) (at time.Duration, shows bool) {
	n.tried++
	stood := slices.IndexFunc(s.Steps, func(step script.Step) bool { _, is := step.Do.(script.TimeoutAction); return is })
	if stood < 0 {
		return 0, false
	}
	for _, step := range s.Steps[stood:] {
		if crash, is := step.Do.(script.CrashAction); is && crash.Nodes.Kind == script.Named {
			return step.At, true
		}
	}
	return 0, false
}

func named(ids ...trace.NodeID) script.Selector {
	return script.Selector{Kind: script.Named, Nodes: ids}
}

// long is a script with much that is not needed.
func long() *script.Script {
	s := &script.Script{Cluster: script.DefaultCluster(), Until: 3 * time.Second}
	s.Cluster.Nodes, s.Cluster.PreVote = 5, true
	s.Cluster.Network.Loss = chance.Share(1000)
	for i, do := range []script.Action{
		script.CrashAction{Nodes: named(1)}, script.RestartAction{Nodes: named(1)},
		script.TimeoutAction{Nodes: named(2, 3)}, script.PauseAction{Nodes: named(4)}, script.ResumeAction{Nodes: named(4)},
		script.CrashAction{Nodes: named(3, 5)}, script.RestartAction{Nodes: named(3, 5)}, script.HealAction{},
	} {
		s.Steps = append(s.Steps, script.Step{At: time.Duration(i+1) * 137 * ms, Do: do})
	}
	return s
}

// Nothing is left but what is needed: two steps on as few servers as they have, at round times, in a run that ends soon after.
func TestOnlyWhatIsNeededIsLeft(t *testing.T) {
	found, judge := long(), &needs{}
	at, _ := judge.Shows(found)
	small := shrink.Shrink(context.Background(), judge, found, at, shrink.Options{Settings: shrink.Usual})
	s := small.Script
	if len(s.Steps) != 2 || s.Cluster.Nodes != 1 || s.Cluster.PreVote || s.Cluster.Network.Loss != 0 || s.Until > 200*ms || !small.Minimal {
		t.Errorf("%d nodes, until %v, minimal %v, after %d tries: %+v", s.Cluster.Nodes, s.Until, small.Minimal, small.Tried, s.Steps)
	}
	if small.Tried != judge.tried-1 {
		t.Errorf("%d tries are told, and there were %d", small.Tried, judge.tried-1)
	}
	if before := long(); len(found.Steps) != len(before.Steps) || found.Cluster.Nodes != before.Cluster.Nodes {
		t.Error("the script that was found is another now")
	}
}

// With a limit, or when it is ended, it is the smallest so far, and not said to be minimal.
func TestAnEarlyEndKeepsTheSmallestSoFar(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	small := shrink.Shrink(ended, &needs{}, long(), 822*ms, shrink.Options{Pin: true, Settings: shrink.Usual})
	if small.Minimal || small.Tried != 0 || len(small.Script.Steps) != 8 {
		t.Errorf("ended before it began: %d steps after %d tries, minimal %v", len(small.Script.Steps), small.Tried, small.Minimal)
	}
	small = shrink.Shrink(context.Background(), &needs{}, long(), 822*ms, shrink.Options{Settings: shrink.Usual, Most: 3})
	if _, shows := (&needs{}).Shows(small.Script); small.Minimal || small.Tried != 3 || !shows {
		t.Errorf("with 3 tries: %d steps after %d, minimal %v", len(small.Script.Steps), small.Tried, small.Minimal)
	}
}
