package plots

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"raftlab/plots/plottest"
	"raftlab/sim/lang"
)

// exhibit is a picture of the gallery: what it shows, and the command that draws it.
type exhibit struct {
	file     string // without its ending
	scenario string
	o        Options
	flags    string // of the command
	title    string
	words    string
}

var exhibits = []exhibit{
	{"focus", "split-vote", Options{}, "", "Focus",
		"The default: the whole run in small, and below it the election that tells most. The strip says who led the cluster, or for how long nobody did and why so long. The line above each bar counts the election timer down; where it meets the bar (dot) the server stands for election."},
	{"focus-zh", "split-vote", Options{Lang: lang.Chinese}, "--lang zh", "Focus in Chinese",
		"The same figure with Chinese words. Letters are outlines: no font is needed where it is seen."},
	{"election", "disruptive-rejoin", Options{Election: 8}, "--election 8", "One election",
		"The K-th election of the run, chosen by hand."},
	{"violation", "forgotten-vote", Options{}, "", "A violated property",
		"A red flag where a property breaks, a red line at the first one, and both leaders of one term."},
	{"logs", "figure-8", Options{}, "", "Logs",
		"Where the logs matter, every change is drawn below the bars: the term of each entry, dark when the server knows it is committed, red where it took the place of another. Numbers in the figure stand for the scenario's notes."},
	{"nine-servers", "three-groups", Options{}, "", "Nine servers",
		"Nine servers in three groups: the row below the strip says for every term why nobody won it."},
	{"paused", "paused-leader", Options{}, "", "A paused leader",
		"A leader that stands still is drawn hatched. Back again, it still leads its old term, and what it sends is refused."},
	{"commit", "no-op", Options{}, "", "A commit index that is late",
		"The logs show who knows what is committed: entries are on all servers before the new leader may commit them, together with the first of its own term."},
	{"timeline", "heal", Options{Kind: Timeline}, "--kind timeline", "Timeline",
		"The whole run on one axis. The longer the time shown, the less is drawn of it; the footer says what is left out."},
	{"window", "check-quorum", Options{Kind: Timeline, From: 450 * time.Millisecond, To: 850 * time.Millisecond},
		"--kind timeline --from 450ms --to 850ms", "A part of a run", "Any part of a run, with every message in it."},
	{"terms", "disruptive-rejoin", Options{Kind: Terms}, "--kind terms", "Terms",
		"The term of every server against time, and who led which term."},
	{"messages", "split-vote", Options{Kind: Messages}, "--kind messages", "Messages",
		"A short part of a run with every message labelled, reasons included. Time runs down; quiet time is cut out where the page is torn."},
	{"states", "disruptive-rejoin", Options{Kind: States}, "--kind states", "States",
		"Figure 4 of the Raft paper with what happened in this run: how often each arrow was taken, and how long servers were in each role."},
}

func (e exhibit) command() string {
	if e.o.Kind == Focus && e.o.Election == 0 {
		return strings.TrimSpace("raftlab run " + e.scenario + " --plot " + e.file + ".svg " + e.flags)
	}
	saved := e.scenario + ".trace"
	return "raftlab run " + e.scenario + " --trace " + saved + " && raftlab plot " + saved + " " + e.flags + " -f " + e.file + ".svg"
}

// finding returns the title of the picture.
func (e exhibit) finding(t *testing.T) string {
	d, err := layOut(plottest.RealRun(t, e.scenario, 1), e.o)
	if err != nil {
		t.Fatal(err)
	}
	plottest.TextsOf(t, d)
	return d.Sheet().Heading
}

// statistics are the pictures of many trials.
var statistics = []struct{ file, command, title, words, says string }{
	{"cdf", "raftlab trials figure-16 -n 1000", "Distribution",
		"The share of trials that have a new leader by a time, a line for each setting. This is Figure 16 of the Raft paper with as many trials as there; circles are what the paper measured. The steps are split votes: the cluster waits for another timeout.",
		"Figure 16 of the Raft paper: ten ranges of election timeouts, measured lines and published points"},
	{"histogram", "raftlab trials leader-crash -n 10000 --engine textbook --figure histogram", "Histogram",
		"One setting in more detail. The second hump are the trials with a split vote.",
		"Time without a leader: most trials between 150 and 250 ms, a second hump around 370 ms"},
	{"splits", "raftlab trials split-vote-theory -n 2000 --engine textbook --vary nodes=3,5,7,9 --vary network.latency=3ms,6ms,9ms,12ms,15ms,18ms,21ms,24ms,27ms,30ms --figure splits", "Split votes",
		"How many trials had a contested term, with Wilson's 95 % intervals, and what the thesis (chapter 9) computes for split votes: the smaller the cluster and the longer the latency, the more.",
		"Rate of split votes against latency for 3, 5, 7 and 9 servers, on the curves of the theory"},
	{"timeouts", "raftlab trials common-job -n 2000 --engine textbook --vary network.latency=0.5ms-1.5ms,2ms-8ms,5ms-25ms --vary election_timeout=150ms-170ms,150ms-180ms,150ms-200ms,150ms-250ms,150ms-300ms,150ms-450ms,150ms-750ms --figure timeouts", "Choose your timeout",
		"The outage to expect against the width of the timeout range, for three networks. Too narrow, and votes are split; too wide, and the cluster waits. The best width grows with the latency.",
		"Time without a leader against the width of the election timeout: the best is 30, 100 and 150 ms wide"},
}

func gallery(t *testing.T) string {
	var page bytes.Buffer
	page.WriteString("# Gallery\n\nEvery kind of figure, with the command that draws it. The ending of the file's name chooses the\nformat: `.svg`, `.png` or `.pdf`. This page is made by `make gallery`.\n")
	for _, e := range exhibits {
		fmt.Fprintf(&page, "\n## %s\n\n%s\n\n```console\n$ %s\n```\n\n![%s](gallery/%s.svg)\n", e.title, e.words, e.command(), e.finding(t), e.file)
	}
	for _, e := range statistics {
		fmt.Fprintf(&page, "\n## %s\n\n%s\n\n```console\n$ %s --plot %s.svg\n```\n\n![%s](gallery/%s.svg)\n", e.title, e.words, e.command, e.file, e.says, e.file)
	}
	return page.String()
}

// The page of the gallery names each picture as it is drawn. With -update it is written anew. The pictures are compared by
// the command line's own test, which runs the commands.
func TestGallery(t *testing.T) {
	path, want := filepath.Join("..", "docs", "gallery.md"), gallery(t)
	if *plottest.Update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("docs/gallery.md is not what is drawn now (run make gallery): %v", err)
	}
}

// Who looks for a figure finds each kind in the gallery.
func TestEveryKindIsInTheGallery(t *testing.T) {
	shown := map[string]bool{CDF.String(): true}
	for _, e := range exhibits {
		shown[e.o.Kind.String()] = true
	}
	for _, e := range statistics {
		if _, kind, chosen := strings.Cut(e.command, "--figure "); chosen {
			shown[kind] = true
		}
	}
	for _, k := range append(Kinds(), TrialKinds()...) {
		if !shown[k.String()] {
			t.Errorf("%v has no exhibit", k)
		}
	}
}
