package scenarios

import (
	"os"
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace/report"
)

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
		{"held-to-the-end", []string{"unknown", "lost"}, []string{`"old"  asked of n1  told nothing, in the end lost: ` +
			"an entry that rules it out is committed; at the end still in the log of n1 n2"}},
	} {
		text, err := os.ReadFile("testdata/cases/" + c.file + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		s, problems := Load(c.file+".yaml", text)
		if problems != nil {
			t.Fatal(problems)
		}
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
