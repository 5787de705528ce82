//go:build linux || darwin

package cluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
	"raftlab/lab/supervisor"
)

func TestKilledSupervisorIsCleanedUp(t *testing.T) {
	for name, next := range map[string]func(t *testing.T, dir string){
		"by up": func(t *testing.T, dir string) { up(t, dir, 0) },
		"by down": func(t *testing.T, dir string) {
			h, err := labdir.Open(dir)
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

// A supervisor that is killed while up waits is replaced: up has seen it run, which is no promise.
func TestSupervisorKilledDuringUp(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	edit(t, h.Manifest(labdir.First), "--snapshot-count=10000", "--snapshot-count=many")
	seen := supervisor.Member{}
	until := func(reached func(supervisor.Member) bool) {
		t.Helper()
		err := supervisor.Until(within(t), h, func(s supervisor.State) bool {
			seen, _ = s.Member(labdir.First)
			return reached(seen)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	until(func(m supervisor.Member) bool { return m.Phase == supervisor.Failing })
	before := seen.Heard
	ended := make(chan error, 1)
	go func() { _, err := Up(within(t), dir, 0, labdir.Timers{}); ended <- err }()
	until(func(m supervisor.Member) bool { return m.Heard != before }) // up asks for another try, and waits
	if err := state(t, h).Supervisor.Signal(process.Kill); err != nil {
		t.Fatal(err)
	}
	edit(t, h.Manifest(labdir.First), "--snapshot-count=many", "--snapshot-count=10000")
	if err := <-ended; err != nil {
		t.Error(err)
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
	if err := os.Remove(h.Manifest(labdir.First)); err != nil {
		t.Fatal(err)
	}
	if _, err := Manifest(within(t), h, labdir.First); err != nil {
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

// A member is paused and its supervisor too, and somebody gives up on a crash of the member. Awake again, the supervisor
// makes that crash first: the member that was to go on is down, and up starts it.
func TestResumeAfterALateCrash(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	s := state(t, h)
	m, _ := s.Member(labdir.Name(1))
	for _, p := range []process.Process{m.Process, s.Supervisor} {
		if err := p.Signal(process.Stop); err != nil {
			t.Fatal(err)
		}
	}
	given, giveUp := context.WithCancel(context.Background())
	giveUp()
	if err := Command(given, h, labdir.Name(1), supervisor.Crash); !errors.Is(err, context.Canceled) {
		t.Fatalf("the crash: %v", err)
	}
	up(t, dir, 0)
	if m, _ := state(t, h).Member(labdir.Name(1)); m.Phase != supervisor.Running {
		t.Errorf("after up the member is %s", m.Phase)
	}
}

// Two commands at once: the one that the other made impossible says so, and does not wait.
func TestOvertakenCommand(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 1)
	if err := Command(within(t), h, labdir.Name(1), supervisor.Crash); err != nil {
		t.Fatal(err)
	}
	for _, late := range []supervisor.Command{supervisor.Pause, supervisor.Resume} {
		err := supervisor.Ask(within(t), h, labdir.Name(1), late)
		if !errors.Is(err, supervisor.ErrOvertaken) || err.Error() != labdir.Name(1)+" is crashed by now: it cannot "+string(late) {
			t.Errorf("%s: %v", late, err)
		}
	}
}

// rewrite puts the manifest of the first member back.
func rewrite(t *testing.T, h *labdir.Dir) {
	t.Helper()
	text, err := Manifest(within(t), h, labdir.First)
	if err == nil {
		err = labdir.WriteFile(h.Manifest(labdir.First), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
