//go:build linux || darwin

package cluster

import (
	"context"
	"errors"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/etcdmain"

	"raftlab/lab/labdir"
	"raftlab/lab/supervisor"
)

// The test program is also the supervisor and the members, as raftlab is.
func TestMain(m *testing.M) {
	switch {
	case filepath.Base(os.Args[0]) == "etcd":
		etcdmain.Main(os.Args)
		return
	case len(os.Args) == 5 && os.Args[1] == "lab" && os.Args[2] == "supervise":
		os.Exit(supervise(os.Args[4]))
	}
	os.Exit(m.Run())
}

func supervise(dir string) int {
	log.SetFlags(log.LstdFlags | log.Lmicroseconds)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	h, err := labdir.Open(dir)
	if err == nil {
		err = supervisor.Run(ctx, h)
	}
	if err != nil {
		log.Print(err)
		return 3
	}
	return 0
}

// patience is how long the tests wait for anything.
const patience = 60 * time.Second

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// newLab returns the directory of a lab that will be down, and its processes gone, when the test ends.
func newLab(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "lab")
	t.Cleanup(func() {
		h, err := labdir.Open(dir)
		if errors.Is(err, labdir.ErrNoLab) {
			return
		}
		if err != nil {
			t.Error(err)
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if said, err := os.ReadFile(h.SupervisorLog()); err == nil && strings.Contains(string(said), "DATA RACE") {
			t.Errorf("%s", said)
		}
		if t.Failed() {
			tell(t, h)
		}
		if _, err := Purge(ctx, h); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// tell shows the logs of a lab in which a test failed.
func tell(t *testing.T, h *labdir.Dir) {
	for _, path := range append([]string{h.SupervisorLog()}, logs(h)...) {
		for _, line := range lastLines(path, 0, 15) {
			t.Logf("%s: %.200s", filepath.Base(path), line)
		}
	}
}

func logs(h *labdir.Dir) (paths []string) {
	for _, name := range h.Names() {
		paths = append(paths, h.Log(name))
	}
	return paths
}

// up starts a lab.
func up(t *testing.T, dir string, members int) *labdir.Dir {
	t.Helper()
	h, err := Up(within(t), dir, members, labdir.Timers{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}
