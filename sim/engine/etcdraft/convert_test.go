package etcdraft

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// sentences writes mail as people read it.
func sentences(mail []engine.Message) (lines []string) {
	for _, m := range mail {
		lines = append(lines, fmt.Sprintf("%v to %v: %v in term %d, prev %v, %d entries, index %d, commit %d, granted %t",
			m.From, m.To, m.Kind, m.Term, m.Prev, m.Entries, m.Index, m.Commit, m.Granted))
	}
	return lines
}

// expectMail compares the mail, and delivers it in its order.
func (l *lab) expectMail(want ...string) {
	l.tb.Helper()
	mail := l.mail
	if got := sentences(mail); !slices.Equal(got, want) {
		l.tb.Errorf("sent\n%q\nwant\n%q", got, want)
	}
	l.mail = nil
	for _, m := range mail {
		l.n(m.To).handle(m)
	}
}

func TestMessagesCarryTheFieldsOfThePaper(t *testing.T) {
	l := newLab(t, 2, preVote)
	l.n(1).campaign()
	l.expectMail("n1 to n2: request_pre_vote in term 1, prev (0,0), 0 entries, index 0, commit 0, granted false")
	l.expectMail("n2 to n1: pre_vote_reply in term 1, prev (0,0), 0 entries, index 0, commit 0, granted true")
	l.expectMail("n1 to n2: request_vote in term 1, prev (0,0), 0 entries, index 0, commit 0, granted false")
	l.expectMail("n2 to n1: vote_reply in term 1, prev (0,0), 0 entries, index 0, commit 0, granted true")
	l.expectMail("n1 to n2: append in term 1, prev (0,0), 1 entries, index 1, commit 0, granted false")
	l.expectMail("n2 to n1: append_reply in term 1, prev (0,0), 0 entries, index 1, commit 0, granted true")
	l.expectMail("n1 to n2: append in term 1, prev (1,1), 0 entries, index 0, commit 1, granted false")
	l.expectMail("n2 to n1: append_reply in term 1, prev (0,0), 0 entries, index 1, commit 0, granted true")
	l.n(1).pass(2)
	l.expectMail("n1 to n2: heartbeat in term 1, prev (0,0), 0 entries, index 0, commit 1, granted false")
	l.expectMail("n2 to n1: heartbeat_reply in term 1, prev (0,0), 0 entries, index 0, commit 0, granted false")
	l.n(1).tell(func(n engine.Node) { n.Transfer(2) })
	l.expectMail("n1 to n2: timeout_now in term 1, prev (0,0), 0 entries, index 0, commit 0, granted false")
	l.expectMail("n2 to n1: request_vote in term 2, prev (1,1), 0 entries, index 0, commit 0, granted false")
}

func TestAnAppendThatDoesNotFitIsRefused(t *testing.T) {
	l := newLab(t, 2)
	l.elect(1)
	l.n(1).propose("a")
	l.lose()
	l.n(1).propose("b")
	l.expectMail("n1 to n2: append in term 1, prev (1,2), 1 entries, index 3, commit 1, granted false")
	l.expectMail("n2 to n1: append_reply in term 1, prev (0,0), 0 entries, index 2, commit 0, granted false")
	l.expectMail("n1 to n2: append in term 1, prev (1,1), 2 entries, index 3, commit 1, granted false")
}

func TestSingleAppendSendsOneEntryAtATime(t *testing.T) {
	for _, single := range []bool{false, true} {
		l := newLab(t, 3, func(c *engine.Config) { c.SingleAppend = single })
		leader := l.elect(1)
		for range 5 {
			leader.propose("x")
		}
		l.lose()
		most := 0 // entries in a message, when those lost are sent again
		leader.pass(2)
		l.run(func(m *engine.Message) bool { most = max(most, m.Entries); return false })
		l.beat(leader)
		if (most == 1) != single || l.n(2).disk.Last() != leader.disk.Last() {
			t.Errorf("single %t: up to %d entries in a message; n2 ends at %v, the leader at %v",
				single, most, l.n(2).disk.Last(), leader.disk.Last())
		}
	}
}

