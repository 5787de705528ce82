package catalogue

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// work is what a student did, right, and in which ways it goes wrong.
type work struct {
	id       string
	commands []string                 // see did
	lab      func(*evidence.Evidence) // what else is there at the end; may be nil
	mistakes []mistake
}

// mistake is a change of right work, and what the grader must say of it. Some are none: that passes too.
type mistake struct {
	name  string
	make  func(*evidence.Evidence)
	state exercise.State
	says  string // in what was seen, what was expected, or the hint
}

var began = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// did makes commands of lines, a second apart. "! line" is one that failed, "@10+20 line" one that began at
// second 10 and ran for 20.
func did(lines ...string) (all []evidence.Command) {
	for i, line := range lines {
		c := evidence.Command{Time: began.Add(time.Duration(i) * time.Second), Took: 100 * time.Millisecond, Dir: "/lab"}
		if rest, failed := strings.CutPrefix(line, "! "); failed {
			line, c.Exit = rest, 1
		}
		if rest, timed := strings.CutPrefix(line, "@"); timed {
			when, rest, _ := strings.Cut(rest, " ")
			from, took, _ := strings.Cut(when, "+")
			start, _ := strconv.Atoi(from)
			length, _ := strconv.Atoi(took)
			line, c.Time, c.Took = rest, began.Add(time.Duration(start)*time.Second), time.Duration(length)*time.Second
		}
		c.Args = strings.Fields(line)
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b evidence.Command) int { return a.Time.Compare(b.Time) })
	return all
}

// right returns the evidence of right work, in a lab in which all is well.
func (w *work) right(t *testing.T) (*exercise.Exercise, *evidence.Evidence) {
	x, err := ByID(w.id)
	if err != nil {
		t.Fatal(err)
	}
	e := &evidence.Evidence{Taken: began.Add(time.Hour), Revision: 100, Commands: did(w.commands...)}
	for n := range x.Members {
		name := fmt.Sprintf("k8s-master%02d", n+1)
		e.Lab = append(e.Lab, name)
		e.Members = append(e.Members, evidence.Member{ID: fmt.Sprintf("a%d", n+1), Name: name, PeerURL: "https://127.0.0.1:2380", ClientURL: "https://127.0.0.1:2379",
			Status: &evidence.Status{Version: "3.7.3", Leader: "a1", Term: 2, Revision: 100, Hash: 7}})
		e.Manifests = append(e.Manifests, evidence.Manifest{Path: "etc/kubernetes/manifests/etcd-" + name + ".yaml", Member: name})
	}
	if w.lab != nil {
		w.lab(e)
	}
	return x, e
}

// Right work passes. Each typical mistake does not, and the grader says what is wrong.
func TestGradersBothWays(t *testing.T) {
	graded := map[string]bool{}
	for _, w := range works {
		graded[w.id] = true
		t.Run(w.id, func(t *testing.T) {
			x, e := w.right(t)
			if v := x.Grade(e, evidence.Mark{}).Verdict; v.State != exercise.Passed || len(v.Seen) == 0 {
				t.Fatalf("right work: %s", saying(v))
			}
			if len(w.mistakes) < 2 {
				t.Error("fewer than two mistakes")
			}
			for _, m := range w.mistakes {
				_, e := w.right(t)
				m.make(e)
				v := x.Grade(e, evidence.Mark{}).Verdict
				if v.State != m.state || !strings.Contains(saying(v), m.says) || m.state != exercise.Passed && v.Hint.ZH == "" {
					t.Errorf("%s: want %s with %q, the grader says %s", m.name, m.state, m.says, saying(v))
				}
			}
		})
	}
	for _, x := range All() {
		if !graded[x.ID] {
			t.Errorf("%s is not graded here", x.ID)
		}
	}
}

func saying(v exercise.Verdict) string {
	text := string(v.State)
	for _, seen := range v.Seen {
		text += "\n  seen " + seen.EN
	}
	if v.Expected != nil {
		text += "\n  expected " + v.Expected.EN + "\n  hint " + v.Hint.EN
	}
	return text
}

// Of nothing nothing is said, and a lab that cannot be read decides nothing.
func TestNothingIsNotYet(t *testing.T) {
	for _, w := range works {
		x, e := w.right(t)
		e.Commands = nil
		if v := x.Grade(e, evidence.Mark{}).Verdict; v.State != exercise.NotYet {
			t.Errorf("%s without a command: %s", x.ID, saying(v))
		}
		x, e = w.right(t)
		e.Gaps = append(e.Gaps, evidence.Gap{What: evidence.GapJournal, Why: "it is a directory"})
		if v := x.Grade(e, evidence.Mark{}).Verdict; v.State != exercise.NotYet {
			t.Errorf("%s without a journal: %s", x.ID, saying(v))
		}
	}
}

