package textbook

import (
	"fmt"
	"slices"
	"strings"

	"raftlab/sim/lang"
)

// Rule is a rule of the paper that can be left out, to see what it is there for. The zero value is
// no rule. For each there is a run that goes wrong without it: a check finds a broken promise, or the
// cluster does not come to do what it should.
type Rule uint8

// The rules, with the place in the paper that demands them.
const (
	// Persistence (Figure 2, state; section 5.2).
	PersistTerm       Rule = iota + 1 // currentTerm is on disk
	PersistVote                       // votedFor is on disk
	SyncBeforeSend                    // what a message follows from is on disk before it is sent
	OwnCopyOnDisk                     // a leader's copy of an entry counts when it is on disk
	OwnCopyOfTheEntry                 // a copy on the own disk does not count for what has replaced the entry

	// Elections (sections 5.1, 5.2, 5.4.1 and 8).
	OneVotePerTerm       // RequestVote, rule 2: the vote of a term is given once
	UpToDateCheck        // RequestVote, rule 2: not to a candidate whose log is behind
	ResetVoteOnNewTerm   // votedFor is forgotten in a new term only
	VoteForSelf          // candidates: the vote of the term is then given
	MajorityOfVotes      // candidates: a majority of all voters elects
	CountVotersOnce      // candidates: a voter's second answer is no second vote
	CountVotesAnew       // candidates: the votes of the last term are no votes of this one
	VotesOfTheTermOnly   // candidates: a vote of an older term, come late, is none
	YieldToLeader        // candidates: AppendEntries of the term's leader make a follower
	StepDownOnHigherTerm // all servers: a higher term makes a follower
	TimerForGrantedVote  // followers: a granted vote starts the election timer again
	NoTimerForDeniedVote // followers: a denied one does not
	EmptyEntry           // leaders: an entry at the start of the term, by which those before are committed

	// Replication (section 5.3).
	RefuseStaleLeader      // AppendEntries, rule 1: not from a leader of an older term
	ConsistencyCheck       // AppendEntries, rule 2: the term of the entry before the new ones must match
	DeleteConflicts        // AppendEntries, rule 3: an entry that conflicts with a new one goes
	KeepWhatMatches        // AppendEntries, rule 3: and no other
	StoreWhatWasSent       // AppendEntries, rule 4: the entries are appended as they are
	AcknowledgeWhatWasSent // AppendEntries: success is told of the entries sent, not of the whole log
	AnswersOfTheTermOnly   // leaders: an answer to an append of an older term does not count
	ForgetMatchIndex       // leaders: matchIndex begins at 0 after an election
	StepBack               // leaders: nextIndex goes back where the logs differ
	RetryAppends           // leaders: an append that is not answered is sent again
	LeaderAppendOnly       // leaders: they delete nothing of their own log

	// Commitment (sections 5.3 and 5.4.2).
	CommitOnlyNewEntries // AppendEntries, rule 5: not beyond the last new entry
	CommitOwnTermOnly    // leaders: copies are counted for entries of the own term only
	MajorityOfCopies     // leaders: copies on a majority of all voters commit
	ApplyEveryEntry      // all servers: entries are applied one after the other

	// Thesis, sections 9.6 (pre-vote), 4.2.3 and 6.2 (CheckQuorum), and 3.10 (transfer).
	PreVoteBindsNobody      // a pre-vote changes neither the term nor the vote
	PreVoteLease            // no pre-vote while a leader is heard
	Lease                   // no vote and no new term while a leader is heard
	CheckQuorum             // a leader that hears no majority steps down
	CatchUpBeforeTransfer   // TimeoutNow goes to a server whose log is as long as the leader's
	TransferInSpiteOfLease  // a lease does not hold up a candidate that the leader has called
	TimeoutNowOfTheTermOnly // TimeoutNow of an older term, come late, is ignored

	// Changes of the configuration (section 6; thesis, section 4.1).
	JointConsensus     // leaders: several servers change through a configuration that needs both majorities
	CommitBeforeChange // leaders: nothing changes before an entry of the own term is committed

	// Reads (section 8; thesis, sections 6.3 and 6.4).
	ReadThroughTheLeader // reads: no server answers from its own state alone
	CommitBeforeRead     // leaders: no read before an entry of the own term is committed
	RoundOfHeartbeats    // leaders: a majority is asked before a read is answered
	AllowanceForDrift    // leaders: a lease is shorter than the election timeout, since clocks differ
	Sessions             // the state machine applies a command of a session once
)

var ruleNames = [...]string{"",
	"persist-term", "persist-vote", "sync-before-send", "own-copy-on-disk", "own-copy-of-the-entry",
	"one-vote-per-term", "up-to-date-check", "reset-vote-on-new-term-only", "vote-for-self",
	"majority-of-votes", "count-voters-once", "count-votes-anew", "votes-of-the-term-only",
	"yield-to-leader", "step-down-on-higher-term", "timer-for-granted-vote", "no-timer-for-denied-vote",
	"empty-entry",
	"refuse-stale-leader", "consistency-check", "delete-conflicts", "keep-what-matches",
	"store-what-was-sent", "acknowledge-what-was-sent", "answers-of-the-term-only", "forget-match-index",
	"step-back", "retry-appends", "leader-append-only",
	"commit-only-new-entries", "commit-own-term-only", "majority-of-copies", "apply-every-entry",
	"pre-vote-binds-nobody", "pre-vote-lease", "lease", "check-quorum", "catch-up-before-transfer",
	"transfer-in-spite-of-lease", "timeout-now-of-the-term-only",
	"joint-consensus", "commit-before-change",
	"read-through-the-leader", "commit-before-read", "round-of-heartbeats", "allowance-for-drift", "sessions",
}

// Rules returns all rules, in the order of the figure.
func Rules() []Rule {
	rules := make([]Rule, 0, len(ruleNames)-1)
	for r := range ruleNames[1:] {
		rules = append(rules, Rule(r+1))
	}
	return rules
}

// IsAboutReads reports whether without the rule clients are told what is not so, and no promise of Figure 3 is broken.
func (r Rule) IsAboutReads() bool { return r >= ReadThroughTheLeader }

// String returns the name that people use: up-to-date-check; "" for no rule.
func (r Rule) String() string {
	if int(r) < len(ruleNames) {
		return ruleNames[r]
	}
	return fmt.Sprintf("unknown(%d)", uint8(r))
}

// ParseRule is the inverse of [Rule.String] for a rule that exists.
func ParseRule(name string) (Rule, error) {
	if i := slices.Index(ruleNames[1:], name); i >= 0 {
		return Rule(i + 1), nil
	}
	meant := lang.Text{}
	if near := lang.Nearest(name, ruleNames[1:]); near != "" {
		meant = lang.Say(", did you mean %s?", "，是不是 %s？", near)
	}
	return 0, lang.Errorf("there is no rule %q%s (there are %s)", "没有规则 %q%s（有 %s）", name, meant, strings.Join(ruleNames[1:], ", "))
}

// keeps reports whether the server keeps a rule.
func (n *node) keeps(r Rule) bool { return n.broken != r }
