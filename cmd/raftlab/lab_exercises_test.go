//go:build linux || darwin

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"raftlab/lab/exercise"
	"raftlab/lab/exercise/catalogue"
	"raftlab/lab/report"
)

// Every exercise that fits a lab is done in it, line by line, as its page of the documentation has it; every
// line prints what the page shows; and the graders find that it was done. So this is the test of the pages.
func TestExercises(t *testing.T) {
	t.Parallel()
	for _, members := range []int{1, 3} {
		t.Run(strconv.Itoa(members), func(t *testing.T) {
			t.Parallel()
			lab := startLab(t, members)
			if testing.Short() || members == 3 && !*long {
				lab.run(t, "do", "lock")
				return
			}
			lab.run(t, "do", "--all")
			lab.passes(t)
			if out := lab.run(t, "status"); bytes.Contains(out, []byte("k8s-master04")) {
				t.Errorf("a member was left behind:\n%s", out)
			}
			lab.reports(t)
			lab.resets(t)
		})
	}
}

// testLab is a lab of a test.
type testLab struct {
	dir     string
	members int
}

func startLab(t *testing.T, members int) testLab {
	dir, err := os.MkdirTemp("", "raftlab") // a test's own directory has too long a name for some systems
	if err != nil {
		t.Fatal(err)
	}
	lab := testLab{filepath.Join(dir, "lab"), members}
	t.Cleanup(func() {
		lab.run(t, "down", "--purge")
		os.RemoveAll(dir)
	})
	lab.run(t, "up", "--members", strconv.Itoa(members))
	return lab
}

// run runs a command of the lab, which must succeed and say nothing that was not expected.
func (l testLab) run(t *testing.T, args ...string) (stdout []byte) {
	t.Helper()
	return l.exits(t, exitHeld, args...)
}

// exits runs a command that must end with an exit code.
func (l testLab) exits(t *testing.T, code int, args ...string) (stdout []byte) {
	t.Helper()
	cmd := exec.Command("raftlab", append([]string{"lab"}, args...)...)
	cmd.Env = append(os.Environ(), "RAFTLAB_DIR="+l.dir, "LC_ALL=C", "GORACE=atexit_sleep_ms=0")
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != code {
		t.Errorf("raftlab lab %s: %v, want exit code %d\n%s%s", strings.Join(args, " "), err, code, out.Bytes(), complaints.Bytes())
	}
	if complaints.Len() > 0 {
		t.Errorf("raftlab lab %s: %s\n%s", strings.Join(args, " "), complaints.Bytes(), out.Bytes())
	}
	return out.Bytes()
}

// passes checks that what was passed stays passed: later exercises have taken evidence away.
func (l testLab) passes(t *testing.T) {
	var graded []exercise.Graded
	if err := json.Unmarshal(l.run(t, "check", "--all", "-o", "json"), &graded); err != nil {
		t.Fatal(err)
	}
	if len(graded) < 10 {
		t.Errorf("%d exercises", len(graded))
	}
	for _, g := range graded {
		if g.Verdict.State != exercise.Passed {
			t.Errorf("%s: %s", g.Exercise, g.Verdict.State)
		}
	}
}

// reports checks that the report holds all that is needed to grade it again.
func (l testLab) reports(t *testing.T) {
	document := l.run(t, "report", "-o", "json")
	r, err := report.Read(bytes.NewReader(document), "report.json")
	if err != nil {
		t.Fatal(err)
	}
	findings := r.Verify()
	if len(findings) < 10 {
		t.Errorf("the report has %d exercises", len(findings))
	}
	for _, f := range findings {
		if f.State != exercise.Passed || f.Problem != "" {
			t.Errorf("%s: %s: %s", f.Exercise, f.State, f.Problem)
		}
	}
	t.Logf("the report has %d bytes", len(document))
	if text := l.run(t, "report"); !bytes.Contains(text, []byte("exercises passed**")) {
		t.Errorf("the report for people:\n%s", text)
	}
}

// resets checks that each exercise can be brought back to its beginning, where nothing of it is left.
func (l testLab) resets(t *testing.T) {
	for _, x := range catalogue.All() {
		if x.Fits(l.members) {
			l.run(t, "reset", x.ID)
		}
	}
	var graded []exercise.Graded
	if err := json.Unmarshal(l.exits(t, exitUntested, "check", "--all", "-o", "json"), &graded); err != nil {
		t.Fatal(err)
	}
	for _, g := range graded {
		if g.Verdict.State != exercise.NotYet {
			t.Errorf("%s after its reset: %s", g.Exercise, g.Verdict.State)
		}
		for _, k := range g.Evidence.Keys {
			if !strings.HasPrefix(k.Name, "/registry/") {
				t.Errorf("%s has left %s", g.Exercise, k.Name)
			}
		}
	}
}
