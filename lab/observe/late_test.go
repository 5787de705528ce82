package observe

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// A heartbeat that a leader sent late because it was paused says nothing of the computer. One that it sent late before or after
// does.
func TestAPausedLeaderIsNoOverload(t *testing.T) {
	late := func(clock string) string {
		return `{"level":"warn","ts":"2026-11-30T` + clock + `Z","caller":"etcdserver/raft.go:390","msg":"leader failed to send out heartbeat on time; took too long, ` +
			`leader is overloaded likely from slow disk","to":"b2","heartbeat-interval":"20ms","expected-duration":"40ms","exceeded-duration":"300ms"}`
	}
	supervisor := func(clock, what string) string {
		return fmt.Sprintf("%s k8s-master01: %s", at(t, clock).Local().Format(supervisorStamp), what)
	}
	h := write(t, said("10:00:01.000000", RaftVersion, "a1 became leader at term 5"), late("10:00:01.200000"), late("10:00:03.100000"), late("10:00:05.000000"))
	deeds := strings.Join([]string{supervisor("10:00:02.900", "pause"), supervisor("10:00:03.050", "resume")}, "\n") + "\n"
	if err := os.WriteFile(h.SupervisorLog(), []byte(deeds), 0o600); err != nil {
		t.Fatal(err)
	}
	o := New(h)
	defer o.Close()
	if err := o.Read(); err != nil {
		t.Fatal(err)
	}
	if got := o.Late(time.Time{}); got != 2 {
		t.Errorf("%d heartbeats are late for no other reason, want 2", got)
	}
	if got := o.Late(at(t, "10:00:02")); got != 1 {
		t.Errorf("%d since 10:00:02, want 1", got)
	}
}
