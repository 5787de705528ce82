package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Rule is a sentence of Figure 2 that can be seen broken in one step. The zero value is no rule.
type Rule uint8

// The rules, in the order of the figure.
const (
	PersistBeforeResponding Rule = iota + 1 // state: "updated on stable storage before responding to RPCs"
	VotedInTerm                             // votedFor: "candidateId that received vote in current term"
	TakeHigherTerm                          // all servers, section 5.1
	RefuseStaleLeader                       // AppendEntries, rule 1
	RefuseGap                               // AppendEntries, rule 2
	KeepWhatMatches                         // AppendEntries, rule 3
	StoreEntries                            // AppendEntries, rules 3 and 4
	CommitNewEntries                        // AppendEntries, rule 5
	LearnCommit                             // AppendEntries, rule 5
	RefuseStaleCandidate                    // RequestVote, rule 1
	OneVote                                 // RequestVote, rule 2, section 5.2
	UpToDate                                // RequestVote, rule 2, section 5.4.1
	HearLeader                              // followers, section 5.2
	NewTerm                                 // candidates, section 5.2
	VoteForSelf                             // candidates, section 5.2
	OwnLastEntry                            // RequestVote, arguments
	MajorityOfVotes                         // candidates, section 5.2
	YieldToLeader                           // candidates, section 5.2
	LeadersOnly                             // AppendEntries is "invoked by leader"
	AppendOnly                              // Figure 3: leader append-only
	OwnTermEntries                          // leaders, section 5.3
	SendOwnLog                              // AppendEntries, arguments
	MajorityOfCopies                        // leaders, sections 5.3 and 5.4
	CommitOwnTerm                           // leaders, section 5.4.2
	PreVoteChangesNothing                   // thesis, section 9.6
	PreVoteUpToDate                         // thesis, section 9.6
	PreVoteLease                            // thesis, section 9.6
	PreVoteMajority                         // thesis, section 9.6
	Lease                                   // thesis, section 4.2.3
	CheckQuorum                             // thesis, section 6.2
	CatchUpBeforeTransfer                   // thesis, section 3.10
	TimeoutNowOfTheTerm                     // thesis, section 3.10
	CalledByLeader                          // thesis, section 4.2.3
	SnapshotOfLeader                        // InstallSnapshot is "invoked by leader", Figure 13
	RefuseStaleSnapshot                     // InstallSnapshot, rule 1, section 5.1
	SaveSnapshot                            // InstallSnapshot, rule 5
	RetainFollowing                         // InstallSnapshot, rule 6
	DiscardLog                              // InstallSnapshot, rule 7
)

