package etcdraft

import (
	"testing"

	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

func checkErr(t *testing.T, m *member, want string) {
	t.Helper()
	got := ""
	if err := m.node.Err(); err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("%v gave up with %q, want %q", m.id, got, want)
	}
}

// A disk that lost entries which the server has acknowledged breaks the assumption of Raft that what
// is acknowledged stays. The library finds out by the commit index of the leader.
func TestALogThatLostWhatItAcknowledgedEndsTheServer(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("a")
	leader.propose("b")
	l.run()
	broken := l.n(2)
	broken.disk.Entries = broken.disk.Entries[:1]
	broken.boot()
	l.beat(leader)
	checkErr(t, broken, "tocommit(3) is out of range [lastIndex(1)]. Was the raft log corrupted, truncated, or lost?")
	if broken.takeWork() {
		t.Error("a server that gave up has work")
	}
	checkErr(t, leader, "")

	broken.disk.Entries = leader.disk.Entries // an operator repairs it
	broken.boot()
	checkErr(t, broken, "")
	l.beat(leader)
	if got := len(broken.applied); got < 3 {
		t.Errorf("the repaired server applied %d entries, want 3", got)
	}
}

// The library can not see that a hard state is lost. The server works on, and votes a second time
// in a term: that is what the checks of the simulator are for.
func TestALostHardStateIsNotNoticedAndLetsAServerVoteTwice(t *testing.T) {
	m := voter(t, 2)
	m.get(request(raftpb.MsgVote, 3, 5, 4, 1))
	m.expect("vote for n3 of term 5 in term 5: denied, already_voted (own vote n2, logs (4,1) (4,1))")
	m.disk.HardState = engine.HardState{}
	m.boot()
	m.get(request(raftpb.MsgVote, 3, 5, 4, 1))
	checkErr(t, m, "")
	m.expect("follower in term 5: higher_term by n3 request_vote", "timer: higher_term by n3, new draw true",
		"vote for n3 of term 5 in term 5: granted (own vote n3, logs (4,1) (4,1))")
}

// A server that lost its hard state still knows what its snapshot and log hold, and commits again.
func TestAServerWithoutHardStateCatchesUp(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("a")
	l.run()
	m := l.n(2)
	m.compact(7)
	m.disk.HardState = engine.HardState{}
	m.boot()
	leader.propose("b")
	l.run()
	l.beat(leader)
	checkErr(t, m, "")
	if m.disk.Term != 1 || m.disk.Last() != leader.disk.Last() {
		t.Errorf("it is in term %d with a log up to %v, want term 1 and %v", m.disk.Term, m.disk.Last(), leader.disk.Last())
	}
}

func TestADiskThatMakesNoSenseDoesNotBoot(t *testing.T) {
	for name, disk := range map[string]engine.Durable{
		"voter and learner in one": {Snapshot: engine.Snapshot{Index: 3, Term: 1,
			Config: trace.Config{Voters: nodes{1}, Learners: nodes{1}}}},
		"settings of the caller": {Snapshot: engine.Snapshot{Config: trace.Config{Voters: nodes{1}}}},
	} {
		l := &lab{tb: t}
		m := l.add(disk, func(c *engine.Config) {
			if name == "settings of the caller" {
				c.ElectionTicks = c.HeartbeatTicks
			}
		})
		if m.node.Err() == nil {
			t.Errorf("%s: it boots", name)
		}
	}
}

// After its end a server boots again as if it were new.
func TestBootingForgetsTheEnd(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("a")
	l.run()
	m := l.n(2)
	m.disk.Entries = nil
	m.boot()
	l.beat(leader)
	if m.node.Err() == nil {
		t.Fatal("n2 lost what it acknowledged, and goes on")
	}
	m.disk = engine.Durable{Snapshot: m.disk.Snapshot}
	m.boot()
	checkErr(t, m, "")
	m.campaign()
	if m.role() != trace.Candidate {
		t.Errorf("it is %v after its election timer has expired", m.role())
	}
}

// clumsy is a observer with a bug.
type clumsy struct{ engine.Observer }

func (clumsy) Reconfigured(trace.Config)          {}
func (clumsy) GaveUp(trace.NodeID, trace.Reason)  {}
func (clumsy) RoleChanged(engine.RoleChange) bool { panic("a bug of the observer") }

// A bug of raftlab must not pass for the end of a server.
func TestAPanicOfTheWitnessIsNotTheEndOfTheServer(t *testing.T) {
	n := Engine{}.NewNode()
	n.Boot(engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 1},
		&engine.Durable{Snapshot: engine.Snapshot{Config: trace.Config{Voters: []trace.NodeID{1}}}}, clumsy{})
	defer func() {
		if cause := recover(); cause != "a bug of the observer" {
			t.Errorf("the panic of the observer ended in %v, Err %v", cause, n.Err())
		}
	}()
	n.Campaign(trace.ElectionTimeout)
}
