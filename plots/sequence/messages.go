package sequence

import (
	"cmp"
	"slices"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// shown is a message in the figure.
type shown struct {
	timeline.Message
	first bool // of a new leader to this server
	from  page.Point
	to    page.Point
	pen   page.Stroke
	head  page.Head
	size  page.Length // of the head

	others []trace.NodeID // whose like messages were lost beside this one
	hidden bool           // it is one of these
}

const mostMessages = 48 // more cannot be labelled

// mergeLost makes one arrow of messages of one kind that one server sent at one moment and that were all lost.
func (p *Sequence) mergeLost() {
	for i := range p.messages {
		first := &p.messages[i]
		for k := i + 1; k < len(p.messages) && !first.hidden && lostOnTheWay(*first); k++ {
			m := &p.messages[k]
			if lostOnTheWay(*m) && !m.hidden && m.Kind == first.Kind && m.Term == first.Term && m.from == first.from &&
				m.to == first.to && m.Reason == first.Reason {
				first.others, m.hidden = append(first.others, m.To), true
			}
		}
	}
	p.messages = slices.DeleteFunc(p.messages, func(m shown) bool { return m.hidden })
}

// lostAt returns when a message that was lost on its way is lost: shortly after it was sent, for all that the trace tells,
// except where the script drops it.
func (p *Sequence) lostAt(m shown) time.Duration {
	if m.Reason == trace.Dropped {
		return min(m.Ended, max(p.To, m.Sent))
	}
	return min(m.Sent+p.stub, max(p.To, m.Sent))
}

func lostOnTheWay(m shown) bool { return m.Fate == timeline.Lost && m.Reason != trace.ReceiverDown }

// messagesOf returns the messages sent in a part of the run.
func (p *Sequence) messagesOf(from, to time.Duration) (list []shown) {
	news := run.FirstContacts{}
	for _, m := range p.Run.Messages {
		if !p.Has(m.From) || !p.Has(m.To) || m.From == m.To {
			continue
		}
		if first := news.First(m); m.Sent >= from && m.Sent <= to {
			list = append(list, shown{Message: m, first: first})
		}
	}
	return list
}

// rankOf tells how much a message tells: 0 most.
func rankOf(m shown) int {
	switch {
	case run.IsVote(m.Kind) || m.first:
		return 0
	case run.IsPreVote(m.Kind):
		return 1
	case m.Entries > 0 || m.Kind == trace.Snapshot || run.Rejects(m.Message):
		return 2
	case m.Kind == trace.Heartbeat || m.Kind == trace.Append:
		return 3
	}
	return 4
}

// chooseMessages takes the messages that tell most and counts the others.
func (p *Sequence) chooseMessages(all []shown) {
	for rank := range 5 {
		for _, m := range all {
			switch {
			case rankOf(m) != rank:
			case len(p.messages) < mostMessages && m.Fate != timeline.UnderWay && (rank < 3 || len(all) <= mostMessages):
				p.messages = append(p.messages, m)
			default:
				p.omit(m)
			}
		}
	}
	slices.SortStableFunc(p.messages, func(a, b shown) int { return cmp.Or(cmp.Compare(a.Sent, b.Sent), cmp.Compare(a.ID, b.ID)) })
}

func (p *Sequence) omit(m shown) {
	switch {
	case m.Fate == timeline.UnderWay:
		p.Omitted.UnderWay++
	case run.IsVote(m.Kind):
		p.Omitted.Votes++
	case run.IsPreVote(m.Kind):
		p.Omitted.PreVotes++
	case m.Kind == trace.Heartbeat:
		p.Omitted.Heartbeats++
	case m.Kind == trace.Append || m.Kind == trace.Snapshot:
		p.Omitted.Entries++
	default:
		p.Omitted.Replies++
	}
}

// busyTimes returns the intervals in which something goes on.
func (p *Sequence) busyTimes() (busy []interval) {
	busy = append(busy, interval{p.From, p.From}, interval{p.To, p.To})
	for _, m := range p.messages {
		end := max(min(m.Ended, p.To), m.Sent)
		if lostOnTheWay(m) {
			end = p.lostAt(m)
		}
		busy = append(busy, interval{m.Sent, end})
	}
	for _, s := range p.Run.Servers {
		for _, b := range s.Bands {
			if p.From <= b.From && b.From <= p.To {
				busy = append(busy, interval{b.From, b.From})
			}
		}
	}
	return busy
}
