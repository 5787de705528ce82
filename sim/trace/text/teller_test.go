package text_test

import (
	"strings"
	"testing"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

// A teller says what a printer prints behind its columns.
func TestTellerSaysWhatAPrinterPrints(t *testing.T) {
	events := []trace.Event{
		{Seq: 1, At: time.Millisecond, Kind: trace.RoleChange, Node: 1, Term: 1, Role: trace.Candidate, From: trace.Follower, Reason: trace.ElectionTimeout},
		{Seq: 2, At: time.Millisecond, Kind: trace.Sent, Node: 1, Peer: 2, Term: 1, Message: trace.RequestVote, ID: 1},
		{Seq: 3, At: 2 * time.Millisecond, Kind: trace.Voted, Node: 2, Peer: 1, Term: 2, Asked: 1, Reason: trace.StaleTerm},
		{Seq: 4, At: 2 * time.Millisecond, Kind: trace.Ignored, Node: 2, Peer: 1, Term: 1, Message: trace.RequestVote, ID: 1, Reason: trace.StaleTerm},
		{Seq: 5, At: 3 * time.Millisecond, Kind: trace.Stopped, Reason: trace.RunOver},
	}
	for _, l := range lang.All {
		for _, verbose := range []bool{false, true} {
			options := text.Options{Lang: l, Verbose: verbose}
			var printed strings.Builder
			printer := text.NewPrinter(&printed, options)
			var told []string
			var seqs []uint64
			teller := text.NewTeller(options, func(e *trace.Event, sentence string, story bool) {
				told, seqs = append(told, sentence), append(seqs, e.Seq)
				if story != (e.Kind != trace.Sent && e.Kind != trace.Ignored) {
					t.Errorf("%v: in the story: %v", e.Kind, story)
				}
			})
			for i := range events {
				printer.Observe(&events[i])
				teller.Observe(&events[i])
			}
			lines := strings.Split(strings.TrimSuffix(printed.String(), "\n"), "\n")
			if len(lines) != len(told) {
				t.Fatalf("told %q, printed %q", told, lines)
			}
			for i, line := range lines {
				if !strings.HasSuffix(line, "  "+told[i]) || i > 0 && seqs[i] <= seqs[i-1] {
					t.Errorf("told %q, printed %q", told[i], line)
				}
			}
		}
	}
}
