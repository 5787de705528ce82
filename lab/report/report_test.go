package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/lab/exercise/catalogue"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// handedIn is a report of a student who did put-get-delete and began member-list.
func handedIn(t *testing.T) *Report {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	e := &evidence.Evidence{Taken: at.Add(time.Hour), Lab: []string{labdir.First}}
	for i, line := range []string{"etcdctl put foo bar", "etcdctl get foo", "etcdctl put foo big", "etcdctl get foo", "etcdctl del foo", "etcdctl get foo", "etcdctl member list"} {
		e.Commands = append(e.Commands, evidence.Command{Time: at.Add(time.Duration(i) * time.Second), Args: strings.Fields(line)})
	}
	e.History = []evidence.Event{{Revision: 5, Key: "foo", Value: "bar"}, {Revision: 6, Key: "foo", Value: "big"}, {Revision: 7, Key: "foo", Deleted: true}}
	var graded []exercise.Graded
	for _, id := range []string{"put-get-delete", "member-list"} {
		x, err := catalogue.ByID(id)
		if err != nil {
			t.Fatal(err)
		}
		graded = append(graded, x.Grade(e, evidence.Mark{}))
	}
	r, err := New(&labdir.Dir{Members: []labdir.Member{{Name: labdir.First}}}, graded, "v1", "Li Lei", at)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sent returns the report as it arrives.
func sent(t *testing.T, r *Report) *Report {
	document, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	arrived, err := Read(bytes.NewReader(document), "report.json")
	if err != nil {
		t.Fatal(err)
	}
	return arrived
}

func TestVerify(t *testing.T) {
	found := sent(t, handedIn(t)).Verify()
	if len(found) != 2 || found[0].State != exercise.Passed || found[0].Problem != "" || found[1].State != exercise.NotPassed || found[1].Problem != "" {
		t.Errorf("%+v", found)
	}
}

func TestForgeriesAreFound(t *testing.T) {
	for name, forge := range map[string]func(*Report){
		"verdict": func(r *Report) { r.Exercises[1].Verdict = exercise.Verdict{State: exercise.Passed} },
		"evidence": func(r *Report) {
			r.Exercises[1].Evidence.Commands[0].Args = []string{"etcdctl", "-w", "table", "member", "list"}
		},
		"digest": func(r *Report) { r.Exercises[1].Digest = "sha256:00" },
		"none":   func(r *Report) { r.Exercises[1].Evidence = nil },
		"name":   func(r *Report) { r.Exercises[1].Exercise = "member-lists" },
		"twice":  func(r *Report) { r.Exercises[1] = r.Exercises[0] },
	} {
		r := sent(t, handedIn(t))
		forge(r)
		if f := r.Verify()[1]; f.Problem == "" || f.State == exercise.Passed {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, bad := range []string{"", "{}", `{"kind":"raftlab lab report","version":2}`, "[]"} {
		if _, err := Read(strings.NewReader(bad), "report.json"); err == nil || !strings.HasPrefix(err.Error(), "report.json: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestMarkdown(t *testing.T) {
	r := handedIn(t)
	for l, words := range map[lang.Lang][]string{
		lang.English: {"1 of 2 exercises passed", "## H4 Operations", "put-get-delete", "**passed**", "hint:", "Li Lei", "etcd 3.7"},
		lang.Chinese: {"通过 1 个，共 2 个练习", "**未通过**", "提示："},
	} {
		text := r.Markdown(l)
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no %q in\n%s", l, word, text)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"kind":"raftlab lab report","version":1,"exercises":[{"exercise":"put-get-delete","evidence":{"commands":[{"args":["etcdctl","put"]}]}}]}`))
	f.Fuzz(func(t *testing.T, document []byte) {
		if r, err := Read(bytes.NewReader(document), "r.json"); err == nil {
			r.Verify()
			r.Markdown(lang.English)
		}
	})
}
