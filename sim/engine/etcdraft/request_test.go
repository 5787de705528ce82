package etcdraft

import (
	"strings"
	"testing"

	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

func TestWhatIsRefusedSaysWhy(t *testing.T) {
	transfer := func(to trace.NodeID) func(*member) engine.Refusal {
		return func(m *member) (r engine.Refusal) {
			m.tell(func(n engine.Node) { r = n.Transfer(to) })
			return r
		}
	}
	change := func(c engine.Change) func(*member) engine.Refusal {
		return func(m *member) (r engine.Refusal) {
			m.tell(func(n engine.Node) { r = n.Change(c) })
			return r
		}
	}
	propose := func(m *member) (r engine.Refusal) {
		m.tell(func(n engine.Node) { r = n.Propose([]byte("x")) })
		return r
	}
	handing := func(l *lab) *member { m := l.elect(1); transfer(2)(m); return m }
	learner := func(l *lab) *member { m := l.elect(1); m.change(engine.Change{Learn: nodes{3}}); l.run(); return m }
	pending := func(l *lab) *member { m := l.elect(1); m.change(engine.Change{Remove: nodes{3}}); return m }
	joint := func(l *lab) *member {
		m := l.elect(1)
		m.change(engine.Change{Remove: nodes{3}, Joint: true})
		l.run(func(m *engine.Message) bool { return m.Kind == trace.Append && m.Index == 3 })
		return m
	}
	for name, c := range map[string]struct {
		state func(*lab) *member
		ask   func(*member) engine.Refusal
		want  engine.Refusal
	}{
		"a command, by a follower":             {func(l *lab) *member { l.elect(1); return l.n(2) }, propose, engine.Refusal{Reason: trace.NotLeader}},
		"a transfer, by a follower":            {func(l *lab) *member { l.elect(1); return l.n(2) }, transfer(3), engine.Refusal{Reason: trace.NotLeader}},
		"a change, by a follower":              {func(l *lab) *member { l.elect(1); return l.n(2) }, change(engine.Change{Add: nodes{4}}), engine.Refusal{Reason: trace.NotLeader}},
		"a transfer":                           {func(l *lab) *member { return l.elect(1) }, transfer(2), engine.Refusal{}},
		"a transfer to itself":                 {func(l *lab) *member { return l.elect(1) }, transfer(1), engine.Refusal{Reason: trace.ToItself}},
		"a transfer to a stranger":             {func(l *lab) *member { return l.elect(1) }, transfer(7), engine.Refusal{Reason: trace.ToNoMember}},
		"a transfer to a learner":              {learner, transfer(3), engine.Refusal{Reason: trace.ToLearner}},
		"a transfer to an outgoing voter":      {joint, transfer(3), engine.Refusal{}},
		"the same transfer again":              {handing, transfer(2), engine.Refusal{Reason: trace.HandingOver, Peer: 2}},
		"another transfer":                     {handing, transfer(3), engine.Refusal{}},
		"a command while handing over":         {handing, propose, engine.Refusal{Reason: trace.HandingOver, Peer: 2}},
		"a change while handing over":          {handing, change(engine.Change{Add: nodes{4}}), engine.Refusal{Reason: trace.HandingOver, Peer: 2}},
		"a change":                             {func(l *lab) *member { return l.elect(1) }, change(engine.Change{Add: nodes{4}}), engine.Refusal{}},
		"a second change":                      {pending, change(engine.Change{Add: nodes{4}}), engine.Refusal{Reason: trace.ChangePending, Instead: trace.NoOp}},
		"a change while leaving joint":         {joint, change(engine.Change{Add: nodes{4}}), engine.Refusal{Reason: trace.ChangePending, Instead: trace.NoOp}},
		"a change of nothing":                  {func(l *lab) *member { return l.elect(1) }, change(engine.Change{}), engine.Refusal{Reason: trace.Refused}},
		"a change that leaves nobody":          {func(l *lab) *member { return l.elect(1) }, change(engine.Change{Remove: nodes{1, 2}, Learn: nodes{3}, Joint: true}), engine.Refusal{Reason: trace.NoVoterLeft}},
		"a change that adds whom it removes":   {func(l *lab) *member { return l.elect(1) }, change(engine.Change{Remove: nodes{1, 2, 3, 4}, Add: nodes{4}, Joint: true}), engine.Refusal{Reason: trace.NoVoterLeft}},
		"a change that leaves only new voters": {func(l *lab) *member { return l.elect(1) }, change(engine.Change{Remove: nodes{1, 2, 3}, Add: nodes{4}, Joint: true}), engine.Refusal{}},
	} {
		l := newLab(t, 3)
		m := c.state(l)
		last := m.disk.Last().Index
		if got := c.ask(m); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		if instead := m.disk.Last().Index > last; c.want.Refused() && instead != (c.want.Instead != 0) {
			t.Errorf("%s: its log grew: %t", name, instead)
		}
		checkErr(t, m, "")
	}
}

// A transfer that comes to nothing is told, and only then.
func TestATransferThatComesToNothingIsTold(t *testing.T) {
	lost := of(trace.TimeoutNow)
	for name, c := range map[string]struct {
		then func(l *lab, m *member)
		want string
	}{
		"nobody takes over":     {func(_ *lab, m *member) { m.pass(10) }, "gave up n2: not_taken_over"},
		"not yet":               {func(_ *lab, m *member) { m.pass(9) }, ""},
		"asked for another":     {func(_ *lab, m *member) { m.tell(func(n engine.Node) { n.Transfer(3) }) }, "gave up n2: other_target"},
		"asked for itself":      {func(_ *lab, m *member) { m.tell(func(n engine.Node) { n.Transfer(1) }) }, "gave up n2: other_target"},
		"asked for it again":    {func(_ *lab, m *member) { m.tell(func(n engine.Node) { n.Transfer(2) }) }, ""},
		"another takes over":    {func(l *lab, _ *member) { l.n(3).pass(20); l.elect(3) }, ""},
		"it leads again, later": {func(l *lab, m *member) { l.n(3).pass(20); l.elect(3); l.n(1).pass(20); l.elect(1); m.pass(30) }, ""},
	} {
		l := newLab(t, 3)
		m := l.elect(1)
		m.tell(func(n engine.Node) { n.Transfer(2) })
		l.run(lost)
		l.lose()
		m.told = nil
		c.then(l, m)
		got := ""
		for _, line := range m.told {
			if strings.HasPrefix(line, "gave up") {
				got += line
			}
		}
		if got != c.want {
			t.Errorf("%s: told %q, want %q", name, got, c.want)
		}
	}
}

// A change that was under way when the transfer began may take the vote of its target.
func TestATransferToOneThatIsRemovedIsGivenUp(t *testing.T) {
	l := newLab(t, 3)
	m := l.elect(1)
	m.change(engine.Change{Remove: nodes{3}})
	m.tell(func(n engine.Node) { n.Transfer(3) })
	m.told = nil
	l.run(to(3))
	if got := strings.Join(m.told, ", "); !strings.HasPrefix(got, "gave up n3: not_voter_now, config: ") {
		t.Errorf("told %s", got)
	}
	if m.propose("x") != true {
		t.Error("it takes no commands afterwards")
	}
}

// An order to campaign that has no effect says why.
func TestAnOrderToCampaignThatHasNoEffectSaysWhy(t *testing.T) {
	l := newLab(t, 3)
	m := l.elect(1)
	m.change(engine.Change{Learn: nodes{3}})
	l.run()
	m.told, l.n(3).told = nil, nil
	l.n(3).get(&raftpb.Message{Type: raftpb.MsgTimeoutNow.Enum(), From: new(uint64(1)), Term: new(uint64(1))})
	l.n(3).expect("ignored: not_voter")
}
