package machine

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// A process is where its first thread is, so that one never goes elsewhere: whoever enters the machine enters where
// its first process is. The first thread is used like any other, and is among those that a program has left
// after it has started as many as it needs.
func TestTheFirstThreadGoesNowhere(t *testing.T) {
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	for range 200 {
		s, err := threadThat(func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		defer s.end()
		if s.thread == unix.Getpid() {
			t.Fatal("the first thread of the process went where another should be")
		}
	}
}
