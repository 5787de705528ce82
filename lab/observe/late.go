package observe

import "time"

// lateHeartbeat is one that a leader says it sent late.
type lateHeartbeat struct {
	member     string
	before, at time.Time // when it sent the one before, and this one
}

// pause is the time in which the supervisor kept a member from running.
type pause struct {
	member   string
	from, to time.Time // to: zero while it goes on
}

// Late counts the heartbeats that leaders say they sent late since a moment, and for no other reason than that the computer has
// too much to do: who was paused meanwhile is late because of that.
func (o *Observer) Late(since time.Time) (n int) {
	for i := range o.late {
		if l := &o.late[i]; !l.at.Before(since) && !o.wasPaused(l) {
			n++
		}
	}
	return n
}

func (o *Observer) wasPaused(l *lateHeartbeat) bool {
	for _, p := range o.pauses {
		if p.member == l.member && p.from.Before(l.at) && (p.to.IsZero() || p.to.After(l.before)) {
			return true
		}
	}
	return false
}

// notePause remembers from when to when members are paused. One that ends is paused no more.
func (o *Observer) notePause(d *deed) {
	for i := range o.pauses {
		if p := &o.pauses[i]; p.to.IsZero() && (d.name == "" || d.name == p.member) {
			p.to = d.at
		}
	}
	if d.what == "pause" {
		o.pauses = append(o.pauses, pause{member: d.name, from: d.at})
	}
}

// before returns when the heartbeat before a late one was sent; the moment of the late one if the log does not say.
func (e *entry) before(at time.Time) time.Time {
	expected, err := time.ParseDuration(e.Expected)
	exceeded, also := time.ParseDuration(e.Exceeded)
	if err != nil || also != nil {
		return at
	}
	return at.Add(-expected - exceeded)
}
