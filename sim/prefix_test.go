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
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

var fsync = chance.Fixed(30 * ms)

// anyAction has an action of every type. SettleAction stands apart: it says that up to it all seeds give the same run.
var anyAction = []script.Action{
	script.CrashAction{Nodes: nodes(1)}, script.RestartAction{Nodes: kind(script.Crashed)}, script.PauseAction{Nodes: nodes(2)},
	script.ResumeAction{Nodes: kind(script.Paused)}, script.PartitionAction{Groups: []script.Selector{nodes(1), kind(script.Others)}},
	script.HealAction{}, script.HealLinkAction{From: nodes(1), To: kind(script.Others)},
	script.DropAction{OneMessage: script.OneMessage{Message: 40}}, script.DuplicateAction{OneMessage: script.OneMessage{Message: 40}},
	script.HoldAction{OneMessage: script.OneMessage{Message: 40}, For: ms}, script.DeliverAction{OneMessage: script.OneMessage{Message: 40}},
	script.CutAction{From: nodes(1), To: kind(script.Others)}, script.NetworkAction{},
	script.LinkAction{From: nodes(1), To: kind(script.Others)}, script.ClockAction{Nodes: kind(script.All), Rate: 900_000},
	script.TimeoutAction{Nodes: nodes(1)}, script.ElectionTimeoutAction{Nodes: nodes(1), Range: script.Range{Min: time.Second, Max: time.Second}},
	script.DiskAction{Nodes: nodes(1), Fsync: &fsync}, script.DiskAction{Nodes: nodes(1), Fault: trace.ForgetHardState},
	script.DiskAction{Nodes: nodes(1), Fault: trace.LoseUnsynced}, script.DiskAction{Nodes: nodes(1), Stall: time.Second},
	script.ProposeAction{Command: "late"}, script.TransferAction{To: nodes(1)}, script.ChangeAction{Learn: []trace.NodeID{1}},
	script.ReadAction{Key: "x"}, script.WriteAction{Update: script.Update{Key: "x", Value: "1"}},
	script.AppendAction{Update: script.Update{Key: "x", Value: "a", Session: 1, Retry: 100 * ms}},
	script.CompactAction{Nodes: nodes(1)}, script.NoteAction{}, script.SettleAction{},
}

// The table has every type, so that a new action is tested as well.
func TestAnyActionHasEveryType(t *testing.T) {
	has := map[string]bool{}
	for _, a := range anyAction {
		has[strings.TrimPrefix(fmt.Sprintf("%T", a), "script.")] = true
	}
	files, _ := filepath.Glob("script/*.go")
	if len(files) == 0 {
		t.Fatal("the actions are elsewhere")
	}
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

func linesBefore(t *testing.T, w *sim.World, s *script.Script, seed uint64, until time.Duration) []byte {
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
				if _, ok := do.(script.SettleAction); ok {
					continue
				}
				longer := *s
				longer.Steps = append(s.Steps[:len(s.Steps):len(s.Steps)], script.Step{At: at, Do: do})
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
	seen := map[string]script.Action{}
	for _, a := range append(anyAction, script.DiskAction{Nodes: nodes(1), Fault: trace.HonestDisk}, script.CrashAction{Nodes: nodes(2)},
		script.ChangeAction{Add: []trace.NodeID{1}}, script.ChangeAction{Add: []trace.NodeID{1}, Joint: true}, script.ReadAction{Key: "x", Way: trace.LogRead},
		script.ProposeAction{Command: "late", Count: 2}) {
		if other, ok := seen[a.String()]; ok || a.String() == "" {
			t.Errorf("%#v and %#v print %q", a, other, a)
		}
		seen[a.String()] = a
	}
}
