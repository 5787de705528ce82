package textbook

import (
	"slices"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Each test focuses on one sentence of the Raft paper's Figure 2 or of its section 5. It is the first
// line of the test's comment, in the words of the paper where they are short.

// "On startup: servers are followers", with currentTerm, votedFor and log from the disk;
// commitIndex and lastApplied "initialized to 0".
func TestStateAtBoot(t *testing.T) {
	m := server(t, 5, 2, 1, 1, 4)
	if m.role != trace.Follower || m.currentTerm != 5 || m.votedFor != 2 || m.log.last() != 3 {
		t.Errorf("it is %v in term %d, voted for %v, with %d entries", m.role, m.currentTerm, m.votedFor, m.log.last())
	}
	if m.commitIndex != 0 || m.lastApplied != 0 {
		t.Errorf("commitIndex %d, lastApplied %d", m.commitIndex, m.lastApplied)
	}
	if m.takeWork() {
		t.Errorf("it has work to do: %+v", m.work)
	}
}

// RequestVote receiver: "1. Reply false if term < currentTerm. 2. If votedFor is null or candidateId,
// and candidate's log is at least as up-to-date as receiver's log, grant vote."
func TestRequestVoteReceiver(t *testing.T) {
	const drawn = "timer: vote_granted by n2, new draw true"
	cases := []struct {
		name string
		vote trace.NodeID // that the voter has given in term 5; its log ends with (4,2)
		term trace.Term   // of the candidate n2
		log  trace.Position
		want []string
	}{
		{"rule 1", 0, 4, trace.Position{Term: 4, Index: 2},
			[]string{"vote for n2 of term 4 in term 5: denied, stale_term (own vote , logs (4,2) (4,2))"}},
		{"rule 2, votedFor null", 0, 5, trace.Position{Term: 4, Index: 2},
			[]string{"vote for n2 of term 5 in term 5: granted (own vote n2, logs (4,2) (4,2))", drawn}},
		{"rule 2, votedFor candidateId", 2, 5, trace.Position{Term: 4, Index: 2},
			[]string{"vote for n2 of term 5 in term 5: granted (own vote n2, logs (4,2) (4,2))", drawn}},
		{"rule 2, votedFor another", 3, 5, trace.Position{Term: 4, Index: 9},
			[]string{"vote for n2 of term 5 in term 5: denied, already_voted (own vote n3, logs (4,2) (4,9))"}},
		{"a later last term is more up-to-date, however short", 0, 5, trace.Position{Term: 5, Index: 1},
			[]string{"vote for n2 of term 5 in term 5: granted (own vote n2, logs (4,2) (5,1))", drawn}},
		{"an earlier last term is less, however long", 0, 5, trace.Position{Term: 3, Index: 9},
			[]string{"vote for n2 of term 5 in term 5: denied, log_behind (own vote , logs (4,2) (3,9))"}},
		{"same last term, longer", 0, 5, trace.Position{Term: 4, Index: 3},
			[]string{"vote for n2 of term 5 in term 5: granted (own vote n2, logs (4,2) (4,3))", drawn}},
		{"same last term, shorter", 0, 5, trace.Position{Term: 4, Index: 1},
			[]string{"vote for n2 of term 5 in term 5: denied, log_behind (own vote , logs (4,2) (4,1))"}},
		{"a new term frees the vote", 3, 6, trace.Position{Term: 4, Index: 2},
			[]string{"follower in term 6: higher_term by n2 request_vote",
				"vote for n2 of term 6 in term 6: granted (own vote n2, logs (4,2) (4,2))", drawn}},
		{"a new term does not change the log", 3, 6, trace.Position{Term: 4, Index: 1},
			[]string{"follower in term 6: higher_term by n2 request_vote",
				"vote for n2 of term 6 in term 6: denied, log_behind (own vote , logs (4,2) (4,1))"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := server(t, 5, c.vote, 4, 4)
			sent := m.get(engine.Message{Kind: trace.RequestVote, From: 2, Term: c.term, Prev: c.log})
			m.expect(c.want...)
			granted := slices.Contains(c.want, drawn)
			if len(sent) != 1 || sent[0].Kind != trace.VoteReply || sent[0].To != 2 || sent[0].Granted != granted || sent[0].Term != m.currentTerm {
				t.Errorf("it replied %v", describe(sent))
			}
			if m.onDisk.HardState != (engine.HardState{Term: m.currentTerm, Vote: m.votedFor}) {
				t.Errorf("it replied with %+v on its disk", m.onDisk.HardState)
			}
		})
	}
}

// "Each server will vote for at most one candidate in a given term, on a first-come-first-served
// basis" (section 5.2), restarts included.
func TestOneVotePerTerm(t *testing.T) {
	m := server(t, 5, 0, 4)
	ask := engine.Message{Kind: trace.RequestVote, From: 2, Term: 5, Prev: trace.Position{Term: 4, Index: 1}}
	first := m.get(ask)
	m.boot()
	ask.From = 3
	second := m.get(ask)
	if !first[0].Granted || second[0].Granted {
		t.Errorf("the first was told %t, the second %t", first[0].Granted, second[0].Granted)
	}
}

// AppendEntries receiver, rules 1 to 5.
func TestAppendEntriesReceiver(t *testing.T) {
	at := func(term trace.Term, index trace.Index) trace.Position {
		return trace.Position{Term: term, Index: index}
	}
	cases := []struct {
		name    string
		term    trace.Term // of the leader n3; the receiver is in term 5
		prev    trace.Position
		entries []trace.Term
		commit  trace.Index
		success bool
		index   trace.Index
		log     []trace.Term // was 1, 4, 4
		commits trace.Index
	}{
		{"1. reply false if term < currentTerm", 4, at(4, 3), []trace.Term{4}, 3, false, 3, []trace.Term{1, 4, 4}, 0},
		{"2. reply false if log does not contain an entry at prevLogIndex", 5, at(5, 4), []trace.Term{5}, 3, false, 3, []trace.Term{1, 4, 4}, 0},
		{"2. whose term matches prevLogTerm", 5, at(5, 3), []trace.Term{5}, 3, false, 3, []trace.Term{1, 4, 4}, 0},
		{"3. delete an existing entry that conflicts, and all that follow it", 5, at(1, 1), []trace.Term{5}, 0, true, 2, []trace.Term{1, 5}, 0},
		{"3. but no entry that does not conflict", 5, at(1, 1), []trace.Term{4}, 0, true, 2, []trace.Term{1, 4, 4}, 0},
		{"3. and none because of a heartbeat", 5, at(1, 1), nil, 0, true, 1, []trace.Term{1, 4, 4}, 0},
		{"4. append any new entries not already in the log", 5, at(4, 2), []trace.Term{4, 5, 5}, 0, true, 5, []trace.Term{1, 4, 4, 5, 5}, 0},
		{"4. from the start", 5, at(0, 0), []trace.Term{1, 4, 4, 5}, 0, true, 4, []trace.Term{1, 4, 4, 5}, 0},
		{"5. commitIndex = leaderCommit", 5, at(4, 3), []trace.Term{5}, 3, true, 4, []trace.Term{1, 4, 4, 5}, 3},
		{"5. but at most the index of the last new entry", 5, at(1, 1), []trace.Term{4}, 3, true, 2, []trace.Term{1, 4, 4}, 2},
		{"5. which in a heartbeat is the one before", 5, at(1, 1), nil, 3, true, 1, []trace.Term{1, 4, 4}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := server(t, 5, 0, 1, 4, 4)
			message := engine.Message{Kind: trace.Append, From: 3, Term: c.term, Prev: c.prev, Commit: c.commit}
			if c.entries == nil {
				message.Kind = trace.Heartbeat
			}
			sent := m.get(entriesIn(message, c.entries...))
			if len(sent) != 1 || sent[0].Granted != c.success || sent[0].Index != c.index || sent[0].Term != 5 || sent[0].Prev != c.prev {
				t.Errorf("it replied %v", describe(sent))
			}
			if got := logOf(m); !slices.Equal(got, c.log) {
				t.Errorf("its log is %v, want %v", got, c.log)
			}
			if m.commitIndex != c.commits || m.lastApplied != c.commits || len(m.applies) != int(c.commits) {
				t.Errorf("commitIndex %d, lastApplied %d, applied %d", m.commitIndex, m.lastApplied, len(m.applies))
			}
			if onDisk := m.onDisk.Entries; len(onDisk) != len(c.log) {
				t.Errorf("it replied with %d entries on its disk", len(onDisk))
			}
		})
	}
}

