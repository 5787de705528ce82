// Package catalogue holds the exercises of the lab: the rows of the course's handout, and what goes
// beyond it.
//
// An exercise has two homes. Its spec, with its grader, is in the Go file of its subject, and in the list
// at the head of that file, which is in the order of the course. All that people read is in
// texts/ID.txtar: the words in English, the words in Chinese, and the steps with what they show. Beside
// the Go file is its test: right work, which passes, and typical mistakes, which do not.
package catalogue

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/sim/lang"
)

//go:embed texts
var texts embed.FS

// spec is an exercise without its texts and steps.
type spec struct {
	id        string
	part      exercise.Part
	row       string
	members   int
	alone     bool // exactly so many
	scope     evidence.Scope
	check     func(*evidence.Evidence) exercise.Verdict
	leftovers exercise.Leftovers
}

// specs are the exercises in the order of the course.
var specs = slices.Concat(
	roleOfEtcd, elections, networkFaults, environment, operations, snapshots, restoring, // the handout
	keys, coordination, access, members, maintenance, disasters, // beyond it
)

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
	return nil, lang.Errorf("there is no exercise %q", "没有练习 %q", id)
}

func (s *spec) load() (*exercise.Exercise, error) {
	file := "texts/" + s.id + ".txtar"
	source, err := texts.ReadFile(file)
	if err != nil {
		return nil, err
	}
	x := &exercise.Exercise{ID: s.id, Part: s.part, Row: s.row, Members: s.members, Alone: s.alone, Scope: s.scope, Check: s.check,
		Leftovers: s.leftovers, Words: map[lang.Lang]exercise.Texts{}}
	parts, err := sections(file, string(source))
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		if err := read(x, file, part.name, part.text); err != nil {
			return nil, err
		}
	}
	if len(x.Words) != 2 || len(x.Steps) == 0 {
		return nil, fmt.Errorf("%s: the sections en.md, zh.md and steps must be there", file)
	}
	return x, nil
}

// read reads a section of a text file into an exercise.
func read(x *exercise.Exercise, file, section, text string) (err error) {
	switch section {
	case "en.md", "zh.md":
		l := lang.Lang(strings.TrimSuffix(section, ".md"))
		x.Words[l], err = exercise.ParseTexts(file, text, l)
	case "steps":
		x.Handout, x.Steps, err = exercise.ParseSteps(file, text)
	default:
		err = fmt.Errorf("%s: section %q is unknown (write en.md, zh.md or steps)", file, section)
	}
	return err
}
