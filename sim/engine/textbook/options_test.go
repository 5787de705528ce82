package textbook

import (
	"fmt"
	"slices"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Figure 2: "Updated on stable storage before responding to RPCs." Every message that follows from
// state leaves with the work that makes the state durable.
func TestNothingIsSaidBeforeItIsOnDisk(t *testing.T) {
	end := trace.Position{Term: 4, Index: 1}
	for name, c := range map[string]struct {
		do   func(m *member)
		sync bool
	}{
		"a candidacy":          {func(m *member) { m.Campaign(trace.ElectionTimeout) }, true},
		"a vote":               {func(m *member) { m.Step(&engine.Message{Kind: trace.RequestVote, From: 2, Term: 5, Prev: end}) }, true},
		"a denial":             {func(m *member) { m.Step(&engine.Message{Kind: trace.RequestVote, From: 2, Term: 5}) }, false},
		"a denial, a new term": {func(m *member) { m.Step(&engine.Message{Kind: trace.RequestVote, From: 2, Term: 6}) }, true},
		"a heartbeat": {func(m *member) {
			m.Step(&engine.Message{Kind: trace.Heartbeat, From: 3, Term: 5, Prev: end})
		}, false},
		"entries": {func(m *member) {
			message := entriesIn(engine.Message{Kind: trace.Append, From: 3, Term: 5, Prev: end}, 5)
			m.Step(&message)
		}, true},
		"entries it has": {func(m *member) {
			message := entriesIn(engine.Message{Kind: trace.Append, From: 3, Term: 5}, 4)
			m.Step(&message)
		}, false},
	} {
		m := server(t, 5, 0, 4)
		c.do(m)
		if !m.takeWork() || len(m.work.Messages) == 0 || m.work.Sync != c.sync {
			t.Errorf("%s: %+v", name, m.work)
		}
		if m.work.HardState != (engine.HardState{Term: m.currentTerm, Vote: m.votedFor}) {
			t.Errorf("%s: %+v goes to disk in term %d with a vote for %v", name, m.work.HardState, m.currentTerm, m.votedFor)
		}
	}
}

// A candidate's own vote, and a leader's own copy of an entry, count when they are on disk.
func TestTheOwnDiskCountsLikeAnother(t *testing.T) {
	m := newLab(t, 1).n(1)
	m.Campaign(trace.ElectionTimeout)
	for _, want := range []struct {
		role   trace.Role
		commit trace.Index
	}{{trace.Candidate, 0}, {trace.Leader, 0}, {trace.Leader, 1}} {
		if m.role != want.role || m.commitIndex != want.commit {
			t.Fatalf("it is %v with commitIndex %d, want %v and %d", m.role, m.commitIndex, want.role, want.commit)
		}
		if !m.takeWork() {
			t.Fatal("no work")
		}
		m.Done()
	}
}

// A leader's copy that its disk has not yet is none, also when another server has the entry already.
func TestACopyThatIsNotOnDiskIsNone(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.Propose([]byte("x"))
	leader.takeWork()
	leader.Step(&engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Granted: true, Index: 2})
	if leader.commitIndex != 1 {
		t.Errorf("it commits %d; only n2 has entry 2 on disk", leader.commitIndex)
	}
	leader.Done()
	if leader.commitIndex != 2 {
		t.Errorf("it commits %d; n1 and n2 have entry 2 on disk", leader.commitIndex)
	}
}

// What the disk holds of an entry that is removed does not count for the one that replaces it.
func TestACopyOfAnOlderEntryIsNone(t *testing.T) {
	m := server(t, 5, 0, 1, 4, 4)
	message := entriesIn(engine.Message{Kind: trace.Append, From: 3, Term: 5, Prev: trace.Position{Term: 1, Index: 1}}, 5)
	m.Step(&message)
	if m.disk.durableLast != 1 || m.disk.written != 1 {
		t.Errorf("%d entries count as durable and %d as written, and entry 2 is a new one", m.disk.durableLast, m.disk.written)
	}
}

