package sim

import (
	"time"

	"raftlab/sim/clock"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// agenda is what is due: tasks at their times, and for each server the one alarm at which it acts by itself. It
// knows what time it is.
type agenda struct {
	now    time.Duration
	queue  clock.Queue[task]
	alarms clock.Alarms
}

const _ = uint(clock.MostAlarms - script.MaxNodes) // there is an alarm for each server

// task is what the queue holds until its time: a kind, whose task it is, and a number. It is one word.
type task uint64

func newTask(kind taskKind, of int, number uint32) task {
	return task(kind)<<56 | task(of)<<32 | task(number)
}

func (t task) kind() taskKind { return taskKind(t >> 56) }
func (t task) of() int        { return int(t >> 32 & 0xff_ffff) }
func (t task) number() uint32 { return uint32(t) }

type taskKind uint8

const (
	_        taskKind = iota
	arrive            // a message reaches its receiver; number: its flight
	synced            // a disk has finished a sync; of the node, number: its boot
	step              // a step of the script is due; of the step
	reported          // a report of a snapshot reaches its sender (report.go)
	propose           // a client's next command is due; of the step, number: how many commands are left
	askAgain          // a client that has no answer asks again; of the operation
)

func (a *agenda) reset(servers int) {
	a.now = 0
	a.queue.Reset()
	a.alarms.Reset(servers)
}

func (a *agenda) copyFrom(o *agenda) {
	a.now = o.now
	a.queue.CopyFrom(&o.queue)
	a.alarms.CopyFrom(&o.alarms)
}

// takeIfNext takes a task out of the queue and moves the time to it, if it is due before the end and before all else.
func (a *agenda) takeIfNext(t task, end time.Duration) bool {
	_, alarm := a.alarms.First()
	next := a.queue.Next()
	if !next.Before(alarm) || next.At > end || a.queue.Peek() != t {
		return false
	}
	a.now = next.At
	a.queue.Pop()
	return true
}

// wake sets the alarm of a server to a time, or to now if that is past; at [clock.Never] it does not ring. An alarm that
// is set for this time already keeps its turn.
func (a *agenda) wake(id trace.NodeID, at time.Duration) {
	at = max(at, a.now)
	if server := int(id) - 1; !a.alarms.IsSet(server, at) {
		a.alarms.Set(server, clock.Due{At: at, Order: a.queue.Number()})
	}
}

// letSleep turns the alarm of a server off.
func (a *agenda) letSleep(id trace.NodeID) { a.alarms.Set(int(id)-1, clock.Never) }
