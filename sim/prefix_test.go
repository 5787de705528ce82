package sim_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
)

var fsync = chance.Fixed(30 * ms)

// anyAction has an action of every type. SettleAction stands apart: it says that up to it all seeds give the same run.
var anyAction = []sim.Action{
	sim.CrashAction{Nodes: nodes(1)}, sim.RestartAction{Nodes: kind(sim.Crashed)}, sim.PauseAction{Nodes: nodes(2)},
	sim.ResumeAction{Nodes: kind(sim.Paused)}, sim.PartitionAction{Groups: []sim.Selector{nodes(1), kind(sim.Others)}},
	sim.HealAction{}, sim.CutAction{From: nodes(1), To: kind(sim.Others)}, sim.NetworkAction{},
	sim.LinkAction{From: nodes(1), To: kind(sim.Others)}, sim.ClockAction{Nodes: kind(sim.All), Rate: 900},
	sim.TimeoutAction{Nodes: nodes(1)}, sim.ElectionTimeoutAction{Nodes: nodes(1), Range: sim.Range{Min: time.Second, Max: time.Second}},
	sim.DiskAction{Nodes: nodes(1), Fsync: &fsync}, sim.DiskAction{Nodes: nodes(1), Fault: sim.ForgetHardState},
	sim.DiskAction{Nodes: nodes(1), Fault: sim.LoseUnsynced}, sim.DiskAction{Nodes: nodes(1), Stall: time.Second},
	sim.ProposeAction{Command: "late"}, sim.TransferAction{To: nodes(1)}, sim.ChangeAction{Learn: []trace.NodeID{1}},
	sim.CompactAction{Nodes: nodes(1)}, sim.NoteAction{}, sim.SettleAction{},
}

// The table has every type, so that a new action is tested as well.
func TestAnyActionHasEveryType(t *testing.T) {
	has := map[string]bool{}
	for _, a := range anyAction {
		has[strings.TrimPrefix(fmt.Sprintf("%T", a), "sim.")] = true
	}
	files, _ := filepath.Glob("*.go")
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				for _, s := range g.Specs {
					if name := s.(*ast.TypeSpec).Name.Name; strings.HasSuffix(name, "Action") && name != "Action" && !has[name] {
						t.Errorf("%s is not tested", name)
					}
				}
			}
		}
	}
}

// lines keeps the lines of a trace up to a moment, and drops the rest.
type lines struct {
	bytes.Buffer
	writer *trace.Writer
	until  time.Duration
}

func (l *lines) Observe(e *trace.Event) {
	if e.At < l.until {
		l.writer.Observe(e)
	}
}

func linesBefore(t *testing.T, w *sim.World, s *sim.Script, seed uint64, until time.Duration) []byte {
	t.Helper()
	l := &lines{until: until}
	var err error
	if l.writer, err = trace.NewWriter(&l.Buffer, &trace.Header{Format: trace.FormatVersion, Scenario: "test", Nodes: s.Cluster.Nodes}); err != nil {
		t.Fatal(err)
	}
	if err := w.Run(s, seed, l); err != nil {
		t.Fatal(err)
	}
	if _, err := l.writer.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Bytes()
}

// What a step does begins with the step: the run before it is the same, byte for byte, whatever is added.
func TestSoakAStepAddedLaterDoesNotChangeWhatWasBefore(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		w := sim.New(e)
		for seed := range uint64(min(*seeds, 200)) {
			s := schedule.For(e, schedule.Honest(seed))
			at := s.Until / 2
			want := linesBefore(t, w, s, seed, at)
			if len(want) < 1000 {
				t.Fatalf("seed %d: nothing happens", seed)
			}
			for _, do := range anyAction {
				if _, ok := do.(sim.SettleAction); ok {
					continue
				}
				longer := *s
				longer.Steps = append(s.Steps[:len(s.Steps):len(s.Steps)], sim.Step{At: at, Do: do})
				if longer.Validate() != nil {
					continue // it has fewer servers than the action names
				}
				if got := linesBefore(t, w, &longer, seed, at); !bytes.Equal(got, want) {
					t.Fatalf("%s, seed %d: with the step %q at %v the run is another before it", e.Name(), seed, do, at)
				}
			}
		}
	}
}

// No two actions print the same, and each begins with its own word.
func TestActionsPrintThemselves(t *testing.T) {
	seen := map[string]sim.Action{}
	for _, a := range append(anyAction, sim.DiskAction{Nodes: nodes(1), Fault: sim.HonestDisk}, sim.CrashAction{Nodes: nodes(2)},
		sim.ChangeAction{Add: []trace.NodeID{1}}, sim.ChangeAction{Add: []trace.NodeID{1}, Joint: true}, sim.ProposeAction{Command: "late", Count: 2}) {
		if other, ok := seen[a.String()]; ok || a.String() == "" {
			t.Errorf("%#v and %#v print %q", a, other, a)
		}
		seen[a.String()] = a
	}
}
