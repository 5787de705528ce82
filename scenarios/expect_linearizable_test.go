package scenarios

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
	porcupine "raftlab/sim/trace/history"
	"raftlab/sim/trace/timeline"
)

func answeredAt(command string, asked, answered time.Duration, index trace.Index) timeline.Command {
	return timeline.Command{ID: uint64(index), Command: command, Node: 1, At: asked * ms, Told: trace.CommittedOK, ToldAt: answered * ms,
		Outcome: trace.CommittedOK, Index: index}
}

func TestLinearizable(t *testing.T) {
	open := timeline.Command{Command: "o", Node: 2, At: 5 * ms, Told: trace.UnknownYet, Outcome: trace.CommittedOK, Index: 9}
	for name, c := range map[string]struct {
		commands []timeline.Command
		want     trace.Verdict
		seen     string
	}{
		"one after the other": {[]timeline.Command{answeredAt("a", 0, 10, 3), answeredAt("b", 20, 30, 4)}, trace.Holds, "commands that were answered: 2"},
		"at once":             {[]timeline.Command{answeredAt("a", 0, 30, 4), answeredAt("b", 20, 50, 3)}, trace.Holds, "commands that were answered: 2"},
		"as it is answered":   {[]timeline.Command{answeredAt("a", 0, 20, 4), answeredAt("b", 20, 50, 3)}, trace.Holds, "commands that were answered: 2"},
		"open ones":           {[]timeline.Command{answeredAt("a", 0, 10, 3), open, answeredAt("b", 20, 30, 4)}, trace.Holds, "commands that were answered: 2"},
		"one and an open one": {[]timeline.Command{answeredAt("a", 0, 10, 3), open}, trace.Untested, "fewer than two commands were answered: 1"},
		"a later one at a lower place": {[]timeline.Command{answeredAt("a", 0, 10, 4), answeredAt("b", 20, 30, 3)}, trace.Violated,
			`"b" (asked of n1 at 20.000 ms, answered at 30.000 ms: index 3) was asked for after "a" (asked of n1 at 0.000 ms, answered at 10.000 ms: index 4), and has the lower place`},
		"two at one place": {[]timeline.Command{answeredAt("a", 0, 30, 4), answeredAt("b", 20, 50, 4)}, trace.Violated,
			`"a" (asked of n1 at 0.000 ms, answered at 30.000 ms: index 4) and "b" (asked of n1 at 20.000 ms, answered at 50.000 ms: index 4) were given the same place`},
	} {
		t.Run(name, func(t *testing.T) {
			run := &timeline.Timeline{End: 100 * ms, Commands: c.commands}
			holds := judged(t, "linearizable: holds", run)
			if holds.Verdict != c.want || holds.Seen.EN != c.seen {
				t.Errorf("%v, seen %q; want %v, seen %q", holds.Verdict, holds.Seen.EN, c.want, c.seen)
			}
			other := map[trace.Verdict]trace.Verdict{trace.Holds: trace.Violated, trace.Violated: trace.Holds, trace.Untested: trace.Untested}
			if got := judged(t, "linearizable: {verdict: violated}", run).Verdict; got != other[c.want] {
				t.Errorf("violated is %v where holds is %v", got, c.want)
			}
		})
	}
}

// Porcupine searches for an order, and finds one exactly where the two conditions on places hold.
func TestLinearizableAgreesWithPorcupine(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	e, verdicts := &linearizable{verdict: trace.Holds}, map[trace.Verdict]int{}
	for n := range 3000 {
		run := &timeline.Timeline{End: 100}
		for id := range uint64(1 + random.IntN(6)) {
			c := timeline.Command{ID: id + 1, Command: "x", Node: 1, At: time.Duration(random.IntN(60)), Told: trace.UnknownYet,
				Index: trace.Index(1 + random.IntN(20))}
			if random.IntN(4) > 0 {
				c.Told, c.ToldAt = trace.CommittedOK, c.At+time.Duration(1+random.IntN(30))
			}
			run.Commands = append(run.Commands, c)
		}
		got, _ := e.judge(run)
		verdicts[got]++
		if want := porcupine.Judge(porcupine.Of(run), 0).Verdict; got != want {
			t.Fatalf("history %d: %v, Porcupine says %v: %+v", n, got, want, run.Commands)
		}
	}
	if verdicts[trace.Holds] < 100 || verdicts[trace.Violated] < 100 || verdicts[trace.Untested] < 100 {
		t.Errorf("the histories are of one kind: %v", verdicts)
	}
}

// Whatever happens to servers with honest disks, what clients are told of their commands could have come from one log, and what they
// are told of reads and writes, from one state machine.
func TestSoakCommandsAreLinearizable(t *testing.T) {
	e := &linearizable{verdict: trace.Holds}
	for _, one := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		world, verdicts, served := sim.New(one), map[trace.Verdict]int{}, 0
		for seed := range uint64(*seeds) {
			plan := schedule.For(one, schedule.Honest(seed))
			b := timeline.NewBuilder(trace.Header{Nodes: plan.Cluster.Nodes})
			if err := world.Run(plan, seed, b); err != nil {
				t.Fatal(err)
			}
			told := b.Timeline()
			if one.Name() == etcdraft.Name && anyVotesAlone(told) {
				continue // docs/reference/engines.md, Reads
			}
			verdict, seen := e.judge(told)
			served += min(len(told.Operations), 1)
			if verdicts[verdict]++; verdict == trace.Violated {
				t.Fatalf("%s, seed %d: %s\nreplay: go test ./scenarios -run SoakCommandsAreLinearizable -seeds %d", one.Name(), seed, seen.EN, seed+1)
			}
		}
		if verdicts[trace.Holds] == 0 || served == 0 {
			t.Errorf("%s: no run with two answers, or none of %d reads: %v", one.Name(), served, verdicts)
		}
	}
}

// anyVotesAlone reports whether a configuration of the run has one voter.
func anyVotesAlone(run *timeline.Timeline) bool {
	return slices.ContainsFunc(run.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(s.Members, func(m timeline.Membership) bool { return m.Config != nil && len(m.Config.Voters) == 1 })
	})
}
