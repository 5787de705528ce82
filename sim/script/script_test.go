package script_test

import (
	"strings"
	"testing"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

func nodes(ids ...trace.NodeID) script.Selector {
	return script.Selector{Kind: script.Named, Nodes: ids}
}

var leader = script.Selector{Kind: script.TheLeader}

// with returns a script of five servers with these steps.
func with(steps ...script.Step) *script.Script {
	return &script.Script{Cluster: script.DefaultCluster(), Until: time.Second, Steps: steps}
}

func do(a script.Action) script.Step { return script.Step{At: 100 * ms, Do: a} }

// The words of an action are part of a scenario's digest, so they never change.
func TestActionsInWords(t *testing.T) {
	fsync := chance.Fixed(2 * ms)
	for want, a := range map[string]script.Action{
		"note":                  script.NoteAction{},
		"settle all":            script.SettleAction{},
		"crash leader":          script.CrashAction{Nodes: leader},
		"restart n1 n3":         script.RestartAction{Nodes: nodes(1, 3)},
		"pause n2":              script.PauseAction{Nodes: nodes(2)},
		"resume paused":         script.ResumeAction{Nodes: script.Selector{Kind: script.Paused}},
		"timeout n4":            script.TimeoutAction{Nodes: nodes(4)},
		"heal all":              script.HealAction{},
		"heal n1 to n2":         script.HealLinkAction{From: nodes(1), To: nodes(2)},
		"cut leader to n2":      script.CutAction{From: leader, To: nodes(2)},
		"partition n1 | others": script.PartitionAction{Groups: []script.Selector{nodes(1), {Kind: script.Others}}},
		`propose "x" to leader count 1 every 0ms`: script.ProposeAction{Command: "x", To: leader},
		"transfer n2":            script.TransferAction{To: nodes(2)},
		"drop message 7":         script.DropAction{OneMessage: script.OneMessage{Message: 7}},
		"deliver message 7":      script.DeliverAction{OneMessage: script.OneMessage{Message: 7}},
		"hold message 7 for 3ms": script.HoldAction{OneMessage: script.OneMessage{Message: 7}, For: 3 * ms},
	} {
		if a.String() != want {
			t.Errorf("%T: %q, want %q", a, a, want)
		}
	}
	for _, pair := range [][2]script.Action{
		{script.CrashAction{Nodes: nodes(1)}, script.CrashAction{Nodes: nodes(2)}},
		{script.DiskAction{Nodes: nodes(1), Fault: trace.LoseUnsynced}, script.DiskAction{Nodes: nodes(1), Fault: trace.ForgetHardState}},
		{script.DiskAction{Nodes: nodes(1), Fsync: &fsync}, script.DiskAction{Nodes: nodes(1), Stall: 2 * ms}},
		{script.NetworkAction{Settings: network.Settings{Latency: fsync}}, script.NetworkAction{}},
		{script.ChangeAction{Add: []trace.NodeID{4}}, script.ChangeAction{Learn: []trace.NodeID{4}}},
		{script.ChangeAction{Add: []trace.NodeID{4}}, script.ChangeAction{Add: []trace.NodeID{4}, Joint: true}},
	} {
		if pair[0].String() == pair[1].String() {
			t.Errorf("two actions are both %q", pair[0])
		}
	}
}

func TestValidate(t *testing.T) {
	settle := do(script.SettleAction{})
	for want, s := range map[string]*script.Script{
		"":                          with(do(script.CrashAction{Nodes: leader}), settle),
		"step 1: nothing to do":     with(script.Step{At: ms}),
		"n6 is not one of the 5":    with(do(script.CrashAction{Nodes: nodes(6)})),
		"time 2s is not between":    with(script.Step{At: 2 * time.Second, Do: script.HealAction{}}),
		"the run is settled alread": with(settle, settle),
		"drawn at the start":        with(script.Step{At: ms, Within: ms, Do: script.HealAction{}}, settle),
		"clock rate":                with(do(script.ClockAction{Nodes: nodes(1), Rate: clock.Fastest + 1})),
		"until 0s":                  {Cluster: script.DefaultCluster()},
	} {
		switch err := s.Validate(); {
		case want == "" && err != nil:
			t.Errorf("a good script: %v", err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for want, change := range map[string]func(c *script.Cluster){
		"1 to 15 servers":       func(c *script.Cluster) { c.Nodes = 16 },
		"whole number of ticks": func(c *script.Cluster) { c.Heartbeat += 1 },
		"is not longer than":    func(c *script.Cluster) { c.ElectionTimeout.Min = c.Heartbeat },
		"nobody votes":          func(c *script.Cluster) { c.Learners = []trace.NodeID{1, 2, 3, 4, 5} },
		"n2 is a member twice":  func(c *script.Cluster) { c.Voters, c.Learners = []trace.NodeID{1, 2}, []trace.NodeID{2} },
		"no link from n1 to n1": func(c *script.Cluster) { c.Links = []script.Link{{From: 1, To: 1}} },
	} {
		c := script.DefaultCluster()
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// An engine must have what the steps and the first configuration need, and nothing else.
func TestNeeds(t *testing.T) {
	if needs := with(do(script.CrashAction{Nodes: leader})).Needs(); needs != 0 {
		t.Errorf("a crash needs %v", needs)
	}
	s := with(do(script.CompactAction{Nodes: leader}))
	s.Cluster.Learners = []trace.NodeID{5}
	if needs := s.Needs(); needs != engine.NonVoters|(script.CompactAction{}).Needs() || needs == engine.NonVoters {
		t.Errorf("a learner and a snapshot need %v", needs)
	}
}

// A longer run may have more events; a limit that is set stands.
func TestEventLimit(t *testing.T) {
	s := with()
	if s.EventLimit() != script.LeastMaxEvents {
		t.Errorf("a second may have %d events", s.EventLimit())
	}
	s.Until = 24 * time.Hour
	if s.EventLimit() <= 10*script.LeastMaxEvents {
		t.Errorf("a day may have %d events", s.EventLimit())
	}
	if s.MaxEvents = 5; s.EventLimit() != 5 {
		t.Errorf("with a limit of 5 there may be %d", s.EventLimit())
	}
}