// "commitIndex ... increases monotonically": an older message does not take it back.
func TestCommitIndexNeverFalls(t *testing.T) {
	m := server(t, 5, 0, 1, 4, 4)
	for _, commit := range []trace.Index{3, 1} {
		m.get(engine.Message{Kind: trace.Heartbeat, From: 3, Term: 5, Prev: trace.Position{Term: 4, Index: 3}, Commit: commit})
	}
	if m.commitIndex != 3 || len(m.applies) != 3 {
		t.Errorf("commitIndex %d, applied %d entries", m.commitIndex, len(m.applies))
	}
}

// "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to
// follower", whatever the message and the role. A pre-vote's term has not begun and does not count.
func TestAHigherTermMakesAFollower(t *testing.T) {
	kinds := []trace.MessageKind{trace.RequestVote, trace.VoteReply, trace.Heartbeat, trace.HeartbeatReply, trace.Append,
		trace.AppendReply, trace.TimeoutNow, trace.PreVoteReply}
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader} {
		for _, kind := range kinds {
			m := serverAs(t, role)
			m.get(engine.Message{Kind: kind, From: 2, Term: 9, Prev: trace.Position{Term: 8, Index: 8}})
			candidate := kind == trace.TimeoutNow // which then stands for the next term
			if m.currentTerm != 9 && !candidate || m.role != trace.Follower && !candidate {
				t.Errorf("%v: after a %v of term 9 it is %v in term %d", role, kind, m.role, m.currentTerm)
			}
			if want := "follower in term 9: higher_term by n2 " + kind.String(); m.told[0] != want {
				t.Errorf("%v: it told %q, want %q", role, m.told[0], want)
			}
		}
		m := serverAs(t, role)
		before := m.currentTerm
		m.get(engine.Message{Kind: trace.RequestPreVote, From: 2, Term: 9, Prev: trace.Position{Term: 8, Index: 8}})
		if m.currentTerm != before || m.role != role {
			t.Errorf("a pre-vote of term 9 made a %v of term %d a %v of term %d", role, before, m.role, m.currentTerm)
		}
	}
}