func TestEntriesAreNoOpsCommandsOrChanges(t *testing.T) {
	l := newLab(t, 1)
	l.elect(1).propose("a")
	l.n(1).change(engine.Change{Add: nodes{2}, Learn: nodes{3}})
	var got []string
	for _, e := range l.n(1).disk.Entries {
		if e.Kind == trace.ConfigChange {
			e.Data = nil
		}
		got = append(got, fmt.Sprintf("(%d,%d) %v %q %s", e.Term, e.Index, e.Kind, e.Data, e.Text))
	}
	want := []string{`(1,1) no-op "" `, `(1,2) command "a" `, `(1,3) config "" add n2, learn n3`, `(1,4) config "" leave joint`}
	if !slices.Equal(got, want) {
		t.Errorf("the log holds %q, want %q", got, want)
	}
	for _, e := range l.n(1).disk.Entries {
		if again := toEntry(fromEntry(&e)); !reflect.DeepEqual(again, e) {
			t.Errorf("%+v comes back as %+v", e, again)
		}
	}
	if got := l.n(1).applied; len(got) != 3 || got[1].Kind != trace.Command || string(got[1].Data) != "a" {
		t.Errorf("applied %+v", got)
	}
}

func TestSnapshotsComeBackAsTheyWere(t *testing.T) {
	for _, config := range []trace.Config{
		{Voters: nodes{1}},
		{Voters: nodes{1, 2, 3}, Learners: nodes{4, 5}},
		{Voters: nodes{1, 2}, Outgoing: nodes{1, 3}, Learners: nodes{4}, LearnersNext: nodes{3}},
	} {
		s := engine.Snapshot{Index: 7, Term: 3, Config: config, State: 1<<63 + 5}
		if again := toSnapshot(fromSnapshot(&s)); !reflect.DeepEqual(again, s) {
			t.Errorf("%+v comes back as %+v", s, again)
		}
	}
}

// What the world must make durable: term and vote as they are, and the log, before the messages.
func TestWorkThatMustBeDurableIsMarked(t *testing.T) {
	l := newLab(t, 3)
	m := l.n(1)
	var w engine.Work
	take := func() bool {
		work := m.node.Work()
		if work != nil {
			w = *work
		}
		return work != nil
	}
	next := func() (sync bool, hard engine.HardState, entries int) {
		t.Helper()
		if !take() {
			t.Fatal("there is no work")
		}
		if take() {
			t.Fatal("there is more work before the first is done")
		}
		m.node.Done()
		return w.Sync, w.HardState, len(w.Entries)
	}
	m.node.Campaign(trace.ElectionTimeout)
	if sync, hard, _ := next(); !sync || hard != (engine.HardState{Term: 1, Vote: 1}) || len(w.Messages) != 2 {
		t.Errorf("a candidate's work is %+v", w)
	}
	vote := received(voteFor(2, 1))
	m.node.Step(&vote)
	if sync, hard, entries := next(); !sync || entries != 1 || hard.Term != 1 {
		t.Errorf("a new leader's work is %+v", w)
	}
	m.node.Advance(2)
	if sync, hard, entries := next(); sync || entries != 0 || hard.Vote != 1 {
		t.Errorf("the work of heartbeats is %+v", w)
	}
	if take() {
		t.Errorf("there is work without a cause: %+v", w)
	}
}

func TestAChangeIsClonedFromTheLibrary(t *testing.T) {
	l := newLab(t, 3)
	leader := l.elect(1)
	leader.change(engine.Change{Learn: nodes{4}})
	l.run(to(4))
	before := proto.Clone(leader.node.(*node).confState)
	state := leader.node.(*node).confState
	leader.change(engine.Change{Learn: nodes{5}})
	l.run(to(4), to(5))
	if !proto.Equal(state, before) {
		t.Errorf("the configuration kept for snapshots was changed to %v by a later change", state)
	}
}
