package sim

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// timer is a server's election timer. It counts ticks of the server's own clock. The world owns it,
// so that any range can be drawn from and every draw can be told.
type timer struct {
	tick      time.Duration
	low, high int64 // range of the waits, in ticks, both included

	running bool
	ticks   int64         // the wait drawn
	zero    int64         // tick from which the wait counts
	since   time.Duration // virtual time of zero
	resets  uint64
}

func (t *timer) reset(c *script.Cluster) {
	*t = timer{tick: c.Tick}
	t.setRange(c.ElectionTimeout)
}

// setRange takes the whole ticks within the range, and reports whether they are others than before.
func (t *timer) setRange(r script.Range) (news bool) {
	low, high := t.low, t.high
	t.low, t.high = r.Ticks(t.tick)
	return low != t.low || high != t.high
}

// draw draws a wait of at least some ticks, which must not be more than the greatest of the range.
func (t *timer) draw(random *chance.Stream, least int64) {
	least = max(least, t.low)
	t.ticks = least + int64(random.Below(uint64(t.high-least+1)))
}

func (t *timer) stop() { t.running = false }

func (t *timer) deadline() int64 { return t.zero + t.ticks }

func (t *timer) expired(now int64) bool { return t.running && now >= t.deadline() }

// wait returns the wait drawn as a duration of the server's own clock.
func (t *timer) wait() time.Duration { return time.Duration(t.ticks) * t.tick }

// TimerReset implements [engine.Observer]: the election timer starts again from now. A server that is
// no voter keeps count as well, and tells nothing: its timer does not make it campaign.
func (s *server) TimerReset(draw bool, why trace.Reason, peer trace.NodeID) {
	t := &s.timer
	if draw {
		t.draw(&s.timeouts, 0)
	}
	t.running, t.zero, t.since = true, s.ticks, s.agenda.now
	t.resets++
	if s.mayCampaign {
		s.agenda.wake(s.id, s.clock.When(t.deadline()))
		s.emitTimer(draw, why, peer)
	}
}
