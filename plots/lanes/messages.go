package lanes

import (
	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// stroke of one message.
type flight struct {
	pen      page.Stroke
	head     page.Head
	length   page.Length // of the head
	from, to page.Point
	refused  bool // it keeps its colour and ends in the cross of a denial
}

// drawMessages draws messages behind the bars: weak ones first, votes last.
func (p *panel) drawMessages() {
	var weak, middle, strong []flight
	news := run.FirstContacts{}
	beats := rounds{}
	for _, m := range p.Run.Messages {
		if !p.Has(m.From) || !p.Has(m.To) || m.From == m.To {
			continue
		}
		first, round := news.First(m), beats.next(m)
		if !p.Meets(m.Sent, max(m.Ended, m.Sent+1)) || !p.draws(m, first, round) {
			continue
		}
		f := p.flight(m, first)
		switch {
		case run.IsPreVote(m.Kind):
			middle = append(middle, f)
		case run.IsVote(m.Kind) || first:
			strong = append(strong, f)
		default:
			weak = append(weak, f)
		}
		if f.head == page.Crossed && m.Fate != timeline.Lost && f.to.X <= p.Right {
			p.denied = append(p.denied, denied{f.to, m})
		}
	}
	for _, flights := range [][]flight{weak, middle, strong} {
		for _, f := range flights {
			p.drawFlight(f)
		}
	}
}

// drawFlight draws the part of a message that is in the panel.
func (p *panel) drawFlight(f flight) {
	from, to, cut, ok := p.Trim(f.from, f.to)
	if cut {
		f.head = page.Plain
	}
	switch {
	case !ok:
	case f.refused && !cut:
		p.Line(f.pen, from, to)
		p.Cross(page.Stroke{Color: run.DenyCol, Width: 1.5}, f.length*0.42, to)
	default:
		p.Arrow(f.pen, f.head, f.length, from, to)
	}
}

// draws reports whether a message is drawn at the panel's level of detail, and counts it if not.
func (p *panel) draws(m timeline.Message, first bool, round int) bool {
	count := &p.Omitted.Votes
	drawn := p.detail > coarse
	switch {
	case m.Fate == timeline.UnderWay:
		count, drawn = &p.Omitted.UnderWay, false
	case m.Kind == trace.HeartbeatReply || m.Kind == trace.AppendReply:
		count, drawn = &p.Omitted.Replies, p.detail == fine && run.Rejects(m)
	case run.IsPreVote(m.Kind):
		count, drawn = &p.Omitted.PreVotes, p.detail == fine || drawn && run.Refused(m) // an ignored one is a reason to wait
	case m.Kind == trace.Heartbeat:
		count = &p.Omitted.Heartbeats
		drawn = drawn && (first || p.detail == fine || round%3 == 0) && m.Reason != trace.ReceiverDown
	case m.Kind == trace.Append || m.Kind == trace.Snapshot:
		count = &p.Omitted.Entries
		drawn = drawn && (first || p.detail == fine || m.Kind == trace.Snapshot) && m.Reason != trace.ReceiverDown
	}
	if !drawn {
		*count++
	}
	return drawn
}

// flight decides how a message looks and where it ends.
func (p *panel) flight(m timeline.Message, first bool) flight {
	f := flight{from: page.At(p.X(m.Sent), 0), to: page.At(p.X(m.Ended), 0)}
	var up page.Length = 1
	if m.To > m.From { // lanes go down
		up = -1
		f.from.Y, _ = p.bar(m.From)
		_, f.to.Y = p.bar(m.To)
	} else {
		_, f.from.Y = p.bar(m.From)
		f.to.Y, _ = p.bar(m.To)
	}
	f.pen, f.head, f.length = run.Look(m, first, p.detail != medium)
	if m.Copy {
		f.pen.Dash = run.CopyDash()
		p.copies = true
	}
	if run.Refused(m) {
		f.refused, f.head, f.length = true, page.Crossed, max(f.length, 7)
	}
	switch {
	case m.Fate == timeline.Lost:
		f.pen, f.head, f.length = page.Stroke{Color: run.LostCol, Width: 0.8, Dash: f.pen.Dash}, page.Crossed, 5.5
		switch m.Reason {
		case trace.ReceiverDown: // it gets as far as the dead server's lane
			f.to.Y -= 5 * up
		case trace.Dropped: // somewhere on its way
			f.to.Y = (f.from.Y + f.to.Y) / 2
		default:
			f.to = page.At(f.from.X+4, f.from.Y+up*min(18, p.laneHeight*0.4))
		}
	case f.head == page.Crossed:
		f.to.Y -= 5 * up
	}
	return f
}

// rounds numbers the heartbeats that every leader sends at one moment.
type rounds map[trace.NodeID]*round

type round struct {
	last   timeline.Message
	number int
}

func (r rounds) next(m timeline.Message) int {
	if m.Kind != trace.Heartbeat {
		return 0
	}
	now, ok := r[m.From]
	if !ok {
		now = &round{last: m}
		r[m.From] = now
	}
	if now.last.Sent != m.Sent {
		now.last = m
		now.number++
	}
	return now.number
}
