package plots

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

const (
	entriesMost   = 6 // of one log; of longer logs the last are drawn
	ellipsisWidth = 9
)

// hasLogs reports whether the logs are part of the story: clients wrote into them, entries were
// removed, or a vote was denied for the candidate's log.
func (p *panel) hasLogs() bool {
	if p.detail == coarse || len(p.t.Servers) > 7 {
		return false
	}
	if slices.ContainsFunc(p.t.Commands, func(c timeline.Command) bool { return p.shows(c.At) }) {
		return true
	}
	if slices.ContainsFunc(p.t.Denials, func(v timeline.Vote) bool { return v.Reason == trace.LogBehind && p.shows(v.At) }) {
		return true
	}
	return slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(s.Log, func(c timeline.LogChange) bool { return c.Truncate && p.shows(c.At) })
	})
}

// drawLogs draws below every bar the log as it was from a moment on, where it changed and there is
// room before it changes again; the last state always.
func (p *panel) drawLogs() {
	if !p.logs {
		return
	}
	for _, s := range p.t.Servers {
		low, _ := p.bar(s.Node)
		states := p.shownLogs(s)
		for i, l := range states {
			x := max(p.clip(l.At), p.left) + 1
			next := p.right + 1
			if i+1 < len(states) {
				next = p.clip(states[i+1].At)
			}
			if width := p.logWidth(l); x+width < next {
				if past := p.pastCrosses(x, width, low); past+width < next {
					x = past
				}
				p.drawLog(l, x, low-logHeight)
			}
		}
	}
}

// pastCrosses moves a log of a width below a bar behind the crosses of denials that it would cover.
func (p *panel) pastCrosses(x, width, low vg.Length) vg.Length {
	var crosses []vg.Length
	for _, d := range p.denied {
		if low-logHeight < d.where.Y && d.where.Y < low {
			crosses = append(crosses, d.where.X)
		}
	}
	slices.Sort(crosses)
	for _, cross := range crosses {
		if x-4 < cross && cross < x+width+4 {
			x = cross + 6
		}
	}
	return x
}

// replacesEntries reports whether an entry that is shown took the place of another.
func (p *panel) replacesEntries() bool {
	return slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(p.shownLogs(s), func(l timeline.LogState) bool { return slices.Contains(l.Replaced, true) })
	})
}

// shownLogs returns the states of a log that are shown: the one at the beginning, and all changes.
func (p *panel) shownLogs(s timeline.Server) (states []timeline.LogState) {
	for _, l := range s.LogStates() {
		switch {
		case l.At > p.to || len(l.Terms) == 0:
		case l.At <= p.from:
			l.At, l.Replaced = p.from, make([]bool, len(l.Terms))
			states = append(states[:0], l)
		default:
			states = append(states, l)
		}
	}
	return states
}

// drawnEntries returns the index, from 0, of the first entry that is drawn of a log.
func drawnEntries(l timeline.LogState) int { return max(len(l.Terms)-entriesMost, 0) }

func logLetters() lettering { return lettering{face: bold(), size: 10.5, align: 0.5} }

// entryWidth returns how wide the box of an entry is.
func (s *sheet) entryWidth(term trace.Term) vg.Length {
	return max(11, s.textWidth(logLetters(), fmt.Sprint(term))+4)
}

func (p *panel) logWidth(l timeline.LogState) (width vg.Length) {
	if drawnEntries(l) > 0 {
		width += ellipsisWidth
	}
	for _, term := range l.Terms[drawnEntries(l):] {
		width += p.entryWidth(term)
	}
	return width + 3
}

// drawLog draws a log's entries as boxes with their terms; committed ones are dark, those that
// replaced others are framed in red.
func (p *panel) drawLog(l timeline.LogState, x, low vg.Length) {
	high := low + logHeight - 1
	letters := logLetters()
	p.taken = append(p.taken, area{x, low, x + p.logWidth(l), high})
	first := drawnEntries(l)
	if first > 0 {
		letters.color = grey
		p.text(letters, at(x+ellipsisWidth/2, low+4), "…")
		x += ellipsisWidth
	}
	for i, term := range l.Terms[first:] {
		fill := white
		letters.color = ink
		if trace.Index(first+i+1) <= l.Committed {
			fill, letters.color = committedFill, white
		}
		end := x + p.entryWidth(term)
		p.rect(fill, x, low, end, high)
		p.frame(pen{color: committedFill, width: 0.8}, x, low, end, high)
		if i > 0 {
			p.line(pen{color: rule, width: 0.8}, at(x, low), at(x, high))
		}
		p.text(letters, at((x+end)/2, (low+high)/2), fmt.Sprint(term))
		if l.Replaced[first+i] {
			defer p.frame(pen{color: red, width: 1.4}, x-0.4, low-0.6, end+0.4, high+0.6)
		}
		x = end
	}
}
