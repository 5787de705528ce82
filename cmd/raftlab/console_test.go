package main

import "testing"

// Paragraphs of a help text get another width, and lists stay as they are.
func TestHelpIsBrokenAtATerminal(t *testing.T) {
	const text = "One two three\nfour.\n\nCodes:\n    0  held\n    1  not"
	if got, want := rebroken(text, 9), "One two\nthree\nfour.\n\nCodes:\n    0  held\n    1  not"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

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