// serverAs returns n1 of three in a role.
func serverAs(t *testing.T, role trace.Role) *member {
	m := server(t, 5, 0, 4)
	switch role {
	case trace.PreCandidate:
		m.config.PreVote = true
		m.campaign()
	case trace.Candidate:
		m.campaign()
	case trace.Leader:
		m.campaign()
		m.get(engine.Message{Kind: trace.VoteReply, From: 2, Term: 6, Granted: true})
	}
	if m.role != role {
		t.Fatalf("it is %v, not %v", m.role, role)
	}
	m.lab.forget()
	return m
}

// A leader that steps down starts an election timer; others go on with the one they have.
func TestOnlyALeaderThatStepsDownStartsATimer(t *testing.T) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader} {
		m := serverAs(t, role)
		m.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 9})
		want := []string{"follower in term 9: higher_term by n2 append_reply"}
		if role == trace.Leader {
			want = append(want, "timer: higher_term by n2, new draw true")
		}
		m.expect(want...)
	}
}

// A leader has no election timer: if it is made to expire all the same, the leader leads on.
func TestALeaderDoesNotStand(t *testing.T) {
	for _, set := range []func(*engine.Config){checkQuorum, preVote} {
		l := newLab(t, 3, set)
		leader := l.elect(1)
		l.forget()
		leader.campaign()
		if leader.role != trace.Leader || leader.currentTerm != 1 || len(l.mail) > 0 {
			t.Errorf("it is %v in term %d and sends %v", leader.role, leader.currentTerm, describe(l.mail))
		}
	}
}

