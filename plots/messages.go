package plots

import (
	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// omissions count what is not drawn.
type omissions struct {
	heartbeats, entries, replies, preVotes, votes, underWay int
}

// stroke of one message.
type flight struct {
	pen      pen
	head     head
	length   vg.Length // of the head
	from, to vg.Point
	refused  bool // it keeps its colour and ends in the cross of a denial
}

// drawMessages draws messages behind the bars: weak ones first, votes last.
func (p *panel) drawMessages() {
	var weak, middle, strong []flight
	news := newsOfLeaders{}
	beats := rounds{}
	for _, m := range p.t.Messages {
		if !p.has(m.From) || !p.has(m.To) || m.From == m.To {
			continue
		}
		first, round := news.first(m), beats.next(m)
		if !p.meets(m.Sent, max(m.Ended, m.Sent+1)) || !p.draws(m, first, round) {
			continue
		}
		f := p.flight(m, first)
		switch {
		case isPreVote(m.Kind):
			middle = append(middle, f)
		case isVote(m.Kind) || first:
			strong = append(strong, f)
		default:
			weak = append(weak, f)
		}
		if f.head == crossed && m.Fate != timeline.Lost && f.to.X <= p.right {
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
	from, to, cut, ok := p.trim(f.from, f.to)
	if cut {
		f.head = plain
	}
	switch {
	case !ok:
	case f.refused && !cut:
		p.line(f.pen, from, to)
		p.cross(pen{color: denyCol, width: 1.5}, f.length*0.42, to)
	default:
		p.arrow(f.pen, f.head, f.length, from, to)
	}
}

// draws reports whether a message is drawn at the panel's level of detail, and counts it if not.
func (p *panel) draws(m timeline.Message, first bool, round int) bool {
	count := &p.omitted.votes
	drawn := p.detail > coarse
	switch {
	case m.Fate == timeline.UnderWay:
		count, drawn = &p.omitted.underWay, false
	case m.Kind == trace.HeartbeatReply || m.Kind == trace.AppendReply:
		count, drawn = &p.omitted.replies, p.detail == fine && rejects(m)
	case isPreVote(m.Kind):
		count, drawn = &p.omitted.preVotes, p.detail == fine
	case m.Kind == trace.Heartbeat:
		count = &p.omitted.heartbeats
		drawn = drawn && (first || p.detail == fine || round%3 == 0) && m.Reason != trace.ReceiverDown
	case m.Kind == trace.Append || m.Kind == trace.Snapshot:
		count = &p.omitted.entries
		drawn = drawn && (first || p.detail == fine || m.Kind == trace.Snapshot) && m.Reason != trace.ReceiverDown
	}
	if !drawn {
		*count++
	}
	return drawn
}

// refused reports whether a message arrived and its receiver would have nothing of it.
func refused(m timeline.Message) bool {
	switch m.Kind {
	case trace.VoteReply, trace.PreVoteReply, trace.HeartbeatReply, trace.AppendReply:
		return false
	}
	return m.Fate == timeline.Ignored && m.Reason != 0
}

// rejects reports whether a message is a follower's answer to entries that it does not take.
func rejects(m timeline.Message) bool { return m.Kind == trace.AppendReply && !m.Granted }

func isReply(k trace.MessageKind) bool { return k == trace.VoteReply || k == trace.PreVoteReply }

func isPreVote(k trace.MessageKind) bool { return k == trace.RequestPreVote || k == trace.PreVoteReply }

func isVote(k trace.MessageKind) bool {
	return k == trace.RequestVote || k == trace.VoteReply || k == trace.TimeoutNow
}

// flight decides how a message looks and where it ends.
func (p *panel) flight(m timeline.Message, first bool) flight {
	f := flight{from: at(p.x(m.Sent), 0), to: at(p.x(m.Ended), 0)}
	var up vg.Length = 1
	if m.To > m.From { // lanes go down
		up = -1
		f.from.Y, _ = p.bar(m.From)
		_, f.to.Y = p.bar(m.To)
	} else {
		_, f.from.Y = p.bar(m.From)
		f.to.Y, _ = p.bar(m.To)
	}
	f.pen, f.head, f.length = p.look(m, first)
	if m.Copy {
		f.pen.dash = copyDash()
		p.copies = true
	}
	if refused(m) {
		f.refused, f.head, f.length = true, crossed, max(f.length, 7)
	}
	switch {
	case m.Fate == timeline.Lost:
		f.pen, f.head, f.length = pen{color: lostCol, width: 0.8, dash: f.pen.dash}, crossed, 5.5
		if m.Reason == trace.ReceiverDown { // it gets as far as the dead server's lane
			f.to.Y -= 5 * up
		} else {
			f.to = at(f.from.X+4, f.from.Y+up*min(18, p.laneHeight*0.4))
		}
	case f.head == crossed:
		f.to.Y -= 5 * up
	}
	return f
}

// copyDash are the dots of a copy that the network made of a message.
func copyDash() []vg.Length { return []vg.Length{1.2, 2.4} }

func (p *panel) look(m timeline.Message, first bool) (pen, head, vg.Length) {
	request, grant, deny := requestCol, grantCol, denyCol
	width, length := vg.Length(1.5), vg.Length(7.5)
	var dash []vg.Length
	switch {
	case p.detail == medium:
		width, length = 0.8, 5
	case isPreVote(m.Kind):
		request, grant, deny = preRequestCol, preGrantCol, preDenyCol
		width, length, dash = 0.9, 5.5, []vg.Length{3, 2}
	}
	switch {
	case isReply(m.Kind):
		if m.Granted {
			return pen{grant, width, dash}, triangle, length
		}
		return pen{deny, width, dash}, crossed, length
	case rejects(m):
		return pen{color: deny, width: min(width, 1)}, crossed, min(length, 6)
	case isVote(m.Kind) || isPreVote(m.Kind):
		return pen{request, width, dash}, triangle, length
	case first:
		return pen{color: leaderCol, width: min(width, 1.2)}, triangle, min(length, 6.5)
	case m.Kind == trace.Append && m.Entries > 0 || m.Kind == trace.Snapshot:
		return pen{color: entriesCol, width: 0.8}, triangle, 5
	}
	return pen{color: heartbeatCol, width: 0.8}, plain, 0
}

// newsOfLeaders remembers which server was told by which leader.
type newsOfLeaders map[news]bool

type news struct {
	leader, server trace.NodeID
	term           trace.Term
}

// first reports whether a message is the first of a new leader to a server.
func (n newsOfLeaders) first(m timeline.Message) bool {
	if m.Kind != trace.Heartbeat && m.Kind != trace.Append && m.Kind != trace.Snapshot {
		return false
	}
	key := news{m.From, m.To, m.Term}
	seen := n[key]
	n[key] = true
	return !seen
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
