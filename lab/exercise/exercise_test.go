package exercise

import (
	"context"
	"strings"
	"testing"

	"raftlab/lab/evidence"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

func TestParseWords(t *testing.T) {
	source := "# A title\n\n## Task\nDo it,\nnow.\n\n## Hints\n1. One.\n2. Two\n   lines.\n\n## What to look at\n1. This.\n\n## Explanation\nBecause.\n"
	w, err := ParseTexts("a.en.md", source, lang.English)
	if err != nil {
		t.Fatal(err)
	}
	if w.Title != "A title" || w.Task != "Do it,\nnow." || len(w.Hints) != 2 || w.Hints[1] != "Two lines." || len(w.LookAt) != 1 || w.Why != "Because." {
		t.Errorf("%+v", w)
	}
	for bad, says := range map[string]string{
		"# A\n## Taks\n":                    "a.en.md:2",
		"no title\n":                        "a.en.md:1",
		"# A\n## Task\nx\n":                 "must be there",
		"# A\n## 任务\nx\n":                   "unknown",
		"# A\n## Task\nx\n## Hints\n1. x\n": "must be there",
	} {
		if _, err := ParseTexts("a.en.md", bad, lang.English); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", bad, err, says)
		}
	}
}

func TestParseSteps(t *testing.T) {
	handout, steps, err := ParseSteps("a.steps", "# remark\nhandout: etcdctl x\n\n$ a <<END\n>\n> b\n> END\nout\n\nmore\n\n[exit 2]\n$2 c\nready\n[ready]\nlater\n$2 ^C\n$ d\nnow\n[until]\n")
	if err != nil {
		t.Fatal(err)
	}
	if len(handout) != 1 || len(steps) != 4 {
		t.Fatalf("%q, %+v", handout, steps)
	}
	if s := steps[0]; s.Line != "a <<END\n\nb\nEND" || strings.Join(s.Output, "|") != "out||more" || s.Exit != 2 {
		t.Errorf("%+v", s)
	}
	if s := steps[1]; s.Terminal != 2 || s.Ready != 1 || len(s.Output) != 2 {
		t.Errorf("%+v", s)
	}
	if !steps[2].Stop || !steps[3].Until {
		t.Errorf("%+v", steps[2:])
	}
	for _, bad := range []string{"what\n", "$ a\n[exit x]\n"} {
		if _, _, err := ParseSteps("a.steps", bad); err == nil || !strings.HasPrefix(err.Error(), "a.steps:") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParseSteps(f *testing.F) {
	f.Add("handout: a\n$ a\n> b\nout ...\n...\n[exit 1]\n$2 x\n[ready]\n$2 ^C\n", "out\n")
	f.Add("$ a\n\xe8\n", "\xe8")
	f.Fuzz(func(t *testing.T, source, output string) {
		_, steps, err := ParseSteps("a.steps", source)
		if err != nil {
			return
		}
		for i := range steps {
			steps[i].Match(output)
			steps[i].IsReady(output)
		}
	})
}

func FuzzParseWords(f *testing.F) {
	f.Add("# A\n## Task\nx\n## Hints\n1. y\n## Explanation\nz\n")
	f.Fuzz(func(t *testing.T, source string) {
		w, err := ParseTexts("a.md", source, lang.English)
		if err == nil && (w.Title == "" || w.Task == "") {
			t.Errorf("%q: %+v", source, w)
		}
	})
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		want, got string
		matches   bool
	}{
		{"OK", "OK\n", true},
		{"OK", "ok\n", false},
		{"", "", true},
		{"", "something\n", false},
		{"1", "2\n", false}, // how many keys were deleted
		{"revision 123", "revision 45\n", true},
		{"8e9e05c52164694d, started", "b04822fcb48555e, started\n", true},
		{"took = 2.4ms", "took = 11.2s\n", true},
		{"https://127.0.0.1:2379 is healthy", "https://127.0.0.1:61234 is healthy\n", true},
		{"│   name │ 1 │", "│ name │    77 │\n", true},
		{"┌───┬──┐", "┌─┬──────┐\n", true},
		{`{"id":1234567890123,"n":[1]}`, `{"id":12345678901234567890,"n":[22]}` + "\n", true},
		{"a\n...\nz", "a\nb\nc\nz\n", true},
		{"a\n...", "a\n", true},
		{"a ... z", "a b c z\n", true},
		{"│ 7 │ ... │", "│ 8 │         │\n", true},
		{"│ 7 │ ... │", "│         │ 8 │\n", false},
		{"m1, x\nm2, x", "m2, x\nm1, x\n", true}, // in another order
		{"a\n...\nb", "b\na\n", false},
		{"OK", `{"level":"warn","msg":"retrying"}` + "\nOK\n", true},
		{"OK", "2026-11-22T23:58:48Z\tinfo\tx\nOK\n", true},
		{"OK", "raftlab: a remark\n         of two lines\nOK\n", true},
		{"OK\nraftlab: a remark", "OK\nraftlab: another\n", false},
		{"OK\nraftlab: a remark", "OK\nraftlab: 中文 (7)\n", true},
		{"OK\nraftlab: a ...", "OK\nraftlab: a remark\n", true},
	} {
		step := Step{Output: trimmed(strings.Split(c.want, "\n"))}
		if got := step.Match(c.got); got != c.matches {
			t.Errorf("%q against %q: %v", c.want, c.got, got)
		}
	}
}

func perform(t *testing.T, source string) ([]Shown, string) {
	t.Helper()
	_, steps, err := ParseSteps("a.steps", source)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	stage := Performer{Dir: t.TempDir(), Env: []string{"PATH=/bin:/usr/bin", "WORD=hello"}, Screen: &out}
	shown, err := stage.Perform(context.Background(), steps)
	if err != nil {
		t.Fatal(err)
	}
	return shown, out.String()
}

func TestPerform(t *testing.T) {
	shown, screen := perform(t, "$ echo $WORD\nhello\n$ echo oops >&2; exit 3\noops\n[exit 3]\n$ false\n")
	if !shown[0].Expected || !shown[1].Expected || shown[2].Expected || shown[2].Exit != 1 {
		t.Errorf("%+v", shown)
	}
	if want := "$ echo $WORD\nhello\n$ echo oops >&2; exit 3\noops\n$ false\n"; screen != want {
		t.Errorf("the screen shows\n%s\nnot\n%s", screen, want)
	}
}

// A further terminal runs beside the first; its end waits for what it must show.
func TestPerformInTwoTerminals(t *testing.T) {
	shown, screen := perform(t, "$2 mkfifo pipe; echo waiting; cat pipe; exec tail -f /dev/null\nwaiting\n[ready]\nword\n$ echo word > pipe\n$2 ^C\n$ echo after\nafter\n")
	for _, s := range shown {
		if !s.Expected {
			t.Errorf("%s: %q", s.Step.Line, s.Output)
		}
	}
	if !strings.Contains(screen, "waiting\nword\n$ echo after\n") {
		t.Errorf("the screen shows\n%s", screen)
	}
}

func TestPerformAgain(t *testing.T) {
	shown, screen := perform(t, "$ echo x >> file; cat file\nx\nx\nx\n[until]\n")
	if !shown[0].Expected || strings.Count(screen, "$") != 1 || strings.Count(screen, "x\n") != 3 {
		t.Errorf("%+v\n%s", shown, screen)
	}
}

func TestPerformIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	_, steps, err := ParseSteps("a.steps", "$2 exec tail -f /dev/null\nnever\n$ exec tail -f /dev/null\n")
	if err != nil {
		t.Fatal(err)
	}
	stage := Performer{Dir: t.TempDir(), Env: []string{"PATH=/bin:/usr/bin"}, Before: func(n int) {
		if n == 1 {
			cancel()
		}
	}}
	if _, err := stage.Perform(ctx, steps); err == nil {
		t.Error("no error")
	}
}

