package check

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"raftlab/sim/trace"
)

// history reads a run written by hand, one event per line; positions are (term,index). Event number
// n happens at n ms.
func history(t testing.TB, text string) []trace.Event {
	t.Helper()
	var events []trace.Event
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		e, err := event(line)
		if err != nil {
			t.Fatal(err)
		}
		e.Seq = uint64(len(events) + 1)
		e.At = time.Duration(e.Seq) * time.Millisecond
		events = append(events, e)
	}
	return events
}

// sentences are the forms of a line, each with the event that it stands for.
var sentences = []struct {
	form   string
	event  trace.Event
	fields func(e *trace.Event) []any
}{
	{"n%d has on disk (%d,%d) in %d", trace.Event{Kind: trace.Synced},
		func(e *trace.Event) []any { return []any{&e.Node, &e.Last.Term, &e.Last.Index, &e.Term} }},
	{"n%d leads %d", trace.Event{Kind: trace.RoleChange, Role: trace.Leader}, termOnly},
	{"n%d follows %d", trace.Event{Kind: trace.RoleChange, Role: trace.Follower}, termOnly},
	{"n%d votes n%d in %d", trace.Event{Kind: trace.Voted, Granted: true}, vote},
	{"n%d tells n%d in %d", trace.Event{Kind: trace.Sent, Message: trace.VoteReply, Granted: true}, vote},
	{"n%d asks n%d in %d", trace.Event{Kind: trace.Sent, Message: trace.RequestVote}, vote},
	{"n%d preasks n%d in %d", trace.Event{Kind: trace.Sent, Message: trace.RequestPreVote}, vote},
	{"n%d denies n%d in %d", trace.Event{Kind: trace.Voted}, vote},
	{"n%d prevotes n%d in %d", trace.Event{Kind: trace.Voted, Granted: true, Pre: true}, vote},
	{"n%d stores (%d,%d) %s as %d", trace.Event{Kind: trace.Appended, Entry: trace.Command},
		func(e *trace.Event) []any {
			return []any{&e.Node, &e.EntryTerm, &e.Index, &e.Command, (*uint64)(&e.Data)}
		}},
	{"n%d appends (%d,%d) %s", trace.Event{Kind: trace.Appended, Entry: trace.Command},
		func(e *trace.Event) []any { return []any{&e.Node, &e.EntryTerm, &e.Index, &e.Command} }},
	{"n%d appends (%d,%d)", trace.Event{Kind: trace.Appended, Entry: trace.NoOp}, position},
	{"n%d truncates %d-%d", trace.Event{Kind: trace.Truncated}, fromTo},
	{"n%d commits %d-%d", trace.Event{Kind: trace.Committed}, fromTo},
	{"n%d applies %d-%d into %d", trace.Event{Kind: trace.AppliedTo},
		func(e *trace.Event) []any { return []any{&e.Node, &e.First, &e.Index, (*uint64)(&e.State)} }},
	{"n%d applies %d-%d", trace.Event{Kind: trace.AppliedTo}, fromTo},
	{"n%d compacts (%d,%d)", trace.Event{Kind: trace.Compacted}, position},
	{"n%d restores (%d,%d) with %d", trace.Event{Kind: trace.Restored},
		func(e *trace.Event) []any { return []any{&e.Node, &e.EntryTerm, &e.Index, (*uint64)(&e.State)} }},
	{"n%d restores (%d,%d)", trace.Event{Kind: trace.Restored}, position},
	{"n%d crashes", trace.Event{Kind: trace.FaultMade, Fault: trace.Crash},
		func(e *trace.Event) []any { return []any{&e.Node} }},
	{"n%d ends", trace.Event{Kind: trace.Ended}, func(e *trace.Event) []any { return []any{&e.Node} }},
	{"n%d restarts in %d after %d with (%d,%d)", trace.Event{Kind: trace.FaultMade, Fault: trace.Restart},
		func(e *trace.Event) []any { return []any{&e.Node, &e.Term, &e.First, &e.Last.Term, &e.Last.Index} }},
	{"n%d restarts after %d with (%d,%d)", trace.Event{Kind: trace.FaultMade, Fault: trace.Restart},
		func(e *trace.Event) []any { return []any{&e.Node, &e.First, &e.Last.Term, &e.Last.Index} }},
}

func termOnly(e *trace.Event) []any { return []any{&e.Node, &e.Term} }
func vote(e *trace.Event) []any     { return []any{&e.Node, &e.Peer, &e.Term} }
func fromTo(e *trace.Event) []any   { return []any{&e.Node, &e.First, &e.Index} }
func position(e *trace.Event) []any { return []any{&e.Node, &e.EntryTerm, &e.Index} }

// joins are the forms of a line about the configuration that a server uses.
var joins = []string{"n%d uses %s and %s", "n%d uses %s"}

// configured reads n1 uses 1,2,3 or, in joint consensus, n1 uses 1,2,3 and 3,4,5: the new voters, then the old.
func configured(line string) (trace.Event, bool) {
	for _, form := range joins {
		e := trace.Event{Kind: trace.Reconfigured}
		var voters, outgoing string
		into := []any{&e.Node, &voters, &outgoing}
		if _, err := fmt.Sscanf(line, form, into[:strings.Count(form, "%")]...); err == nil {
			e.Config = &trace.Config{Voters: ids(voters), Outgoing: ids(outgoing)}
			return e, true
		}
	}
	return trace.Event{}, false
}

func ids(list string) (all []trace.NodeID) {
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		id, err := trace.ParseNodeID("n" + name)
		if err != nil {
			panic(err)
		}
		all = append(all, id)
	}
	return all
}

func event(line string) (trace.Event, error) {
	if e, ok := configured(line); ok {
		return e, nil
	}
	for _, s := range sentences {
		e := s.event
		if _, err := fmt.Sscanf(line, s.form, s.fields(&e)...); err == nil {
			return e, nil
		}
	}
	return trace.Event{}, fmt.Errorf("%q is not an event (write n1 leads 2, n1 appends (2,1) x, ...)", line)
}

// observe runs the checks over a history of three servers.
func observe(events []trace.Event) *Suite {
	s := NewSuite(3)
	for i := range events {
		s.Observe(&events[i])
	}
	return s
}

// result returns what a suite says of one property.
func result(s *Suite, p trace.Property) Result {
	for _, r := range s.Results() {
		if r.Property == p {
			return r
		}
	}
	return Result{}
}
