package sim_test

import (
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// An old leader that is heard again at the moment when its successor crashes leads nobody: the only
// other server that runs is in a later term (Raft paper, section 5.1).
func TestStaleLeaderLeadsNobody(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3, 4, 5, 6, 7, 8} {
		r := run(t, led(3, 4*time.Second,
			script.Step{At: 500 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(1), kind(script.Others)}}},
			script.Step{At: 2 * time.Second, Do: script.CrashAction{Nodes: kind(script.TheLeader)}},
			script.Step{At: 2 * time.Second, Do: script.HealAction{}},
		), seed)
		back := r.where(trace.ClusterLed, func(e *trace.Event) bool { return e.At >= 2*time.Second && e.Node != 0 })
		if len(back) == 0 || back[0].Term < 3 || back[0].At < 2100*ms {
			t.Errorf("seed %d: after the crash %+v", seed, back)
		}
	}
}

// A leader whose last voter goes to a later term has lost the cluster then, not when it hears of it.
func TestLeaderIsStaleWhenItsVotersAre(t *testing.T) {
	r := run(t, led(3, 3*time.Second,
		script.Step{At: 500 * ms, Do: script.CrashAction{Nodes: nodes(3)}},
		script.Step{At: 530 * ms, Do: script.TimeoutAction{Nodes: nodes(2)}},
	), 1)
	stale := r.where(trace.ClusterLed, why(trace.LeaderStale))
	candidate := r.where(trace.RoleChange, at(2), became(trace.Candidate))
	if len(stale) == 0 || stale[0].At != candidate[0].At || stale[0].Peer != 1 {
		t.Errorf("n2 stood %v, stale %v", candidate, stale)
	}
}

// The trace alone tells who can lead, and at every moment the cluster is told to have that leader.
func TestSoakTheClusterHasTheLeaderThatCanLead(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		w := sim.New(e)
		for seed := range uint64(min(*seeds, 60)) {
			s := healingLinks(schedule.For(e, randomScript(seed)))
			o := &onlooker{servers: make([]seen, s.Cluster.Nodes+1)}
			if err := w.Run(s, seed, o); err != nil {
				t.Fatal(err)
			}
			if o.wrong != nil {
				t.Fatalf("seed %d: at %v the cluster is told to have %v, and has %v", seed, o.wrong.At, o.told, o.leader())
			}
		}
	}
}

// healingLinks returns a script in which links are healed now and then, one way and then the other.
func healingLinks(s *script.Script) *script.Script {
	longer := *s
	longer.Steps = slices.Clone(s.Steps)
	for k := 1; k < 12; k++ {
		a, b := trace.NodeID(k%s.Cluster.Nodes+1), trace.NodeID(5*k%s.Cluster.Nodes+1)
		if a == b {
			continue
		}
		at := s.Until / 12 * time.Duration(k)
		longer.Steps = append(longer.Steps, script.Step{At: at, Do: script.HealLinkAction{From: nodes(a), To: nodes(b)}},
			script.Step{At: at + s.Until/30, Do: script.HealLinkAction{From: nodes(b), To: nodes(a)}})
	}
	return &longer
}

// onlooker knows of a run what its trace tells.
type onlooker struct {
	servers []seen // by NodeID
	groups  [][]trace.NodeID
	cuts    map[[2]trace.NodeID]bool
	open    map[[2]trace.NodeID]bool // links that were healed in spite of the groups
	told    trace.NodeID
	now     time.Duration
	wrong   *trace.Event
}

type seen struct {
	runs   bool
	role   trace.Role
	term   trace.Term
	config *trace.Config
}

func (o *onlooker) Observe(e *trace.Event) {
	if e.At > o.now && o.wrong == nil && o.told != o.leader() {
		o.wrong = new(*e)
		o.wrong.At = o.now
	}
	if o.wrong != nil {
		return
	}
	o.now = e.At
	s := &o.servers[e.Node]
	switch e.Kind {
	case trace.RoleChange:
		s.role, s.term = e.Role, e.Term
		s.runs = s.runs || e.Reason == trace.Boot
	case trace.Reconfigured:
		s.config = e.Config
	case trace.ClusterLed:
		o.told = e.Node
	case trace.Ended:
		s.runs = false
	case trace.FaultMade:
		o.fault(e, s)
	}
}

