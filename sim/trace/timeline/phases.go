package timeline

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
)

// phases divides an outage among the elections held in it. An election lasts until the next one begins, or
// until it is won by a server that does not lead the cluster. What begins while an election goes on that
// will be won is part of that wait.
func (t *Timeline) phases(o *Outage, last PhaseKind) []Phase {
	w := walk{Timeline: t, outage: o, since: o.From, round: noRound}
	for _, m := range w.milestones() {
		if m.won {
			w.win(m)
		} else {
			w.begin(m)
		}
	}
	return w.end(last)
}

// noRound is the place of an election where there is none.
const noRound = -1

// walk goes through an outage from milestone to milestone.
type walk struct {
	*Timeline
	outage *Outage
	told   []Phase
	since  time.Duration
	round  int   // the election that goes on
	beside []int // elections that began while it did
}

// milestone is a candidacy in an outage, the first in its election or another, or the moment at which an
// election was won.
type milestone struct {
	at    time.Duration
	round int
	first bool
	won   bool
}

// milestones returns them in order. An election that ends the outage is not won before it.
func (w *walk) milestones() (list []milestone) {
	for i := range w.Elections {
		e := &w.Elections[i]
		from, ok := w.outage.began(e)
		if !ok {
			continue
		}
		list = append(list, milestone{at: from, round: i, first: true})
		for _, c := range e.Candidates {
			if from < c.From && c.From < w.outage.To {
				list = append(list, milestone{at: c.From, round: i})
			}
		}
		if e.Winner != 0 && w.outage.From < e.To && e.To < w.outage.To {
			list = append(list, milestone{at: e.To, round: i, won: true})
		}
	}
	slices.SortStableFunc(list, func(a, b milestone) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(w.Elections[a.round].Term, w.Elections[b.round].Term))
	})
	return list
}

// began returns when an election began in an outage: with the first candidacy in it. A candidacy
// from before the outage counts only if it has to do with it: it overthrew the old leader, or it
// is the one that won. A server that is cut off, and stands all the time, does not.
func (o *Outage) began(e *Election) (from time.Duration, ok bool) {
	concerned := o.Reason == trace.LeaderDeposed || o.Reason == trace.LeaderStale || o.New != 0 && e.Term == o.Term
	for _, c := range e.Candidates {
		if c.From >= o.To || c.From < o.From && !(concerned && c.To > o.From) {
			continue
		}
		if at := max(c.From, o.From); !ok || at < from {
			from, ok = at, true
		}
	}
	return from, ok
}

func (w *walk) begin(m milestone) {
	switch {
	case w.round == noRound:
		w.waited(m.at, w.standsFrom(m))
		w.round = m.round
	case !m.first:
	case w.willBeWon():
		w.beside = append(w.beside, m.round)
	default:
		w.close(m.at, Phase{Kind: FailedRound})
		w.round = m.round
	}
}

// willBeWon reports whether the election that goes on is won before the outage is over, or ends it.
func (w *walk) willBeWon() bool {
	e := &w.Elections[w.round]
	return e.Winner != 0 && w.since < e.To && e.To <= w.outage.To
}

// win ends an election. One that began beside it and still goes on comes next.
func (w *walk) win(m milestone) {
	if m.round != w.round {
		return
	}
	won := &w.Elections[m.round]
	w.close(m.at, Phase{Kind: WonRound, Node: won.Winner, Reason: w.whyNotLeading(won)})
	w.round = noRound
	for _, i := range w.beside {
		if w.Elections[i].goesOn(m.at) {
			w.round = i
		}
	}
	w.beside = nil
}

// continues reports whether somebody stands, at a moment and after it.
func (e *Election) goesOn(at time.Duration) bool {
	return slices.ContainsFunc(e.Candidates, func(c Candidacy) bool { return c.From <= at && at < c.To })
}

// standsFrom returns whose candidacy begins an election.
func (w *walk) standsFrom(m milestone) Candidacy {
	for _, c := range w.Elections[m.round].Candidates {
		if max(c.From, w.outage.From) == m.at {
			return c
		}
	}
	return Candidacy{}
}

// waited adds the wait for a candidacy.
func (w *walk) waited(until time.Duration, c Candidacy) {
	w.close(until, Phase{Kind: Detection, Node: c.Node, Reason: c.Reason})
}

// close ends what goes on. A phase of no length is no phase.
func (w *walk) close(at time.Duration, p Phase) {
	p.From, p.To, p.Election = w.since, at, w.round
	if w.round != noRound {
		p.Term = w.Elections[w.round].Term
	}
	w.since = at
	if p.From < p.To {
		w.told = append(w.told, p)
	}
}

// fail adds how the outage ended.
func (w *walk) end(last PhaseKind) []Phase {
	o := w.outage
	final := w.electionOf(o.Term)
	switch {
	case last == Return: // without an election
		w.close(o.To, Phase{Kind: Return, Reason: trace.LeaderConnected})
	case o.New != 0 && final != nil && final.Winner == o.New && final.To < o.To:
		w.close(o.To, Phase{Kind: Return, Reason: trace.LeaderElected})
	case w.round != noRound && o.New != 0 && w.Elections[w.round].Term != o.Term: // a single voter stood and won at once
		w.close(o.To, Phase{Kind: FailedRound})
	case w.round != noRound:
		w.close(o.To, Phase{Kind: last})
	default:
		w.waited(o.To, final.winning())
	}
	return w.told
}

// electionOf returns the election for a term, nil if there was none.
func (t *Timeline) electionOf(term trace.Term) *Election {
	i := slices.IndexFunc(t.Elections, func(e Election) bool { return e.Term == term })
	if i < 0 {
		return nil
	}
	return &t.Elections[i]
}

// winning returns the candidacy that won an election, an empty one if there is none.
func (e *Election) winning() Candidacy {
	if e != nil {
		for _, c := range e.Candidates {
			if c.Won {
				return c
			}
		}
	}
	return Candidacy{}
}

// whyNotLeading returns why the winner of an election did not lead the cluster when it had won.
func (t *Timeline) whyNotLeading(e *Election) trace.Reason {
	winner, at := e.Winner, e.To
	s := &t.Servers[winner-1]
	switch role := s.BandAt(at).Role; {
	case role == 0:
		return trace.LeaderCrashed
	case !t.runs(winner, at):
		return trace.LeaderPaused
	case role != trace.Leader:
		return trace.LeaderDeposed
	case t.HasQuorum(winner, at):
		return trace.LeaderStale
	}
	return trace.LeaderCutOff
}