// "If election timeout elapses without receiving AppendEntries RPC from current leader or granting vote
// to candidate": nothing else starts the timer again.
func TestWhatStartsTheElectionTimer(t *testing.T) {
	end := trace.Position{Term: 4, Index: 1}
	for _, c := range []struct {
		message engine.Message
		want    string
	}{
		{engine.Message{Kind: trace.Heartbeat, From: 3, Term: 5, Prev: end}, "timer: heartbeat by n3, new draw true"},
		{entriesIn(engine.Message{Kind: trace.Append, From: 3, Term: 5, Prev: end}, 5), "timer: append by n3, new draw true"},
		{engine.Message{Kind: trace.Append, From: 3, Term: 5, Prev: trace.Position{Term: 5, Index: 7}}, "timer: append by n3, new draw true"},
		{engine.Message{Kind: trace.RequestVote, From: 3, Term: 5, Prev: end}, "timer: vote_granted by n3, new draw true"},
		{engine.Message{Kind: trace.RequestVote, From: 3, Term: 5}, ""},
		{engine.Message{Kind: trace.RequestVote, From: 3, Term: 6}, ""},
		{engine.Message{Kind: trace.RequestVote, From: 3, Term: 4, Prev: end}, ""},
		{engine.Message{Kind: trace.Heartbeat, From: 3, Term: 4, Prev: end}, ""},
		{engine.Message{Kind: trace.RequestPreVote, From: 3, Term: 6, Prev: end}, ""},
		{engine.Message{Kind: trace.VoteReply, From: 3, Term: 5, Granted: true}, ""},
		{engine.Message{Kind: trace.AppendReply, From: 3, Term: 5, Granted: true}, ""},
	} {
		m := server(t, 5, 0, 4)
		m.get(c.message)
		told := ""
		for _, line := range m.told {
			if line[:5] == "timer" {
				told += line
			}
		}
		if told != c.want {
			t.Errorf("%v of term %d: %q, want %q", c.message.Kind, c.message.Term, told, c.want)
		}
	}
}

// "On conversion to candidate, start election: increment currentTerm, vote for self, reset election
// timer, send RequestVote RPCs to all other servers."
func TestStartElection(t *testing.T) {
	m := server(t, 5, 2, 4)
	m.campaign()
	m.expect("candidate in term 6: election_timeout by  ", "timer: election_timeout by , new draw true",
		"vote for n1 of term 6 in term 6: granted (own vote n1, logs (4,1) (4,1))",
		"tally in term 6, pre false: n1 says true, 1 for, 0 against")
	expectMail(t, m.lab.mail, "request_vote to n2, term 6, log ends at (4,1)", "request_vote to n3, term 6, log ends at (4,1)")
	if m.onDisk.HardState != (engine.HardState{Term: 6, Vote: 1}) {
		t.Errorf("it asks for votes with %+v on its disk", m.onDisk.HardState)
	}
}

// "If votes received from majority of servers: become leader", at once and once.
func TestAMajorityElects(t *testing.T) {
	for n := 1; n <= 9; n++ {
		l := newLab(t, n)
		m := l.n(1)
		m.campaign()
		for id := 2; id <= n; id++ {
			if want := id-1 >= n/2+1; (m.role == trace.Leader) != want {
				t.Fatalf("%d votes of %d: it is %v", id-1, n, m.role)
			}
			m.get(engine.Message{Kind: trace.VoteReply, From: trace.NodeID(id), Term: 1, Granted: true})
		}
		if m.role != trace.Leader || m.currentTerm != 1 {
			t.Errorf("all %d votes: it is %v in term %d", n, m.role, m.currentTerm)
		}
	}
}

// One server has one vote, however often its answer arrives; a denial is none; a vote of an older term
// is none.
func TestVotesThatDoNotCount(t *testing.T) {
	m := newLab(t, 5).n(1)
	m.campaign()
	m.campaign()
	m.told = nil
	yes := engine.Message{Kind: trace.VoteReply, From: 2, Term: 2, Granted: true}
	m.get(yes)
	m.get(yes)
	m.get(engine.Message{Kind: trace.VoteReply, From: 3, Term: 2})
	m.get(engine.Message{Kind: trace.VoteReply, From: 4, Term: 1, Granted: true})
	m.expect("tally in term 2, pre false: n2 says true, 2 for, 0 against",
		"tally in term 2, pre false: n3 says false, 2 for, 1 against", "ignored: stale_term")
}