func (o *onlooker) fault(e *trace.Event, s *seen) {
	switch e.Fault {
	case trace.Crash, trace.Pause:
		s.runs = false
	case trace.Restart, trace.Resume:
		s.runs = true
	case trace.PartitionNet:
		o.groups, o.open = e.Groups, nil
	case trace.HealNet:
		o.groups, o.cuts, o.open = nil, nil, nil
	case trace.HealLink:
		delete(o.cuts, [2]trace.NodeID{e.Node, e.Peer})
		if o.open == nil {
			o.open = map[[2]trace.NodeID]bool{}
		}
		o.open[[2]trace.NodeID{e.Node, e.Peer}] = true
	case trace.CutLink:
		if o.cuts == nil {
			o.cuts = map[[2]trace.NodeID]bool{}
		}
		o.cuts[[2]trace.NodeID{e.Node, e.Peer}] = true
	}
}

// leader returns who can lead.
func (o *onlooker) leader() (leader trace.NodeID) {
	for id := trace.NodeID(1); int(id) < len(o.servers); id++ {
		s := &o.servers[id]
		if !s.runs || s.role != trace.Leader || s.config == nil || leader != 0 && s.term <= o.servers[leader].term {
			continue
		}
		followers := map[trace.NodeID]bool{}
		for other := trace.NodeID(1); int(other) < len(o.servers); other++ {
			followers[other] = o.servers[other].runs && o.servers[other].term <= s.term && o.joined(id, other)
		}
		if most(s.config.Voters, followers) && (len(s.config.Outgoing) == 0 || most(s.config.Outgoing, followers)) {
			leader = id
		}
	}
	return leader
}

func most(voters []trace.NodeID, followers map[trace.NodeID]bool) bool {
	n := 0
	for _, id := range voters {
		if followers[id] {
			n++
		}
	}
	return 2*n > len(voters)
}

// joined reports whether no partition and no cut is between two servers.
func (o *onlooker) joined(a, b trace.NodeID) bool {
	if a == b {
		return true
	}
	if o.cuts[[2]trace.NodeID{a, b}] || o.cuts[[2]trace.NodeID{b, a}] {
		return false
	}
	group := func(id trace.NodeID) int {
		for i, members := range o.groups {
			for _, member := range members {
				if member == id {
					return i
				}
			}
		}
		return -int(id)
	}
	return o.groups == nil || group(a) == group(b) || o.open[[2]trace.NodeID{a, b}] && o.open[[2]trace.NodeID{b, a}]
}

// Where an engine elects by a minority, two leaders can both reach a quorum that follows them. The one of the later term leads
// the cluster then, and the other is the old leader.
func TestOfTwoThatCanLeadTheLaterTermDoes(t *testing.T) {
	plan := led(5, 300*ms,
		script.Step{At: 100 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(1, 4, 5), nodes(2, 3)}}},
		script.Step{At: 110 * ms, Do: script.TimeoutAction{Nodes: nodes(2)}},
		script.Step{At: 200 * ms, Do: script.HealAction{}},
		script.Step{At: 200 * ms, Do: script.CrashAction{Nodes: kind(script.OldLeader)}})
	plan.Cluster.ElectionTimeout = script.Range{Min: time.Second, Max: time.Second}
	r := &record{}
	if err := sim.New(textbook.Engine{Broken: textbook.MajorityOfVotes}).Run(plan, 1, r); err != nil {
		t.Fatal(err)
	}
	led := r.where(trace.ClusterLed, func(e *trace.Event) bool { return e.At >= 200*ms })
	if len(led) != 1 || led[0].Node != 2 || led[0].Term != 2 || led[0].Reason != trace.LeaderElected {
		t.Errorf("after the heal: %+v", led)
	}
	if crashed := r.where(trace.FaultMade, func(e *trace.Event) bool { return e.Fault == trace.Crash }); len(crashed) != 1 || crashed[0].Node != 1 {
		t.Errorf("the old leader is taken for %+v", crashed)
	}
}

// A leader that crashed and is elected again leads by an election, not because it is connected again.
func TestALeaderElectedAgainIsElected(t *testing.T) {
	r := run(t, led(3, time.Second,
		script.Step{At: 100 * ms, Do: script.CrashAction{Nodes: nodes(1)}},
		script.Step{At: 110 * ms, Do: script.RestartAction{Nodes: nodes(1)}},
		script.Step{At: 120 * ms, Do: script.TimeoutAction{Nodes: nodes(1)}}), 1)
	led := r.where(trace.ClusterLed, func(e *trace.Event) bool { return e.At > 110*ms && e.Node != 0 })
	if len(led) == 0 || led[0].Node != 1 || led[0].Term != 2 || led[0].Reason != trace.LeaderElected {
		t.Errorf("led again: %+v", led)
	}
}
