package clock

import (
	"math"
	"time"
)

// Due is when something is due: at a time, and among what is due then in the order of its numbers.
type Due struct {
	At    time.Duration
	Order uint64
}

// Never is later than everything that is due.
var Never = Due{math.MaxInt64, math.MaxUint64}

// Before reports whether d comes before other. The order is total: equal times are the commonest source
// of silent nondeterminism.
func (d Due) Before(other Due) bool {
	return d.At < other.At || d.At == other.At && d.Order < other.Order
}

// Alarms are one alarm clock for each of a few servers, counted from 0. A timer that is set again and again
// before it expires would fill a queue with what is not true any more. Make them with [Alarms.Reset].
type Alarms struct {
	due   []Due
	first int // the one that rings first; unknown: to be looked for
}

const unknown = -1

// Reset makes alarm clocks of which none is set.
func (a *Alarms) Reset(clocks int) {
	a.due = a.due[:0]
	for range clocks {
		a.due = append(a.due, Never)
	}
	a.first = unknown
}

// CopyFrom makes the alarms like others, in memory of their own.
func (a *Alarms) CopyFrom(o *Alarms) { a.due, a.first = append(a.due[:0], o.due...), o.first }

// IsSet reports whether an alarm is set for a time, whatever its number is.
func (a *Alarms) IsSet(i int, at time.Duration) bool { return a.due[i].At == at }

// Set sets an alarm, and Set to [Never] turns it off.
func (a *Alarms) Set(i int, due Due) {
	a.due[i] = due
	if i == a.first {
		a.first = unknown
	} else if a.first != unknown && due.Before(a.due[a.first]) {
		a.first = i
	}
}

// First returns which alarm rings first, and when; [Never] if none is set.
func (a *Alarms) First() (int, Due) {
	if a.first == unknown {
		a.look()
	}
	return a.first, a.due[a.first]
}

func (a *Alarms) look() {
	first, least := 0, a.due[0]
	for i := 1; i < len(a.due); i++ {
		if due := a.due[i]; due.Before(least) {
			first, least = i, due
		}
	}
	a.first = first
}