// A candidate that a majority denies goes on waiting: Figure 2 has no rule for it.
func TestADeniedCandidateStaysOne(t *testing.T) {
	m := newLab(t, 3).n(1)
	m.campaign()
	for _, id := range []trace.NodeID{2, 3} {
		m.get(engine.Message{Kind: trace.VoteReply, From: id, Term: 1})
	}
	if m.role != trace.Candidate {
		t.Errorf("it is %v", m.role)
	}
}

// "If AppendEntries RPC received from new leader: convert to follower." An older leader's is refused.
func TestANewLeaderEndsACandidacy(t *testing.T) {
	m := server(t, 5, 0, 4)
	m.campaign()
	m.told = nil
	m.get(engine.Message{Kind: trace.Heartbeat, From: 3, Term: 5})
	m.expect("ignored: stale_term")
	m.get(engine.Message{Kind: trace.Heartbeat, From: 3, Term: 6})
	m.expect("follower in term 6: leader_of_term by n3 heartbeat", "timer: heartbeat by n3, new draw true")
	if m.votedFor != 1 {
		t.Errorf("its vote of the term is now for %v", m.votedFor)
	}
}

// "If election timeout elapses: start new election."
func TestATimeoutStartsANewElection(t *testing.T) {
	m := newLab(t, 3).n(1)
	m.campaign()
	m.campaign()
	if m.role != trace.Candidate || m.currentTerm != 2 || m.votedFor != 1 {
		t.Errorf("it is %v in term %d, voted for %v", m.role, m.currentTerm, m.votedFor)
	}
}

// "Upon election: send initial empty AppendEntries RPCs (heartbeat) to each server". They carry the
// no-op entry of section 8. nextIndex is "initialized to leader last log index + 1".
func TestANewLeaderSpeaksAtOnce(t *testing.T) {
	m := serverAs(t, trace.Candidate)
	sent := m.get(engine.Message{Kind: trace.VoteReply, From: 2, Term: 6, Granted: true})
	expectMail(t, sent, "append to n2, term 6, after (4,1), 1 entries up to 2, commit 0",
		"append to n3, term 6, after (4,1), 1 entries up to 2, commit 0")
	if entries := carried(&sent[0]); entries[0].Kind != trace.NoOp || entries[0].Term != 6 {
		t.Errorf("it carries %+v", entries)
	}
}

// "Repeat during idle periods to prevent election timeouts."
func TestHeartbeats(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	for round := range 3 {
		if quiet := leader.TicksUntilAction(); quiet != 2 {
			t.Errorf("round %d: quiet for %d ticks", round, quiet)
		}
		leader.pass(1)
		expectMail(t, l.mail)
		leader.pass(1)
		expectMail(t, l.mail, "heartbeat to n2, term 1, after (1,1), commit 1", "heartbeat to n3, term 1, after (1,1), commit 1")
		l.run()
	}
}

// "If command received from client: append entry to local log, respond after entry applied to state
// machine."
func TestACommand(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	if l.n(2).propose("x") {
		t.Error("a follower takes a command")
	}
	if !leader.propose("x") || leader.log.last() != 2 || len(leader.applies) != 1 {
		t.Errorf("the leader has %d entries and applied %d", leader.log.last(), len(leader.applies))
	}
	l.run()
	if len(leader.applies) != 2 || string(leader.applies[1].Data) != "x" {
		t.Errorf("the leader applied %+v", leader.applies)
	}
}

// "If last log index >= nextIndex for a follower: send AppendEntries RPC with log entries starting at
// nextIndex", one message at a time.
func TestEntriesFromNextIndexOn(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("a")
	leader.propose("b")
	leader.propose("c")
	expectMail(t, l.mail, "append to n2, term 1, after (1,1), 1 entries up to 2, commit 1",
		"append to n3, term 1, after (1,1), 1 entries up to 2, commit 1")
	l.mail = l.mail[:1]
	l.run(func(m *engine.Message) bool { return m.Kind == trace.Append && m.Entries > 1 })
	expectMail(t, l.mail, "append to n2, term 1, after (1,2), 2 entries up to 4, commit 2")
}

