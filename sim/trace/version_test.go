package trace

import (
	"strings"
	"testing"
)

// headerLine1 is the header of a trace as raftlab wrote it before format 2.
const headerLine1 = `{"trace":1,"scenario":"s","scenario_digest":"","overrides":[],"seed":7,"engine":"etcd",` +
	`"raftlab":"1","nodes":3,"parameters":[]`

func TestVersion1IsRead(t *testing.T) {
	h, events, _, err := read(seal(t, headerLine1, firstLine,
		`{"seq":2,"t":5,"kind":"apply","node":"n1","index":2,"first":1`,
		`{"seq":3,"t":5,"kind":"check","property":"one vote per term","verdict":"holds","final":true`))
	if err != nil || len(events) != 3 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	if h.Format != 1 || h.Seed != 7 || h.TellsDisks() {
		t.Errorf("header: %+v", h)
	}
}

// What came with version 2 is no part of version 1.
func TestVersion1HasNothingNew(t *testing.T) {
	for _, line := range []string{
		`{"seq":1,"t":5,"kind":"sync","node":"n1","term":1`,
		`{"seq":1,"t":5,"kind":"append","node":"n1","index":1,"entry_term":1,"entry":"command","data":"00000000000000ff"`,
		`{"seq":1,"t":5,"kind":"apply","node":"n1","index":2,"first":1,"state":"00000000000000ff"`,
		`{"seq":1,"t":5,"kind":"check","property":"state equality","verdict":"holds","final":true`,
	} {
		checkRefused(t, line, seal(t, headerLine1, line), "run.trace:2: byte ")
		if _, _, _, err := read(seal(t, headerLine, line)); err != nil {
			t.Errorf("in version 2: %v", err)
		}
	}
}

func TestDigestsHaveOneForm(t *testing.T) {
	const line = `{"seq":1,"t":5,"kind":"apply","node":"n1","index":2,"first":1,"state":"`
	if _, events, _, err := read(seal(t, headerLine, line+`00000000000000ff"`)); err != nil || events[0].State != 255 {
		t.Errorf("%v, %v", events, err)
	}
	for _, bad := range []string{"ff", "0000000000000000", "00000000000000FF", "00000000000000fg", "00000000000000ff0", ""} {
		checkRefused(t, bad, seal(t, headerLine, line+bad+`"`), "run.trace:2: byte ")
	}
}

// The digests of docs/reference/trace.md are those of FNV-1a.
func TestDigestsAreFNV(t *testing.T) {
	if got := DigestOf([]byte("foobar")).String(); got != "85944171f73967e8" { // from the authors' test vectors
		t.Errorf("the digest of foobar is %s", got)
	}
	if DigestOf(nil) != 0 {
		t.Error("nothing has a digest")
	}
	a, b := DigestOf([]byte("a")), DigestOf([]byte("b"))
	if Digest(0).After(a).After(b) == Digest(0).After(b).After(a) {
		t.Error("the order of commands does not matter")
	}
	if got := Digest(2).After(3); got != 1099511628211 {
		t.Errorf("got %s", strings.TrimSpace(got.String()))
	}
}
