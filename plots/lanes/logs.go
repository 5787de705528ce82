package lanes

import (
	"fmt"
	"slices"

	"raftlab/plots/page"
	"raftlab/plots/run"
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
	if p.detail == coarse || len(p.Run.Servers) > 7 {
		return false
	}
	if slices.ContainsFunc(p.Run.Commands, func(c timeline.Command) bool { return p.Shows(c.At) }) {
		return true
	}
	if slices.ContainsFunc(p.Run.Denials, func(v timeline.Vote) bool { return v.Reason == trace.LogBehind && p.Shows(v.At) }) {
		return true
	}
	return slices.ContainsFunc(p.Run.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(s.Log, func(c timeline.LogChange) bool { return c.Truncate && p.Shows(c.At) })
	})
}

// drawLogs draws below every bar the log as it was from a moment on, where it changed and there is
// room before it changes again; the last state always.
func (p *panel) drawLogs() {
	if !p.logs {
		return
	}
	for _, s := range p.Run.Servers {
		low, _ := p.bar(s.Node)
		states := p.shownLogs(s)
		for i, l := range states {
			x := max(p.Clip(l.At), p.Left) + 1
			next := p.Right + 1
			if i+1 < len(states) {
				next = p.Clip(states[i+1].At)
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
func (p *panel) pastCrosses(x, width, low page.Length) page.Length {
	var crosses []page.Length
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
	return slices.ContainsFunc(p.Run.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(p.shownLogs(s), func(l timeline.LogState) bool { return slices.Contains(l.Replaced, true) })
	})
}

// shownLogs returns the states of a log that are shown: the one at the beginning, and all changes.
func (p *panel) shownLogs(s timeline.Server) (states []timeline.LogState) {
	for _, l := range s.LogStates() {
		switch {
		case l.At > p.To || len(l.Terms) == 0:
		case l.At <= p.From:
			l.At, l.Replaced = p.From, make([]bool, len(l.Terms))
			states = append(states[:0], l)
		default:
			states = append(states, l)
		}
	}
	return states
}

// drawnEntries returns the index, from 0, of the first entry that is drawn of a log.
func drawnEntries(l timeline.LogState) int { return max(len(l.Terms)-entriesMost, 0) }

func logLetters() page.TextStyle { return page.TextStyle{Face: page.Bold(), Size: 10.5, Align: 0.5} }

// entryWidth returns how wide the box of an entry is.
func (f *figure) entryWidth(term trace.Term) page.Length {
	return max(11, f.TextWidth(logLetters(), fmt.Sprint(term))+4)
}

func (p *panel) logWidth(l timeline.LogState) (width page.Length) {
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
func (p *panel) drawLog(l timeline.LogState, x, low page.Length) {
	high := low + logHeight - 1
	letters := logLetters()
	first, below := drawnEntries(l), low
	if first > 0 {
		below -= 2 // the box of the dots reaches below the row
	}
	p.Occupied = append(p.Occupied, page.NewRect(x, below, x+p.logWidth(l), high))
	if first > 0 {
		letters.Color = page.Grey
		p.Text(letters, page.At(x+ellipsisWidth/2, low+4), "…")
		x += ellipsisWidth
	}
	for i, term := range l.Terms[first:] {
		fill := page.White
		letters.Color = page.Ink
		if trace.Index(first+i+1) <= l.Committed {
			fill, letters.Color = run.CommittedFill, page.White
		}
		end := x + p.entryWidth(term)
		p.Box(fill, x, low, end, high)
		p.Frame(page.Stroke{Color: run.CommittedFill, Width: 0.8}, x, low, end, high)
		if i > 0 {
			p.Line(page.Stroke{Color: page.Rule, Width: 0.8}, page.At(x, low), page.At(x, high))
		}
		p.Text(letters, page.At((x+end)/2, (low+high)/2), fmt.Sprint(term))
		if l.Replaced[first+i] {
			defer p.Frame(page.Stroke{Color: page.Red, Width: 1.4}, x-0.4, low-0.6, end+0.4, high+0.6)
		}
		x = end
	}
}