// On a disk that forgets, a follower may have more of the leader's log than the leader itself.
func TestAnAnswerBeyondTheLogCountsUpToItsEnd(t *testing.T) {
	l := newLab(t, 2)
	leader := l.elect(1)
	leader.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Granted: true, Index: 9})
	leader.propose("x")
	expectMail(t, l.mail, "append to n2, term 1, after (1,1), 1 entries up to 2, commit 1")
}

// A call to stand for election moves candidates as well, and no leader.
func TestWhoObeysACall(t *testing.T) {
	for role, want := range map[trace.Role]trace.Role{trace.Follower: trace.Candidate, trace.PreCandidate: trace.Candidate,
		trace.Candidate: trace.Candidate, trace.Leader: trace.Leader} {
		m := serverAs(t, role)
		term := m.currentTerm
		m.get(engine.Message{Kind: trace.TimeoutNow, From: 2, Term: term})
		if m.role != want || (m.currentTerm > term) != (role != trace.Leader) {
			t.Errorf("a %v of term %d became %v of term %d", role, term, m.role, m.currentTerm)
		}
	}
}

// A server tells its configuration at the boot, and one that cannot boot tells none.
func TestTheConfigurationIsToldAtTheBoot(t *testing.T) {
	m := server(t, 5, 0, 4)
	m.Boot(m.setting, &m.onDisk, m)
	m.expect("config: voters [n1 n2 n3]")
	m.onDisk.Snapshot.Index = 3
	m.Boot(m.setting, &m.onDisk, m)
	m.expect()
}

// What a server knows to be committed it does not forget before it is applied.
func TestACommitThatIsNotAppliedStays(t *testing.T) {
	m := server(t, 5, 0, 1, 4, 4)
	for _, commit := range []trace.Index{3, 1} {
		m.Step(&engine.Message{Kind: trace.Heartbeat, From: 3, Term: 5, Prev: trace.Position{Term: 4, Index: 3}, Commit: commit})
	}
	if m.commitIndex != 3 {
		t.Errorf("commitIndex is %d", m.commitIndex)
	}
}

// A leader is asked for what it cannot do, and says why; what it gives up it tells.
func TestATransferSaysWhyNothingCameOfIt(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	for _, c := range []struct {
		of   *member
		to   trace.NodeID
		want engine.Refusal
	}{
		{l.n(2), 3, engine.Refusal{Reason: trace.NotLeader}},
		{leader, 1, engine.Refusal{Reason: trace.ToItself}},
		{leader, 7, engine.Refusal{Reason: trace.ToNoMember}},
		{leader, 2, engine.Refusal{}},
		{leader, 2, engine.Refusal{Reason: trace.HandingOver, Peer: 2}},
	} {
		if got := c.of.Transfer(c.to); got != c.want {
			t.Errorf("to %v: %+v, want %+v", c.to, got, c.want)
		}
	}
	if got := leader.Propose(nil); got != (engine.Refusal{Reason: trace.HandingOver, Peer: 2}) {
		t.Errorf("a command meanwhile: %+v", got)
	}
	leader.expect()
	leader.Transfer(3)
	leader.expect("gave up n2: other_target")
	if quiet := leader.TicksUntilAction(); quiet > 10 {
		t.Errorf("it would act after %d ticks", quiet)
	}
	leader.pass(10)
	leader.expect("gave up n3: not_taken_over")
	if leader.Propose(nil).Refused() {
		t.Error("it takes no commands afterwards")
	}
}

