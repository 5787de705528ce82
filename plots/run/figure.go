package run

import (
	"time"

	"raftlab/plots/page"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// Figure is a page about a run.
type Figure struct {
	page.Page
	Run     *timeline.Timeline
	Command string
	Omitted Omissions
}

// NewFigure returns a page for a run.
func NewFigure(t *timeline.Timeline, o Options) Figure {
	f := Figure{Run: t, Command: o.Command}
	f.Lang, f.Width, f.Height = o.Lang, page.Width, page.Height
	f.Plot = page.NewRect(plotLeft, 0, plotRight, page.Height)
	return f
}

// Options are what a picture of a run shows, and in which language. The zero value: in English, and the kind of
// picture chooses.
type Options struct {
	Lang     lang.Lang
	Command  string        // draws the picture again; printed in its footer
	From, To time.Duration // the part of the run to show; both zero: chosen by the kind; To zero: to the end
	Election int           // show the K-th election, from 1; 0: chosen
}

// Has reports whether the run has a server of this name.
func (f *Figure) Has(node trace.NodeID) bool {
	return node >= 1 && int(node) <= len(f.Run.Servers)
}

// Provenance says which run a figure shows, and what was set for it.
func (f *Figure) Provenance() string {
	h := f.Run.Header
	if h.Live() {
		return f.Say("%s · not repeatable", "%s · 不可重复", h.Engine) + f.settings() + f.missingEnd()
	}
	return f.Say("scenario %s · seed %d · engine %s · raftlab %s", "场景 %s · 种子 %d · 引擎 %s · raftlab %s",
		h.Scenario, h.Seed, h.Engine, h.Version) + f.settings() + f.missingEnd()
}

// missingEnd says that a trace does not go on to the end of its run.
func (f *Figure) missingEnd() string {
	switch f.Run.Stop {
	case 0:
		return f.Say(" · incomplete: the trace has no end", " · 不完整：轨迹没有结尾")
	case trace.Interrupted:
		return f.Say(" · incomplete: the run was interrupted", " · 不完整：运行被中断")
	}
	return ""
}

// WindowOf returns the part of a run to enlarge: what the options ask for, else what tells most.
func WindowOf(t *timeline.Timeline, o Options) (from, to time.Duration) {
	w := diagnosis.Enlarged(t)
	switch {
	case o.From != 0 || o.To != 0:
		if o.To == 0 {
			return o.From, t.End
		}
		return o.From, o.To
	case o.Election != 0:
		w = diagnosis.AroundElection(t, o.Election)
	}
	return w.From, w.To
}
