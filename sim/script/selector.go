package script

import (
	"strings"

	"raftlab/sim/trace"
)

// Selector chooses servers at the moment a step is taken: those of a kind, and those it names. The
// zero value chooses none.
type Selector struct {
	Kind  SelectorKind
	Nodes []trace.NodeID
}

// SelectorKind is a way to choose servers.
type SelectorKind uint8

// The ways to choose servers, as a scenario file writes them.
const (
	_         SelectorKind = iota
	Named                  // "n3", "n1 n2"
	TheLeader              // "leader": the running leader of the highest term
	OldLeader              // "old leader": the one that led before the leader of the highest term
	Crashed                // "crashed": all that are down and did not end for good
	Paused                 // "paused"
	Followers              // "followers": the running servers that are no leader
	AFollower              // "follower": the running follower with the lowest number
	All                    // "all"
	Others                 // "others": all that no other group of the same step names
)

// IsDynamic reports whether the servers that are meant depend on the run.
func (sel Selector) IsDynamic() bool { return sel.Kind != Named && sel.Kind != Others }

var selectorWords = [...]string{Named: "", TheLeader: "leader", OldLeader: "old leader", Crashed: "crashed",
	Paused: "paused", Followers: "followers", AFollower: "follower", All: "all", Others: "others"}

// String returns the word of a scenario file, "" for Named.
func (k SelectorKind) String() string { return selectorWords[k] }

// String returns the choice as a scenario file writes it: leader, n1 n2.
func (s Selector) String() string {
	words := make([]string, 0, 1+len(s.Nodes))
	if word := s.Kind.String(); word != "" {
		words = append(words, word)
	}
	for _, id := range s.Nodes {
		words = append(words, id.String())
	}
	return strings.Join(words, " ")
}
