package clock_test

import (
	"fmt"
	"time"

	"raftlab/sim/clock"
)

// What is due at the same time leaves in the order in which it came.
func ExampleQueue() {
	var q clock.Queue[string]
	q.Push(20*time.Millisecond, "a timer expires")
	q.Push(7*time.Millisecond, "a message arrives")
	q.Push(7*time.Millisecond, "another message arrives")
	for q.Len() > 0 {
		at := q.Next().At
		fmt.Println(at, q.Pop())
	}
	// Output:
	// 7ms a message arrives
	// 7ms another message arrives
	// 20ms a timer expires
}

// A clock that runs at half the rate counts half the ticks.
func ExampleLocal() {
	var c clock.Local
	c.Start(0, time.Millisecond, 0, clock.True/2)
	fmt.Println(c.Ticks(100*time.Millisecond), c.When(200))
	// Output: 50 400ms
}