// A follower has one append to answer at a time. The next leaves with the answer to it, or, after the next
// heartbeat, with the answer to that; an answer to what was asked before makes no second one.
func TestOneAppendIsUnderWay(t *testing.T) {
	l := newLab(t, 2)
	leader := l.elect(1)
	answer := func(kind trace.MessageKind, prev, index trace.Index) []engine.Message {
		return leader.get(engine.Message{Kind: kind, From: 2, Term: 1, Granted: true,
			Prev: trace.Position{Term: 1, Index: prev}, Index: index})
	}
	leader.propose("2")
	leader.propose("3")
	expectMail(t, l.mail, "append to n2, term 1, after (1,1), 1 entries up to 2, commit 1")
	expectMail(t, answer(trace.HeartbeatReply, 1, 1))
	expectMail(t, answer(trace.AppendReply, 0, 1))
	expectMail(t, answer(trace.AppendReply, 1, 2), "append to n2, term 1, after (1,2), 1 entries up to 3, commit 2")
	expectMail(t, answer(trace.AppendReply, 1, 2))
	l.forget()
	leader.pass(2)
	leader.propose("4")
	expectMail(t, l.mail, "heartbeat to n2, term 1, after (1,2), commit 2")
	expectMail(t, answer(trace.HeartbeatReply, 2, 2), "append to n2, term 1, after (1,2), 2 entries up to 4, commit 2")
	expectMail(t, answer(trace.HeartbeatReply, 2, 2))
	expectMail(t, answer(trace.AppendReply, 2, 3))
	leader.propose("5")
	expectMail(t, answer(trace.AppendReply, 2, 4), "append to n2, term 1, after (1,4), 1 entries up to 5, commit 4")
}

// What was answered late, or arrives again, takes nothing back: neither does a success of before lower nextIndex, nor
// does one failure lower it twice.
func TestALateAnswerTakesNothingBack(t *testing.T) {
	l := newLab(t, 2)
	leader := l.elect(1)
	leader.propose("2")
	leader.propose("3")
	leader.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Granted: true, Prev: trace.Position{Term: 1, Index: 1}, Index: 2})
	leader.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Granted: true, Prev: trace.Position{Term: 1, Index: 2}, Index: 3})
	leader.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Granted: true, Prev: trace.Position{Term: 1, Index: 1}, Index: 2})
	l.forget()
	leader.propose("4")
	expectMail(t, l.mail, "append to n2, term 1, after (1,3), 1 entries up to 4, commit 3")

	failed := engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Prev: trace.Position{Term: 1, Index: 3}, Index: 3}
	expectMail(t, leader.get(failed), "append to n2, term 1, after (1,2), 2 entries up to 4, commit 3")
	expectMail(t, leader.get(failed))
	leader.get(engine.Message{Kind: trace.AppendReply, From: 2, Term: 1, Prev: trace.Position{Term: 1, Index: 2}, Index: 3})
	if next := leader.peers[0].nextIndex; next != 2 {
		t.Errorf("after failures at 3, again at 3 and at 2 nextIndex is %d, want 2", next)
	}
}

func TestSingleAppend(t *testing.T) {
	l := newLab(t, 2, singleAppend)
	leader := l.elect(1)
	leader.propose("a")
	leader.propose("b")
	leader.propose("c")
	l.run(func(m *engine.Message) bool { return m.Entries > 1 })
	if got := len(logOf(l.n(2))); len(l.mail) > 0 || got != 4 {
		t.Errorf("n2 has %d entries, and %v were sent", got, describe(l.mail))
	}
}

// "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry", down to the
// point where the logs agree (section 5.3).
func TestLogsAreRepaired(t *testing.T) {
	for name, follower := range map[string][]trace.Term{
		"the same":          {1, 1, 1, 4, 4, 5, 5, 6, 6, 6},
		"figure 7, a":       {1, 1, 1, 4, 4, 5, 5, 6, 6},
		"figure 7, b":       {1, 1, 1, 4},
		"figure 7, c":       {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
		"figure 7, d":       {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7},
		"figure 7, e":       {1, 1, 1, 4, 4, 4, 4},
		"figure 7, f":       {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3},
		"nothing":           {},
		"nothing in common": {2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			l := &lab{tb: t}
			term := engine.HardState{Term: 7}
			leader := l.add(engine.Durable{HardState: term, Entries: entriesOf(1, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6)}, 3)
			l.add(engine.Durable{HardState: term, Entries: entriesOf(1, follower...)}, 3)
			l.add(engine.Durable{HardState: term, Entries: entriesOf(1, 1, 1, 1, 4, 4, 5, 5, 6, 6, 6)}, 3)
			leader.campaign()
			l.run()
			if leader.role != trace.Leader || !slices.Equal(logOf(l.n(2)), logOf(leader)) {
				t.Errorf("%v: the follower has %v, the leader %v", leader.role, logOf(l.n(2)), logOf(leader))
			}
			if leader.commitIndex != 11 {
				t.Errorf("commitIndex is %d", leader.commitIndex)
			}
		})
	}
}

