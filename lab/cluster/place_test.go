//go:build linux || darwin

package cluster

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"raftlab/lab/labdir"
	"raftlab/lab/port"
	"raftlab/lab/process"
)

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
	_, err = Up(within(t), dir, 0, labdir.Timers{})
	if !errors.Is(err, port.ErrTaken) || !strings.Contains(err.Error(), strconv.Itoa(taken)) || !strings.Contains(err.Error(), "lsof") {
		t.Errorf("with data: %v", err)
	}
	if err := os.RemoveAll(h.Data(labdir.First)); err != nil {
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
	if _, err := Up(within(t), dir, 1, labdir.Timers{}); !errors.Is(err, labdir.ErrNotOurs) {
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
	if h, err = labdir.Open(dir); err != nil || h.Complete {
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
