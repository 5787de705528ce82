package etcdraft

import (
	"os"
	"reflect"
	"regexp"
	"testing"

	etcd "go.etcd.io/raft/v3"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// tested is the version of the library that this package has been held against.
const tested = "v3.7.0"

func TestTheSeamIsTestedAgainstTheVersionInUse(t *testing.T) {
	file, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`go\.etcd\.io/raft/v3 (\S+)`).FindSubmatch(file)
	if found == nil {
		t.Fatal("go.mod does not require go.etcd.io/raft/v3")
	}
	if got := string(found[1]); got != tested {
		t.Errorf(`go.mod requires go.etcd.io/raft/v3 %s; this package was tested against %s.
To upgrade: run the tests of this package and mend explain.go and fields.go until only this one fails. Compare in raft.go of
both versions the sentences in explain.go, the order of the tests for a vote (denialReason), and where electionElapsed is set
(node.call). Then change the constant tested here, and expect that traces made before differ.`, got, tested)
	}
}

func TestTheFieldsReadAreOfTheRightKind(t *testing.T) {
	raw, err := etcd.NewRawNode(&etcd.Config{ID: 1, ElectionTick: 10, HeartbeatTick: 1, MaxInflightMsgs: 1,
		Storage: etcd.NewMemoryStorage(), Logger: &explainer{silent: true}})
	if err != nil {
		t.Fatal(err)
	}
	f := fieldsOf(raw)
	for name, field := range map[string]struct {
		got  reflect.Value
		want reflect.Kind
	}{
		"electionElapsed": {f.election, reflect.Int}, "heartbeatElapsed": {f.heartbeat, reflect.Int},
		"lead": {f.lead, reflect.Uint64}, "state": {f.state, reflect.Uint64},
		"Term": {f.term, reflect.Uint64}, "Vote": {f.ballot, reflect.Uint64},
	} {
		if field.got.Kind() != field.want {
			t.Errorf("field %s of the library's raft is %v, want %v", name, field.got.Kind(), field.want)
		}
	}
}

// The numbers read through the seam are those that the library reports where it does report them,
// and the counters are counted as the library counts.
func TestTheFieldsReadAreTheRightOnes(t *testing.T) {
	l := newLab(t, 3, checkQuorum)
	l.elect(2)
	l.n(1).pass(3)
	l.n(2).pass(3)
	for _, m := range l.members {
		n := m.node.(*node)
		status, f := n.raw.BasicStatus(), &n.fields
		if f.currentTerm() != toTerm(status.GetTerm()) || f.vote() != trace.NodeID(status.GetVote()) ||
			f.leader() != trace.NodeID(status.Lead) || f.isLeader() != (status.RaftState == etcd.StateLeader) {
			t.Errorf("%v: read term %d, vote %v, leader %v, leads %t; the library reports %+v",
				m.id, f.currentTerm(), f.vote(), f.leader(), f.isLeader(), status)
		}
	}
	if got := l.n(1).node.(*node).fields.electionElapsed(); got != 3 {
		t.Errorf("after 3 ticks the follower's counter is %d", got)
	}
	leader := &l.n(2).node.(*node).fields
	if e, h := leader.electionElapsed(), leader.heartbeatElapsed(); e != 3 || h != 1 {
		t.Errorf("after 3 ticks, heartbeats every 2, the leader's counters are %d and %d, want 3 and 1", e, h)
	}
}

func TestAFieldThatIsNotThereIsToldAtOnce(t *testing.T) {
	defer func() {
		want := "etcdraft: raft.RawNode has no field raftt: this version of the library is not supported"
		if got := recover(); got != want {
			t.Errorf("panic %q, want %q", got, want)
		}
	}()
	mustField(reflect.TypeFor[etcd.RawNode](), "raftt")
}

func TestTheEngineHasAName(t *testing.T) {
	var e engine.Engine = Engine{}
	if e.Name() != "etcd" {
		t.Errorf("the engine is called %q", e.Name())
	}
}
