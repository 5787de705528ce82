package scenarios

import (
	"strings"
	"testing"

	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// scripted is a script in which order matters.
var scripted = []string{"steps:", "  - {at: 1s, crash: leader}", "  - {when: leader elected, after: 0s-1s, restart: crashed}",
	"  - {at: 4s, network: {loss: 5%}}"}

func TestAdd(t *testing.T) {
	s := mustLoad(t, scripted...)
	before := s.Script().Steps
	if err := s.Add([]string{"{at: 200ms, crash: n4}", "{when: leader lost, after: 5ms, pause: n2}"}); err != nil {
		t.Fatal(err)
	}
	diff(t, s.Script().Steps[:3], before)
	diff(t, s.Script().Steps[3:], []script.Step{
		{At: 200 * ms, FromStart: true, Trigger: "at 200ms", Do: script.CrashAction{Nodes: named(4)}},
		{When: script.Condition{Kind: script.LeaderLost}, After: 5 * ms, FromStart: true, Trigger: "when leader lost, after 5ms",
			Do: script.PauseAction{Nodes: named(2)}},
	})
	diff(t, s.Added(), 2)
	diff(t, s.Overrides(), []string{"step={at: 200ms, crash: n4}", "step={when: leader lost, after: 5ms, pause: n2}"})
	if err := s.Add([]string{"{at: 100ms, restart: n4}"}); err != nil {
		t.Fatal(err)
	}
	diff(t, s.Added(), 3)
}

// What a header of a trace names makes the same scenario again.
func TestOverrideMakesTheSameAgain(t *testing.T) {
	one, other := mustLoad(t, scripted...), mustLoad(t, scripted...)
	if err := one.Set([]string{"nodes=7", "heartbeat=20ms"}); err != nil {
		t.Fatal(err)
	}
	if err := one.Add([]string{"{at: 1200ms, crash: n7}", "{at: 1100ms, note: here}"}); err != nil {
		t.Fatal(err)
	}
	if err := other.Override(one.Overrides()); err != nil {
		t.Fatal(err)
	}
	diff(t, other.Script(), one.Script())
	diff(t, other.Digest(), mustLoad(t, scripted...).Digest())
}

func TestAddRefuses(t *testing.T) {
	for step, want := range map[string]string{
		"{at: 1s, crahs: n4}":            `--step:1:10: a step has no key "crahs" (did you mean crash?)`,
		"{at: 1s, crash: n9}":            `--step:1:17: n9 does not exist (the cluster has n1 to n5)`,
		"{at: 1s，crash: n4}":             `--step:1:8: "，" is a full-width comma (write ", ")`,
		"｛at: 1s, crash: n4}":            `--step:1:1: "｛" is a full-width brace (write "{")`,
		"{at: 9s, crash: n4}":            `--step:1:6: this step is after the end of the run (until is 5s)`,
		"{at: 1s, heal: all}":            `--step:1:16: there is nothing to heal (partition, isolate or cut in a step before)`,
		"{at: 1s, resume: n1}":           `--step:1:18: there is nothing to resume (pause a server in a step before)`,
		"{at: 1s, crash: n1, pause: n2}": `--step:1:21: a step does one thing, and this is the second after crash (add another step)`,
		"{crash: n4}":                    `--step:1:1: an added step has a moment of its own (write {at: 1s, crash: n2}, or {when: leader elected, crash: n2})`,
		"at: 1s":                         `--step:1:1: a step stands in braces (write {at: 1s, crash: n2})`,
		"":                               `--step:1:1: a step stands in braces (write {at: 1s, crash: n2})`,
		"  - {at: 1s}":                   `--step:1:3: a step stands in braces (write {at: 1s, crash: n2})`,
		"{at: 1s":                        `--step:1:8: not YAML: did not find expected ',' or '}' while parsing a flow mapping (put a comma between settings; quote a text that holds , : { })`,
		"{at: 1s, settle: all}":          `--step:1:18: settle cannot be added: what was before would change, since up to it all seeds give the same run (write it into the file)`,
		"{when: leader lost, link: {from: n1, to: n2, loss: 1%}}": `--step:1:27: how great latency is by then only the run decides, since a step of the script changes the network (write all of latency, loss, duplicate)`,
	} {
		t.Run(step, func(t *testing.T) {
			s := mustLoad(t, scripted...)
			before := s.Script()
			err := s.Add([]string{step})
			if err == nil {
				t.Fatal("it was accepted")
			}
			diff(t, err.Error(), want)
			diff(t, s.Script(), before)
			diff(t, len(s.Overrides()), 0)
			if err = s.Add([]string{"{at: 1s, note: fine}", step}); err == nil {
				t.Fatal("it was accepted as the second")
			}
			diff(t, err.Error(), strings.Replace(want, "--step:", "--step 2:", 1))
		})
	}
}

// A run that is settled has drawn all moments before it begins.
func TestAddToASettledScript(t *testing.T) {
	s := mustLoad(t, "steps: [{at: 1s, settle: all}]")
	err := s.Add([]string{"{at: 2s-3s, crash: n1}"})
	if err == nil {
		t.Fatal("it was accepted")
	}
	diff(t, err.Error(), "--step:1:1: this moment is drawn at the start, before the run is settled, so it is the same with all seeds (write one moment: at: 2s)")
	if err := s.Add([]string{"{when: leader lost, after: 0s-1s, crash: n1}", "{at: 500ms, crash: n1}"}); err != nil {
		t.Error(err)
	}
}

// What an added step leaves as it is, is as it is at its time, and not at the end of the script.
func TestAddedNetworkIsThatOfItsTime(t *testing.T) {
	for _, c := range []struct{ step, want string }{
		{"{at: 900ms, network: {duplicate: 1%}}", "network latency 5ms-15ms, loss 0%, duplicate 1%"},
		{"{at: 1s, network: {duplicate: 1%}}", "network latency 5ms-15ms, loss 7%, duplicate 1%"},
		{"{at: 2500ms, link: {from: n1, to: n2, duplicate: 1%}}", "link n1 to n2 latency 1ms, loss 7%, duplicate 1%"},
		{"{when: leader lost, network: {latency: 9ms, loss: 2%, duplicate: 1%}}", "network latency 9ms, loss 2%, duplicate 1%"},
	} {
		s := mustLoad(t, "steps: [{at: 1s, network: {loss: 7%}}, {at: 2s, network: {latency: 1ms}}]")
		if err := s.Add([]string{c.step}); err != nil {
			t.Fatal(err)
		}
		diff(t, s.Script().Steps[2].Do.String(), c.want)
	}
}

// With added steps, safety is asked and nothing else.
func TestAddedStepsLeaveTheLesson(t *testing.T) {
	s, err := ByName("leader-crash")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add([]string{"{at: 1164ms, crash: n4}"}); err != nil {
		t.Fatal(err)
	}
	diff(t, len(s.Predictions), 0)
	findings := s.Judge(runOn(t, etcdraft.Engine{}, s, 1))
	diff(t, len(findings), 1)
	diff(t, findings[0].Verdict, trace.Holds)
	diff(t, findings[0].Expected.EN, "no safety property is violated")
}
