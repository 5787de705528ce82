package trace

import (
	"fmt"
	"strings"
	"time"
)

// Evidence is what a check saw of a property that is violated. Saw says what it is, and with it which of the fields below
// it are told; the others are zero. A file has it as words, see [Evidence.String].
type Evidence struct {
	Property Property
	Saw      Sighting
	At       time.Duration // of the event that showed it; read from a file, to the microsecond

	Node, Peer, Rival NodeID // the server, the other one, and who else has a vote
	Term              Term   // the server's
	Former            Term   // a term that it had before
	PeerTerm          Term   // the other server's
	First, Index      Index  // entries, or a snapshot's end
	Applied, Commit   Index  // what the server had applied, and knew to be committed
	Start, Last       Index  // of its log
	Position, End     Position
	Entry, Other      NamedEntry
	State, Expected   Digest
	Support, Outgoing Support // of a quorum; in joint consensus also of the outgoing voters
	Recorded          string  // all of it, in a trace that has other words than [Evidence.String] would write
}

// NamedEntry is an entry of a log as people name it.
type NamedEntry struct {
	Position Position
	Kind     EntryKind // 0: not told
	Command  string    // "": none
	ByBytes  bool      // its words are those of another entry; Data tells them apart
	Data     Digest
}

// Support is how much of a quorum there is.
type Support struct {
	Have, Of []NodeID
	Needed   int
}

// Sighting is a way in which a property is violated.
type Sighting uint8

// The sightings, property by property. Their sentences stand in sightings.
const (
	TwoLeaders Sighting = iota + 1

	OverwroteOwn
	DeletedOwn
	ReplacedOwn

	LeaderHasOther
	LeaderHasNothing

	LeftGap
	KeptTail
	TruncatedElsewhere
	LogsDiffer

	AppliedOther
	RestoredOther

	VotedTwice
	LedWithoutQuorum
	TermFell
	ForgotToldTerm
	ForgotDiskTerm

	CommittedUnsafely
	BelievedUnsafely
	CommittedBeyondLog
	BelievedBeyondLog
	DiskBeyondLog
	DiskLostLog

	AppliedTooFar
	AppliedAgain
	AppliedBackwards
	AppliedBeyondLog
	AppliedUncommitted
	WentBack

	StateNotOfLog
	StatesDiffer

	SnapshotUnapplied
	SnapshotFromNowhere
	TookUncommitted
	RestoredUncommitted

	SightingsEnd // follows the last; no sighting
)

// sightings are the sentences of a file. What stands in braces is a field of the evidence.
var sightings = [SightingsEnd]string{
	TwoLeaders: "term {term} has leaders {peer} and {node}",

	OverwroteOwn: "{node} leads term {term} and overwrote its entry {index}",
	DeletedOwn:   "{node} leads term {term} and deleted its entries {first} to {index}",
	ReplacedOwn:  "{node} leads term {term} and replaced its log by a snapshot up to index {index}",

	LeaderHasOther:   "{node} committed {entry} in term {term}, but leader {peer} of term {peer term} has {other} there",
	LeaderHasNothing: "{node} committed {entry} in term {term}, but leader {peer} of term {peer term} has nothing there",

	LeftGap:            "{node} appended index {index}, but its log ended at index {last}: it has a gap",
	KeptTail:           "{node} appended index {index}, but its log had entries up to index {last}, which were not truncated",
	TruncatedElsewhere: "{node} truncated indexes {first} to {index}, but its log held {start} to {last}",
	LogsDiffer:         "{node} and {peer} both hold entry {position}, but {node} has {entry} where {peer} has {other}",

	AppliedOther:  "{peer} applied {other}, but {node} applied {entry}",
	RestoredOther: "{peer} applied {other}, but {node} restored a snapshot with {entry}",

	VotedTwice:       "{node} voted for {peer} and {rival} in term {term}",
	LedWithoutQuorum: "{node} leads term {term} with {votes}",
	TermFell:         "{node} was in term {former} and is in term {term}",
	ForgotToldTerm:   "{node} told others that it was in term {former} and starts again in term {term}",
	ForgotDiskTerm:   "{node} had term {former} on its disk and starts again in term {term}",

	CommittedUnsafely:  "{node} committed {entry} in term {term}, but it is {disks}",
	BelievedUnsafely:   "{node} takes {entry} for committed, but no leader has committed it, and it is {disks}",
	CommittedBeyondLog: "{node} committed index {index} in term {term}, but its log ends with {end}",
	BelievedBeyondLog:  "{node} takes index {index} for committed, but its log ends with {end}",
	DiskBeyondLog:      "{node} has a log up to {position} on its disk, but its log ends with {end} and does not hold that entry",
	DiskLostLog:        "{node} had a log up to {end} on its disk and starts again with one up to {position}",

	AppliedTooFar:      "{node} applied index {first} after index {applied}",
	AppliedAgain:       "{node} applied index {first} again, after index {applied}",
	AppliedBackwards:   "{node} applied from index {first} back to index {index}",
	AppliedBeyondLog:   "{node} applied up to index {index}, but its log ends with {end}",
	AppliedUncommitted: "{node} applied up to index {index}, and knew only up to index {commit} to be committed",
	WentBack:           "{node} had applied up to index {applied} and went back to a snapshot up to index {index}",

	StateNotOfLog: "{node} applied up to index {index} and has state {state}, but the entries in its log give {expected}",
	StatesDiffer:  "after index {index} {peer} has state {expected}, but {node} has state {state}",

	SnapshotUnapplied:   "{node} took a snapshot up to index {index} and had applied up to index {applied}",
	SnapshotFromNowhere: "{node} starts again from a snapshot up to index {index} and had one up to index {start}",
	TookUncommitted:     "{node} took a snapshot up to {entry}, which nobody had committed",
	RestoredUncommitted: "{node} restored a snapshot up to {entry}, which nobody had committed",
}