// What changes while the disk writes goes to the disk next, and is not taken for written before.
func TestChangesWhileTheDiskWrites(t *testing.T) {
	m := server(t, 5, 0, 4)
	end := trace.Position{Term: 4, Index: 1}
	first := entriesIn(engine.Message{Kind: trace.Append, From: 3, Term: 5, Prev: end}, 5, 5)
	m.Step(&first)
	m.takeWork()
	second := entriesIn(engine.Message{Kind: trace.Append, From: 2, Term: 6, Prev: end}, 6)
	m.Step(&second)
	if m.takeWork() {
		t.Fatal("more work before the last is done")
	}
	m.Done()
	if m.disk.durableLast != 1 {
		t.Errorf("%d entries count as durable; those after 1 were replaced", m.disk.durableLast)
	}
	if !m.takeWork() || !m.work.Sync || m.work.HardState.Term != 6 || len(m.work.Entries) != 1 ||
		m.work.Entries[0].Index != 2 || m.work.Entries[0].Term != 6 {
		t.Errorf("next work: %+v", m.work)
	}
	m.Done()
	if m.disk.durableLast != 2 || m.takeWork() {
		t.Errorf("%d entries count as durable", m.disk.durableLast)
	}
}

// An election that began while the disk wrote does not count the vote that was not in that write.
func TestAVoteOfALaterElectionIsNotCountedEarly(t *testing.T) {
	m := newLab(t, 1).n(1)
	m.Campaign(trace.ElectionTimeout)
	m.takeWork()
	m.Campaign(trace.ElectionTimeout)
	m.Done()
	if m.role != trace.Candidate {
		t.Errorf("it is %v of term %d; the disk has term 1", m.role, m.currentTerm)
	}
	m.settle()
	if m.role != trace.Leader || m.currentTerm != 2 {
		t.Errorf("it is %v of term %d", m.role, m.currentTerm)
	}
}

// A message may be delivered late and twice: what it carries never changes, whatever its sender's log
// becomes and however often the sender boots.
func TestWhatAMessageCarriesNeverChanges(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("a")
	sent := l.mail[0]
	before := slices.Clone(carried(&sent))
	leader.get(entriesIn(engine.Message{Kind: trace.Append, From: 2, Term: 9}, 8, 8, 8))
	leader.onDisk.Entries = entriesOf(1, 3, 3)
	leader.boot()
	leader.get(entriesIn(engine.Message{Kind: trace.Append, From: 2, Term: 9}, 9))
	after := carried(&sent)
	if len(before) != 1 || len(after) != 1 || string(after[0].Data) != "a" || after[0].Term != before[0].Term {
		t.Errorf("it carried %+v and now %+v", before, after)
	}
}

// Thesis, section 9.6: a server asks before it raises its term.
func TestPreVoteAsksFirst(t *testing.T) {
	m := newLab(t, 3, preVote).n(1)
	m.campaign()
	m.expect("pre-candidate in term 0: election_timeout by  ", "timer: election_timeout by , new draw true",
		"pre-vote for n1 of term 1 in term 0: granted (own vote , logs (0,0) (0,0))",
		"tally in term 0, pre true: n1 says true, 1 for, 0 against")
	expectMail(t, m.lab.mail, "request_pre_vote to n2, term 1, log ends at (0,0)", "request_pre_vote to n3, term 1, log ends at (0,0)")
	if m.onDisk.HardState != (engine.HardState{}) {
		t.Errorf("it has %+v on its disk", m.onDisk.HardState)
	}
	sent := m.get(engine.Message{Kind: trace.PreVoteReply, From: 2, Term: 1, Granted: true})
	m.expect("tally in term 0, pre true: n2 says true, 2 for, 0 against",
		"candidate in term 1: pre_vote_won by n2 pre_vote_reply", "timer: pre_vote_won by n2, new draw true",
		"vote for n1 of term 1 in term 1: granted (own vote n1, logs (0,0) (0,0))",
		"tally in term 1, pre false: n1 says true, 1 for, 0 against")
	expectMail(t, sent, "request_vote to n2, term 1, log ends at (0,0)", "request_vote to n3, term 1, log ends at (0,0)")
}

