package main

import "testing"

// At a terminal a list in a help has each item in one piece, so that it is broken once, where the terminal ends.
func TestListsInHelpAreBrokenOnce(t *testing.T) {
	text := "Some words that were\nbroken.\n\n  focus      the whole run,\n             and a part\n  terms      the terms\n\nExit codes:\n    0  good\n  130  interrupted"
	want := "Some words that were broken.\n\n  focus      the whole run, and a part\n  terms      the terms\n\nExit codes:\n    0  good\n  130  interrupted"
	if got := rebroken(text, 60); got != want {
		t.Errorf("%q", got)
	}
}
