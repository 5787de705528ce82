package main

import "testing"

// An error is broken where words end, each of its lines for itself; where no terminal is nothing is broken.
func TestErrorsAreBrokenAtATerminal(t *testing.T) {
	const text = "raftlab: there is no lesson 99\nraftlab course lists them\n"
	if got, want := hung(text, 24), "raftlab: there is no\n  lesson 99\nraftlab course lists\n  them\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := hung(text, 0); got != text {
		t.Errorf("%q", got)
	}
}