// A pre-vote is granted "if the candidate's log is sufficiently up-to-date, and the voters have not
// received heartbeats from a valid leader for at least a baseline election timeout".
func TestPreVoteReceiver(t *testing.T) {
	for _, c := range []struct {
		name   string
		term   trace.Term // asked for; the voter is in term 5 and voted for n3
		log    trace.Position
		passed int64 // ticks since it heard a leader; 0: it never did
		want   string
		reply  string
	}{
		{"granted, whoever has the vote", 6, trace.Position{Term: 4, Index: 1}, 0,
			"pre-vote for n2 of term 6 in term 5: granted (own vote n3, logs (4,1) (4,1))", "pre_vote_reply to n2, term 6, true"},
		{"stale term", 4, trace.Position{Term: 4, Index: 1}, 0,
			"pre-vote for n2 of term 4 in term 5: denied, stale_term (own vote n3, logs (4,1) (4,1))", "pre_vote_reply to n2, term 5, false"},
		{"the vote of this term is given", 5, trace.Position{Term: 4, Index: 1}, 0,
			"pre-vote for n2 of term 5 in term 5: denied, already_voted (own vote n3, logs (4,1) (4,1))", "pre_vote_reply to n2, term 5, false"},
		{"log behind", 6, trace.Position{Term: 3, Index: 9}, 0,
			"pre-vote for n2 of term 6 in term 5: denied, log_behind (own vote n3, logs (4,1) (3,9))", "pre_vote_reply to n2, term 5, false"},
		{"it hears a leader", 6, trace.Position{Term: 4, Index: 1}, 9,
			"pre-vote for n2 of term 6 in term 5: denied, lease (own vote n3, logs (4,1) (4,1))", "pre_vote_reply to n2, term 5, false"},
		{"it heard one long ago", 6, trace.Position{Term: 4, Index: 1}, 10,
			"pre-vote for n2 of term 6 in term 5: granted (own vote n3, logs (4,1) (4,1))", "pre_vote_reply to n2, term 6, true"},
		{"the candidate is in a higher term, and is denied in its own", 9, trace.Position{Term: 3, Index: 9}, 0,
			"pre-vote for n2 of term 9 in term 5: denied, log_behind (own vote n3, logs (4,1) (3,9))", "pre_vote_reply to n2, term 8, false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := server(t, 5, 3, 4)
			if c.passed > 0 {
				m.get(engine.Message{Kind: trace.Heartbeat, From: 3, Term: 5})
				m.pass(c.passed)
				m.lab.forget()
			}
			sent := m.get(engine.Message{Kind: trace.RequestPreVote, From: 2, Term: c.term, Prev: c.log})
			m.expect(c.want)
			expectMail(t, sent, c.reply)
			if m.currentTerm != 5 || m.votedFor != 3 {
				t.Errorf("it is in term %d and voted for %v", m.currentTerm, m.votedFor)
			}
		})
	}
}

func TestPreVoteAnswers(t *testing.T) {
	m := newLab(t, 5, preVote).n(1)
	m.campaign()
	m.told = nil
	no := engine.Message{Kind: trace.PreVoteReply, From: 2, Term: 0}
	yes := engine.Message{Kind: trace.PreVoteReply, From: 2, Term: 1, Granted: true}
	for _, answer := range []engine.Message{no, no, yes, no, yes} {
		m.get(answer)
	}
	m.expect("tally in term 0, pre true: n2 says false, 1 for, 1 against",
		"tally in term 0, pre true: n2 says true, 2 for, 0 against")
	m.get(engine.Message{Kind: trace.PreVoteReply, From: 3, Term: 4})
	m.expect("follower in term 4: higher_term by n3 pre_vote_reply")
	m.get(yes)
	m.expect("ignored: stale_term")

	m.campaign()
	m.told = nil
	for _, late := range []engine.Message{{Term: 4, Granted: true}, {Term: 3}} { // of a pre-vote for term 4
		late.Kind, late.From = trace.PreVoteReply, 2
		m.get(late)
		m.expect("ignored: stale_term")
	}
}