// places are where in the paper the sentences stand, and their names for tests.
var places = [...]struct {
	name string
	text lang.Text
}{
	PersistBeforeResponding: {"persist-before-responding", lang.Text{EN: `persistent state: "updated on stable storage before responding to RPCs"`, ZH: `持久状态：“在响应 RPC 之前更新到稳定存储”`}},
	VotedInTerm:             {"voted-in-term", lang.Text{EN: `votedFor: "candidateId that received vote in current term"`, ZH: `votedFor：“在当前任期获得投票的 candidateId”`}},
	TakeHigherTerm:          {"take-higher-term", lang.Text{EN: "all servers (5.1)", ZH: "所有服务器（5.1）"}},
	RefuseStaleLeader:       {"refuse-stale-leader", lang.Text{EN: "AppendEntries, rule 1 (5.1)", ZH: "AppendEntries 规则 1（5.1）"}},
	RefuseGap:               {"refuse-gap", lang.Text{EN: "AppendEntries, rule 2 (5.3)", ZH: "AppendEntries 规则 2（5.3）"}},
	KeepWhatMatches:         {"keep-what-matches", lang.Text{EN: "AppendEntries, rule 3 (5.3)", ZH: "AppendEntries 规则 3（5.3）"}},
	StoreEntries:            {"store-entries", lang.Text{EN: "AppendEntries, rules 3 and 4 (5.3)", ZH: "AppendEntries 规则 3 和 4（5.3）"}},
	CommitNewEntries:        {"commit-new-entries", lang.Text{EN: "AppendEntries, rule 5", ZH: "AppendEntries 规则 5"}},
	LearnCommit:             {"learn-commit", lang.Text{EN: "AppendEntries, rule 5", ZH: "AppendEntries 规则 5"}},
	RefuseStaleCandidate:    {"refuse-stale-candidate", lang.Text{EN: "RequestVote, rule 1 (5.1)", ZH: "RequestVote 规则 1（5.1）"}},
	OneVote:                 {"one-vote", lang.Text{EN: "RequestVote, rule 2 (5.2)", ZH: "RequestVote 规则 2（5.2）"}},
	UpToDate:                {"up-to-date", lang.Text{EN: "RequestVote, rule 2 (5.4.1)", ZH: "RequestVote 规则 2（5.4.1）"}},
	HearLeader:              {"hear-leader", lang.Text{EN: "followers (5.2)", ZH: "跟随者（5.2）"}},
	NewTerm:                 {"new-term", lang.Text{EN: "candidates (5.2), increment currentTerm", ZH: "候选人（5.2），currentTerm 加一"}},
	VoteForSelf:             {"vote-for-self", lang.Text{EN: "candidates (5.2), vote for self", ZH: "候选人（5.2），投票给自己"}},
	OwnLastEntry:            {"own-last-entry", lang.Text{EN: "RequestVote, lastLogIndex and lastLogTerm (5.4)", ZH: "RequestVote 的 lastLogIndex 和 lastLogTerm（5.4）"}},
	MajorityOfVotes:         {"majority-of-votes", lang.Text{EN: "candidates (5.2), votes from a majority", ZH: "候选人（5.2），获得多数票"}},
	YieldToLeader:           {"yield-to-leader", lang.Text{EN: "candidates (5.2), AppendEntries from new leader", ZH: "候选人（5.2），收到新领导者的 AppendEntries"}},
	LeadersOnly:             {"leaders-only", lang.Text{EN: `AppendEntries: "invoked by leader"`, ZH: `AppendEntries：“由领导者调用”`}},
	AppendOnly:              {"append-only", lang.Text{EN: "leader append-only (Figure 3)", ZH: "领导者只追加（图 3）"}},
	OwnTermEntries:          {"own-term-entries", lang.Text{EN: "leaders (5.3), entries of the own term", ZH: "领导者（5.3），条目带自己的任期"}},
	SendOwnLog:              {"send-own-log", lang.Text{EN: "AppendEntries, arguments (5.3)", ZH: "AppendEntries 的参数（5.3）"}},
	MajorityOfCopies:        {"majority-of-copies", lang.Text{EN: "leaders (5.3), a majority of matchIndex", ZH: "领导者（5.3），matchIndex 的多数"}},
	CommitOwnTerm:           {"commit-own-term", lang.Text{EN: "leaders (5.4.2, Figure 8), log[N].term == currentTerm", ZH: "领导者（5.4.2，图 8），log[N].term == currentTerm"}},
	PreVoteChangesNothing:   {"pre-vote-changes-nothing", lang.Text{EN: "PreVote (thesis 9.6), which changes no term", ZH: "PreVote（博士论文 9.6），它不改变任期"}},
	PreVoteUpToDate:         {"pre-vote-up-to-date", lang.Text{EN: "PreVote (thesis 9.6), granted as a vote would be", ZH: "PreVote（博士论文 9.6），与投票的条件相同"}},
	PreVoteLease:            {"pre-vote-lease", lang.Text{EN: "PreVote (thesis 9.6), denied while a leader is heard", ZH: "PreVote（博士论文 9.6），听得到领导者时拒绝"}},
	PreVoteMajority:         {"pre-vote-majority", lang.Text{EN: "PreVote (thesis 9.6), a majority before the term is raised", ZH: "PreVote（博士论文 9.6），提高任期之前先获得多数"}},
	Lease:                   {"lease", lang.Text{EN: "CheckQuorum (thesis 4.2.3), no vote and no new term while a leader is heard", ZH: "CheckQuorum（博士论文 4.2.3），听得到领导者时不投票、不改任期"}},
	CheckQuorum:             {"check-quorum", lang.Text{EN: "CheckQuorum (thesis 6.2)", ZH: "CheckQuorum（博士论文 6.2）"}},
	CatchUpBeforeTransfer:   {"catch-up-before-transfer", lang.Text{EN: "transfer (thesis 3.10), step 2", ZH: "移交领导权（博士论文 3.10）第 2 步"}},
	TimeoutNowOfTheTerm:     {"timeout-now-of-the-term", lang.Text{EN: "TimeoutNow (thesis 3.10; 5.1)", ZH: "TimeoutNow（博士论文 3.10；5.1）"}},
	CalledByLeader:          {"called-by-leader", lang.Text{EN: "transfer in RequestVote (thesis 4.2.3)", ZH: "RequestVote 中的 transfer（博士论文 4.2.3）"}},
	SnapshotOfLeader:        {"snapshot-of-leader", lang.Text{EN: `InstallSnapshot: "invoked by leader" (Figure 13)`, ZH: `InstallSnapshot：“由领导者调用”（图 13）`}},
	RefuseStaleSnapshot:     {"refuse-stale-snapshot", lang.Text{EN: "InstallSnapshot, rule 1 (5.1)", ZH: "InstallSnapshot 规则 1（5.1）"}},
	SaveSnapshot:            {"save-snapshot", lang.Text{EN: "InstallSnapshot, rule 5 (7)", ZH: "InstallSnapshot 规则 5（7）"}},
	RetainFollowing:         {"retain-following", lang.Text{EN: "InstallSnapshot, rule 6 (7)", ZH: "InstallSnapshot 规则 6（7）"}},
	DiscardLog:              {"discard-log", lang.Text{EN: "InstallSnapshot, rule 7 (7)", ZH: "InstallSnapshot 规则 7（7）"}},
}

