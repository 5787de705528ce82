package sim_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// settled is a script whose runs differ from a moment on when n1 leads.
func settled(steps ...script.Step) *script.Script {
	s := newScript(5, 3*time.Second,
		script.Step{Do: script.TimeoutAction{Nodes: nodes(1)}},
		script.Step{When: script.Condition{Kind: script.Elected}, After: 90 * ms, Do: script.SettleAction{}},
	)
	s.Cluster.Network = network.Settings{Latency: chance.Fixed(7 * ms)}
	s.Cluster.Heartbeat = 75 * ms
	s.Cluster.Fsync = chance.Fixed(0)
	s.Steps = append(s.Steps, steps...)
	return s
}

func then(after, within time.Duration, do script.Action) script.Step {
	return script.Step{When: script.Condition{Kind: script.StepBefore}, After: after, Within: within, Do: do}
}

// diary keeps all events as lines of text.
type diary struct{ lines []string }

func (d *diary) Observe(e *trace.Event) {
	line, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	d.lines = append(d.lines, string(line))
}

// What Try tells, after what Prepare told, is the run of the same seed from its start.
func TestTrialsGoOnFromWhereTheyAreSettled(t *testing.T) {
	crashed := []script.Step{then(0, 75*ms, script.PartitionAction{Groups: []script.Selector{nodes(1), kind(script.Others)}}),
		then(0, 0, script.CrashAction{Nodes: nodes(1)})}
	scripts := map[string]*script.Script{
		"crash": settled(crashed...),
		"restart": settled(append(crashed[:2:2], then(300*ms, 200*ms, script.RestartAction{Nodes: nodes(1)}),
			then(0, 0, script.HealAction{}), then(0, 500*ms, script.CrashAction{Nodes: kind(script.TheLeader)}))...),
		"clients": settled(then(0, 0, script.ProposeAction{Command: "x", Count: 10, Every: 20 * ms}),
			then(50*ms, 50*ms, script.PauseAction{Nodes: kind(script.TheLeader)}), then(700*ms, 0, script.ResumeAction{Nodes: kind(script.Paused)})),
		"transfer":  settled(then(0, 75*ms, script.TransferAction{To: nodes(3)}), then(400*ms, 0, script.ClockAction{Nodes: nodes(2), Rate: 3_000_000})),
		"under way": settled(crashed...), // and cannot be kept
		"pre-vote":  settled(crashed...),
		"lossy":     settled(crashed...),
		"limited":   settled(crashed...),
		"not settled": newScript(5, time.Second,
			script.Step{At: 400 * ms, Do: script.CrashAction{Nodes: kind(script.TheLeader)}}),
	}
	scripts["limited"].MaxEvents = 150
	scripts["under way"].Steps[1].After = 80 * ms
	scripts["pre-vote"].Cluster.PreVote, scripts["pre-vote"].Cluster.CheckQuorum = true, true
	scripts["lossy"].Cluster.Network = network.Settings{Latency: chance.Uniform(0, 9*ms), Loss: 50_000, Duplicate: 50_000}
	for restored, plain := range map[engine.Engine]engine.Engine{
		etcdraft.Engine{}: etcdraft.Engine{Plain: true}, textbook.Engine{}: textbook.Engine{},
	} {
		for name, s := range scripts {
			t.Run(restored.Name()+"/"+name, func(t *testing.T) { goesOn(t, restored, plain, s) })
		}
	}
}

func goesOn(t *testing.T, restored, plain engine.Engine, s *script.Script) {
	fresh, prepared := sim.New(plain), sim.New(restored)
	got := &diary{}
	if err := prepared.Prepare(s, got); err != nil {
		t.Fatal(err)
	}
	before := len(got.lines)
	different := map[string]bool{}
	for seed := range uint64(12) {
		want := &diary{}
		if err := fresh.Run(s, seed, want); err != nil {
			t.Fatal(err)
		}
		got.lines = got.lines[:before]
		prepared.Try(seed)
		if at := firstDifference(got.lines, want.lines); at >= 0 {
			t.Fatalf("seed %d: the trial tells\n%s\nand the run\n%s", seed,
				strings.Join(got.lines[max(0, at-3):at+1], "\n"), strings.Join(want.lines[max(0, at-3):at+1], "\n"))
		}
		different[strings.Join(want.lines, "")] = true
	}
	if len(different) < 10 {
		t.Errorf("only %d of 12 seeds differ", len(different))
	}
}

// firstDifference returns the first line that differs; -1 if there is none.
func firstDifference(a, b []string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b)) - 1
	}
	return -1
}

// A script that could not be settled is refused.
func TestWhatCannotBeSettled(t *testing.T) {
	never := settled()
	never.Steps[1].When = script.Condition{Kind: script.Elected, Nodes: nodes(2)}
	twice := settled(then(0, 0, script.SettleAction{}))
	early := settled(script.Step{At: 100 * ms, Within: 50 * ms, Do: script.HealAction{}})
	for want, s := range map[string]*script.Script{
		"step 2, which settles the run, is never taken": never,
		"step 3: the run is settled already, in step 2": twice,
		"step 3: this moment is drawn at the start":     early,
	} {
		if err := sim.New(textbook.Engine{}).Prepare(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A settled timer expires as if it had been drawn when it was set: uniformly over the range, in whole ticks.
func TestSettledTimersAreNotBiased(t *testing.T) {
	const n, low, high = 4000, 1500, 3000
	world, timers := sim.New(textbook.Engine{}), &record{}
	if err := world.Prepare(settled(), timers); err != nil {
		t.Fatal(err)
	}
	sums := map[trace.NodeID]float64{}
	for seed := range uint64(n) {
		timers.events = timers.events[:0]
		world.Try(seed)
		drawn := timers.where(trace.TimerSet, why(trace.Settled))
		if len(drawn) != 4 {
			t.Fatalf("seed %d: %d timers drawn", seed, len(drawn))
		}
		for _, e := range drawn {
			ticks := int64(e.Timeout / (100 * time.Microsecond))
			if ticks < low || ticks > high {
				t.Fatalf("seed %d: a wait of %v", seed, e.Timeout)
			}
			sums[e.Node] += float64(ticks)
		}
	}
	for node, sum := range sums {
		if mean := sum / n; math.Abs(mean-(low+high)/2) > 4*433/math.Sqrt(n) {
			t.Errorf("%v waits %.0f ticks in the mean", node, mean)
		}
	}
}
