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
// Most queues are short, and what comes last is often due last. So the first few values are kept in order,
// and only those behind them are in a heap.
type Queue[T any] struct {
	soon  [sortedCap]item[T] // in order, from first to end
	first int
	end   int       // is first only if the queue is empty
	later []item[T] // a heap; all of it comes after soon
	order uint64    // the last number
}

// sortedCap is how many values are kept in order at most, a power of two.
const sortedCap = 32

// placeMask changes no index. With it the compiler leaves out its checks of them: 28 of the 15,000 instructions of a trial.
const placeMask = sortedCap - 1

type item[T any] struct {
	Due
	value T
}

// Len returns the number of values that wait.
func (q *Queue[T]) Len() int { return q.end - q.first + len(q.later) }

// Reset empties the queue and keeps its memory.
func (q *Queue[T]) Reset() {
	q.first, q.end, q.later, q.order = 0, 0, q.later[:0], 0
}

// Next returns when the first value is due; [Never] if the queue is empty.
func (q *Queue[T]) Next() Due {
	if q.first == q.end {
		return Never
	}
	return q.soon[q.first&placeMask].Due
}

// Peek returns the first value. The queue must not be empty.
func (q *Queue[T]) Peek() T { return q.soon[q.first&placeMask].value }

// Number returns the next number in the order of arrival, for what is not in the queue and takes its turn
// with what is.
func (q *Queue[T]) Number() uint64 {
	q.order++
	return q.order
}

// CopyFrom makes the queue hold what another holds, in memory of its own.
func (q *Queue[T]) CopyFrom(o *Queue[T]) {
	q.first, q.end, q.order = o.first, o.end, o.order
	for i := o.first; i < o.end; i++ {
		q.soon[i&placeMask] = o.soon[i&placeMask]
	}
	q.later = append(q.later[:0], o.later...)
}

// All goes through all that waits, in no order that is of use.
func (q *Queue[T]) All() iter.Seq2[Due, T] {
	return func(yield func(Due, T) bool) {
		for _, some := range [][]item[T]{q.soon[q.first:q.end], q.later} {
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
	q.end = q.first + len(slices.DeleteFunc(q.soon[q.first:q.end], gone))
	q.later = slices.DeleteFunc(q.later, gone)
	for parent := len(q.later)/2 - 1; parent >= 0; parent-- {
		q.sink(parent, q.later[parent])
	}
	if q.first == q.end {
		q.refill()
	}
}

// Push adds a value that is due at a time. Of two at the same time this one comes later.
func (q *Queue[T]) Push(at time.Duration, value T) {
	if q.end == sortedCap {
		q.makeRoom()
	}
	if len(q.later) > 0 && at >= q.later[0].At {
		q.rise(item[T]{Due{at, q.Number()}, value})
		return
	}
	place := q.end
	q.end++
	for place > q.first && q.soon[(place-1)&placeMask].At > at {
		q.soon[place&placeMask] = q.soon[(place-1)&placeMask]
		place--
	}
	q.soon[place&placeMask] = item[T]{Due{at, q.Number()}, value}
}

// makeRoom moves what is in order to the front. Of more than half of the places it moves the rest to the heap.
func (q *Queue[T]) makeRoom() {
	kept := min(q.end, q.first+sortedCap/2)
	for i := kept; i < q.end; i++ {
		q.rise(q.soon[i])
	}
	q.first, q.end = 0, copy(q.soon[:], q.soon[q.first:kept])
}

// Pop removes and returns the first value. The queue must not be empty.
func (q *Queue[T]) Pop() T {
	value := q.soon[q.first&placeMask].value
	q.first++
	if q.first == q.end {
		q.refill()
	}
	return value
}

// refill begins the order anew, with the first values of the heap.
func (q *Queue[T]) refill() {
	q.first, q.end = 0, 0
	if len(q.later) > 0 {
		q.refillFromHeap()
	}
}

func (q *Queue[T]) refillFromHeap() {
	for len(q.later) > 0 && q.end < sortedCap/2 {
		q.soon[q.end] = q.later[0]
		q.end++
		last := len(q.later) - 1
		moved := q.later[last]
		q.later = q.later[:last]
		if last > 0 {
			q.sink(0, moved)
		}
	}
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