// The answer of a server that is no voter counts for nothing.
func TestAStrangerIsNotCounted(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("x")
	leader.get(engine.Message{Kind: trace.AppendReply, From: 9, Term: 1, Granted: true, Index: leader.log.last()})
	if leader.commitIndex != 1 {
		t.Errorf("commitIndex is %d, want 1", leader.commitIndex)
	}
}

// Who hears the leader of its term asks no more, whether for votes or for pre-votes.
func TestWhoHearsTheLeaderFollows(t *testing.T) {
	for _, role := range []trace.Role{trace.PreCandidate, trace.Candidate} {
		m := serverAs(t, role)
		m.get(engine.Message{Kind: trace.Heartbeat, From: 3, Term: m.currentTerm, Prev: trace.Position{Term: 4, Index: 1}})
		m.expect(fmt.Sprintf("follower in term %d: leader_of_term by n3 heartbeat", m.currentTerm), "timer: heartbeat by n3, new draw true")
	}
}

// A server that asks for pre-votes follows nobody any more, and lets others ask.
func TestAPreCandidateHearsNoLeader(t *testing.T) {
	l := newLab(t, 3, preVote)
	l.elect(3)
	m := l.n(1)
	m.campaign()
	ask := engine.Message{Kind: trace.RequestPreVote, From: 2, Term: 2, Prev: trace.Position{Term: 1, Index: 1}}
	if sent := m.get(ask); len(sent) != 1 || !sent[0].Granted {
		t.Errorf("a pre-candidate replied %v", describe(sent))
	}
}

// A cluster of one wins its pre-vote at once.
func TestPreVoteAlone(t *testing.T) {
	m := newLab(t, 1, preVote).n(1)
	m.campaign()
	if m.role != trace.Leader {
		t.Errorf("it is %v", m.role)
	}
}

// Thesis, section 4.2.3: "if a server receives a RequestVote request within the minimum election
// timeout of hearing from a current leader, it does not update its term or grant its vote".
func TestTheLease(t *testing.T) {
	l := newLab(t, 3, checkQuorum)
	l.elect(3)
	m := l.n(1)
	m.pass(9)
	ask := engine.Message{Kind: trace.RequestVote, From: 2, Term: 2, Prev: trace.Position{Term: 1, Index: 1}}
	l.forget()
	if sent := m.get(ask); len(sent) > 0 {
		t.Errorf("it replied %v", describe(sent))
	}
	m.expect("vote for n2 of term 2 in term 1: denied, lease (own vote n3, logs (1,1) (1,1))", "ignored: lease")
	if sent := l.n(3).get(ask); len(sent) > 0 || l.n(3).role != trace.Leader {
		t.Errorf("the leader replied %v and is %v", describe(sent), l.n(3).role)
	}
	m.pass(1)
	if sent := m.get(ask); len(sent) != 1 || !sent[0].Granted {
		t.Errorf("after the lease it replied %v", describe(sent))
	}
}

// The lease is about terms that would begin: a request of the term or of an older one is answered.
func TestTheLeaseLeavesOldTermsAlone(t *testing.T) {
	l := newLab(t, 3, checkQuorum)
	l.elect(3)
	for term, why := range map[trace.Term]string{0: "stale_term", 1: "already_voted"} {
		m := l.n(1)
		sent := m.get(engine.Message{Kind: trace.RequestVote, From: 2, Term: term, Prev: trace.Position{Term: 1, Index: 1}})
		if len(sent) != 1 || sent[0].Granted || sent[0].Term != 1 {
			t.Errorf("to a request of term %d it replied %v", term, describe(sent))
		}
		m.expect(fmt.Sprintf("vote for n2 of term %d in term 1: denied, %s (own vote n3, logs (1,1) (1,1))", term, why))
	}
}

