package plots

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// logState is a server's log from a moment on: the terms of its entries, as in the paper's figures.
type logState struct {
	at        time.Duration
	terms     []trace.Term // of entries 1, 2, 3...; 0 for one that was compacted
	committed trace.Index  // as far as the server knows
	replaced  []bool       // entries in the place of others since the state before
}

// logStates returns every state that a server's log was in.
func logStates(s timeline.Server) (states []logState) {
	var now logState
	for _, step := range logSteps(s) {
		now.at = step.at
		step.change(&now)
		next := now
		next.terms = slices.Clone(now.terms)
		if n := len(states); n > 0 && states[n-1].at == now.at {
			states[n-1] = next
		} else {
			states = append(states, next)
		}
	}
	for i := range states {
		states[i].replaced = make([]bool, len(states[i].terms))
		for k := range states[i].terms {
			states[i].replaced[k] = i > 0 && k < len(states[i-1].terms) && states[i].terms[k] != states[i-1].terms[k]
		}
	}
	return states
}

// logStep is a change of a log or of what is known to be committed.
type logStep struct {
	at     time.Duration
	change func(*logState)
}

func logSteps(s timeline.Server) (steps []logStep) {
	for _, c := range s.Log {
		steps = append(steps, logStep{c.At, func(l *logState) {
			if c.Truncate {
				l.terms = l.terms[:min(len(l.terms), int(max(c.First, 1))-1)]
				return
			}
			for len(l.terms) < int(c.Index)-1 {
				l.terms = append(l.terms, 0)
			}
			l.terms = append(l.terms[:c.Index-1], c.Term)
		}})
	}
	for _, c := range s.Commits {
		steps = append(steps, logStep{c.At, func(l *logState) { l.committed = c.Index }})
	}
	for i, b := range s.Bands {
		if i > 0 && s.Bands[i-1].Role == 0 { // it restarts, and does not know what is committed
			steps = append(steps, logStep{b.From, func(l *logState) { l.committed = 0 }})
		}
	}
	slices.SortStableFunc(steps, func(a, b logStep) int { return cmp.Compare(a.at, b.at) })
	return steps
}

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
			x := max(p.clip(l.at), p.left) + 1
			next := p.right + 1
			if i+1 < len(states) {
				next = p.clip(states[i+1].at)
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
		return slices.ContainsFunc(p.shownLogs(s), func(l logState) bool { return slices.Contains(l.replaced, true) })
	})
}

// shownLogs returns the states of a log that are shown: the one at the beginning, and all changes.
func (p *panel) shownLogs(s timeline.Server) (states []logState) {
	for _, l := range logStates(s) {
		switch {
		case l.at > p.to || len(l.terms) == 0:
		case l.at <= p.from:
			l.at, l.replaced = p.from, make([]bool, len(l.terms))
			states = append(states[:0], l)
		default:
			states = append(states, l)
		}
	}
	return states
}

// drawnEntries returns the index, from 0, of the first entry that is drawn of a log.
func (l logState) drawnEntries() int { return max(len(l.terms)-entriesMost, 0) }

func logLetters() lettering { return lettering{face: bold(), size: 10.5, align: 0.5} }

// entryWidth returns how wide the box of an entry is.
func (s *sheet) entryWidth(term trace.Term) vg.Length {
	return max(11, s.textWidth(logLetters(), fmt.Sprint(term))+4)
}

func (p *panel) logWidth(l logState) (width vg.Length) {
	if l.drawnEntries() > 0 {
		width += ellipsisWidth
	}
	for _, term := range l.terms[l.drawnEntries():] {
		width += p.entryWidth(term)
	}
	return width + 3
}

// drawLog draws a log's entries as boxes with their terms; committed ones are dark, those that
// replaced others are framed in red.
func (p *panel) drawLog(l logState, x, low vg.Length) {
	high := low + logHeight - 1
	letters := logLetters()
	p.taken = append(p.taken, area{x, low, x + p.logWidth(l), high})
	first := l.drawnEntries()
	if first > 0 {
		letters.color = grey
		p.text(letters, at(x+ellipsisWidth/2, low+4), "…")
		x += ellipsisWidth
	}
	for i, term := range l.terms[first:] {
		fill := white
		letters.color = ink
		if trace.Index(first+i+1) <= l.committed {
			fill, letters.color = committedFill, white
		}
		end := x + p.entryWidth(term)
		p.rect(fill, x, low, end, high)
		p.frame(pen{color: committedFill, width: 0.8}, x, low, end, high)
		if i > 0 {
			p.line(pen{color: rule, width: 0.8}, at(x, low), at(x, high))
		}
		p.text(letters, at((x+end)/2, (low+high)/2), fmt.Sprint(term))
		if l.replaced[first+i] {
			defer p.frame(pen{color: red, width: 1.4}, x-0.4, low-0.6, end+0.4, high+0.6)
		}
		x = end
	}
}
