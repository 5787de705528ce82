package trace

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"
)

// evidences are what checks can see, one of each kind and some more of those with lists and entries.
func evidences() (all []*Evidence) {
	for saw := range sightings {
		if sightings[saw] != "" {
			all = append(all, evidenceOf(Sighting(saw)))
		}
	}
	joint, nobody := evidenceOf(LedWithoutQuorum), evidenceOf(CommittedUnsafely)
	joint.Outgoing = Support{Have: []NodeID{4}, Of: []NodeID{4, 5, 6}, Needed: 2}
	nobody.Support = Support{Of: []NodeID{1, 2}, Needed: 2}
	stored, quoted, plain := evidenceOf(LogsDiffer), evidenceOf(AppliedOther), evidenceOf(TookUncommitted)
	stored.Entry.ByBytes, stored.Entry.Data, stored.Other.ByBytes, stored.Other.Data = true, 1, true, 0xabcdef
	quoted.Entry.Command, quoted.Other = `a "b" in term 4, but n1 at 3 ms`, NamedEntry{Command: "stored as 语\n"}
	plain.Entry = NamedEntry{Position: Position{3, 9}}
	return append(all, joint, nobody, stored, quoted, plain)
}

// evidenceOf returns an evidence in which the fields that the sentence names are told.
func evidenceOf(saw Sighting) *Evidence {
	full := Evidence{Node: 3, Peer: 1, Rival: 12, Term: 7, Former: 9, PeerTerm: 18446744073709551615, First: 2, Index: 5, Applied: 1, Commit: 4,
		Start: 3, Last: 6, Position: Position{2, 8}, End: Position{1, 3}, State: 0xcbf29ce484222325, Expected: 1,
		Entry: NamedEntry{Position: Position{2, 4}, Command: "x=1"}, Other: NamedEntry{Position: Position{1, 4}, Kind: NoOp},
		Support: Support{Have: []NodeID{1, 2}, Of: []NodeID{1, 2, 3, 4, 5}, Needed: 3}}
	e := &Evidence{Property: LogMatching, Saw: saw, At: 212500 * time.Microsecond}
	Fill(sightings[saw], func(name string) string {
		in := scanner{full.Field(name)}
		if !e.readField(&in, name) {
			panic(name)
		}
		return ""
	})
	return e
}

func TestEvidenceIsReadAsItIsWritten(t *testing.T) {
	for _, e := range evidences() {
		if got := ParseEvidence(e.String()); !reflect.DeepEqual(got, e) {
			t.Errorf("%s\n is read as %+v\nand was     %+v", e, got, e)
		}
	}
	if ParseEvidence("") != nil || (*Evidence)(nil).String() != "" {
		t.Error("no evidence is something")
	}
}

// A file has the words of an evidence as the detail of its event, and a reader makes an evidence of them again; other
// words stay as they were recorded.
func TestEvidenceComesBackFromAFile(t *testing.T) {
	all := append(evidences(), &Evidence{Recorded: "two leaders"}, &Evidence{Recorded: "log matching: odd at 3 ms", Property: LogMatching})
	for _, e := range all {
		line, err := appendEvent(nil, &Event{Seq: 1, Kind: Checked, Property: LogMatching, Verdict: Violated, Evidence: e})
		if err != nil {
			t.Fatal(err)
		}
		_, events, _, err := read(seal(t, headerLine, strings.TrimSuffix(string(line), "}")))
		if err != nil || len(events) != 1 || !reflect.DeepEqual(events[0].Evidence, e) || events[0].Detail != "" {
			t.Errorf("%s\nis read as %+v, %v", line, events, err)
		}
	}
}

func TestOtherWordsAreNoEvidence(t *testing.T) {
	for _, words := range []string{"log matching: n1 applied index 2 after index 1", "log matching: n1 applied index 2 after index x at 3 ms",
		"n1 applied index 2 after index 1 at 3 ms", "order: n1 applied index 2 after index 1 at 3 ms", "log matching: n1 applied index 02 after index 1 at 3 ms",
		"log matching: n1 applied index 2 after index 1 at 3.50 ms", "log matching: n1 applied index 2 after index 1 at -3 ms",
		"log matching: n1 leads term 2 with the vote of , 2 of n1 needed at 3 ms"} {
		if e := ParseEvidence(words); e.Recorded != words || e.String() != words {
			t.Errorf("%q is read as %+v", words, e)
		}
	}
}

// What is told of a fault of real servers comes back from a file too.
func TestWordsOfRealServersComeBackFromAFile(t *testing.T) {
	for words, fault := range map[string]Fault{Asked: Crash, VoteUnknown: Restart} {
		line, err := appendEvent(nil, &Event{Seq: 1, Kind: FaultMade, Node: 1, Fault: fault, Detail: words})
		if err != nil {
			t.Fatal(err)
		}
		_, events, _, err := read(seal(t, headerLine, strings.TrimSuffix(string(bytes.TrimSpace(line)), "}")))
		if err != nil || len(events) != 1 || events[0].Detail != words || events[0].Setting != nil {
			t.Errorf("%s\nis read as %+v, %v", line, events, err)
		}
	}
}

func FuzzEvidence(f *testing.F) {
	for _, e := range evidences() {
		f.Add(e.String())
	}
	f.Fuzz(func(t *testing.T, words string) {
		if got := ParseEvidence(words).String(); got != words {
			t.Errorf("%q is written again as %q", words, got)
		}
	})
}

func TestMilliseconds(t *testing.T) {
	for at, want := range map[time.Duration]string{
		0: "0 ms", 499: "0 ms", 999: "0.001 ms", 212 * time.Millisecond: "212 ms", 212500 * time.Microsecond: "212.5 ms",
		1000001 * time.Microsecond: "1000.001 ms", 100 * time.Second: "100000 ms",
	} {
		if got := milliseconds(at); got != want {
			t.Errorf("%d ns is written %q, want %q", at, got, want)
		}
	}
}
