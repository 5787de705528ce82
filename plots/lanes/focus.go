package lanes

import (
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace/timeline"
)

// figure is a picture of a run with a lane for every server.
type figure struct{ run.Figure }

// Focus is the default figure: the whole run in small, and below it its most telling part.
type Focus struct {
	figure
	whole *overview
	part  *panel
}

const windowGap = 24 // between the overview and the panel

// NewFocus lays out a run in small with the part to enlarge; see [run.WindowOf].
func NewFocus(t *timeline.Timeline, o run.Options) *Focus {
	f := &Focus{figure: figure{run.NewFigure(t, o)}}
	from, to := run.WindowOf(t, o)
	f.whole = newOverview(&f.figure, from, to)
	f.part = newPanel(&f.figure, from, to)
	fixed := page.HeadHeight + f.whole.height() + windowGap + f.part.noteListHeight() + page.FooterHeight
	f.Height = f.part.pageHeight(fixed)
	f.whole.place(f.Height - page.HeadHeight)
	f.part.place(page.FooterHeight+f.part.noteListHeight(), f.Height-page.HeadHeight-f.whole.height()-windowGap)
	return f
}

// Draw draws on the page; see [page.Write].
func (f *Focus) Draw() {
	f.whole.draw()
	f.whole.drawWindow(f.part.top + f.part.noteHeight())
	f.part.draw()
	f.DrawTitle(f.findingWords(f.part.TimeScale), f.summary(f.part.TimeScale))
	f.Description += f.altText()
	f.drawLegend(f.Height-80, f.part)
	f.part.drawNoteList(page.FooterHeight + f.part.noteListHeight())
	f.DrawFooter(f.Command, f.Provenance(), f.NotDrawn())
}

// Timeline is a run, or a part of it, without an overview.
type Timeline struct {
	figure
	part *panel
}

// NewTimeline lays out a run, or the part that the options ask for.
func NewTimeline(t *timeline.Timeline, o run.Options) *Timeline {
	w := &Timeline{figure: figure{run.NewFigure(t, o)}}
	from, to := time.Duration(0), t.End
	if o.From != 0 || o.To != 0 || o.Election != 0 {
		from, to = run.WindowOf(t, o)
	}
	w.part = newPanel(&w.figure, from, to)
	fixed := page.HeadHeight + w.part.noteListHeight() + page.FooterHeight
	w.Height = w.part.pageHeight(fixed)
	w.part.place(page.FooterHeight+w.part.noteListHeight(), w.Height-page.HeadHeight)
	return w
}

// Draw draws on the page; see [page.Write].
func (w *Timeline) Draw() {
	w.part.draw()
	w.DrawTitle(w.findingWords(w.part.TimeScale), w.summary(w.part.TimeScale))
	w.Description += w.altText()
	w.drawLegend(w.Height-80, w.part)
	w.part.drawNoteList(page.FooterHeight + w.part.noteListHeight())
	w.DrawFooter(w.Command, w.Provenance(), w.NotDrawn())
}
