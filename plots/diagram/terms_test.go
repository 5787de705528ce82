package diagram

import (
	"testing"

	"raftlab/plots/plottest"
	"raftlab/plots/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

func TestTermFindings(t *testing.T) {
	for _, c := range []struct{ scenario, en, zh string }{
		{"split-vote", "Term 2 is used up by a split vote; n3 leads term 3", "任期 2 因选票分裂而作废；n3 领导任期 3"},
		{"disruptive-rejoin", "n5 alone drives its term from 1 to 8", "n5 独自把任期从 1 推到 8"},
		{"minority-leader", "n1 still leads term 1 for 1356 ms after n5 leads term 2", "n5 领导任期 2 之后，n1 还领导任期 1 达 1356 ms"},
		{"forgotten-vote", "Term 1 has two leaders, n1 and n3", "任期 1 有两个领导者：n1 和 n3"},
	} {
		for l, want := range map[lang.Lang]string{lang.English: c.en, lang.Chinese: c.zh} {
			if got := NewTerms(plottest.RealRun(t, c.scenario, 1), run.Options{Lang: l}).termFinding(); got != want {
				t.Errorf("%s: %q, want %q", c.scenario, got, want)
			}
		}
	}
}

// Servers with one term have lines side by side, and a higher term is higher for all.
func TestLinesOfTermsAreApart(t *testing.T) {
	p := NewTerms(plottest.RealRun(t, "disruptive-rejoin", 1), run.Options{})
	for node := range trace.NodeID(4) {
		if p.height(node+1, 3) <= p.height(node+2, 3) || p.height(5, 4) <= p.height(1, 3) {
			t.Errorf("line of n%d is not above that of the next, or terms meet", node+1)
		}
	}
}
