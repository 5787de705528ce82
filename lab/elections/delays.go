package elections

import (
	"time"

	"raftlab/sim/trace"
)

// Delays are what elections tell of disks and of the network. It is a [trace.Sink]: a candidate's own vote counts when it is on
// its disk, and then the requests leave.
type Delays struct {
	Fsync  []time.Duration // from standing to having the own vote on disk
	OneWay []time.Duration // from then to a voter's vote; 0 where that was told first: the requests were faster than the candidate's log

	stood, durable map[trace.NodeID]time.Duration // the last time: candidate; its vote on its disk
}

// Forget makes what comes be measured for itself: votes that are under way no longer count.
func (d *Delays) Forget() {
	d.stood, d.durable = map[trace.NodeID]time.Duration{}, map[trace.NodeID]time.Duration{}
}

// Observe takes an event.
func (d *Delays) Observe(e *trace.Event) {
	if d.stood == nil {
		d.Forget()
	}
	switch {
	case e.Kind == trace.RoleChange && e.Role == trace.Candidate:
		d.stood[e.Node] = e.At
		delete(d.durable, e.Node) // that was of an earlier term
	case e.Kind != trace.Voted || e.Pre || !e.Granted:
	case e.Node == e.Peer:
		if stood, ok := d.stood[e.Node]; ok {
			d.Fsync = append(d.Fsync, e.At-stood)
			d.durable[e.Node] = e.At
		}
	default:
		if durable, ok := d.durable[e.Peer]; ok {
			d.OneWay = append(d.OneWay, max(e.At-durable, 0))
		} else if _, stands := d.stood[e.Peer]; stands {
			d.OneWay = append(d.OneWay, 0)
		}
	}
}
