package labdir

import (
	"time"

	"raftlab/sim/lang"
)

// Timers are how the members of a lab time their elections, as the flags of etcd say it. The zero value stands for
// [FastTimers].
type Timers struct {
	Heartbeat time.Duration `json:"heartbeat_ns"` // a tick too; whole milliseconds
	Election  time.Duration `json:"election_ns"`  // the least wait for a leader; whole milliseconds
	NoPreVote bool          `json:"no_pre_vote,omitempty"`
}

// FastTimers are those of a lab of which nothing else is asked. kubeadm leaves etcd's own, 100 ms and 1 s. Here
// everything is on one machine, and a student should not wait a second for each election: a fifth of
// both keeps their relation and lets a lab be healthy well below a second. An election timeout of
// 200 ms to 400 ms is still far above the fsync of a laptop's disk.
var FastTimers = Timers{Heartbeat: 20 * time.Millisecond, Election: 200 * time.Millisecond}

// HeartbeatsInElection is how many heartbeats are in etcd's election timeout, if nobody says another.
const HeartbeatsInElection = 10

// What etcd takes (embed.Config.Validate).
const (
	leastHeartbeats = 5
	longestElection = 50 * time.Second
)

// Check refuses what etcd would refuse when it starts.
func (t Timers) Check() error {
	for _, one := range []struct {
		flag  string
		value time.Duration
	}{{"heartbeat", t.Heartbeat}, {"election-timeout", t.Election}} {
		if one.value <= 0 || one.value%time.Millisecond != 0 {
			return lang.Errorf("--%s %v: etcd counts in whole milliseconds, at least one (write 100ms)",
				"--%s %v：etcd 以整毫秒计，至少一毫秒（请写 100ms）", one.flag, one.value)
		}
	}
	switch {
	case t.Election < leastHeartbeats*t.Heartbeat:
		return lang.Errorf("--election-timeout %v: etcd wants at least %d heartbeats of %v in it (write %v, ten of them)",
			"--election-timeout %v：etcd 要求其中至少有 %d 个 %v 的心跳（请写 %v，即十个）",
			t.Election, leastHeartbeats, t.Heartbeat, HeartbeatsInElection*t.Heartbeat)
	case t.Election > longestElection:
		return lang.Errorf("--election-timeout %v: etcd takes at most %v (write a shorter --heartbeat or --election-timeout)",
			"--election-timeout %v：etcd 至多接受 %v（请写更短的 --heartbeat 或 --election-timeout）", t.Election, longestElection)
	}
	return nil
}

// Ticks is how many heartbeats the least wait for a leader has: etcd counts both in ticks of a heartbeat, and leaves
// a remainder out.
func (t Timers) Ticks() int { return int(t.Election / t.Heartbeat) }

// Longest is the longest wait for a leader that etcd draws: one tick less than twice the least.
//
// Reference: raft.resetRandomizedElectionTimeout draws from T to 2T-1 ticks.
func (t Timers) Longest() time.Duration { return time.Duration(2*t.Ticks()-1) * t.Heartbeat }

// Shortest is the shortest wait for a leader that etcd draws.
func (t Timers) Shortest() time.Duration { return time.Duration(t.Ticks()) * t.Heartbeat }
