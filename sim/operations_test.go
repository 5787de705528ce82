package sim_test

import (
	"fmt"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

func write(key, value string) script.Action {
	return script.WriteAction{Update: script.Update{Key: key, Value: value}}
}

func localRead(of script.Selector) script.Action {
	return script.ReadAction{To: of, Key: "x", Way: trace.LocalRead}
}

// told returns the results of the operations of a run: what was read, "done", "refused" or "open".
func told(t *testing.T, e engine.Engine, s *script.Script) (all []string) {
	t.Helper()
	log := &timeline.OperationLog{}
	if err := sim.New(e).Run(s, 1, log); err != nil {
		t.Fatal(err)
	}
	for _, o := range log.Operations() {
		switch {
		case o.Refused:
			all = append(all, "refused")
		case !o.Answered:
			all = append(all, "open")
		case o.Op == trace.ReadKey:
			all = append(all, o.Result)
		default:
			all = append(all, "done")
		}
	}
	return all
}

// A snapshot has the contents of the state machine and what it has applied of sessions: for a server that gets it, and for one that
// starts again from it.
func TestSnapshotsCarryTheStateMachine(t *testing.T) {
	s := led(3, 3*time.Second,
		script.Step{At: 100 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(3), kind(script.Others)}}},
		script.Step{At: 200 * ms, Do: write("x", "1")},
		script.Step{At: 250 * ms, Do: script.AppendAction{Update: script.Update{Key: "x", Value: "2", Session: 1}}},
		script.Step{At: 400 * ms, Do: script.CompactAction{Nodes: nodes(1, 2)}},
		script.Step{At: 500 * ms, Do: script.HealAction{}},
		script.Step{At: 1200 * ms, Do: localRead(nodes(3))},
		script.Step{At: 1300 * ms, Do: script.CrashAction{Nodes: nodes(2)}},
		script.Step{At: 1350 * ms, Do: script.RestartAction{Nodes: nodes(2)}},
		script.Step{At: 1350 * ms, Do: localRead(nodes(2))})
	if got, want := fmt.Sprint(told(t, etcdraft.Engine{}, s)), "[done done 12 12]"; got != want {
		t.Errorf("clients were told %s, want %s", got, want)
	}
}

// What becomes of an operation where its server is down, is paused, does not lead or ceases to.
func TestOperationsThatAreNotAnswered(t *testing.T) {
	isolate := script.PartitionAction{Groups: []script.Selector{nodes(1), kind(script.Others)}}
	read := func(way trace.ReadWay, of script.Selector) script.Action {
		return script.ReadAction{To: of, Key: "x", Way: way}
	}
	for name, c := range map[string]struct {
		do   []script.Action // 50 ms apart
		want string
	}{
		"of a follower":      {[]script.Action{read(trace.ReadIndex, nodes(2)), read(trace.LogRead, nodes(2))}, "[refused refused]"},
		"of a server down":   {[]script.Action{script.CrashAction{Nodes: nodes(2)}, localRead(nodes(2)), read(trace.LogRead, nodes(2))}, "[refused refused]"},
		"of a paused server": {[]script.Action{script.PauseAction{Nodes: nodes(1)}, localRead(nodes(1)), read(trace.ReadIndex, nodes(1)), read(trace.LogRead, nodes(1))}, "[open open open]"},
		"of a lonely leader": {[]script.Action{write("x", "1"), isolate, read(trace.ReadIndex, nodes(1)), localRead(nodes(1)), read(trace.LogRead, nodes(1))}, "[done open 1 open]"},
		"of nobody":          {[]script.Action{script.CrashAction{Nodes: kind(script.All)}, write("x", "1"), localRead(kind(script.TheLeader))}, "[refused refused]"},
		"while it crashes":   {[]script.Action{isolate, read(trace.ReadIndex, nodes(1)), script.CrashAction{Nodes: nodes(1)}}, "[open]"},
		"asked again": {[]script.Action{script.PauseAction{Nodes: nodes(1)}, script.ReadAction{To: nodes(1), Key: "x", Way: trace.ReadIndex, Retry: 100 * ms},
			script.ResumeAction{Nodes: nodes(1)}}, "[]"},
	} {
		for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
			s := led(3, 2*time.Second)
			for i, do := range c.do {
				s.Steps = append(s.Steps, script.Step{At: 200*ms + time.Duration(i)*50*ms, Do: do})
			}
			if got := fmt.Sprint(told(t, e, s)); got != c.want {
				t.Errorf("%s, %s: %s, want %s", e.Name(), name, got, c.want)
			}
		}
	}
}

// A client that has no answer asks whoever leads by then. Without a session its command is applied again, with one it is not; and
// reads by every way then find it.
func TestAskingAgain(t *testing.T) {
	for session, want := range []string{"[done aa aa aa]", "[done a a a]"} {
		for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
			s := led(3, 3*time.Second,
				script.Step{At: 200 * ms, Do: script.CutAction{From: kind(script.Others), To: nodes(1)}},
				script.Step{At: 200 * ms, Do: script.AppendAction{Update: script.Update{Key: "x", Value: "a", Retry: 500 * ms, Session: uint64(session)}}},
				script.Step{At: 260 * ms, Do: script.CrashAction{Nodes: nodes(1)}},
				script.Step{At: 300 * ms, Do: script.TimeoutAction{Nodes: nodes(2)}})
			for i, way := range []trace.ReadWay{trace.LocalRead, trace.ReadIndex, trace.LogRead} {
				s.Steps = append(s.Steps, script.Step{At: 2*time.Second + time.Duration(i)*50*ms, Do: script.ReadAction{Key: "x", Way: way}})
			}
			if got := fmt.Sprint(told(t, e, s)); got != want {
				t.Errorf("%s, session %d: clients were told %s, want %s", e.Name(), session, got, want)
			}
		}
	}
}
