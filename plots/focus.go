package plots

import (
	"time"

	"raftlab/sim/trace/timeline"
)

// focus is the default figure: the whole run in small, and below it its most telling part.
type focus struct {
	figure
	whole *overview
	part  *panel
}

const windowGap = 24 // between the overview and the panel

func newFocus(t *timeline.Timeline, o Options) *focus {
	f := &focus{figure: newFigure(t, o)}
	from, to := windowOf(t, o)
	f.whole = newOverview(&f.figure, from, to)
	f.part = newPanel(&f.figure, from, to)
	fixed := headHeight + f.whole.height() + windowGap + f.part.noteListHeight() + footHeight
	f.height = f.part.pageHeight(fixed)
	f.whole.settle(f.height - headHeight)
	f.part.settle(footHeight+f.part.noteListHeight(), f.height-headHeight-f.whole.height()-windowGap)
	return f
}

func (f *focus) draw() {
	f.whole.draw()
	f.whole.drawWindow(f.part.top + f.part.noteHeight())
	f.part.draw()
	f.drawTitle(f.finding(f.part.scale), f.summary(f.part.scale))
	f.desc += f.story()
	f.drawLegend(f.height-80, f.part)
	f.part.drawNoteList(footHeight + f.part.noteListHeight())
	f.drawFoot(f.command, f.origin(), f.missing())
}

// whole is a run, or a part of it, without an overview.
type whole struct {
	figure
	part *panel
}

func newWhole(t *timeline.Timeline, o Options) *whole {
	w := &whole{figure: newFigure(t, o)}
	from, to := time.Duration(0), t.End
	if o.From != 0 || o.To != 0 || o.Election != 0 {
		from, to = windowOf(t, o)
	}
	w.part = newPanel(&w.figure, from, to)
	fixed := headHeight + w.part.noteListHeight() + footHeight
	w.height = w.part.pageHeight(fixed)
	w.part.settle(footHeight+w.part.noteListHeight(), w.height-headHeight)
	return w
}

func (w *whole) draw() {
	w.part.draw()
	w.drawTitle(w.finding(w.part.scale), w.summary(w.part.scale))
	w.desc += w.story()
	w.drawLegend(w.height-80, w.part)
	w.part.drawNoteList(footHeight + w.part.noteListHeight())
	w.drawFoot(w.command, w.origin(), w.missing())
}
