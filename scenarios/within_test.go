package scenarios

import (
	"strings"
	"testing"
	"time"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// A moment within the heartbeat interval follows the setting, as does a heartbeat of half the least
// election timeout.
func TestWithinHeartbeat(t *testing.T) {
	s := mustLoad(t, "cluster: {election_timeout: 150ms-300ms, heartbeat: half}",
		"steps: [{at: 1s, within: heartbeat, crash: n1}, {after: 5ms, restart: n1}, {when: leader elected, within: heartbeat, crash: n1}]")
	for _, test := range []struct {
		override string
		want     time.Duration
	}{
		{"pre_vote=false", 75 * ms}, {"election_timeout=12ms-24ms", 6 * ms}, {"heartbeat=4ms", 4 * ms},
	} {
		if err := s.Set([]string{test.override}); err != nil {
			t.Fatal(err)
		}
		plan := s.Script()
		diff(t, plan.Cluster.Heartbeat, test.want)
		crash := script.CrashAction{Nodes: named(1)}
		diff(t, plan.Steps, []script.Step{
			{At: time.Second, Within: test.want, Trigger: plan.Steps[0].Trigger, Do: crash},
			{When: script.Condition{Kind: script.StepBefore}, After: 5 * ms, Trigger: plan.Steps[1].Trigger, Do: script.RestartAction{Nodes: named(1)}},
			{When: script.Condition{Kind: script.Elected}, Within: test.want, Trigger: plan.Steps[2].Trigger, Do: crash},
		})
	}
}

// A heartbeat of half the timeout is a whole number of ticks.
func TestHalfHeartbeatInTicks(t *testing.T) {
	s := mustLoad(t, "cluster: {election_timeout: 151ms-300ms, heartbeat: half, tick: 1ms}")
	diff(t, s.Script().Cluster.Heartbeat, 75*ms)
}

// The slack of the timers is in every range that is drawn from, and told beside it.
func TestTimerSlack(t *testing.T) {
	s := mustLoad(t, "cluster: {election_timeout: 150ms-300ms, timer_slack: 2ms, node: {n2: {election_timeout: 200ms}, n3: {clock: 1.1}}}",
		"steps: [{at: 1s, election_timeout: {node: n1}}, {election_timeout: {node: n1, range: 160ms-170ms}}]")
	plan := s.Script()
	diff(t, plan.Cluster.ElectionTimeout, script.Range{Min: 150 * ms, Max: 302 * ms})
	diff(t, plan.Cluster.Node[0].ElectionTimeout, script.Range{Min: 200 * ms, Max: 202 * ms})
	diff(t, plan.Cluster.Node[1].ElectionTimeout, script.Range{})
	diff(t, plan.Steps[0].Do.(script.ElectionTimeoutAction).Range, script.Range{Min: 150 * ms, Max: 302 * ms})
	diff(t, plan.Steps[1].Do.(script.ElectionTimeoutAction).Range, script.Range{Min: 160 * ms, Max: 172 * ms})
	header := trace.Header{Parameters: s.Parameters()}
	for key, want := range map[string]string{"election_timeout": "150ms-300ms", "node.n2.election_timeout": "200ms", "timer_slack": "2ms"} {
		diff(t, header.Parameter(key), want)
	}
}

func TestTimerSlackHasALimit(t *testing.T) {
	_, err := Load("test.yaml", []byte("name: test\nuntil: 5s\ncluster: {timer_slack: 2s}\n"))
	if want := "test.yaml:3:24: timer_slack 2s is more than a second, and no timer is that late (write 50us)"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestWithinRefuses(t *testing.T) {
	for step, want := range map[string]string{
		"{at: 1s, within: 50ms, crash: n1}":              "within is always heartbeat (for any other span write a range: at: 1s-1.5s)",
		"{at: 1s, within: [heartbeat], crash: n1}":       "within is always heartbeat",
		"{at: 1s-2s, within: heartbeat, crash: n1}":      "within and a range are two spans for one moment (leave one out)",
		"{after: 1s-2s, within: heartbeat, crash: n1}":   "within and a range are two spans for one moment (leave one out)",
		"{at: 4980ms, within: heartbeat, crash: leader}": "this step is after the end of the run (until is 5s)",
	} {
		_, err := Load("test.yaml", []byte("name: test\nuntil: 5s\nsteps:\n  - "+step+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", step, err, want)
		}
	}
}
