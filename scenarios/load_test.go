package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

// mustLoad loads a scenario of the given lines, with a name and an end.
func mustLoad(t *testing.T, lines ...string) *Scenario {
	t.Helper()
	s, err := Load("test.yaml", []byte("name: test\nuntil: 5s\n"+strings.Join(lines, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func diff(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\ngot  %+v\nwant %+v", got, want)
	}
}

func named(ids ...trace.NodeID) script.Selector {
	return script.Selector{Kind: script.Named, Nodes: ids}
}

func TestShortestScenario(t *testing.T) {
	s := mustLoad(t)
	diff(t, s.Script(), script.Script{Cluster: script.DefaultCluster(), Until: 5 * time.Second})
	if s.Name != "test" || s.Title.EN != "test" {
		t.Errorf("name %q, title %q", s.Name, s.Title.EN)
	}
}

func TestCluster(t *testing.T) {
	s := mustLoad(t, `
cluster:
  nodes: 4
  voters: [n3, n1]
  learners: n4
  election_timeout: 100ms-200ms
  heartbeat: 20ms
  tick: 1ms
  pre_vote: true
  check_quorum: true
  single_append: true
  links:
    - {from: n1, to: n3, latency: 50ms}
    - {from: [n2, n3], to: n4, loss: 2%}
  network: {latency: normal 10ms 3ms, loss: 1%, duplicate: 0.5%}
  disk: {fsync: 2ms}
  node:
    n2: {election_timeout: 150ms-150ms, clock: 1.2, fsync: 5ms}`)
	law := chance.Normal(10*ms, 3*ms)
	own := chance.Fixed(5 * ms)
	plain := network.Settings{Latency: law, Loss: 10_000, Duplicate: 5_000}
	slow, lossy := plain, plain
	slow.Latency, lossy.Loss = chance.Fixed(50*ms), 20_000
	diff(t, s.Script().Cluster, script.Cluster{
		Nodes: 4, Voters: []trace.NodeID{1, 3}, Learners: []trace.NodeID{4},
		ElectionTimeout: script.Range{Min: 100 * ms, Max: 200 * ms}, Heartbeat: 20 * ms, Tick: ms,
		PreVote: true, CheckQuorum: true, SingleAppend: true,
		Network: plain,
		Links: []script.Link{{From: 1, To: 3, Settings: slow}, {From: 2, To: 4, Settings: lossy},
			{From: 3, To: 4, Settings: lossy}},
		Fsync: chance.Fixed(2 * ms),
		Node:  []script.NodeSettings{{Node: 2, ElectionTimeout: script.Range{Min: 150 * ms, Max: 150 * ms}, ClockRate: 1_200_000, Fsync: &own}},
	})
}

func TestActions(t *testing.T) {
	fast := network.Settings{Latency: chance.Fixed(50 * ms), Loss: 100_000}
	fsync := chance.Fixed(10 * ms)
	others := script.Selector{Kind: script.Others}
	leader := script.Selector{Kind: script.TheLeader}
	for _, test := range []struct {
		step string
		want script.Action
	}{
		{"crash: leader", script.CrashAction{Nodes: leader}},
		{"crash: n1 n2", script.CrashAction{Nodes: named(1, 2)}},
		{"crash: [n1, n2]", script.CrashAction{Nodes: named(1, 2)}},
		{"crash: [leader, n2]", script.CrashAction{Nodes: script.Selector{Kind: script.TheLeader, Nodes: []trace.NodeID{2}}}},
		{"pause: follower", script.PauseAction{Nodes: script.Selector{Kind: script.AFollower}}},
		{"partition: [[n1, n2], [n3, n4, n5]]", script.PartitionAction{Groups: []script.Selector{named(1, 2), named(3, 4, 5)}}},
		{"partition: [[leader], [others]]", script.PartitionAction{Groups: []script.Selector{leader, others}}},
		{"isolate: leader", script.PartitionAction{Groups: []script.Selector{leader, others}}},
		{"cut: {from: n1, to: [n2, n3]}", script.CutAction{From: named(1), To: named(2, 3)}},
		{"network: {latency: 50ms, loss: 10%}", script.NetworkAction{Settings: fast}},
		{"link: {from: n1, to: others, latency: 50ms, loss: 10%}", script.LinkAction{From: named(1), To: others, Settings: fast}},
		{"clock: {node: n2, rate: 1.2}", script.ClockAction{Nodes: named(2), Rate: 1_200_000}},
		{"timeout: n2", script.TimeoutAction{Nodes: named(2)}},
		{"election_timeout: {node: n2, range: 300ms-400ms}",
			script.ElectionTimeoutAction{Nodes: named(2), Range: script.Range{Min: 300 * ms, Max: 400 * ms}}},
		{"disk: {node: n2, fault: forget hard state}", script.DiskAction{Nodes: named(2), Fault: trace.ForgetHardState}},
		{"disk: {node: n2, fault: lose log}", script.DiskAction{Nodes: named(2), Fault: trace.LoseUnsynced}},
		{"disk: {node: n2, fault: none, fsync: 10ms}", script.DiskAction{Nodes: named(2), Fault: trace.HonestDisk, Fsync: &fsync}},
		{"propose: x=1", script.ProposeAction{Command: "x=1"}},
		{"propose: {command: x=1, to: n3, count: 10, every: 50ms}",
			script.ProposeAction{Command: "x=1", To: named(3), Count: 10, Every: 50 * ms}},
		{"transfer: n3", script.TransferAction{To: named(3)}},
		{"change: {add: [n4], learn: [n5], remove: [n1], joint: true}",
			script.ChangeAction{Add: []trace.NodeID{4}, Learn: []trace.NodeID{5}, Remove: []trace.NodeID{1}, Joint: true}},
		{"compact: leader", script.CompactAction{Nodes: leader}},
		{"settle: all", script.SettleAction{}},
		{"note: hello", script.NoteAction{}},
	} {
		t.Run(test.step, func(t *testing.T) {
			steps := mustLoad(t, "steps:", "  - {at: 1s, "+test.step+"}").Script().Steps
			diff(t, steps[0].Do, test.want)
		})
	}
}

func TestUndoing(t *testing.T) {
	s := mustLoad(t, `
steps:
  - {at: 1s, crash: n1}
  - {at: 1s, pause: leader}
  - {at: 1s, cut: {from: n2, to: n3}}
  - {at: 2s, restart: crashed}
  - {at: 2s, resume: paused}
  - {at: 2s, heal: all}`)
	diff(t, s.Script().Steps[3].Do, script.Action(script.RestartAction{Nodes: script.Selector{Kind: script.Crashed}}))
	diff(t, s.Script().Steps[4].Do, script.Action(script.ResumeAction{Nodes: script.Selector{Kind: script.Paused}}))
	diff(t, s.Script().Steps[5].Do, script.Action(script.HealAction{}))
}

func TestTriggers(t *testing.T) {
	steps := mustLoad(t, `
steps:
  - {crash: n1}
  - {at: 1s, crash: n2}
  - {note: at once}
  - {after: 500ms, note: later}
  - {when: leader elected, after: 100ms, note: chained}
  - {note: with it}
  - {after: 20ms, note: soon after}
  - {at: 2s, note: at a time}`).Script().Steps
	var got []string
	for _, step := range steps {
		got = append(got, step.Trigger)
	}
	diff(t, got, []string{"at 0ms", "at 1s", "at 1s", "at 1.5s", "when leader elected, after 100ms",
		"with the step before", "with the step before, after 20ms", "at 2s"})
	diff(t, steps[5].When, script.Condition{Kind: script.StepBefore})
	diff(t, steps[3].At, 1500*ms)
}

func TestConditions(t *testing.T) {
	for text, want := range map[string]script.Condition{
		"leader elected":        {Kind: script.Elected},
		"any elected":           {Kind: script.Elected},
		"elected":               {Kind: script.Elected},
		"n3 elected":            {Kind: script.Elected, Nodes: named(3)},
		"leader lost":           {Kind: script.LeaderLost},
		"candidate":             {Kind: script.BecameCandidate},
		"any candidate":         {Kind: script.BecameCandidate},
		"n1 n2 candidate":       {Kind: script.BecameCandidate, Nodes: named(1, 2)},
		"leader steps down":     {Kind: script.StepsDown},
		"old leader steps down": {Kind: script.StepsDown, Nodes: script.Selector{Kind: script.OldLeader}},
		"n3 votes":              {Kind: script.Votes, Nodes: named(3)},
		"n3 appends 4":          {Kind: script.Appends, Nodes: named(3), Index: 4},
		"leader commits 4":      {Kind: script.Commits, Nodes: script.Selector{Kind: script.TheLeader}, Index: 4},
		"any reaches term 5":    {Kind: script.ReachesTerm, Term: 5},
		"n3  reaches  term  5":  {Kind: script.ReachesTerm, Nodes: named(3), Term: 5},
	} {
		t.Run(text, func(t *testing.T) {
			got := mustLoad(t, "steps:", "  - {when: "+text+", note: now}").Script().Steps[0].When
			diff(t, got, want)
			again := mustLoad(t, "steps:", "  - {when: "+formatCondition(got)+", note: now}").Script().Steps[0].When
			diff(t, again, want)
		})
	}
}

// TestNetworkStepsKeepWhatTheyDoNotName follows the settings of the network through the script.
func TestNetworkStepsKeepWhatTheyDoNotName(t *testing.T) {
	steps := mustLoad(t, `
cluster: {network: {latency: 5ms, loss: 1%}}
steps:
  - {at: 1s, network: {latency: 9ms}}
  - {at: 1s, network: {duplicate: 2%}}
  - {at: 1s, link: {from: n1, to: n2, loss: 50%}}`).Script().Steps
	diff(t, steps[1].Do, script.Action(script.NetworkAction{
		Settings: network.Settings{Latency: chance.Fixed(9 * ms), Loss: 10_000, Duplicate: 20_000}}))
	diff(t, steps[2].Do, script.Action(script.LinkAction{From: named(1), To: named(2),
		Settings: network.Settings{Latency: chance.Fixed(9 * ms), Loss: 500_000, Duplicate: 20_000}}))
}

func TestTeachingParts(t *testing.T) {
	s := mustLoad(t, `
title: {en: Crash, zh: 宕机}
lesson: Wait.
reference: "Raft paper 5.2"
measure: {from: crash, to: leader}
predict:
  - question: {en: "How many terms?", zh: "几个任期？"}
    choices: [1, {id: 2, en: Two, zh: 两个}, other]
    answer: terms`)
	diff(t, s.Title, lang.Text{EN: "Crash", ZH: "宕机"})
	diff(t, s.Lesson, lang.Text{EN: "Wait."})
	diff(t, s.Reference, "Raft paper 5.2")
	diff(t, s.Measure, Measure{From: trace.Crash})
	p := s.Predictions[0]
	diff(t, p.Question, lang.Text{EN: "How many terms?", ZH: "几个任期？"})
	diff(t, p.Choices, []Choice{{"1", lang.Text{EN: "1"}}, {"2", lang.Text{EN: "Two", ZH: "两个"}}, {"other", lang.Text{EN: "other"}}})
}

func TestMeasureIsReadAsItIsWritten(t *testing.T) {
	for _, m := range []Measure{{}, {From: trace.Crash}, {From: trace.PartitionNet}} {
		if again, err := ParseMeasure(m.String()); err != nil || again != m {
			t.Errorf("%v: %v, %v", m, again, err)
		}
	}
	for _, text := range []string{"", "crash", "from crash", "from rain to leader"} {
		if m, err := ParseMeasure(text); err == nil {
			t.Errorf("%q is read as %v", text, m)
		}
	}
}

func TestSourceIsTheFile(t *testing.T) {
	text := "# a remark\nname: test  # another\n\nuntil: 3s"
	s, err := Load("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	diff(t, string(s.Source()), text)
}

// TestBadFiles loads files that say in their first lines what is wrong with them. Those that are
// beyond what a schema can say are marked; the schema must refuse all others.
func TestBadFiles(t *testing.T) {
	schema := compileSchema(t)
	paths, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d files: %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Load("bad.yaml", source)
			if err == nil {
				t.Fatal("the file was accepted")
			}
			want, beyond := expectedErrors(string(source))
			diff(t, err.Error(), want)
			value, notYAML := asEditor(source)
			if accepted := notYAML == nil && schema.Validate(value) == nil; accepted != beyond {
				t.Errorf("the schema accepts it: %v; it is marked as beyond the schema: %v", accepted, beyond)
			}
		})
	}
}

func expectedErrors(source string) (want string, beyond bool) {
	var lines []string
	for line := range strings.SplitSeq(source, "\n") {
		if text, ok := strings.CutPrefix(line, "# error: "); ok {
			lines = append(lines, "bad.yaml:"+text)
		}
		beyond = beyond || line == "# beyond the schema"
	}
	return strings.Join(lines, "\n"), beyond
}

func TestProblemsOneByOne(t *testing.T) {
	_, err := Load("x.yaml", []byte("name: x\nuntil: 3\ncluster: {nodes: 0}\n"))
	var first *Problem
	if !errors.As(err, &first) || first.Line != 2 || first.Column != 8 || first.File != "x.yaml" {
		t.Errorf("the first problem is %+v", first)
	}
	if ps := err.(Problems); len(ps) != 2 || len(ps.Unwrap()) != 2 {
		t.Errorf("problems: %v", err)
	}
}

func TestLimits(t *testing.T) {
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	for name, test := range map[string]struct{ source, want string }{
		"size":  {"name: x\n" + strings.Repeat("# much\n", 200_000), "f:1:1: the file is larger than 1 MiB (a scenario is a page of text)"},
		"depth": {"name: x\nuntil: " + deep + "\n", "f:2:40: too deeply nested"},
		"bomb":  {"a: &a [x, x]\nb: &b [*a, *a]\n", "f:1:4: anchors are not used in scenarios (leave &a out)"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Load("f", []byte(test.source)); err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestSettlingIsRefusedWhereItComesTooLate(t *testing.T) {
	for want, steps := range map[string]string{
		"the run is settled already, in step 1":                        "[{at: 1s, settle: all}, {at: 2s, settle: all}]",
		"this moment is drawn at the start, before the run is settled": "[{at: 1s, settle: all}, {at: 2s-3s, crash: n1}]",
		"is not what to settle (known: all)":                           "[{at: 1s, settle: n1}]",
	} {
		_, err := Load("x.yaml", []byte("name: x\nlesson: x\nreference: x\nsteps: "+steps+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", steps, err, want)
		}
	}
}
