package playback

import (
	"slices"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

func (w *writer) servers() {
	for i := range w.Servers {
		s := &w.Servers[i]
		w.open('{')
		w.list("bands", func() { w.bands(s) })
		w.list("members", func() { w.members(s) })
		w.list("timers", func() { w.timers(s) })
		w.list("pauses", func() {
			for _, p := range s.Pauses {
				w.row(p.From, p.To)
			}
		})
		w.list("log", func() { w.log(s) })
		w.list("commits", func() {
			for _, c := range touching(s.Commits, w.window, func(c timeline.Commit) time.Duration { return c.At }) {
				w.row(c.At, uint64(c.Index))
			}
		})
		w.list("applied", func() { w.reached(s.Applied) })
		w.list("starts", func() { w.reached(s.Snapshots) })
		w.list("ballots", func() {
			for _, b := range touching(s.Ballots, w.window, func(b timeline.Ballot) time.Duration { return b.At }) {
				w.row(b.At, uint64(b.Term), int(b.VotedFor))
			}
		})
		w.list("disk", func() {
			for _, d := range touching(s.Disk, w.window, func(d timeline.Durable) time.Duration { return d.At }) {
				w.row(d.At, uint64(d.Term), int(d.VotedFor), uint64(d.Last.Term), uint64(d.Last.Index))
			}
		})
		w.list("progress", func() { w.progress(s) })
		w.list("rates", func() {
			for _, r := range s.Rates {
				w.row(r.At, text.Setting(w.lang, &r.Setting))
			}
		})
		w.list("ended", func() {
			if s.EndedWhy != "" {
				w.row(s.EndedAt, lang.Clean(s.EndedWhy))
			}
		})
		w.close('}')
	}
}

func (w *writer) bands(s *timeline.Server) {
	for _, b := range s.Bands {
		w.row(b.From, b.To, int(b.Role), uint64(b.Term), b.Votes, b.Denials, b.Voters, b.OutgoingVotes, b.OutgoingVoters,
			text.Reason(w.lang, b.Reason), int(b.Peer), b.Event)
	}
}

func (w *writer) members(s *timeline.Server) {
	for _, m := range s.Members {
		w.row(m.From, m.To, int(m.Config.Standing(s.Node)), text.Config(w.lang, m.Config), names(m.Config.Voters),
			names(m.Config.Outgoing), names(m.Config.Learners))
	}
}

// touching returns, of a list in the order of time in which each item holds until the next, what holds in a window.
func touching[T any](list []T, part Window, at func(T) time.Duration) []T {
	if part == (Window{}) {
		return list
	}
	before := func(moment time.Duration) int {
		n, _ := slices.BinarySearchFunc(list, moment, func(item T, moment time.Duration) int {
			if at(item) <= moment {
				return -1
			}
			return 1
		})
		return n
	}
	return list[max(before(part.From)-1, 0):before(part.To)]
}

// mostEntries is how many entries before a window are kept of the logs, counted from the longest: a page shows fewer.
const mostEntries = 256

// log writes the changes of a server's log; for a window, of what was before it only the entries at the end that were in the log when
// it begins.
func (w *writer) log(s *timeline.Server) {
	if w.window == (Window{}) {
		w.changes(s.Log)
		return
	}
	from, to := changesUntil(s.Log, w.window.From-1), changesUntil(s.Log, w.window.To)
	w.changes(standing(s.Log[:from], w.longest()))
	w.changes(s.Log[from:to])
}

// longest returns the last index of the longest log when the window begins.
func (w *writer) longest() (last trace.Index) {
	for i := range w.Servers {
		log := w.Servers[i].Log
		for _, c := range standing(log[:changesUntil(log, w.window.From-1)], 0) {
			last = max(last, c.Index)
		}
	}
	return last
}

func changesUntil(log []timeline.LogChange, at time.Duration) int {
	n, _ := slices.BinarySearchFunc(log, at, func(c timeline.LogChange, at time.Duration) int {
		if c.At <= at {
			return -1
		}
		return 1
	})
	return n
}

// standing returns the entries that are in a log after some changes, from the last on back to mostEntries before an index.
func standing(log []timeline.LogChange, longest trace.Index) (entries []timeline.LogChange) {
	end := ^trace.Index(0) // entries from here on are gone, or were replaced
	for i := len(log) - 1; i >= 0 && end > 1 && (end > longest || longest-end < mostEntries); i-- {
		switch c := log[i]; {
		case c.Truncate:
			end = min(end, c.First)
		case c.Index < end:
			entries = append(entries, c)
			end = c.Index
		}
		if longest == 0 && len(entries) > 0 {
			break // only the last is asked for
		}
	}
	slices.Reverse(entries)
	return entries
}

func (w *writer) changes(log []timeline.LogChange) {
	for _, l := range log {
		w.row(l.At, l.Truncate, uint64(l.First), uint64(l.Index), uint64(l.Term), int(l.Entry), lang.Clean(l.Command), l.Lost)
	}
}

// progress writes what a leader knows; for a window, of what was before it what it knew of each server when it begins.
func (w *writer) progress(s *timeline.Server) {
	all := w.window == (Window{})
	last := make([]timeline.Progress, len(w.Servers)+1)
	i := 0
	for ; !all && i < len(s.Progress) && s.Progress[i].At < w.window.From; i++ {
		last[s.Progress[i].Peer] = s.Progress[i]
	}
	slices.SortStableFunc(last, func(a, b timeline.Progress) int { return int(a.At - b.At) })
	for _, p := range last {
		if p.Peer != 0 {
			w.row(p.At, int(p.Peer), uint64(p.Match), uint64(p.Next))
		}
	}
	for ; i < len(s.Progress) && w.window.Has(s.Progress[i].At); i++ {
		p := s.Progress[i]
		w.row(p.At, int(p.Peer), uint64(p.Match), uint64(p.Next))
	}
}

// timers writes how each run of a server's timer counts down: the last of a row is empty for a straight line from its beginning to
// its deadline, null where nobody knows, and else the moments of its bends, each with the share of the wait that is left then, in
// thousandths.
func (w *writer) timers(s *timeline.Server) {
	for i := range s.Timers {
		t := &s.Timers[i]
		if !w.window.Meets(t.From, t.To) {
			continue
		}
		w.open('[')
		w.values(t.From, t.To, t.Timeout, t.Deadline, t.Drawn, t.Fired, t.Forced, text.Reason(w.lang, t.Reason), int(t.Peer), t.Event)
		w.bends(w.TimeLeft(s, t))
		w.close(']')
	}
}

func (w *writer) bends(points []timeline.TimeLeft) {
	switch {
	case points == nil:
		w.null()
		return
	case len(points) == 2:
		points = nil
	}
	w.open('[')
	for _, p := range points {
		w.row(p.At, int(p.Left*1000/max(points[0].Left, 1)))
	}
	w.close(']')
}

func (w *writer) reached(all []timeline.Reached) {
	for _, r := range touching(all, w.window, func(r timeline.Reached) time.Duration { return r.At }) {
		w.row(r.At, uint64(r.Index))
	}
}
