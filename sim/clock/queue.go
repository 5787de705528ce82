// Package clock is virtual time: a queue of what happens next, and the clocks of servers.
//
// Time is integer nanoseconds since the start of the run. Nothing here passes by itself: the run
// jumps from event to event.
package clock

import "time"

// Queue holds values until their time comes. Values due at the same instant leave in the order in
// which they came, so the order is total. The zero value is an empty queue.
type Queue[T any] struct {
	items []item[T]
	seq   uint64
}

type item[T any] struct {
	at    time.Duration
	seq   uint64
	value T
}

// before orders by time, then by arrival: equal times are the commonest source of silent
// nondeterminism.
func (a *item[T]) before(b *item[T]) bool {
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

// Len returns the number of values that wait.
func (q *Queue[T]) Len() int { return len(q.items) }

// Reset empties the queue and keeps its memory.
func (q *Queue[T]) Reset() {
	clear(q.items)
	q.items, q.seq = q.items[:0], 0
}

// Next returns when the first value is due; false if the queue is empty.
func (q *Queue[T]) Next() (time.Duration, bool) {
	if len(q.items) == 0 {
		return 0, false
	}
	return q.items[0].at, true
}

// Peek returns the first value; false if the queue is empty.
func (q *Queue[T]) Peek() (first T, ok bool) {
	if len(q.items) == 0 {
		return first, false
	}
	return q.items[0].value, true
}

// CopyFrom makes the queue hold what another holds, in memory of its own.
func (q *Queue[T]) CopyFrom(o *Queue[T]) {
	q.items, q.seq = append(q.items[:0], o.items...), o.seq
}

// Push adds a value that is due at a time.
func (q *Queue[T]) Push(at time.Duration, value T) {
	q.seq++
	child := len(q.items)
	q.items = append(q.items, item[T]{})
	for child > 0 {
		parent := (child - 1) / 2
		if at >= q.items[parent].at { // of two at the same time this one came later
			break
		}
		q.items[child] = q.items[parent]
		child = parent
	}
	q.items[child] = item[T]{at, q.seq, value}
}

// DeleteFunc removes the values for which del returns true.
func (q *Queue[T]) DeleteFunc(del func(T) bool) {
	all := q.items
	q.items = q.items[:0]
	for i := range all {
		if !del(all[i].value) {
			q.items = append(q.items, all[i])
		}
	}
	clear(all[len(q.items):])
	for parent := len(q.items)/2 - 1; parent >= 0; parent-- {
		q.sink(parent, q.items[parent])
	}
}

// Pop removes and returns the first value. The queue must not be empty.
func (q *Queue[T]) Pop() (time.Duration, T) {
	first := q.items[0]
	last := len(q.items) - 1
	moved := q.items[last]
	q.items[last] = item[T]{}
	q.items = q.items[:last]
	if last > 0 {
		q.sink(0, moved)
	}
	return first.at, first.value
}

// sink puts an item at a parent's place and lets it down to its own.
func (q *Queue[T]) sink(parent int, moved item[T]) {
	for {
		child := 2*parent + 1
		if child >= len(q.items) {
			break
		}
		if right := child + 1; right < len(q.items) && q.items[right].before(&q.items[child]) {
			child = right
		}
		if !q.items[child].before(&moved) {
			break
		}
		q.items[parent] = q.items[child]
		parent = child
	}
	q.items[parent] = moved
}
