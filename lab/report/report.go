// Package report is what a student hands in: for each exercise the verdict and the evidence it rests
// on. Whoever gets the JSON form can grade the evidence again ([Report.Verify]) and need not trust the
// verdicts in it.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"time"

	"go.etcd.io/etcd/api/v3/version"

	"raftlab/lab/exercise"
	"raftlab/lab/exercise/catalogue"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// Kind and Version say what the document is.
const (
	Kind    = "raftlab lab report"
	Version = 1
)

// Report is a report. Its JSON form is the one to hand in.
type Report struct {
	Kind      string    `json:"kind"`
	Version   int       `json:"version"`
	Time      time.Time `json:"time"`
	Student   string    `json:"student,omitempty"` // who hands it in, if told
	Raftlab   string    `json:"raftlab"`           // version of this program
	Etcd      string    `json:"etcd"`
	System    string    `json:"system"`
	Members   []string  `json:"members"` // of the lab
	Passed    int       `json:"passed"`
	Of        int       `json:"of"` // exercises that fit the lab
	Exercises []Entry   `json:"exercises"`
}

// Entry is an exercise in a report.
type Entry struct {
	exercise.Graded
	Part  exercise.Part `json:"part"`
	Title string        `json:"title"` // English
}

// New makes a report from gradings, in the order of the catalogue.
func New(h *labdir.Dir, graded []exercise.Graded, raftlab, student string, now time.Time) (*Report, error) {
	r := &Report{Kind: Kind, Version: Version, Time: now.UTC().Truncate(time.Second), Student: student, Raftlab: raftlab,
		Etcd: version.Version, System: runtime.GOOS + "/" + runtime.GOARCH, Members: h.Names(), Of: len(graded)}
	for _, g := range graded {
		x, err := catalogue.ByID(g.Exercise)
		if err != nil {
			return nil, err
		}
		if g.Verdict.State == exercise.Passed {
			r.Passed++
		}
		r.Exercises = append(r.Exercises, Entry{Graded: g, Part: x.Part, Title: x.Title().EN})
	}
	return r, nil
}

// Read reads the JSON form of a report. name is the file's, for errors.
func Read(from io.Reader, name string) (*Report, error) {
	var r Report
	if err := json.NewDecoder(from).Decode(&r); err != nil {
		return nil, lang.Errorf("%s: %v (a report is made by raftlab lab report -o json)", "%s：%v（报告由 raftlab lab report -o json 生成）", name, err)
	}
	if r.Kind != Kind || r.Version != Version {
		return nil, lang.Errorf("%s: kind %q, version %d: not a report that this raftlab reads",
			"%s：种类 %q，版本 %d：这个 raftlab 读不了这样的报告", name, r.Kind, r.Version)
	}
	return &r, nil
}

// Finding is what grading a report's evidence again has shown.
type Finding struct {
	Exercise string
	State    exercise.State // by the evidence
	Problem  string         // why the entry cannot be trusted; "" if it can
}

// Verify grades the evidence of a report again. An exercise whose evidence was changed, or whose verdict is
// not the one that the evidence gives, has a problem and counts as not passed.
func (r *Report) Verify() []Finding {
	found := make([]Finding, len(r.Exercises))
	seen := map[string]bool{}
	for i, entry := range r.Exercises {
		found[i] = verify(entry.Graded)
		if seen[entry.Exercise] {
			found[i] = Finding{entry.Exercise, exercise.NotPassed, "it is in the report twice"}
		}
		seen[entry.Exercise] = true
	}
	return found
}

func verify(g exercise.Graded) Finding {
	f := Finding{Exercise: g.Exercise, State: exercise.NotPassed}
	x, err := catalogue.ByID(g.Exercise)
	switch {
	case err != nil:
		f.Problem = err.Error()
	case g.Evidence == nil:
		f.Problem = "there is no evidence"
	case g.Evidence.Digest() != g.Digest:
		f.Problem = "the evidence is not that of the digest"
	default:
		again := x.Grade(g.Evidence, g.Evidence.Since)
		f.State = again.Verdict.State
		if f.State != g.Verdict.State {
			f.Problem = fmt.Sprintf("the report says %s, the evidence shows %s", g.Verdict.State, f.State)
		}
	}
	return f
}