// What was applied is not applied again, even where a broken disk lets a leader take it back.
func TestWhatWasAppliedIsNotAppliedAgain(t *testing.T) {
	m := server(t, 5, 0, 4, 4, 4)
	m.get(engine.Message{Kind: trace.Heartbeat, From: 3, Term: 5, Prev: trace.Position{Term: 4, Index: 3}, Commit: 3})
	applied := len(m.applies)
	m.get(entriesIn(engine.Message{Kind: trace.Append, From: 2, Term: 6, Prev: trace.Position{Term: 4, Index: 1}, Commit: 2}, 6))
	if m.log.last() != 2 || m.lastApplied != 3 || len(m.applies) != applied {
		t.Errorf("its log ends at %d, lastApplied is %d, applied once more: %v", m.log.last(), m.lastApplied, m.applies[applied:])
	}
}

// A server that enters a term knows no leader of it, so no lease holds there.
func TestTheLeaseEndsWithTheTerm(t *testing.T) {
	l := newLab(t, 3, checkQuorum)
	l.elect(3)
	m := l.n(1)
	m.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 2})
	ask := engine.Message{Kind: trace.RequestVote, From: 2, Term: 3, Prev: trace.Position{Term: 1, Index: 1}}
	if sent := m.get(ask); len(sent) != 1 || !sent[0].Granted {
		t.Errorf("in term 2, without a leader, it replied %v", describe(sent))
	}
}

// Thesis, section 6.2: "a leader steps down if an election timeout elapses without a successful round of
// heartbeats to a majority of its cluster".
func TestCheckQuorum(t *testing.T) {
	l := newLab(t, 5, checkQuorum, func(c *engine.Config) { c.HeartbeatTicks = 9 })
	leader := l.elect(1)
	leader.pass(6)
	for _, id := range []trace.NodeID{2, 3} {
		leader.get(engine.Message{Kind: trace.HeartbeatReply, From: id, Term: 1, Granted: true})
	}
	leader.pass(3) // heartbeats
	if quiet := leader.TicksUntilAction(); quiet != 7 {
		t.Errorf("it would act after %d ticks, want 7: 10 after it heard the second answer", quiet)
	}
	leader.pass(6)
	if leader.role != trace.Leader {
		t.Fatal("it stepped down too early")
	}
	leader.pass(1)
	leader.expect("follower in term 1: quorum_lost by  ", "timer: quorum_lost by , new draw true")
}

func TestCheckQuorumLeavesALoneLeaderAlone(t *testing.T) {
	for _, n := range []int{1, 3} {
		l := newLab(t, n, checkQuorum)
		leader := l.elect(1)
		for range 50 {
			leader.pass(2)
			l.run()
		}
		leader.expect()
	}
}

// Thesis, section 3.10: the leader brings the other's log up to date, calls it, and takes no commands
// meanwhile. The other's election is held in spite of all leases.
func TestTransfer(t *testing.T) {
	l := newLab(t, 3, checkQuorum, preVote)
	leader := l.elect(1)
	leader.propose("x")
	leader.Transfer(2)
	leader.settle()
	if leader.propose("y") {
		t.Error("it takes a command while it hands over")
	}
	l.run()
	if l.n(2).role != trace.Leader || l.n(1).role != trace.Follower || l.n(2).currentTerm != 2 {
		t.Fatalf("n2 is %v, n1 is %v, in term %d", l.n(2).role, l.n(1).role, l.n(2).currentTerm)
	}
	if l.n(2).told[1] != "candidate in term 2: transfer by n1 timeout_now" && l.n(2).told[2] != "candidate in term 2: transfer by n1 timeout_now" {
		t.Errorf("n2 told %q", l.n(2).told)
	}
}

