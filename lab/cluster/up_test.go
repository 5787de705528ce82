//go:build linux || darwin

package cluster

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/lab/port"
	"raftlab/lab/supervisor"
)

// state returns what the supervisor tells.
func state(t *testing.T, h *labdir.Dir) supervisor.State {
	t.Helper()
	s, err := supervisor.Read(h)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// noneRuns complains about processes of a lab that is down, and about ports that are not free.
func noneRuns(t *testing.T, h *labdir.Dir, last supervisor.State) {
	t.Helper()
	for _, m := range last.Members {
		if m.Process.Runs() {
			t.Errorf("%s, process %d, still runs", m.Name, m.Process.PID)
		}
	}
	if last.Supervisor.Runs() {
		t.Errorf("the supervisor, process %d, still runs", last.Supervisor.PID)
	}
	for _, m := range h.Members {
		for _, number := range []int{m.ClientPort, m.PeerPort} {
			if err := port.Free(number); err != nil {
				t.Errorf("%s: %v", m.Name, err)
			}
		}
	}
}

func TestUpAndDown(t *testing.T) {
	dir := newLab(t)
	for _, members := range []int{3, 0} { // new, and once more with its data
		h := up(t, dir, members)
		s, err := Look(within(t), h)
		if err != nil {
			t.Fatal(err)
		}
		leaders := 0
		for _, m := range s.Members {
			if m.State != supervisor.Running || m.Status == nil {
				t.Errorf("%+v", m)
			} else if m.Status.Leader() {
				leaders++
			}
		}
		if len(s.Members) != 3 || leaders != 1 || !s.Up || len(s.Broken) > 0 {
			t.Errorf("%d leaders in %+v", leaders, s)
		}
		last := state(t, h)
		if err := Down(within(t), h); err != nil {
			t.Fatal(err)
		}
		noneRuns(t, h, last)
		if s, err = Look(within(t), h); err != nil || s.Up || s.Members[0].State != Stopped {
			t.Errorf("a lab that is down: %+v %v", s, err)
		}
		if err := Down(within(t), h); err != nil {
			t.Errorf("down once more: %v", err)
		}
	}
}

func TestUpIsIdempotent(t *testing.T) {
	dir := newLab(t)
	before := state(t, up(t, dir, 1))
	h := up(t, dir, 0)
	if after := state(t, h); after.Supervisor != before.Supervisor || after.Members[0].Process != before.Members[0].Process {
		t.Error("up started anew what ran")
	}
	if _, err := Up(within(t), dir, 3, labdir.Timers{}); !errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), "1 member") {
		t.Errorf("another size: %v", err)
	}
	if _, err := Up(within(t), dir, 2, labdir.Timers{}); !errors.Is(err, ErrUsage) {
		t.Errorf("a size that is not offered: %v", err)
	}
}

func TestSeveralUpsAtOnce(t *testing.T) {
	dir := newLab(t)
	var ups sync.WaitGroup
	for range 4 {
		ups.Go(func() {
			if _, err := Up(within(t), dir, 1, labdir.Timers{}); err != nil {
				t.Error(err)
			}
		})
	}
	ups.Wait()
	h, err := labdir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s := state(t, h); len(s.Members) != 1 {
		t.Errorf("%+v", s)
	}
}

// A lab is filled once; what was deleted afterwards stays deleted.
func TestSeededOnce(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	client, err := member.Client(h)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	const key = "/registry/namespaces/default"
	deleted, err := client.Delete(within(t), key)
	if err != nil || deleted.Deleted != 1 {
		t.Fatalf("%v, %v: a new lab has no %s", deleted, err, key)
	}
	up(t, dir, 0)
	if r, err := client.Get(within(t), key); err != nil || len(r.Kvs) > 0 {
		t.Errorf("%v, %v: what was deleted is back", r, err)
	}
}

// An interrupt in any phase leaves nothing that runs, and nothing that the next up cannot use.
func TestInterruptedUp(t *testing.T) {
	dir := newLab(t)
	for _, after := range []time.Duration{0, 1, 5, 20, 40, 80, 120, 160, 240} {
		ctx, cancel := context.WithCancel(context.Background())
		stop := time.AfterFunc(after*time.Millisecond, cancel)
		_, err := Up(ctx, dir, 3, labdir.Timers{})
		if stop.Stop(); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d ms: %v", after, err)
		}
		cancel()
		h, openErr := labdir.Open(dir)
		if openErr != nil {
			t.Fatal(openErr)
		}
		if s, running := supervisor.Read(h); err != nil && running == nil {
			t.Fatalf("after %d ms: %v, and the supervisor runs: %+v", after, err, s)
		}
		if err := Down(within(t), h); err != nil {
			t.Fatal(err)
		}
	}
	up(t, dir, 3)
}
