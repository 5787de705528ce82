package plots

import (
	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

const (
	pageWidth  = 1200
	pageHeight = 675 // unless many servers need more
	margin     = 24
	plotLeft   = 76 // of what has a time axis
	plotRight  = pageWidth - 28
	headHeight = 104 // title, subtitle, legend
	footHeight = 58  // what was set, what draws it again
)

// figure is a page about a run.
type figure struct {
	sheet
	t       *timeline.Timeline
	command string
	omitted omissions
}

func newFigure(t *timeline.Timeline, o Options) figure {
	f := figure{t: t, command: o.Command}
	f.lang, f.width, f.height = o.Lang, pageWidth, pageHeight
	f.plot = area{plotLeft, 0, plotRight, pageHeight}
	return f
}

// has reports whether the run has a server of this name.
func (f *figure) has(node trace.NodeID) bool {
	return node >= 1 && int(node) <= len(f.t.Servers)
}

// drawTitle draws the finding, the line below it and the legend. Both lines also say what the figure
// shows to those who cannot see it.
func (s *sheet) drawTitle(finding, summary string) {
	s.title, s.desc = finding, summary
	title, text := s.shrink(lettering{face: bold(), size: 21, color: ink}, s.width-2*margin, finding)
	s.text(title, at(margin, s.height-28), text)
	below := lettering{face: regular(), size: 13, color: grey}
	s.text(below, at(margin, s.height-52), s.cut(below, s.width-2*margin, summary))
}

// drawFoot draws lines of small print, and below them the command that draws the figure again.
func (s *sheet) drawFoot(command string, lines ...string) {
	letters := lettering{face: regular(), size: 11, color: grey}
	y := vg.Length(footHeight - 14)
	for _, line := range lines {
		if line != "" {
			s.text(letters, at(margin, y), s.cut(letters, s.width-2*margin, line))
			y -= 14
		}
	}
	letters.color = ink
	for i, line := range s.wrap(letters, s.width-2*margin, command) {
		if i < 2 && y > 3 {
			s.text(letters, at(margin, y), s.cut(letters, s.width-2*margin, line))
			y -= 13
		}
	}
}

// origin says which run a figure shows, and what was set for it.
func (f *figure) origin() string {
	h := f.t.Header
	return f.say("scenario %s · seed %d · engine %s · raftlab %s", "场景 %s · 种子 %d · 引擎 %s · raftlab %s",
		h.Scenario, h.Seed, h.Engine, h.Version) + f.settings()
}
