package timeline

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
)

// LogState is a server's log from a moment on: the terms of its entries, as in the figures of the Raft paper.
type LogState struct {
	At        time.Duration
	Terms     []trace.Term // of entries 1, 2, 3...; 0 for one that was compacted
	Committed trace.Index  // as far as the server knows
	Replaced  []bool       // entries in the place of others since the state before
}

// LogStates returns every state that a server's log was in, in order, without those that lasted no time.
func (s *Server) LogStates() (states []LogState) {
	var now LogState
	for _, step := range s.logSteps() {
		now.At = step.at
		step.change(&now)
		next := now
		next.Terms = slices.Clone(now.Terms)
		if n := len(states); n > 0 && states[n-1].At == now.At {
			states[n-1] = next
		} else {
			states = append(states, next)
		}
	}
	for i := range states {
		states[i].Replaced = make([]bool, len(states[i].Terms))
		for k := range states[i].Terms {
			states[i].Replaced[k] = i > 0 && k < len(states[i-1].Terms) && states[i].Terms[k] != states[i-1].Terms[k]
		}
	}
	return states
}

// EntryBefore returns the term of an entry of a server's log just before a moment, 0 if it had none.
func (s *Server) EntryBefore(index trace.Index, at time.Duration) (term trace.Term) {
	for _, l := range s.LogStates() {
		if l.At < at && index >= 1 {
			term = 0
			if int(index) <= len(l.Terms) {
				term = l.Terms[index-1]
			}
		}
	}
	return term
}

// logStep is a change of a log or of what is known to be committed.
type logStep struct {
	at     time.Duration
	change func(*LogState)
}

func (s *Server) logSteps() (steps []logStep) {
	for _, c := range s.Log {
		steps = append(steps, logStep{c.At, func(l *LogState) {
			if c.Truncate {
				l.Terms = l.Terms[:min(len(l.Terms), int(max(c.First, 1))-1)]
				return
			}
			for len(l.Terms) < int(c.Index)-1 {
				l.Terms = append(l.Terms, 0)
			}
			l.Terms = append(l.Terms[:c.Index-1], c.Term)
		}})
	}
	for i, b := range s.Bands {
		if i > 0 && s.Bands[i-1].Role == 0 { // it restarts, and knows only what it says at once
			steps = append(steps, logStep{b.From, func(l *LogState) { l.Committed = 0 }})
		}
	}
	for _, c := range s.Commits {
		steps = append(steps, logStep{c.At, func(l *LogState) { l.Committed = c.Index }})
	}
	slices.SortStableFunc(steps, func(a, b logStep) int { return cmp.Compare(a.at, b.at) })
	return steps
}