// "If followers crash or run slowly, or if network packets are lost, the leader retries AppendEntries
// RPCs indefinitely" (section 5.3).
func TestTheLeaderRetries(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("x")
	for range 5 {
		l.mail = nil
		leader.pass(2)
	}
	if l.n(2).log.last() != 1 {
		t.Fatal("the entry was not lost")
	}
	l.run()
	if l.n(2).log.last() != 2 || l.n(3).log.last() != 2 || leader.commitIndex != 2 {
		t.Errorf("the followers have %d and %d entries", l.n(2).log.last(), l.n(3).log.last())
	}
}

// Messages that come late or twice do no harm: "Raft RPCs are idempotent" (section 5.5).
func TestLateAndDoubledAnswers(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("x")
	late := slices.Clone(l.mail)
	l.run()
	before := logOf(l.n(2))
	for range 2 {
		l.mail = append(l.mail, late...)
		l.run()
	}
	if !slices.Equal(logOf(l.n(2)), before) || leader.peers[0].matchIndex != 2 || leader.peers[0].nextIndex != 3 {
		t.Errorf("log %v, was %v; %+v", logOf(l.n(2)), before, leader.peers[0])
	}
	late = []engine.Message{{Kind: trace.AppendReply, From: 2, To: 1, Term: 1, Index: 0, Prev: trace.Position{}}}
	l.mail = append(l.mail, late...)
	l.run()
	if p := leader.peers[0]; p.matchIndex != 2 || p.nextIndex != 3 {
		t.Errorf("a late denial left %+v", p)
	}
}

// "If there exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and log[N].term ==
// currentTerm: set commitIndex = N" (sections 5.3 and 5.4.2).
func TestCommitRule(t *testing.T) {
	for _, c := range []struct {
		name  string
		match []trace.Index // of the four followers; the leader's log is 1, 2, 2, 4, 4 in term 4
		want  trace.Index
	}{
		{"nobody", []trace.Index{0, 0, 0, 0}, 0},
		{"a minority", []trace.Index{5, 0, 0, 0}, 0},
		{"a majority of an older term", []trace.Index{3, 3, 3, 3}, 0},
		{"a majority of the own term, and all before", []trace.Index{4, 4, 0, 0}, 4},
		{"the highest that a majority has", []trace.Index{5, 5, 4, 4}, 5},
		{"not what only a minority has", []trace.Index{5, 4, 0, 0}, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &lab{tb: t}
			leader := l.add(engine.Durable{HardState: engine.HardState{Term: 3}, Entries: entriesOf(1, 1, 2, 2)}, 5)
			leader.campaign()
			for _, id := range []trace.NodeID{2, 3} {
				leader.get(engine.Message{Kind: trace.VoteReply, From: id, Term: 4, Granted: true})
			}
			leader.propose("x")
			for i, index := range c.match {
				leader.get(engine.Message{Kind: trace.AppendReply, From: trace.NodeID(i + 2), Term: 4, Granted: true, Index: index})
			}
			if leader.commitIndex != c.want || len(leader.applies) != int(c.want) {
				t.Errorf("commitIndex %d, applied %d, want %d", leader.commitIndex, len(leader.applies), c.want)
			}
		})
	}
}

// "The leader ... includes that index in future AppendEntries RPCs (including heartbeats) so that the
// other servers eventually find out" (section 5.3). It does not speak because of it.
func TestFollowersLearnOfCommits(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	if got := l.n(2).commitIndex; got != 0 {
		t.Errorf("n2 knows of commit %d", got)
	}
	leader.pass(2)
	l.run()
	if got := l.n(2).commitIndex; got != 1 {
		t.Errorf("after a heartbeat n2 knows of commit %d", got)
	}
}
