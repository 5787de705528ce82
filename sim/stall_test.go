package sim_test

import (
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// stalled returns a leader n1 that writes while its disk completes nothing for two seconds.
func stalled() *script.Script {
	s := led(3, 4*time.Second,
		script.Step{At: 500 * ms, Do: script.DiskAction{Nodes: nodes(1), Stall: 2 * time.Second}},
		script.Step{At: 500 * ms, Do: script.ProposeAction{Command: "x", To: nodes(1)}},
		script.Step{At: 510 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(1), kind(script.Others)}}})
	s.Cluster.CheckQuorum = true
	return s
}

// On the etcd engine a leader that waits for its disk neither steps down nor sends anything until the disk
// answers; then its ticks go on. On the textbook engine it steps down in time.
func TestTicksStandStillBehindAStalledDisk(t *testing.T) {
	for name, r := range bothEngines(t, map[string]*sim.World{}, stalled(), 1) {
		down := r.where(trace.RoleChange, at(1), became(trace.Follower), why(trace.QuorumLost))
		if len(down) != 1 {
			t.Fatalf("%s: n1 steps down %d times", name, len(down))
		}
		waited := down[0].At > 2500*ms
		if waited != (name == etcdraft.Name) {
			t.Errorf("%s: n1 steps down at %v", name, down[0].At)
		}
		for _, e := range r.events {
			if e.At > 501*ms && e.At < 2500*ms && e.Node == 1 && (e.Kind == trace.Sent || e.Kind == trace.Synced) {
				t.Errorf("%s: n1 does this while its disk stalls: %+v", name, e)
			}
		}
	}
}

// A server that has nothing to write notices nothing of a disk that stalls.
func TestAStalledDiskIsNotNoticedWithoutAWrite(t *testing.T) {
	s := led(3, 3*time.Second, script.Step{At: 500 * ms, Do: script.DiskAction{Nodes: kind(script.All), Stall: 2 * time.Second}})
	for name, r := range bothEngines(t, map[string]*sim.World{}, s, 1) {
		if lost := r.where(trace.ClusterLed, why(trace.LeaderDeposed)); len(lost) > 0 {
			t.Errorf("%s: %+v", name, lost)
		}
	}
}

// The report of a snapshot takes the time of a message, so the snapshot is sent once.
func TestASnapshotIsSentOnce(t *testing.T) {
	s := led(3, 3*time.Second,
		script.Step{At: 600 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(3), kind(script.Others)}}},
		script.Step{At: 610 * ms, Do: script.ProposeAction{Command: "x", Count: 5, Every: 10 * ms}},
		script.Step{At: time.Second, Do: script.CompactAction{Nodes: kind(script.TheLeader)}},
		script.Step{At: 1100 * ms, Do: script.HealAction{}})
	for seed := range uint64(50) {
		r := run(t, s, seed)
		sent := r.where(trace.Sent, func(e *trace.Event) bool { return e.Message == trace.Snapshot })
		if len(sent) > 1 && sent[1].Peer == sent[0].Peer && sent[1].At-sent[0].At < 50*ms {
			t.Errorf("seed %d: the snapshot is sent at %v and again at %v", seed, sent[0].At, sent[1].At)
		}
	}
}

// A server that has taken a snapshot, and is told to compact its log before that snapshot is on its disk, has nothing to
// compact: its log is the snapshot.
func TestASnapshotUnderWayIsNotCompacted(t *testing.T) {
	slowDisk := chance.Fixed(50 * ms)
	s := led(2, 2*time.Second,
		script.Step{At: 600 * ms, Do: script.CutAction{From: nodes(1), To: nodes(2)}},
		script.Step{At: 610 * ms, Do: script.ProposeAction{Command: "x", Count: 5, Every: 10 * ms}},
		script.Step{At: time.Second, Do: script.CompactAction{Nodes: nodes(1)}},
		script.Step{At: 1050 * ms, Do: script.DiskAction{Nodes: nodes(2), Fsync: &slowDisk}},
		script.Step{At: 1100 * ms, Do: script.HealAction{}})
	s.Cluster.Voters, s.Cluster.Learners = []trace.NodeID{1}, []trace.NodeID{2}
	waiting := 0
	for at := 1110 * ms; at < 1300*ms; at += 2 * ms {
		once := *s
		once.Steps = append(slices.Clone(s.Steps), script.Step{At: at, Do: script.CompactAction{Nodes: nodes(2)}})
		r := run(t, &once, 1)
		r.noViolation(t)
		if restored, synced := r.where(trace.Restored), r.where(trace.Synced, func(e *trace.Event) bool { return e.Node == 2 }); len(restored) > 0 && restored[0].At < at {
			if after := synced[slices.IndexFunc(synced, func(e trace.Event) bool { return e.At > restored[0].At })]; at < after.At {
				waiting++
			}
		}
	}
	if waiting == 0 {
		t.Error("no compaction came while the snapshot was under way")
	}
}
