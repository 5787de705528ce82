package etcdraft

import (
	"fmt"
	"slices"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

type nodes = []trace.NodeID

// newcomer boots one more server, whose disk knows the first configuration only.
func (l *lab) newcomer() *member { return l.add(engine.Durable{Snapshot: l.n(1).disk.Snapshot}) }

// beat lets a leader's heartbeats go out and everything follow.
func (l *lab) beat(leader *member) {
	leader.pass(leader.config.HeartbeatTicks)
	l.run()
}

// texts lists the changes of the configuration in a server's log.
func (m *member) texts() (texts []string) {
	for _, e := range m.disk.Entries {
		if e.Kind == trace.ConfigChange {
			texts = append(texts, fmt.Sprintf("%d: %s", e.Index, e.Text))
		}
	}
	return texts
}

func TestASingleChangeTakesEffectWhenItIsApplied(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	l.newcomer()
	if !leader.change(engine.Change{Learn: nodes{4}}) {
		t.Fatal("the change is refused")
	}
	leader.expect()
	l.run()
	l.beat(leader)
	for _, id := range (nodes{1, 2, 3}) {
		l.n(id).told = slices.DeleteFunc(l.n(id).told, func(s string) bool { return s[:6] == "timer:" })
		l.n(id).expect("config: voters [n1 n2 n3] outgoing [] learners [n4]")
	}
	if got := l.n(4).disk.Last(); got != leader.disk.Last() {
		t.Errorf("the learner's log ends at %v, the leader's at %v", got, leader.disk.Last())
	}
	leader.change(engine.Change{Add: nodes{4}}) // the learner becomes a voter
	l.run()
	leader.change(engine.Change{Remove: nodes{2}})
	l.run()
	leader.expect("config: voters [n1 n2 n3 n4] outgoing [] learners []", "config: voters [n1 n3 n4] outgoing [] learners []")
	if got, want := leader.texts(), []string{"2: learn n4", "3: add n4", "4: remove n2"}; !slices.Equal(got, want) {
		t.Errorf("the log holds the changes %v, want %v", got, want)
	}
}

func TestALearnerDoesNotCountForAQuorum(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	l.newcomer()
	leader.change(engine.Change{Learn: nodes{4}})
	l.run()
	leader.propose("x")
	l.run(to(2), to(3))
	l.lose()
	if got := leader.work.Commit; got != 2 {
		t.Errorf("with the learner's answer alone the leader committed up to %d, want 2", got)
	}
}

// A joint change is left by the leader itself, once it is applied.
func TestAJointChangeIsLeftByItself(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	l.newcomer()
	if !leader.change(engine.Change{Add: nodes{4}, Remove: nodes{2}, Joint: true}) {
		t.Fatal("the change is refused")
	}
	l.run()
	leader.expect("config: voters [n1 n3 n4] outgoing [n1 n2 n3] learners []",
		"config: voters [n1 n3 n4] outgoing [] learners []")
	if got, want := leader.texts(), []string{"2: add n4, remove n2", "3: leave joint"}; !slices.Equal(got, want) {
		t.Errorf("the log holds the changes %v, want %v", got, want)
	}
}

func TestOneChangeMayBeJoint(t *testing.T) {
	for _, joint := range []bool{false, true} {
		l := newLab(t, 3)
		leader := l.elect(1)
		leader.change(engine.Change{Remove: nodes{3}, Joint: joint})
		l.run()
		want := []string{"config: voters [n1 n2] outgoing [] learners []"}
		if joint {
			want = []string{"config: voters [n1 n2] outgoing [n1 n2 n3] learners []", want[0]}
		}
		leader.expect(want...)
	}
}

func TestSeveralChangesAtOnceAreAlwaysJoint(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.change(engine.Change{Remove: nodes{2}, Learn: nodes{3}})
	l.run()
	leader.expect("config: voters [n1] outgoing [n1 n2 n3] learners [] next [n3]", "config: voters [n1] outgoing [] learners [n3]")
}

// The library puts an empty entry in the place of a change that it refuses.
func TestAChangeThatDoesNotFitIsRefused(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	if !leader.change(engine.Change{Learn: nodes{4}}) {
		t.Fatal("the first change is refused")
	}
	if leader.change(engine.Change{Learn: nodes{5}}) {
		t.Error("a change is accepted while another is not applied")
	}
	log := leader.disk.Entries
	if last := log[len(log)-1]; last.Index != 3 || last.Kind != trace.NoOp {
		t.Errorf("the refused change left %+v", last)
	}
	l.run(to(4), to(5))
	if !leader.change(engine.Change{Learn: nodes{5}}) {
		t.Error("a change is refused though nothing is under way")
	}
	for _, id := range (nodes{2, 3}) {
		if l.n(id).change(engine.Change{Learn: nodes{5}}) || l.n(id).propose("x") {
			t.Errorf("%v accepts requests and does not lead", id)
		}
	}
}

func TestAChangeOfNothingIsRefused(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.change(engine.Change{Remove: nodes{2}, Joint: true})
	l.run(func(m *engine.Message) bool { return m.Kind == trace.Append && m.Index == 3 }) // that leaves it
	last := leader.disk.Last()
	for _, joint := range []bool{false, true} {
		if leader.change(engine.Change{Joint: joint}) || leader.disk.Last() != last {
			t.Errorf("joint %t: accepted, or appended up to %v", joint, leader.disk.Last())
		}
	}
}

func TestALeaderThatIsRemovedStepsDown(t *testing.T) {
	for name, change := range map[string]engine.Change{
		"removed": {Remove: nodes{1}}, "demoted": {Learn: nodes{1}}, "in a joint change": {Remove: nodes{1}, Joint: true}} {
		l := newLab(t, 3)
		leader := l.elect(1)
		leader.change(change)
		l.run()
		want := []string{"follower in term 1: removed by  ", "timer: removed by , new draw true"}
		end := len(leader.told) - 1
		if end < 2 || !slices.Equal(leader.told[end-2:end], want) {
			t.Errorf("%s: told %q, want %q before the last configuration", name, leader.told, want)
		}
		if leader.propose("x") {
			t.Errorf("%s: it still accepts commands", name)
		}
	}
}

func TestAFollowerThatIsFarBehindGetsTheSnapshot(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	for range 5 {
		leader.propose("x")
		l.run(to(3))
		l.lose()
	}
	taken := leader.compact(42)
	if taken.Index != 6 || taken.Term != 1 || taken.State != 42 || !slices.Equal(taken.Config.Voters, nodes{1, 2, 3}) {
		t.Fatalf("compacted to %+v, want index 6 of term 1", taken)
	}
	if again := leader.compact(43); again.Index != 0 {
		t.Errorf("there is nothing to compact, and still: %+v", again)
	}
	sent := false
	l.n(3).pass(1)
	leader.pass(2)
	l.run(func(m *engine.Message) bool { sent = sent || m.Kind == trace.Snapshot && m.Index == 6; return false })
	late := l.n(3)
	if !sent || late.disk.Snapshot.Index != 6 || late.disk.Snapshot.State != 42 || len(late.disk.Entries) != 0 {
		t.Fatalf("n3's disk holds %+v (snapshot sent: %t)", late.disk, sent)
	}
	late.expect("timer: heartbeat by n1, new draw false", "config: voters [n1 n2 n3] outgoing [] learners []")
	leader.tell(func(n engine.Node) { n.SnapshotSent(3, true) })
	leader.propose("after")
	l.run()
	if late.disk.Last() != leader.disk.Last() {
		t.Errorf("n3's log ends at %v, the leader's at %v", late.disk.Last(), leader.disk.Last())
	}
}

func TestALostSnapshotIsSentAgain(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("x")
	l.run(to(3))
	l.lose()
	leader.compact(1)
	for try := range 3 {
		leader.pass(2)
		l.run(of(trace.Snapshot))
		if len(l.mail) != 1 {
			t.Fatalf("try %d: %d snapshots under way, want 1", try, len(l.mail))
		}
		l.lose()
		leader.tell(func(n engine.Node) { n.SnapshotSent(3, false) })
	}
}

// With the news that a snapshot has arrived the leader goes on behind it, even if the answer is lost.
func TestAfterASnapshotTheLeaderGoesOnWithEntries(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.change(engine.Change{Learn: nodes{4}})
	l.run(to(3), to(4))
	l.lose()
	leader.compact(1)
	leader.pass(2)
	l.run(to(4), func(m *engine.Message) bool { return m.Kind == trace.AppendReply && m.From == 3 && m.Granted })
	l.lose()
	late := l.n(3)
	late.expect("config: voters [n1 n2 n3] outgoing [] learners [n4]")
	leader.tell(func(n engine.Node) { n.SnapshotSent(3, true) })
	leader.propose("x")
	l.lose()
	leader.pass(2)
	again := false
	l.run(to(4), func(m *engine.Message) bool { again = again || m.Kind == trace.Snapshot; return false })
	l.run(to(4))
	leader.pass(2)
	l.run(to(4))
	if again || late.work.Commit != 3 {
		t.Errorf("the snapshot was sent again: %t; n3 committed up to %d, want 3", again, late.work.Commit)
	}
	if taken := late.compact(2); taken.Index != 3 || !slices.Equal(taken.Config.Learners, nodes{4}) {
		t.Errorf("n3's own snapshot is %+v, want index 3 with the learner n4", taken)
	}
	late.restart()
	late.get(heartbeat(1, 1))
	if late.work.Commit != 3 {
		t.Errorf("after a restart from its snapshot its commit index is %d, want 3", late.work.Commit)
	}
}

// A server restarts with term, vote, log and the snapshot's configuration, as a follower that
// knows of no commit beyond its snapshot.
func TestAServerRestartsFromItsDisk(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.propose("a")
	l.run()
	leader.compact(1)
	leader.change(engine.Change{Learn: nodes{4}})
	l.run(to(4))
	l.lose()
	leader.told = nil
	leader.restart()
	leader.expect("config: voters [n1 n2 n3] outgoing [] learners []")
	leader.applied = nil
	leader.get(heartbeat(2, 1)) // there is no such leader; it must not commit by this
	if leader.role() != trace.Follower || len(leader.applied) != 0 {
		t.Errorf("after a restart it is %v and applies %v", leader.role(), leader.applied)
	}
	l.lose()
	l.n(2).campaign()
	l.run(to(4))
	if got := leader.told[len(leader.told)-1]; got != "config: voters [n1 n2 n3] outgoing [] learners [n4]" {
		t.Errorf("when it learns of the commit it is told %q", got)
	}
	if last := leader.applied[len(leader.applied)-1].Index; last != l.n(2).disk.Last().Index {
		t.Errorf("it applied up to %d, the leader's log ends at %d", last, l.n(2).disk.Last().Index)
	}
}

// Every configuration that a snapshot can hold is one that a server can boot from.
func TestAServerRestartsInsideAJointChange(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.change(engine.Change{Remove: nodes{2}, Learn: nodes{3}, Joint: true})
	l.run(func(m *engine.Message) bool { return m.Kind == trace.Append && m.Index == 3 }) // that leaves it
	leader.expect("config: voters [n1] outgoing [n1 n2 n3] learners [] next [n3]")
	leader.compact(1)
	leader.restart()
	if err := leader.node.Err(); err != nil {
		t.Fatal(err)
	}
	leader.expect("config: voters [n1] outgoing [n1 n2 n3] learners [] next [n3]")

	leader.disk.Entries = nil // nobody has the entry that leaves the joint configuration
	leader.restart()
	l.lose()
	l.elect(1)
	if got := leader.disk.Entries; len(got) < 2 || got[1].Text != "leave joint" {
		t.Errorf("after a new election the joint configuration is not left: %+v", got)
	}
}
