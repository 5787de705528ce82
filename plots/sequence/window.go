package sequence

import (
	"slices"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace/timeline"
)

// narrowWindow shrinks a window to the rounds of the elections in it, and to the last of these rounds if
// there are too many messages to label.
func (p *Sequence) narrowWindow(from, to time.Duration, chosen int) (time.Duration, time.Duration) {
	var starts []time.Duration
	end := from
	for i, e := range p.Run.Elections {
		if chosen != i+1 && (chosen != 0 || e.From >= to || e.To <= from) {
			continue
		}
		for _, c := range e.Candidates {
			starts = append(starts, c.From)
		}
		end = max(end, p.endOfElection(e))
	}
	if len(starts) == 0 {
		return from, to
	}
	to = end
	slices.Sort(starts)
	round := p.longestFlight(starts[0], to)
	var rounds []time.Duration
	for i, t := range starts {
		if i == 0 || t > starts[i-1]+2*round {
			rounds = append(rounds, t)
		}
	}
	for len(rounds) > 1 && !p.readable(rounds[0], to) {
		rounds = rounds[1:]
	}
	return max(rounds[0]-round/7, 0), min(to+round/9, p.Run.End)
}

// endOfElection returns when an election is over: when the first messages of the new leader have arrived.
// An election may have a second winner: then safety is violated.
func (p *Sequence) endOfElection(e timeline.Election) time.Duration {
	end := e.To
	news := run.FirstContacts{}
	for _, m := range p.Run.Messages {
		first := news.First(m) && m.Term == e.Term && m.Fate != timeline.UnderWay
		for _, c := range e.Candidates {
			if c.Won && first && m.From == c.Node && m.Sent >= c.To && m.Sent <= c.To+p.longestFlight(c.From, c.To) {
				end = max(end, m.Ended)
			}
		}
	}
	return end
}

// longestFlight returns how long a vote message was under way at most.
func (p *Sequence) longestFlight(from, to time.Duration) time.Duration {
	longest := time.Millisecond
	for _, m := range p.messagesOf(from, to) {
		if m.Fate != timeline.UnderWay && (run.IsVote(m.Kind) || run.IsPreVote(m.Kind)) {
			longest = max(longest, m.Ended-m.Sent)
		}
	}
	return longest
}

// readable reports whether the vote messages of a part of the run are few, and fall steeply enough
// to be told apart.
func (p *Sequence) readable(from, to time.Duration) bool {
	try := &Sequence{Figure: run.Figure{Run: p.Run}, TimeScale: run.NewTimeScale(from, to)}
	for _, m := range try.messagesOf(from, to) {
		if rankOf(m) < 2 {
			try.messages = append(try.messages, m)
		}
	}
	d := newDescent(try.busyTimes(), page.Height-page.HeadHeight-30, page.FooterHeight+12)
	var fall, n page.Length
	for _, m := range try.messages {
		if m.Ended > m.Sent {
			fall, n = fall+page.Length(m.Ended-m.Sent)*d.perTime, n+1
		}
	}
	return len(try.messages) <= mostMessages && len(d.parts) <= mostParts && fall >= steepEnough*n
}

const (
	steepEnough = 46 // points that a message falls
	mostParts   = 3  // between cuts of time
)