// "If leadership transfer does not complete after about an election timeout, the prior leader aborts".
func TestTransferEnds(t *testing.T) {
	l := newLab(t, 3, func(c *engine.Config) { c.HeartbeatTicks = 9 })
	leader := l.elect(1)
	leader.Transfer(2)
	leader.settle()
	l.forget()
	leader.pass(9)
	if quiet := leader.TicksUntilAction(); quiet != 1 {
		t.Errorf("after 9 ticks it would act after %d more, want 1: it gives up after 10", quiet)
	}
	if leader.propose("x") {
		t.Error("it takes a command after 9 ticks")
	}
	leader.pass(1)
	if !leader.propose("x") {
		t.Error("it takes no command after 10 ticks")
	}
	leader.Transfer(1)
	leader.Transfer(7)
	if !leader.propose("y") {
		t.Error("a transfer to itself or to a stranger stops it")
	}
}

// A transfer ends with the leadership: a server that is elected again hands nothing over.
func TestATransferEndsWithTheLeadership(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.Transfer(2)
	leader.get(engine.Message{Kind: trace.AppendReply, From: 3, Term: 5})
	l.forget()
	leader.campaign()
	leader.get(engine.Message{Kind: trace.VoteReply, From: 3, Term: 6, Granted: true})
	if leader.role != trace.Leader || !leader.propose("x") {
		t.Errorf("n1 is %v, and takes no command", leader.role)
	}
}

// The other server is called when it has the whole log, and not when it has what is committed.
func TestATransferWaitsForTheWholeLog(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("x")
	l.forget()
	leader.Transfer(2)
	leader.settle()
	expectMail(t, l.mail)
	sent := leader.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Granted: true, Prev: trace.Position{Term: 1, Index: 1}, Index: 2})
	if len(sent) == 0 || sent[len(sent)-1].Kind != trace.TimeoutNow {
		t.Errorf("n2 has the whole log, and is sent %v", describe(sent))
	}
}

// What the engine lacks it refuses.
func TestLimits(t *testing.T) {
	if has := (Engine{}).Features(); has&engine.Compaction != 0 {
		t.Errorf("it says that it has %v", has)
	}
	l := newLab(t, 3)
	leader := l.elect(1)
	if leader.Compact(7, nil).Index != 0 {
		t.Error("it does what it cannot do")
	}
	for _, disk := range []engine.Durable{
		{Snapshot: engine.Snapshot{Index: 3}},
	} {
		m := l.add(disk, 3)
		if m.Err() == nil || m.takeWork() {
			t.Errorf("it boots from %+v", disk)
		}
	}
}

func TestRuleNames(t *testing.T) {
	if len(Rules()) != int(Sessions) {
		t.Errorf("%d rules have names", len(Rules()))
	}
	for _, r := range Rules() {
		if back, err := ParseRule(r.String()); err != nil || back != r {
			t.Errorf("%v: %v, %v", r, back, err)
		}
	}
	for _, wrong := range []string{"", "up-to-date"} {
		if _, err := ParseRule(wrong); err == nil {
			t.Errorf("%q is a rule", wrong)
		}
	}
	if got := (Engine{}).Name(); got != Name {
		t.Error(got)
	}
	if got := (Engine{Broken: PersistVote}).Name(); got != "textbook-without-persist-vote" {
		t.Error(got)
	}
}

// A server that is no voter stands for no election, whoever wants it to (section 6: it is not counted in majorities).
func TestWhoIsNoVoterDoesNotStand(t *testing.T) {
	l := newLab(t, 3)
	outsider := l.add(engine.Durable{HardState: engine.HardState{Term: 1}}, 3) // n4
	outsider.campaign()
	outsider.get(engine.Message{Kind: trace.TimeoutNow, From: 1, Term: 1})
	if outsider.role != trace.Follower || outsider.currentTerm != 1 || len(l.mail) > 0 {
		t.Errorf("%v in term %d, sent %v", outsider.role, outsider.currentTerm, l.mail)
	}
}