// String returns the evidence as the trace has it: election safety: term 4 has leaders n1 and n3 at 212 ms. It is "" of
// nil.
func (e *Evidence) String() string {
	switch {
	case e == nil:
		return ""
	case e.Recorded != "":
		return e.Recorded
	}
	return e.Property.String() + ": " + e.Sentence() + " at " + e.Field("at")
}

// Sentence returns what was seen, without the property and the moment.
func (e *Evidence) Sentence() string { return Fill(e.Saw.Sentence(), e.Field) }

// Sentence returns the sentence of a file, with the names of fields in braces.
func (s Sighting) Sentence() string { return sightings[s] }

// Fill puts fields into a sentence, in the places that name them in braces.
func Fill(sentence string, field func(name string) string) string {
	var b strings.Builder
	for sentence != "" {
		words, rest, found := strings.Cut(sentence, "{")
		b.WriteString(words)
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(field(name))
		sentence = after
	}
	return b.String()
}

// Field returns a field of the evidence by its name in the sentences, as a file has it.
func (e *Evidence) Field(name string) string {
	switch name {
	case "at":
		return milliseconds(e.At)
	case "entry":
		return e.Entry.String()
	case "other":
		return e.Other.String()
	case "votes":
		return e.supports("the vote")
	case "disks":
		return e.supports("on the disks")
	}
	return fmt.Sprint(e.plain(name))
}

// plain returns a field that prints itself, nil for another.
func (e *Evidence) plain(name string) any {
	switch name {
	case "node":
		return e.Node
	case "peer":
		return e.Peer
	case "rival":
		return e.Rival
	case "position":
		return e.Position
	case "end":
		return e.End
	case "state":
		return e.State
	case "expected":
		return e.Expected
	}
	return *e.number(name)
}

// number returns the place of a field that is a number.
func (e *Evidence) number(name string) *uint64 {
	switch name {
	case "term":
		return (*uint64)(&e.Term)
	case "former":
		return (*uint64)(&e.Former)
	case "peer term":
		return (*uint64)(&e.PeerTerm)
	case "first":
		return (*uint64)(&e.First)
	case "applied":
		return (*uint64)(&e.Applied)
	case "commit":
		return (*uint64)(&e.Commit)
	case "start":
		return (*uint64)(&e.Start)
	case "last":
		return (*uint64)(&e.Last)
	}
	return (*uint64)(&e.Index)
}

// String names the entry: (2,3) "x", with the term before the index. A command is cut off after 40 characters.
func (n NamedEntry) String() string {
	words := n.Position.String()
	switch {
	case n.Command != "":
		words += fmt.Sprintf(" %.40q", n.Command)
	case n.Kind != 0:
		words += " " + n.Kind.String()
	}
	if n.ByBytes {
		words += " stored as " + n.Data.String()
	}
	return words
}

// supports says what there is of a quorum, and what is needed: the vote of n1, 2 of n1 n2 n3 needed.
func (e *Evidence) supports(what string) string {
	words := e.Support.words(what)
	if e.Outgoing.Needed > 0 {
		words += ", and " + e.Outgoing.words(what)
	}
	return words
}

func (s *Support) words(what string) string {
	return fmt.Sprintf("%s of %s, %d of %s needed", what, NodeList(s.Have), s.Needed, NodeList(s.Of))
}

// NodeList names servers: n1 n2, or nobody.
func NodeList(ids []NodeID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = id.String()
	}
	if len(ids) == 0 {
		return "nobody"
	}
	return strings.Join(words, " ")
}

// milliseconds writes a time as people read it: 212 ms, 0.25 ms. Less than a microsecond is cut off.
func milliseconds(t time.Duration) string {
	us := t.Round(time.Microsecond).Microseconds()
	text := fmt.Sprintf("%d.%03d", us/1000, us%1000)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " ms"
}
