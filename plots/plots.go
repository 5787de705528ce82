// Package plots draws what runs were: figures of one run from its timeline, and statistics over many.
//
// A title says what was found; the footer says how to draw the figure again and what is not drawn. Figures are SVG, PNG or PDF
// from one drawing code. Text is drawn as glyph outlines, so that Chinese needs no font where the figure is seen.
// Colours are opaque. The same data and options give the same bytes; nothing is written unless the figure is complete.
//
// This package is the registry of the kinds. The packages below it draw on a page: lanes, sequence and diagram from a
// run, family and stats from many trials.
//
//	err := plots.Draw(file, t, plots.SVG, plots.Options{Kind: plots.Terms, Lang: lang.Chinese})
package plots

import (
	"fmt"
	"io"
	"strings"
	"time"

	"raftlab/plots/diagram"
	"raftlab/plots/family"
	"raftlab/plots/lanes"
	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/plots/sequence"
	"raftlab/plots/stats"
	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
	"raftlab/sim/trials/report"
)

// Format is a picture's file format.
type Format = page.Format

// The formats.
const (
	SVG = page.SVG
	PNG = page.PNG
	PDF = page.PDF
)

// FormatOf returns the format that a file's name asks for.
func FormatOf(name string) (Format, error) { return page.FormatOf(name) }

// Kind is what a figure shows.
type Kind uint8

// The kinds; Focus is the zero value. [Kind.About] says what each shows.
const (
	Focus Kind = iota
	Timeline
	Terms
	Messages
	States

	CDF
	Histogram
	Splits
	Timeouts
)

// figure is a line of the registry: the name of a kind, what it shows, and how its page is laid out, from a run or
// from many trials.
type figure struct {
	name, about string
	ofRun       func(t *timeline.Timeline, o run.Options) page.Drawing
	ofTrials    func(f *report.Family, l lang.Lang) (stats.Figure, error)
	checkTrials func(f *report.Family) error // what can be refused before the trials
}

// kinds is the registry of all figures.
var kinds = []figure{
	Focus: {name: "focus", about: "the whole run in small, and below it the part that tells most: a violated property, or else an answer that is not linearizable, or else the longest time without a leader after the first leader",
		ofRun: func(t *timeline.Timeline, o run.Options) page.Drawing { return lanes.NewFocus(t, o) }},
	Timeline: {name: "timeline", about: "the whole run, or a part of it",
		ofRun: func(t *timeline.Timeline, o run.Options) page.Drawing { return lanes.NewTimeline(t, o) }},
	Terms: {name: "terms", about: "the term of every server against time",
		ofRun: func(t *timeline.Timeline, o run.Options) page.Drawing { return diagram.NewTerms(t, o) }},
	Messages: {name: "messages", about: "a part of a run with every message labelled",
		ofRun: func(t *timeline.Timeline, o run.Options) page.Drawing { return sequence.New(t, o) }},
	States: {name: "states", about: "the roles of Raft, with how often and how long this run was in each",
		ofRun: func(t *timeline.Timeline, o run.Options) page.Drawing { return diagram.NewStates(t, o) }},

	CDF: {name: "cdf", about: "which share of the trials had a leader by a time, a line for each setting",
		ofTrials: family.CDF, checkTrials: family.CheckLines},
	Histogram: {name: "histogram", about: "how the times of the trials are distributed",
		ofTrials: family.Histogram, checkTrials: family.CheckLines},
	Splits: {name: "splits", about: "how many trials had a contested term, against the last setting varied",
		ofTrials: family.Splits, checkTrials: family.CheckSplits},
	Timeouts: {name: "timeouts", about: "the time without a leader to expect, against the last setting varied",
		ofTrials: family.Timeouts, checkTrials: family.CheckTimeouts},
}

// String returns the name of the kind, as --kind and --figure have it.
func (k Kind) String() string {
	if int(k) >= len(kinds) {
		return fmt.Sprintf("kind %d", uint8(k))
	}
	return kinds[k].name
}

// About says in a few English words what a figure of the kind shows. It panics for a kind that is none of [Kinds].
func (k Kind) About() string { return kinds[k].about }

// Kinds returns the kinds of figures of a run.
func Kinds() []Kind { return kindsWith(func(f figure) bool { return f.ofRun != nil }) }

// TrialKinds returns the kinds of figures of many trials.
func TrialKinds() []Kind { return kindsWith(func(f figure) bool { return f.ofTrials != nil }) }

