package clock

import (
	"math"
	"math/bits"
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

// MostAlarms is how many alarm clocks there can be.
const MostAlarms = 16

// indexMask changes no index. With it the compiler leaves out its checks of them: 67 of the 15,000 instructions of a trial.
const indexMask = MostAlarms - 1

// Alarms are one alarm clock for each of a few servers, counted from 0. In a queue, a timer that is set again and again
// would leave a value behind each time; an alarm is one place. Make them with [Alarms.Reset].
type Alarms struct {
	at     [MostAlarms]time.Duration
	order  [MostAlarms]uint64
	clocks int
	first  int // the one that rings first; unknown: to be looked for
	next   Due // when it does
}

const unknown = -1

// Reset makes alarm clocks, at most [MostAlarms], of which none is set.
func (a *Alarms) Reset(clocks int) {
	a.clocks, a.first = clocks, unknown
	for i := range clocks {
		a.at[i], a.order[i] = Never.At, Never.Order
	}
}

// CopyFrom makes the alarms like others.
func (a *Alarms) CopyFrom(o *Alarms) {
	a.clocks, a.first, a.next = o.clocks, o.first, o.next
	for i := range o.clocks {
		a.at[i&indexMask], a.order[i&indexMask] = o.at[i&indexMask], o.order[i&indexMask]
	}
}

// IsSet reports whether an alarm is set for a time, whatever its number is.
func (a *Alarms) IsSet(i int, at time.Duration) bool { return a.at[i&indexMask] == at }

// Set sets an alarm, and Set to [Never] turns it off.
func (a *Alarms) Set(i int, due Due) {
	a.at[i&indexMask], a.order[i&indexMask] = due.At, due.Order
	if i == a.first {
		a.first = unknown
	} else if a.first != unknown && due.Before(a.next) {
		a.first, a.next = i, due
	}
}

// First returns which alarm rings first, and when; [Never] if none is set.
func (a *Alarms) First() (int, Due) {
	if a.first == unknown {
		a.look()
	}
	return a.first, a.next
}

func (a *Alarms) due(i int) Due { return Due{a.at[i&indexMask], a.order[i&indexMask]} }

// look looks for the alarm that rings first. No processor can foretell which one it is, so no jump depends on it: the least of the
// times is computed, with the number of its clock in the lowest bits. Worth 1 % of a trial's time.
func (a *Alarms) look() {
	least, second := a.key(0), uint64(math.MaxUint64)
	for i := 1; i < a.clocks; i++ {
		key := a.key(i)
		difference, isLess := bits.Sub64(key, least, 0)
		second = min(second, least+difference&(isLess-1)) // the greater of the two
		least += difference & -isLess                     // min would be a jump here
	}
	a.first = int(least & indexMask)
	if least/MostAlarms == second/MostAlarms {
		a.first = a.firstInTurn(a.at[a.first])
	}
	a.next = a.due(a.first)
}

// key returns the time of an alarm and its number. That of [Never] is greater than all others.
func (a *Alarms) key(i int) uint64 { return uint64(a.at[i&indexMask])*MostAlarms | uint64(i) }

// firstInTurn returns which of the alarms that are set for a time was set first.
func (a *Alarms) firstInTurn(at time.Duration) int {
	first := -1
	for i := range a.clocks {
		if a.at[i] == at && (first < 0 || a.order[i] < a.order[first]) {
			first = i
		}
	}
	return first
}