// String returns the rule's name: one-vote.
func (r Rule) String() string { return places[r].name }

// breach is a sentence that a step has broken, and how.
type breach struct {
	rule Rule
	how  lang.Text
}

func broken(rule Rule, en, zh string, args ...any) *breach {
	return &breach{rule, lang.Say(en, zh, args...)}
}

// rules are what the host remembers of a server to hold it to the figure.
type rules struct {
	replied []reply          // in this step
	sent    []engine.Message // in this step
	changed trace.Index      // in this step: from where on the log is not what it was
	expired bool             // in this step: the election timer expired by itself
	timeout bool             // in this step: it expired, by itself or since the scenario said so

	installed *engine.Snapshot // in this step: the leader's snapshot that was taken over; nil: none was
	replaced  *engine.Snapshot // the same, if the log had not its last entry

	told [len(places)]bool
	beyond

	asked       map[candidacy]bool // who asked for a vote since the boot
	bootVote    engine.HardState
	appends     []*engine.Message // AppendEntries of this term, as delivered
	heard       bool              // AppendEntries of the leader came since the election timer started
	heardBefore bool              // the same before this step
	behind      int               // successes in a row that left commitIndex behind
	leaderIn    trace.Term        // the term in which match counts
	match       map[trace.NodeID]trace.Index
	knowsMore   bool // messages carry something besides Figure 2, from which a program may know more than the host
}

// candidacy is a server's of a term.
type candidacy struct {
	term      trace.Term
	candidate trace.NodeID
}

// reply is an answer to a request.
type reply struct {
	request engine.Message
	granted bool
	term    trace.Term
	stale   bool           // the request was of an older term when it came
	end     trace.Position // of the log when it came
}

// mostAppends is how many messages of a leader the host remembers.
const mostAppends = 256

// judge says which sentences of Figure 2 the step broke, each once for each boot.
func (n *node) judge(before *state, m *engine.Message) {
	n.remember(before, m)
	all := n.breaches(before, m)
	n.rules.replied = n.rules.replied[:0]
	for _, b := range all {
		n.tell(b)
	}
}

func (n *node) tell(b *breach) {
	if n.rules.told[b.rule] {
		return
	}
	n.rules.told[b.rule] = true
	words := lang.Say("%v breaks %s: %s", "%v 违反 %s：%s", n.id, places[b.rule].text, b.how)
	if n.engine.Found != nil {
		n.engine.Found(Finding{Node: n.id, Rule: b.rule, Words: words})
	}
	if r, ok := n.observer.(engine.Remarker); ok {
		r.Remark(words)
	}
}

// remember notes what the server was told in this step.
func (n *node) remember(before *state, m *engine.Message) {
	r := &n.rules
	if r.asked == nil {
		r.asked, r.match, r.bootVote = map[candidacy]bool{}, map[trace.NodeID]trace.Index{}, before.hard
	}
	n.rememberBeyond(before, m)
	if n.hard.Term != before.hard.Term {
		r.appends, r.behind = r.appends[:0], 0
	}
	r.heardBefore = r.heard
	r.heard = r.heard || m != nil && m.Term == n.hard.Term && (m.Kind == trace.Append || m.Kind == trace.Heartbeat)
	if n.answer.ResetTimer || m == nil && n.role == trace.Candidate {
		r.heard = false
	}
	if n.role == trace.Leader && r.leaderIn != n.hard.Term {
		r.leaderIn = n.hard.Term
		clear(r.match)
	}
	if m == nil {
		return
	}
	if b, ok := m.Body.(*body); ok && b.extra != nil {
		r.knowsMore = true
	}
	switch m.Kind {
	case trace.RequestVote:
		r.asked[candidacy{m.Term, m.From}] = true
	case trace.Append, trace.Heartbeat:
		if m.Term == n.hard.Term {
			r.keep(m)
		}
	case trace.Snapshot:
		if m.Term == n.hard.Term {
			r.keep(asAppend(m))
		}
	case trace.AppendReply, trace.HeartbeatReply:
		if m.Granted && m.Term == n.hard.Term && n.role == trace.Leader {
			r.match[m.From] = max(r.match[m.From], m.Index)
		}
	}
}

// keep keeps a message of the leader of the term.
func (r *rules) keep(m *engine.Message) {
	if len(r.appends) == mostAppends {
		r.appends = append(r.appends[:0], r.appends[1:]...)
	}
	r.appends = append(r.appends, new(*m))
}
