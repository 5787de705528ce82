package etcdraft

import (
	"testing"

	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// follower is server n1 that has heard from n3, the leader of its term, one tick ago.
func follower(t *testing.T, set ...func(*engine.Config)) *member {
	m := voter(t, 0, set...)
	m.pass(1)
	m.get(heartbeat(3, 5))
	m.expect("timer: heartbeat by n3, new draw false")
	m.pass(1)
	m.lab.lose()
	return m
}

// appendOf appends entries behind a term and index.
func appendOf(from, term, logTerm, index uint64, entries ...*raftpb.Entry) *raftpb.Message {
	return &raftpb.Message{Type: raftpb.MsgApp.Enum(), From: &from, Term: &term, LogTerm: &logTerm, Index: &index,
		Entries: entries}
}

func TestALeaderResetsTheTimer(t *testing.T) {
	config := &raftpb.ConfState{Voters: []uint64{1, 2, 3}}
	for reason, message := range map[string]*raftpb.Message{
		"heartbeat": heartbeat(3, 5),
		"append":    appendOf(3, 5, 4, 1, &raftpb.Entry{Index: new(uint64(2)), Term: new(uint64(5))}),
		"snapshot": {Type: raftpb.MsgSnap.Enum(), From: new(uint64(3)), Term: new(uint64(5)),
			Snapshot: &raftpb.Snapshot{Data: encodeState(1, nil), Metadata: &raftpb.SnapshotMetadata{
				Index: new(uint64(7)), Term: new(uint64(5)), ConfState: config}}},
	} {
		for _, set := range []func(*engine.Config){func(*engine.Config) {}, preVote, checkQuorum} {
			m := follower(t, set)
			m.get(message)
			want := []string{"timer: " + reason + " by n3, new draw false"}
			if reason == "snapshot" {
				want = append(want, "config: voters [n1 n2 n3] outgoing [] learners []")
			}
			m.expect(want...)
		}
	}
}

// Appends that do not fit the log, and those known already, come from the leader all the same.
func TestALeaderResetsTheTimerWithARejectedAppend(t *testing.T) {
	m := follower(t)
	m.get(appendOf(3, 5, 5, 9))
	m.expect("timer: append by n3, new draw false")
	checkReply(t, m.lab.mail, "no")
}

// What does not come from the leader and wins no vote leaves the timer alone.
func TestNothingElseResetsTheTimer(t *testing.T) {
	for name, message := range map[string]*raftpb.Message{
		"an old leader":         heartbeat(2, 4),
		"a denied vote":         request(raftpb.MsgVote, 2, 5, 4, 1),
		"a granted pre-vote":    request(raftpb.MsgPreVote, 2, 6, 4, 1),
		"a denied pre-vote":     request(raftpb.MsgPreVote, 2, 6, 1, 1),
		"an answer to a leader": {Type: raftpb.MsgAppResp.Enum(), From: new(uint64(2)), Term: new(uint64(5))},
		"a vote that is late":   {Type: raftpb.MsgVoteResp.Enum(), From: new(uint64(2)), Term: new(uint64(5))},
	} {
		m := follower(t)
		before := m.node.(*node).fields.electionElapsed()
		m.get(message)
		for _, line := range m.told {
			if line[:5] == "timer" {
				t.Errorf("%s: told %q", name, line)
			}
		}
		if after := m.node.(*node).fields.electionElapsed(); after != before {
			t.Errorf("%s: the counter went from %d to %d and nothing was told", name, before, after)
		}
	}
}

func TestAGrantedVoteResetsTheTimerWithoutANewDraw(t *testing.T) {
	m := voter(t, 0)
	m.pass(1)
	m.get(request(raftpb.MsgVote, 2, 5, 4, 1))
	m.expect("vote for n2 of term 5 in term 5: granted (own vote n2, logs (4,1) (4,1))",
		"timer: vote_granted by n2, new draw false")
}

// The counter does not show a reset in the tick of the last one. The deadline is the same tick.
func TestASecondResetInOneTickIsNotTold(t *testing.T) {
	m := follower(t)
	m.get(heartbeat(3, 5))
	m.get(heartbeat(3, 5))
	m.expect("timer: heartbeat by n3, new draw false")
}

func TestALeaderHasNoElectionTimer(t *testing.T) {
	for _, set := range []func(*engine.Config){preVote, checkQuorum} {
		l := newLab(t, 3, set)
		leader := l.elect(1)
		for range 40 {
			leader.pass(1)
			l.run()
		}
		leader.expect()
	}
}

// Heartbeats go out every second tick; the world need not ask in between.
func TestQuietTellsWhenALeaderActs(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	for round := range 5 {
		if quiet := leader.node.TicksUntilAction(); quiet != 2 {
			t.Fatalf("round %d: quiet for %d ticks, want 2", round, quiet)
		}
		leader.pass(1)
		if quiet := leader.node.TicksUntilAction(); quiet != 1 || len(l.mail) > 0 {
			t.Fatalf("round %d: a tick before the heartbeats, quiet for %d, mail %v", round, quiet, l.mail)
		}
		leader.pass(1)
		if len(l.mail) != 2 || l.mail[0].Kind != trace.Heartbeat || l.mail[1].Kind != trace.Heartbeat {
			t.Fatalf("round %d: sent %+v, want two heartbeats", round, l.mail)
		}
		l.run()
	}
}

func TestQuietTellsWhenALeaderChecksItsQuorum(t *testing.T) {
	l := newLab(t, 3, checkQuorum, func(c *engine.Config) { c.HeartbeatTicks = 9 })
	leader := l.elect(1)
	leader.pass(9)
	if quiet := leader.node.TicksUntilAction(); quiet != 1 {
		t.Errorf("a tick before the check of the quorum it is quiet for %d", quiet)
	}
}

// However long it waits, a server that does not lead never campaigns by itself, whatever the
// library has drawn from crypto/rand.
func TestTicksNeverStartAnElection(t *testing.T) {
	for _, set := range []func(*engine.Config){func(*engine.Config) {}, preVote, checkQuorum} {
		l := newLab(t, 3, set)
		l.n(1).pass(1_000_000)
		l.n(1).campaign()
		l.n(1).told = nil
		l.lose()
		l.n(1).pass(1_000_000)
		l.n(1).expect()
		if len(l.mail) > 0 {
			t.Errorf("time alone made n1 send %+v", l.mail)
		}
	}
}
