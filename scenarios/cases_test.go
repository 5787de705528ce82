package scenarios

import (
	"os"
	"strings"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
	"raftlab/sim/trace/report"
)

// TestOwnPreVote: either engine tells the pre-vote that a server gives itself.
func TestOwnPreVote(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		told := report.Text(runOn(t, e, caseOf(t, "own-pre-vote"), 1), lang.English)
		for _, line := range []string{"n1 asked for pre-votes at 10.000 ms: 2 of 5 pre-votes (n1 n2); ended",
			"the pre-vote for term 1, in vain (votes: n1 2 (pre-vote))"} {
			if !strings.Contains(told, line) {
				t.Errorf("engine %s does not say %q:\n%s", e.Name(), line, told)
			}
		}
	}
}

func caseOf(t *testing.T, name string) *Scenario {
	t.Helper()
	text, err := os.ReadFile("testdata/cases/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, problems := Load(name+".yaml", text)
	if problems != nil {
		t.Fatal(problems)
	}
	return s
}

// TestCases: what the report and the answers say of runs about which they once said something false.
func TestCases(t *testing.T) {
	for _, c := range []struct {
		file    string
		answers []string
		says    []string
	}{
		{"crash-at-win", []string{"detection"}, []string{
			"term 1  n1 won at 29.775 ms, 20 ms after the first candidacy",
			"20 ms   5 %  the election for term 1, until n1 won, and crashed at once",
			"204 ms  49 %  until the election timer of n3 expired",
			"n3 stood at 233.953 ms: 1 of 3 votes (n3); denied: 1 already voted; ended: election timer expired"}},
		{"pause-at-win", nil, []string{"until n1 won, and was paused at once"}},
		{"cut-off-at-win", nil, []string{"until n1 won, and was cut off from a quorum",
			"170 ms  85 %  until n1, which had won term 1, had a quorum"}},
		{"pre-vote-refused-before", nil, []string{
			"n2 won at 3022.000 ms, 12 ms after the first candidacy",
			"n3 asked for pre-votes at 600.000 ms: 1 of 3 pre-votes (n3); denied: 2 log behind; ended: a quorum refused",
			"n2 stood at 3010.000 ms (pre-votes asked for at 3000.000 ms, granted by n1 n2 n3): 3 of 3 votes"}},
		{"deaf", nil, []string{"1 s  100 %  no election began until the run ended"}},
		{"held-to-the-end", []string{"unknown", "lost"}, []string{`"old"  asked of n1  told unknown, in the end lost: ` +
			"an entry that rules it out is committed; at the end still in the log of n1 n2"}},
		{"lost-before-told", []string{"unknown"}, []string{`"a"  asked of n1  told unknown, in the end lost: ` +
			"an entry that rules it out is committed\n"}},
		{"stood-later", nil, []string{"the election for term 2, which nobody won (votes: n3 1)"}},
		{"replies-lost", nil, []string{
			"n1 stood at 10.000 ms: 3 of 3 votes (n1 n2 n3), counted in time: 1; ended: election timer expired",
			"the election for term 1, which nobody won (votes: n1 1)"}},
		{"stood-apart", nil, []string{"term 2  nobody won in 545 ms", "term 4  split vote: nobody won in 334 ms"}},
	} {
		s := caseOf(t, c.file)
		lived := run(t, s, 1)
		told := report.Text(lived, lang.English)
		for _, line := range c.says {
			if !strings.Contains(told, line) {
				t.Errorf("%s does not say %q:\n%s", c.file, line, told)
			}
		}
		for i, want := range c.answers {
			diff(t, s.Predictions[i].Answer(lived), want)
		}
	}
}
