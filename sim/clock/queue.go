// Package clock is virtual time: a queue of what happens next, and the clocks of servers.
//
// Time is integer nanoseconds since the start of the run. Nothing here passes by itself: the run
// jumps from event to event.
package clock

import (
	"iter"
	"slices"
	"time"
)

// Queue holds values until their time comes. Values due at the same instant leave in the order in
// which they came, so the order is total. The zero value is an empty queue. What has left stays in memory until its
// place is used again.
//
// Most queues are short, and what comes next is often what came last. So the first few values are kept
// in order, the very first at the end, and only those behind them are in a heap.
type Queue[T any] struct {
	soon  [sortedCap]item[T] // from last to first
	ready int                // how many of them there are; 0 only if the queue is empty
	later []item[T]          // a heap; all of it comes after soon
	order uint64             // the last number
}

// sortedCap is how many values are kept in order.
const sortedCap = 24

type item[T any] struct {
	Due
	value T
}

// Len returns the number of values that wait.
func (q *Queue[T]) Len() int { return q.ready + len(q.later) }

// Reset empties the queue and keeps its memory.
func (q *Queue[T]) Reset() {
	q.ready, q.later, q.order = 0, q.later[:0], 0
}

// Next returns when the first value is due; [Never] if the queue is empty.
func (q *Queue[T]) Next() Due {
	if q.ready == 0 {
		return Never
	}
	return q.soon[q.ready-1].Due
}

// Peek returns the first value. The queue must not be empty.
func (q *Queue[T]) Peek() T { return q.soon[q.ready-1].value }

// Number returns the next number in the order of arrival, for what is not in the queue and takes its turn
// with what is.
func (q *Queue[T]) Number() uint64 {
	q.order++
	return q.order
}

// CopyFrom makes the queue hold what another holds, in memory of its own.
func (q *Queue[T]) CopyFrom(o *Queue[T]) {
	q.ready, q.order = o.ready, o.order
	for i := range o.ready {
		q.soon[i] = o.soon[i]
	}
	if len(q.later)+len(o.later) > 0 {
		q.copyLater(o)
	}
}

//go:noinline // it is seldom called
func (q *Queue[T]) copyLater(o *Queue[T]) { q.later = append(q.later[:0], o.later...) }

// All goes through all that waits, in no order that is of use.
func (q *Queue[T]) All() iter.Seq2[Due, T] {
	return func(yield func(Due, T) bool) {
		for _, some := range [][]item[T]{q.soon[:q.ready], q.later} {
			for i := range some {
				if !yield(some[i].Due, some[i].value) {
					return
				}
			}
		}
	}
}

// Remove takes out all values of which is says yes. It goes through the whole queue.
func (q *Queue[T]) Remove(is func(T) bool) {
	gone := func(i item[T]) bool { return is(i.value) }
	q.ready = len(slices.DeleteFunc(q.soon[:q.ready], gone))
	q.later = slices.DeleteFunc(q.later, gone)
	for parent := len(q.later)/2 - 1; parent >= 0; parent-- {
		q.sink(parent, q.later[parent])
	}
	if q.ready == 0 && len(q.later) > 0 {
		q.refill()
	}
}

// Push adds a value that is due at a time. Of two at the same time this one comes later.
func (q *Queue[T]) Push(at time.Duration, value T) {
	if q.ready == sortedCap {
		q.makeRoom()
	}
	if len(q.later) > 0 && at >= q.later[0].At {
		q.rise(item[T]{Due{at, q.Number()}, value})
		return
	}
	place := q.ready
	q.ready++
	for place > 0 && q.soon[place-1].At <= at {
		q.soon[place] = q.soon[place-1]
		place--
	}
	q.soon[place] = item[T]{Due{at, q.Number()}, value}
}

// makeRoom moves the later half of what is in order to the heap.
func (q *Queue[T]) makeRoom() {
	for i := range sortedCap / 2 {
		q.rise(q.soon[i])
	}
	q.ready = copy(q.soon[:], q.soon[sortedCap/2:])
}

// Pop removes and returns the first value. The queue must not be empty.
func (q *Queue[T]) Pop() T {
	q.ready--
	value := q.soon[q.ready].value
	if q.ready == 0 && len(q.later) > 0 {
		q.refill()
	}
	return value
}

// refill takes the first values out of the heap.
func (q *Queue[T]) refill() {
	for len(q.later) > 0 && q.ready < sortedCap/2 {
		q.soon[q.ready] = q.later[0]
		q.ready++
		last := len(q.later) - 1
		moved := q.later[last]
		q.later = q.later[:last]
		if last > 0 {
			q.sink(0, moved)
		}
	}
	slices.Reverse(q.soon[:q.ready])
}

// rise adds an item to the heap.
func (q *Queue[T]) rise(added item[T]) {
	child := len(q.later)
	q.later = append(q.later, added)
	for child > 0 {
		parent := (child - 1) / 2
		if !added.Before(q.later[parent].Due) {
			break
		}
		q.later[child] = q.later[parent]
		child = parent
	}
	q.later[child] = added
}

// sink puts an item at a parent's place in the heap and lets it down to its own.
func (q *Queue[T]) sink(parent int, moved item[T]) {
	for {
		child := 2*parent + 1
		if child >= len(q.later) {
			break
		}
		if right := child + 1; right < len(q.later) && q.later[right].Before(q.later[child].Due) {
			child = right
		}
		if !q.later[child].Before(moved.Due) {
			break
		}
		q.later[parent] = q.later[child]
		parent = child
	}
	q.later[parent] = moved
}
