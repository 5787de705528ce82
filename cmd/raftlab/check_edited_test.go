package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// rewritten is what one edit makes of a trace: it changes an event, or drops it. Crc, seq and digest are right.
type rewritten struct {
	name string
	edit func(e *trace.Event) (keep bool)
	code int
	want string // in what raftlab check says
}

func changing(kind trace.Kind, node trace.NodeID, index trace.Index, change func(e *trace.Event)) func(*trace.Event) bool {
	return func(e *trace.Event) bool {
		if e.Kind == kind && e.Node == node && e.Index == index {
			change(e)
		}
		return true
	}
}

func dropping(those func(e *trace.Event) bool) func(*trace.Event) bool {
	return func(e *trace.Event) bool { return !those(e) }
}

func toIndex(to trace.Index) func(e *trace.Event) { return func(e *trace.Event) { e.Index = to } }

// The run of testdata/edited.yaml: n1 leads, writes three entries in a minority, crashes, and finds others when it is back.
var edits = []rewritten{
	{"nothing", func(*trace.Event) bool { return true }, exitHeld, ""},
	{"the leader commits too much", changing(trace.Committed, 1, 1, toIndex(9)), exitViolated,
		"n1 committed index 9 in term 1, but its log ends with (1,1)"},
	{"a follower commits too much", changing(trace.Committed, 4, 3, toIndex(9)), exitViolated,
		"n4 takes index 9 for committed, but its log ends with (2,3)"},
	{"a follower applies too much", changing(trace.AppliedTo, 4, 3, toIndex(9)), exitViolated,
		"n4 applied up to index 9, but its log ends with (2,3)"},
	{"nobody appended index 2", dropping(func(e *trace.Event) bool { return e.Kind == trace.Appended && e.Index == 2 }),
		exitViolated, "appended index 3, but its log ended at index 1: it has a gap"},
	{"one server did not append index 1", dropping(func(e *trace.Event) bool {
		return e.Kind == trace.Appended && e.Node == 3 && e.Index == 1
	}), exitViolated, "n3 has a log up to (1,1) on its disk, but its log ends with (0,0)"},
	{"an append that leaves a gap", changing(trace.Appended, 4, 3, toIndex(7)), exitViolated,
		"n4 appended index 7, but its log ended at index 2: it has a gap"},
	{"no truncations", dropping(func(e *trace.Event) bool { return e.Kind == trace.Truncated }), exitViolated,
		"n1 appended index 2, but its log had entries up to index 4, which were not truncated"},
	{"a disk with more than the log", func(e *trace.Event) bool {
		if e.Kind == trace.Synced && e.Node == 4 && e.Last.Index == 1 {
			e.Last.Index = 8
		}
		return true
	}, exitViolated, "n4 has a log up to (1,8) on its disk, but its log ends with (1,1)"},
	{"a restart with more than the disk", func(e *trace.Event) bool {
		if e.Kind == trace.FaultMade && e.Fault == trace.Restart {
			e.Last.Index = 9
		}
		return true
	}, exitViolated, "n1 had a log up to (1,4) on its disk and starts again with one up to (1,9)"},
	{"no stop", dropping(func(e *trace.Event) bool { return e.Kind == trace.Stopped }), exitUsage, "the stop event is missing"},
	{"no final verdicts", dropping(func(e *trace.Event) bool { return e.Kind == trace.Checked }), exitUsage,
		"the final check event of election safety is missing"},
	{"one final verdict less", dropping(func(e *trace.Event) bool { return e.Property == trace.LogMatching }), exitUsage,
		"the final check event of log matching is missing"},
	{"an event after the end", func(e *trace.Event) bool {
		if e.Kind == trace.Checked && e.Property == trace.SnapshotSafety {
			*e = trace.Event{Kind: trace.Stopped, Seq: e.Seq, At: e.At, Reason: trace.RunOver}
		}
		return true
	}, exitUsage, "an event follows the stop event"},
}

// Whoever edits a trace can make crc and digest anew, and still is found out.
func TestEditedTraces(t *testing.T) {
	for _, engine := range []string{"etcd", "textbook"} {
		var saved bytes.Buffer
		if code := executed(&saved, "run", "testdata/edited.yaml", "--engine", engine, "--trace", "-"); code != exitHeld {
			t.Fatalf("engine %s: exit code %d", engine, code)
		}
		for _, edit := range edits {
			t.Run(engine+"/"+edit.name, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "edited")
				if err := os.WriteFile(file, edit.apply(t, saved.Bytes()), 0o666); err != nil {
					t.Fatal(err)
				}
				var told bytes.Buffer
				if code := executed(&told, "check", file); code != edit.code || !strings.Contains(told.String(), edit.want) {
					t.Errorf("exit code %d, want %d and %q:\n%s", code, edit.code, edit.want, &told)
				}
			})
		}
	}
}

// executed does a command of raftlab, and adds to what it prints the message with which it ends.
func executed(printed *bytes.Buffer, args ...string) int {
	c := &console{out: newBufferedOutput(printed, "the test"), err: io.Discard, lang: lang.English}
	root := newRoot(c)
	root.SetArgs(args)
	err := root.Execute()
	if flushed := c.out.Flush(); flushed != nil {
		return exitEnvironment
	}
	if err != nil {
		printed.WriteString(message(err, lang.English))
	}
	return exitCode(err)
}

func (r *rewritten) apply(t *testing.T, saved []byte) []byte {
	from, err := trace.NewReader(bytes.NewReader(saved), "saved")
	if err != nil {
		t.Fatal(err)
	}
	var made bytes.Buffer
	to, err := trace.NewWriter(&made, from.Header())
	if err != nil {
		t.Fatal(err)
	}
	seq := uint64(0)
	for {
		e, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if edited := *e; r.edit(&edited) {
			seq++
			edited.Seq = seq
			to.Observe(&edited)
		}
	}
	if _, err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return made.Bytes()
}
