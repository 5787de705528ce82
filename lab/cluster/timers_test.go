//go:build linux || darwin

package cluster

import (
	"errors"
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
)

func TestTimersOfANewLab(t *testing.T) {
	slow := labdir.Timers{Heartbeat: 30 * time.Millisecond, Election: 300 * time.Millisecond, NoPreVote: true}
	dir := newLab(t)
	h, err := Up(within(t), dir, 1, slow)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Look(within(t), h)
	if err != nil || s.Members[0].Timers == nil || *s.Members[0].Timers != slow {
		t.Errorf("%+v %v", s.Members, err)
	}
	if _, err := Up(within(t), dir, 0, slow); err != nil {
		t.Errorf("the same once more: %v", err)
	}
	other := slow
	other.Heartbeat = 10 * time.Millisecond
	if _, err := Up(within(t), dir, 0, other); !errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), "heartbeat of 30ms") {
		t.Errorf("other timers: %v", err)
	}
	if _, err := Up(within(t), newLab(t), 1, labdir.Timers{Heartbeat: time.Second, Election: time.Second}); !errors.Is(err, ErrUsage) {
		t.Errorf("timers that etcd refuses: %v", err)
	}
	text, err := Manifest(within(t), h, labdir.Name(2)) // a member that joins has them too
	if err != nil || !strings.Contains(string(text), "--heartbeat-interval=30") || !strings.Contains(string(text), "--pre-vote=false") {
		t.Errorf("%s %v", text, err)
	}
}
