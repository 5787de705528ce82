package clock

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// due is what a test pushes: when, and the how manieth it was.
type due struct {
	at    time.Duration
	order int
}

func TestValuesLeaveByTimeThenInTheOrderTheyCame(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		var q Queue[due]
		want := make([]due, random.IntN(200))
		for i := range want {
			want[i] = due{at: time.Duration(random.IntN(20)), order: i} // many ties
			q.Push(want[i].at, want[i])
		}
		slices.SortStableFunc(want, func(a, b due) int { return cmp.Compare(a.at, b.at) })
		for i, w := range want {
			if at, got := q.Next().At, q.Pop(); got != w || at != w.at {
				t.Fatalf("value %d of %d was %v at %v, want %v", i, len(want), got, at, w)
			}
		}
	}
}

// Pushes and pops in any mixture give what a sorted list gives.
func TestPopReturnsTheFirstOfWhatWaits(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	var q Queue[due]
	var waiting []due // in the order they came
	for order := range 20_000 {
		if q.Len() != len(waiting) {
			t.Fatalf("Len is %d, want %d", q.Len(), len(waiting))
		}
		if len(waiting) > 0 && random.IntN(2) == 0 {
			first := 0
			for i, w := range waiting {
				if w.at < waiting[first].at {
					first = i
				}
			}
			next, peeked := q.Next(), q.Peek()
			if at, got := q.Next().At, q.Pop(); got != waiting[first] || peeked != got || next.At != at {
				t.Fatalf("popped %v at %v (Next: %v, Peek: %v), want %v", got, at, next, peeked, waiting[first])
			}
			waiting = slices.Delete(waiting, first, first+1)
			continue
		}
		d := due{at: time.Duration(random.IntN(50)), order: order}
		q.Push(d.at, d)
		waiting = append(waiting, d)
	}
}

func TestAnEmptyQueueHasNoNext(t *testing.T) {
	var q Queue[int]
	if next := q.Next(); next != Never {
		t.Fatalf("the zero queue has something due at %v", next.At)
	}
	q.Push(5, 1)
	q.Reset()
	if next := q.Next(); next != Never || q.Len() != 0 {
		t.Fatalf("after Reset %d values wait, the first until %v", q.Len(), next.At)
	}
}

func TestResetForgetsTheOrderButKeepsTheMemory(t *testing.T) {
	var q Queue[*int]
	fill := func() {
		for i := range 100 {
			q.Push(time.Duration(i%7), nil)
		}
		for range 50 {
			q.Pop()
		}
		q.Reset()
	}
	if allocs := testing.AllocsPerRun(10, fill); allocs != 0 {
		t.Errorf("a queue in use again allocates %v times", allocs)
	}
	if next := q.Number(); next != 1 {
		t.Errorf("Reset left the numbers at %d: a second run would differ from the first", next)
	}
}

// The load of a run: some hundred values wait, and each that leaves brings another.
func BenchmarkPushPop(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 3))
	waits := make([]time.Duration, 1024)
	for i := range waits {
		waits[i] = time.Duration(random.Int64N(int64(100 * time.Millisecond)))
	}
	var q Queue[[4]uint64]
	for _, wait := range waits[:256] {
		q.Push(wait, [4]uint64{})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		at, value := q.Next().At, q.Pop()
		q.Push(at+waits[i%len(waits)], value)
	}
}

func TestACopyGoesItsOwnWay(t *testing.T) {
	var q, kept Queue[int]
	q.Push(5, 1)
	q.Push(5, 2)
	kept.CopyFrom(&q)
	q.Pop()
	q.Push(1, 3)
	q.CopyFrom(&kept)
	q.Push(5, 4)
	for _, want := range []int{1, 2, 4} {
		if got := q.Pop(); got != want {
			t.Errorf("%d left, want %d", got, want)
		}
	}
	if kept.Len() != 2 {
		t.Errorf("the copy holds %d values, want 2", kept.Len())
	}
}

// What is removed is gone, and all else leaves as it would have.
func TestRemove(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		var q Queue[due]
		var all []due
		for order := range random.IntN(200) {
			d := due{at: time.Duration(random.IntN(20)), order: order}
			all = append(all, d)
			q.Push(d.at, d)
		}
		share := 1 + random.IntN(4)
		gone := func(d due) bool { return d.order%share == 0 }
		q.Remove(gone)
		want := slices.DeleteFunc(slices.Clone(all), gone)
		slices.SortStableFunc(want, func(a, b due) int { return cmp.Compare(a.at, b.at) })
		seen := map[due]bool{}
		for when, d := range q.All() {
			seen[d] = when.At == d.at
		}
		for _, w := range want {
			if !seen[w] {
				t.Fatalf("%v is not among all", w)
			}
			if at, got := q.Next().At, q.Pop(); got != w || at != w.at {
				t.Fatalf("%v left at %v, want %v", got, at, w)
			}
		}
		if q.Len() != 0 || len(seen) != len(want) {
			t.Fatalf("%d are left, and %d were seen, want %d", q.Len(), len(seen), len(want))
		}
	}
}
