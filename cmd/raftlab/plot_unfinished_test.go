package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// A picture of a trace that does not go on to the end of its run is drawn with a remark.
func TestAPictureOfATraceWithoutItsEndHasARemark(t *testing.T) {
	var saved bytes.Buffer
	if code := executed(&saved, "run", "testdata/edited.yaml", "--trace", "-"); code != exitHeld {
		t.Fatalf("exit code %d", code)
	}
	const remark = "ends before its run does: the picture shows what is there, up to "
	for _, test := range []struct {
		name   string
		edit   func(e *trace.Event) (keep bool)
		remark string
	}{
		{"whole", func(*trace.Event) bool { return true }, ""},
		{"no end", dropping(func(e *trace.Event) bool { return e.Kind == trace.Stopped }), remark},
		{"interrupted", func(e *trace.Event) bool {
			if e.Kind == trace.Stopped {
				e.Reason = trace.Interrupted
			}
			return true
		}, remark},
	} {
		dir := t.TempDir()
		file, picture := filepath.Join(dir, "a.trace"), filepath.Join(dir, "a.svg")
		if err := os.WriteFile(file, (&rewritten{edit: test.edit}).apply(t, saved.Bytes()), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"focus", "timeline", "terms", "messages", "states"} {
			var told, remarks bytes.Buffer
			c := &console{out: newBufferedOutput(&told, "the test"), err: &remarks, lang: lang.English}
			root := newRoot(c)
			root.SetArgs([]string{"plot", file, "--kind", kind, "-f", picture})
			if err := root.Execute(); err != nil {
				t.Fatal(err)
			}
			if got := remarks.String(); test.remark == "" && got != "" || !strings.Contains(got, test.remark) {
				t.Errorf("%s, %s: it says %q, want %q", test.name, kind, got, test.remark)
			}
		}
	}
}
