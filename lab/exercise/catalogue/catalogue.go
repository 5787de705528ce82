// Package catalogue holds the exercises of the lab: the rows of the course's handout, and what goes
// beyond it. Each has an entry in specs (order.go), a grader in the file of its subject, and three text files
// below texts: ID.en.md and ID.zh.md with its texts, ID.steps with its lines.
package catalogue

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/sim/trace"
)

//go:embed texts
var texts embed.FS

// spec is an exercise without its texts and steps.
type spec struct {
	id      string
	part    exercise.Part
	row     string
	members int
	alone   bool // exactly so many
	focus   evidence.Focus
	check   func(*evidence.Evidence) exercise.Verdict
	traces  exercise.Traces
}

// All returns the exercises in the order of the course.
var All = sync.OnceValue(func() []*exercise.Exercise {
	all := make([]*exercise.Exercise, len(specs))
	for i, s := range specs {
		x, err := s.load()
		if err != nil {
			panic(err) // a text file of ours
		}
		all[i] = x
	}
	return all
})

// ByID returns the exercise of a name.
func ByID(id string) (*exercise.Exercise, error) {
	for _, x := range All() {
		if x.ID == id {
			return x, nil
		}
	}
	return nil, fmt.Errorf("there is no exercise %q%s", id, nearest(id))
}

// nearest suggests exercises whose names have something in common with a word.
func nearest(word string) string {
	var found []string
	for _, s := range specs {
		if len(word) > 2 && (strings.Contains(s.id, word) || strings.Contains(word, s.id)) {
			found = append(found, s.id)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return " (do you mean " + strings.Join(found, " or ") + "?)"
}

func (s *spec) load() (*exercise.Exercise, error) {
	x := &exercise.Exercise{ID: s.id, Part: s.part, Row: s.row, Members: s.members, Alone: s.alone, Focus: s.focus, Check: s.check,
		Traces: s.traces, Words: map[trace.Lang]exercise.Words{}}
	for _, lang := range []trace.Lang{trace.English, trace.Chinese} {
		file := "texts/" + s.id + "." + string(lang) + ".md"
		source, err := texts.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if x.Words[lang], err = exercise.ParseWords(file, string(source), lang); err != nil {
			return nil, err
		}
	}
	file := "texts/" + s.id + ".steps"
	source, err := texts.ReadFile(file)
	if err != nil {
		return nil, err
	}
	x.Handout, x.Steps, err = exercise.ParseSteps(file, string(source))
	return x, err
}
