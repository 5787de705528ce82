package textbook

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is a rule of the paper that can be left out, to see what it is there for. The zero value is
// no rule. Each one left out breaks a promise of Figure 3, or the rule of one vote per term, sooner
// or later; a test finds a run for each.
type Rule uint8

// The rules, with the place in the paper that demands them.
const (
	// Persistence (Figure 2, state; section 5.2).
	PersistTerm    Rule = iota + 1 // currentTerm is on disk
	PersistVote                    // votedFor is on disk
	SyncBeforeSend                 // what a message follows from is on disk before it is sent

	// Elections (sections 5.2 and 5.4.1).
	OneVotePerTerm     // RequestVote, rule 2: the vote of a term is given once
	UpToDateCheck      // RequestVote, rule 2: not to a candidate whose log is behind
	ResetVoteOnNewTerm // votedFor is forgotten in a new term only
	MajorityOfVotes    // candidates: a majority of all voters elects

	// Replication (section 5.3).
	RefuseStaleLeader // AppendEntries, rule 1: not from a leader of an older term
	ConsistencyCheck  // AppendEntries, rule 2: the term of the entry before the new ones must match
	DeleteConflicts   // AppendEntries, rule 3: an entry that conflicts with a new one goes

	// Commitment (sections 5.3 and 5.4.2).
	CommitOnlyNewEntries // AppendEntries, rule 5: not beyond the last new entry
	CommitOwnTermOnly    // leaders: copies are counted for entries of the own term only
)

var ruleNames = [...]string{"", "persist-term", "persist-vote", "sync-before-send", "one-vote-per-term",
	"up-to-date-check", "reset-vote-on-new-term-only", "majority-of-votes", "refuse-stale-leader",
	"consistency-check", "delete-conflicts", "commit-only-new-entries", "commit-own-term-only"}

// Rules returns all rules, in the order of the figure.
func Rules() []Rule {
	rules := make([]Rule, 0, len(ruleNames)-1)
	for r := range ruleNames[1:] {
		rules = append(rules, Rule(r+1))
	}
	return rules
}

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
	return 0, fmt.Errorf("there is no rule %q (there are %s)", name, strings.Join(ruleNames[1:], ", "))
}

// keeps reports whether the server keeps a rule.
func (n *node) keeps(r Rule) bool { return n.broken != r }