func TestProgress(t *testing.T) {
	h := &labdir.Dir{Path: t.TempDir()}
	p, err := Load(h)
	if err != nil || p.Of("x").Passed != nil {
		t.Fatalf("%+v, %v", p, err)
	}
	passed := Graded{Exercise: "x", Verdict: Verdict{State: Passed}, Evidence: &evidence.Evidence{Revision: 7}}
	p.Note(passed)
	p.Note(Graded{Exercise: "x", Verdict: Verdict{State: NotPassed}})
	p.Note(Graded{Exercise: "y", Verdict: Verdict{State: NotYet}})
	if err := p.Save(h); err != nil {
		t.Fatal(err)
	}
	if p, err = Load(h); err != nil || p.Of("x").Passed == nil || p.Of("x").Passed.Evidence.Revision != 7 || p.Of("y").Passed != nil {
		t.Fatalf("%+v, %v", p, err)
	}
	p.Forget("z", evidence.Mark{Revision: 8})
	p.Note(Graded{Exercise: "z", Verdict: Verdict{State: Passed}})
	if n, r := p.ForgetPassed(), p.Of("z"); n != 2 || p.Of("x").Passed != nil || r.Passed != nil || r.Since.Revision != 8 {
		t.Errorf("%d forgotten, and %+v", n, r)
	}
	p.Note(passed)
	p.Forget("x", evidence.Mark{Revision: 9})
	if r := p.Of("x"); r.Passed != nil || r.Since.Revision != 9 {
		t.Errorf("%+v", r)
	}
	if err := labdir.WriteFile(h.Progress(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(h); err == nil || !strings.Contains(err.Error(), "check --all") {
		t.Errorf("%v", err)
	}
}

func TestFits(t *testing.T) {
	one, three, alone := Exercise{Members: 1}, Exercise{Members: 3}, Exercise{Members: 1, Alone: true}
	for members, want := range map[int][3]bool{1: {true, false, true}, 3: {true, true, false}, 5: {true, true, false}} {
		if got := [3]bool{one.Fits(members), three.Fits(members), alone.Fits(members)}; got != want {
			t.Errorf("%d members: %v", members, got)
		}
	}
}