// What was done before a reset does not count.
func TestResetTakesWorkAway(t *testing.T) {
	for _, w := range works {
		x, e := w.right(t)
		if v := x.Grade(e, evidence.Mark{Time: began.Add(time.Minute)}).Verdict; v.State != exercise.NotYet {
			t.Errorf("%s: %s", x.ID, saying(v))
		}
	}
}

// Evidence that was saved gives the same verdict again.
func TestSavedEvidenceGradesTheSame(t *testing.T) {
	for _, w := range works {
		x, e := w.right(t)
		first := x.Grade(e, evidence.Mark{})
		document, err := json.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		var read exercise.Graded
		if err := json.Unmarshal(document, &read); err != nil {
			t.Fatal(err)
		}
		again := x.Grade(read.Evidence, read.Evidence.Since)
		if again.Verdict.State != exercise.Passed || read.Evidence.Digest() != first.Digest || again.Digest != first.Digest {
			t.Errorf("%s: digest %s, then %s; %s", x.ID, first.Digest, again.Digest, saying(again.Verdict))
		}
	}
}

// Changes of evidence.

func without(pattern string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		e.Commands = slices.DeleteFunc(e.Commands, func(c evidence.Command) bool { return c.Matches(pattern) })
	}
}

func failing(pattern string) func(*evidence.Evidence) { return exits(pattern, 1) }

func succeeding(pattern string) func(*evidence.Evidence) { return exits(pattern, 0) }

func exits(pattern string, code int) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		for i := range e.Commands {
			if e.Commands[i].Matches(pattern) {
				e.Commands[i].Exit = code
			}
		}
	}
}

// misused makes commands fail since they were not understood.
func misused(pattern string) func(*evidence.Evidence) {
	return onEach(pattern, func(c *evidence.Command) { c.Exit, c.Misused = 1, true })
}

// byLab makes commands take their certificate from the lab's shell.
func byLab(pattern string) func(*evidence.Evidence) {
	return onEach(pattern, func(c *evidence.Command) { c.ByLab = true })
}

// variables gives commands settings by variables.
func variables(pattern string, settings ...string) func(*evidence.Evidence) {
	return onEach(pattern, func(c *evidence.Command) {
		c.Env = map[string]string{}
		for i := 0; i < len(settings); i += 2 {
			c.Env[settings[i]] = settings[i+1]
		}
	})
}

func onEach(pattern string, change func(*evidence.Command)) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		for i := range e.Commands {
			if e.Commands[i].Matches(pattern) {
				change(&e.Commands[i])
			}
		}
	}
}

// early moves commands before all others.
func early(pattern string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		for i := range e.Commands {
			if e.Commands[i].Matches(pattern) {
				e.Commands[i].Time = began.Add(-time.Minute)
			}
		}
		slices.SortStableFunc(e.Commands, func(a, b evidence.Command) int { return a.Time.Compare(b.Time) })
	}
}

// instead replaces the words of a command.
func instead(pattern, line string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		for i := range e.Commands {
			if e.Commands[i].Matches(pattern) {
				e.Commands[i].Args = strings.Fields(line)
			}
		}
	}
}

func gap(what string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		e.Gaps = append(e.Gaps, evidence.Gap{What: what, Why: "no answer within 2s"})
	}
}

func down(name string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		for i := range e.Members {
			if e.Members[i].Name == name {
				e.Members[i].Status = nil
			}
		}
	}
}

func key(name, value string, revisions ...int64) func(*evidence.Evidence) {
	k := evidence.Key{Name: name, Value: value, Created: 10, Modified: 10, Version: 1}
	if len(revisions) > 0 {
		k.Created, k.Modified = revisions[0], revisions[0]
	}
	return func(e *evidence.Evidence) {
		noKey(name)(e)
		e.Keys = append(e.Keys, k)
	}
}

func noKey(name string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		e.Keys = slices.DeleteFunc(e.Keys, func(k evidence.Key) bool { return k.Name == name })
	}
}

func file(path, kind string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		noFile(path)(e)
		e.Files = append(e.Files, evidence.File{Path: path, Kind: kind, Size: 4096, Digest: path})
	}
}

func noFile(path string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		e.Files = slices.DeleteFunc(e.Files, func(f evidence.File) bool { return f.Path == path })
	}
}

func put(revision int64, key, value string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		e.History = append(e.History, evidence.Event{Revision: revision, Key: key, Value: value})
	}
}

func del(revision int64, key string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		e.History = append(e.History, evidence.Event{Revision: revision, Key: key, Deleted: true})
	}
}

func noHistory(e *evidence.Evidence) { e.History = nil }

// all makes several changes.
func all(changes ...func(*evidence.Evidence)) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		for _, change := range changes {
			change(e)
		}
	}
}
