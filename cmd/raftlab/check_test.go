package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"raftlab/sim/check"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// writeTrace writes a trace in which n1 leads term 1, and n2 as well if there are to be two, with a
// verdict on election safety as the trace claims it. Of the other properties it claims what is true.
func writeTrace(t *testing.T, two bool, claim trace.Verdict) string {
	t.Helper()
	var b bytes.Buffer
	w, err := trace.NewWriter(&b, &trace.Header{Scenario: "made", Nodes: 3})
	if err != nil {
		t.Fatal(err)
	}
	events := []trace.Event{{Kind: trace.RoleChange, Node: 1, Term: 1, Role: trace.Leader, From: trace.Candidate}}
	if two {
		events = append(events, trace.Event{Kind: trace.RoleChange, Node: 2, Term: 1, Role: trace.Leader, From: trace.Candidate})
	}
	suite := check.NewSuite(3)
	for i := range events {
		suite.Observe(&events[i])
	}
	for _, r := range suite.Results() {
		e := trace.Event{Kind: trace.Checked, Property: r.Property, Verdict: r.Verdict, Final: true}
		if r.Property == trace.ElectionSafety {
			e.Verdict = claim
		}
		events = append(events, e)
	}
	events = append(events, trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	for i, e := range events {
		e.Seq, e.At = uint64(i+1), time.Duration(i)*time.Millisecond
		w.Observe(&e)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "made.trace")
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// The verdicts in a trace are compared with what its events show, which decides.
func TestCheckDoesNotBelieveTheTrace(t *testing.T) {
	for _, test := range []struct {
		two     bool
		claim   trace.Verdict
		code    int
		message string
	}{
		{false, trace.Holds, exitHeld, ""},
		{false, trace.Violated, exitUsage, "election safety: the trace says violated, its events show holds"},
		{true, trace.Violated, exitViolated, ""},
		{true, trace.Holds, exitViolated, "election safety: the trace says holds, its events show violated"},
	} {
		var out bytes.Buffer
		c := &console{out: newBufferedOutput(&out, "nowhere"), lang: lang.English}
		o := checkOptions{console: c}
		err := o.run(writeTrace(t, test.two, test.claim))
		if got := exitCode(err); got != test.code {
			t.Errorf("two leaders %v, claimed %v: exit code %d, want %d", test.two, test.claim, got, test.code)
		}
		if got := message(err, lang.English); !strings.Contains(got, test.message) || test.message == "" && got != "" {
			t.Errorf("two leaders %v, claimed %v: message %q, want %q", test.two, test.claim, got, test.message)
		}
		if err := c.out.Flush(); err != nil || !strings.Contains(out.String(), "election safety") {
			t.Errorf("two leaders %v, claimed %v: no verdicts are printed: %v", test.two, test.claim, err)
		}
	}
}
