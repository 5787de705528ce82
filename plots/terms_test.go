package plots

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

var ownKinds = []Kind{Terms, Messages, States}

// forEveryDiagram calls visit for every scenario and kind.
func forEveryDiagram(t *testing.T, langs []lang.Lang, visit func(t *testing.T, run *timeline.Timeline, o Options)) {
	for _, info := range scenarios.Builtin() {
		for _, kind := range ownKinds {
			for _, l := range langs {
				t.Run(fmt.Sprintf("%s/%v/%s", info.Name, kind, l), func(t *testing.T) {
					t.Parallel()
					visit(t, realRun(t, info.Name, 1), Options{Kind: kind, Lang: l, Command: "raftlab plot run.jsonl"})
				})
			}
		}
	}
}

func TestNoTextIsOnAnotherInDiagrams(t *testing.T) {
	forEveryDiagram(t, []lang.Lang{lang.English, lang.Chinese}, checkTexts)
}

func TestTextCanBeReadInDiagrams(t *testing.T) {
	forEveryDiagram(t, []lang.Lang{lang.English}, checkContrast)
}

// Runs at the edges of what there is.
func TestEveryDiagramCanBeDrawn(t *testing.T) {
	for name, run := range edgeRuns() {
		for _, kind := range ownKinds {
			var file bytes.Buffer
			if err := Draw(&file, run, SVG, Options{Kind: kind}); err != nil {
				t.Errorf("%s, %v: %v", name, kind, err)
			}
			if text := file.String(); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || file.Len() < 5000 {
				t.Errorf("%s, %v: %d bytes with a length that is no number", name, kind, file.Len())
			}
		}
	}
}

func TestDiagramsAreTheSameBytes(t *testing.T) {
	for _, kind := range ownKinds {
		for _, format := range []Format{SVG, PNG, PDF} {
			var files [2]bytes.Buffer
			for i := range files {
				if err := Draw(&files[i], eventful(), format, Options{Kind: kind, Lang: lang.Chinese}); err != nil {
					t.Fatal(kind, format, err)
				}
			}
			if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
				t.Errorf("%v, %v: two drawings differ", kind, format)
			}
		}
	}
}

func TestTermFindings(t *testing.T) {
	for _, c := range []struct{ scenario, en, zh string }{
		{"split-vote", "Term 2 is used up by a split vote; n3 leads term 3", "任期 2 因选票分裂而作废；n3 领导任期 3"},
		{"disruptive-rejoin", "n5 alone drives its term from 1 to 8", "n5 独自把任期从 1 推到 8"},
		{"minority-leader", "n1 still leads term 1 for 1356 ms after n5 leads term 2", "n5 领导任期 2 之后，n1 还领导任期 1 达 1356 ms"},
		{"forgotten-vote", "Term 1 has two leaders, n1 and n3", "任期 1 有两个领导者：n1 和 n3"},
	} {
		for l, want := range map[lang.Lang]string{lang.English: c.en, lang.Chinese: c.zh} {
			if got := newTerms(realRun(t, c.scenario, 1), Options{Lang: l}).termFinding(); got != want {
				t.Errorf("%s: %q, want %q", c.scenario, got, want)
			}
		}
	}
}

func TestClimbsAreOfOneServerAlone(t *testing.T) {
	r := newRun(3, "")
	for term := range trace.Term(3) {
		r.now += 100 * ms
		r.turn(2, trace.Candidate, term+1, trace.ElectionTimeout)
	}
	r.now += 100 * ms
	r.turn(1, trace.Follower, 3, trace.HigherTerm)
	r.now += 100 * ms
	r.tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	got := diagnosis.Climbs(r.Timeline())
	if want := (diagnosis.Climb{Node: 2, From: 0, To: 3, Start: 100 * ms, End: 300 * ms}); len(got) != 1 || got[0] != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// Servers with one term have lines side by side, and a higher term is higher for all.
func TestLinesOfTermsAreApart(t *testing.T) {
	p := newTerms(realRun(t, "disruptive-rejoin", 1), Options{})
	for node := range trace.NodeID(4) {
		if p.height(node+1, 3) <= p.height(node+2, 3) || p.height(5, 4) <= p.height(1, 3) {
			t.Errorf("line of n%d is not above that of the next, or terms meet", node+1)
		}
	}
}