func kindsWith(has func(figure) bool) (list []Kind) {
	for i, f := range kinds {
		if has(f) {
			list = append(list, Kind(i))
		}
	}
	return list
}

// KindOf returns the kind of a name among some, such as terms among [Kinds].
func KindOf(name string, among []Kind) (Kind, error) {
	var names []string
	for _, k := range among {
		if k.String() == name {
			return k, nil
		}
		names = append(names, k.String())
	}
	return 0, lang.Errorf("%q is not a kind of figure (use one of %s)", "%q 不是一种图（请用 %s 之一）", name, strings.Join(names, ", "))
}

// Options are what a figure is to show, and how. The zero value is the focus figure in English.
type Options struct {
	Kind     Kind
	Lang     lang.Lang
	Command  string        // draws the figure again; printed in its footer
	From, To time.Duration // the part of the run to show; both zero: chosen by the kind
	Election int           // show the K-th election, from 1; 0: chosen
	DPI      int           // dots per inch of a PNG, 24 to 1200; 0: 96
}

// Draw writes a figure of a run. The same timeline and options give the same bytes. Nothing is
// written if the figure cannot be drawn: when the part asked for is outside the run, or the run has
// no such election.
func Draw(w io.Writer, t *timeline.Timeline, f Format, o Options) error {
	d, err := layOut(t, o)
	if err != nil {
		return err
	}
	return page.Write(w, d, f, o.DPI)
}

func layOut(t *timeline.Timeline, o Options) (page.Drawing, error) {
	if err := o.check(t); err != nil {
		return nil, err
	}
	if int(o.Kind) >= len(kinds) || kinds[o.Kind].ofRun == nil {
		return nil, fmt.Errorf("%v is not a kind of figure", o.Kind)
	}
	return kinds[o.Kind].ofRun(t, run.Options{Lang: o.Lang, Command: o.Command, From: o.From, To: o.To, Election: o.Election}), nil
}

// DrawTrials writes a figure of a family of trials, one of [TrialKinds]. Of the options, Kind, Lang, Command and DPI are
// for it. Nothing is written if it cannot be drawn: when [CheckTrials] refuses it,
// results are missing, or too few trials are finished.
func DrawTrials(w io.Writer, trials *report.Family, f Format, o Options) error {
	if err := CheckTrials(o.Kind, trials); err != nil {
		return err
	}
	if got, all := len(trials.File.Lines), len(trials.Lines); got < all || all == 0 {
		return lang.Errorf("trials of %d settings of %d: nothing can be drawn of a part",
			"只有 %d 种设置的试验，共 %d 种：一部分无法作图", got, all)
	}
	figure, err := kinds[o.Kind].ofTrials(trials, o.Lang)
	if err != nil {
		return err
	}
	return page.Write(w, figure.LayOut(page.Options{Lang: o.Lang, Command: o.Command}), f, o.DPI)
}

// CheckTrials refuses a family of trials that a kind of figure cannot show, whatever the results are: it can be called
// before the trials.
func CheckTrials(k Kind, trials *report.Family) error {
	if int(k) >= len(kinds) || kinds[k].ofTrials == nil {
		return fmt.Errorf("%v is not a kind of figure of trials", k)
	}
	return kinds[k].checkTrials(trials)
}

// KindOfTrials returns the kind that shows best what a family is about: [Splits] for a study of split votes in which
// something was varied, else [CDF].
func KindOfTrials(trials *report.Family) Kind {
	if trials.Study != nil && trials.Study.Splits && len(trials.Lines) > 0 && len(trials.Lines[0].Setting) > 0 {
		return Splits
	}
	return CDF
}

// check refuses options that ask for what the run does not have.
func (o Options) check(t *timeline.Timeline) error {
	switch {
	case o.Election < 0 || o.Election > len(t.Elections):
		return lang.Errorf("election %d: the run has %d elections (count from 1)", "第 %d 次选举：这次运行有 %d 次选举（从 1 数起）", o.Election, len(t.Elections))
	case o.From == 0 && o.To == 0:
		return nil
	case o.From < 0 || o.From >= t.End:
		return lang.Errorf("from %v: outside the run, which ends at %v", "从 %v 起：在运行之外，它结束于 %v", o.From, t.End)
	case o.To != 0 && o.To <= o.From:
		return lang.Errorf("from %v to %v: ends before it begins", "从 %v 到 %v：结束早于开始", o.From, o.To)
	case o.To > t.End:
		return lang.Errorf("to %v: outside the run, which ends at %v", "到 %v 为止：在运行之外，它结束于 %v", o.To, t.End)
	}
	return nil
}
