//go:build unix

package kubectl

import (
	"strings"
	"testing"
)

// A paused member takes connections, because the system does, and never answers.
func TestWhenEtcdIsSilent(t *testing.T) {
	member, s := seeded(t)
	member.Pause()
	defer member.Continue()
	got := s.transcript("get pods --request-timeout=200ms", "delete pod demo-pod --request-timeout=200ms")
	if n := strings.Count(got, "Error from server (Timeout): etcd gave no answer within 200ms"); n != 2 {
		t.Errorf("%d of 2 end in time:\n%s", n, got)
	}
	if !strings.Contains(got, "none of them paused?") {
		t.Errorf("no hint:\n%s", got)
	}
}
