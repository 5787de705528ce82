//go:build linux || darwin

package cluster

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"raftlab/lab/home"
	"raftlab/lab/member"
	"raftlab/lab/port"
	"raftlab/lab/process"
	"raftlab/lab/supervisor"
)

// state returns what the supervisor tells.
func state(t *testing.T, h *home.Home) supervisor.State {
	t.Helper()
	s, err := supervisor.Read(h)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// noneRuns complains about processes of a lab that is down, and about ports that are not free.
func noneRuns(t *testing.T, h *home.Home, last supervisor.State) {
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
	if _, err := Up(within(t), dir, 3); !errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), "1 member") {
		t.Errorf("another size: %v", err)
	}
	if _, err := Up(within(t), dir, 2); !errors.Is(err, ErrUsage) {
		t.Errorf("a size that is not offered: %v", err)
	}
}

func TestSeveralUpsAtOnce(t *testing.T) {
	dir := newLab(t)
	var ups sync.WaitGroup
	for range 4 {
		ups.Go(func() {
			if _, err := Up(within(t), dir, 1); err != nil {
				t.Error(err)
			}
		})
	}
	ups.Wait()
	h, err := home.Open(dir)
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

func TestKilledSupervisorIsCleanedUp(t *testing.T) {
	for name, next := range map[string]func(t *testing.T, dir string){
		"by up": func(t *testing.T, dir string) { up(t, dir, 0) },
		"by down": func(t *testing.T, dir string) {
			h, err := home.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := Down(within(t), h); err != nil {
				t.Fatal(err)
			}
			if entries, _ := filepath.Glob(filepath.Join(h.Run(), "state*")); len(entries) > 0 {
				t.Errorf("left: %q", entries)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newLab(t)
			h := up(t, dir, 1)
			last := state(t, h)
			if err := last.Supervisor.Signal(process.Kill); err != nil {
				t.Fatal(err)
			}
			if err := last.Supervisor.Wait(within(t)); err != nil {
				t.Fatal(err)
			}
			next(t, dir)
			if last.Members[0].Process.Runs() {
				t.Error("the old member still runs")
			}
		})
	}
}

// What is recorded of another boot, or of a process whose number somebody else has now, is never touched.
func TestStrangersAreNotKilled(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	if err := Down(within(t), h); err != nil {
		t.Fatal(err)
	}
	self, err := process.Self()
	if err != nil {
		t.Fatal(err)
	}
	stranger := process.Process{PID: self.PID, Born: "another boot 1"}
	stale := `{"supervisor": {"pid": ` + strconv.Itoa(stranger.PID) + `, "born": "` + stranger.Born + `"}, "looked": true,
		"members": [{"name": "k8s-master01", "phase": "running", "process": {"pid": ` + strconv.Itoa(stranger.PID) + `, "born": "` + stranger.Born + `"}}]}`
	if err := os.WriteFile(filepath.Join(h.Run(), "state.json"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Down(within(t), h); err != nil { // it would have killed us
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(h.Run(), "state.json"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	up(t, dir, 0)
}

func TestPausedSupervisor(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	pause := func() supervisor.State {
		last := state(t, h)
		if err := last.Supervisor.Signal(process.Stop); err != nil {
			t.Fatal(err)
		}
		return last
	}
	pause()
	if err := os.Remove(h.Manifest(home.First)); err != nil {
		t.Fatal(err)
	}
	if _, err := Manifest(within(t), h, home.First); err != nil {
		t.Fatal(err)
	}
	rewrite(t, h)
	up(t, dir, 0)
	last := pause()
	if err := Down(within(t), h); err != nil {
		t.Fatal(err)
	}
	noneRuns(t, h, last)
}

// rewrite puts the manifest of the first member back.
func rewrite(t *testing.T, h *home.Home) {
	t.Helper()
	text, err := Manifest(within(t), h, home.First)
	if err == nil {
		err = home.WriteFile(h.Manifest(home.First), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// An interrupt in any phase leaves nothing that runs, and nothing that the next up cannot use.
func TestInterruptedUp(t *testing.T) {
	dir := newLab(t)
	for _, after := range []time.Duration{0, 1, 5, 20, 40, 80, 120, 160, 240} {
		ctx, cancel := context.WithCancel(context.Background())
		stop := time.AfterFunc(after*time.Millisecond, cancel)
		_, err := Up(ctx, dir, 3)
		if stop.Stop(); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d ms: %v", after, err)
		}
		cancel()
		h, openErr := home.Open(dir)
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

func TestPortTaken(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	if err := Down(within(t), h); err != nil {
		t.Fatal(err)
	}
	taken := h.Members[0].ClientPort
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(taken)))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Up(within(t), dir, 0)
	if !errors.Is(err, port.ErrTaken) || !strings.Contains(err.Error(), strconv.Itoa(taken)) || !strings.Contains(err.Error(), "lsof") {
		t.Errorf("with data: %v", err)
	}
	if err := os.RemoveAll(h.Data(home.First)); err != nil {
		t.Fatal(err)
	}
	if h = up(t, dir, 0); h.Members[0].ClientPort == taken {
		t.Error("without data: the port that is taken was kept")
	}
	l.Close()
	up(t, dir, 0)
}

func TestDirectoryOfSomebodyElse(t *testing.T) {
	dir := t.TempDir()
	precious := filepath.Join(dir, "thesis.txt")
	if err := os.WriteFile(precious, []byte("five years"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Up(within(t), dir, 1); !errors.Is(err, home.ErrNotOurs) {
		t.Errorf("up: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v: something was written", entries, err)
	}
}

func TestPurgeKeepsWhatTheLabDidNotMake(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	own := filepath.Join(dir, "snapshot.db")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	kept, err := Purge(within(t), h)
	if err != nil || len(kept) != 1 || kept[0] != "snapshot.db" {
		t.Errorf("kept %q: %v", kept, err)
	}
	if _, err := os.Stat(own); err != nil {
		t.Error(err)
	}
	if h, err = home.Open(dir); err != nil || h.Complete {
		t.Errorf("a purged lab: %+v %v", h, err)
	}
	if err := os.Remove(own); err != nil {
		t.Fatal(err)
	}
	if kept, err = Purge(within(t), h); err != nil || len(kept) > 0 {
		t.Errorf("kept %q: %v", kept, err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the directory is still there: %v", err)
	}
}

// Who deletes the directory of a lab that runs finds no process either.
func TestDeletedDirectory(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	last := state(t, h)
	if err := os.RemoveAll(dir); err != nil && !errors.Is(err, os.ErrExist) {
		t.Log(err) // a member may have written meanwhile
	}
	for _, p := range []process.Process{last.Supervisor, last.Members[0].Process} {
		if err := p.Wait(within(t)); err != nil {
			t.Errorf("process %d: %v", p.PID, err)
		}
	}
	os.RemoveAll(dir)
}
