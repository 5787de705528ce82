package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"raftlab/sim/lang"
)

// Problem is one thing that is wrong with a scenario, at its place.
type Problem struct {
	File         string // as given to [Load]
	Line, Column int    // from 1, in characters; 0 when Override is set
	Override     string // the override at fault, as given to [Scenario.Set]; "" for the file
	Step         int    // the number of the step at fault among those given to [Scenario.Add], from 1, where line and column are; 0 for the file
	What         string // what is wrong, and how to write it

	flag   string // with which the override or the step was given; "" for --set and --step
	zh     string // the same in Chinese; "" where there is no translation
	syntax bool   // the text cannot be read as YAML, and nothing is known of what follows
}

// problemAt returns what is wrong at a place, in both languages.
func problemAt(line, column int, what error) *Problem {
	return &Problem{Line: line, Column: column, What: lang.English.Error(what), zh: lang.Chinese.Error(what)}
}

// stepFlag is the flag with which steps are added.
const stepFlag = "--step"

// Error returns file:line:column: what, --set key=value: what, or --step:line:column: what.
func (p *Problem) Error() string { return p.In(lang.English) }

// In returns the message in a language.
func (p *Problem) In(l lang.Lang) string {
	what := lang.Text{EN: p.What, ZH: p.zh}.In(l)
	if p.Override != "" {
		return cmp.Or(p.flag, "--set") + " " + p.Override + ": " + what
	}
	where := p.File
	if p.Step > 0 {
		where = cmp.Or(p.flag, stepFlag)
	}
	return fmt.Sprintf("%s:%d:%d: %s", where, p.Line, p.Column, what)
}

// Problems are what is wrong with a scenario: overrides first, then in the order of the file, then added steps.
type Problems []*Problem

// maxProblems is how many problems are told at once; more would hide the first.
const maxProblems = 10

// Error returns one problem per line.
func (ps Problems) Error() string { return ps.In(lang.English) }

// In returns one problem per line, in a language.
func (ps Problems) In(l lang.Lang) string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.In(l)
	}
	return strings.Join(lines, "\n")
}

// GivenWith returns the problems, those with some overrides as of another flag than --set.
func (ps Problems) GivenWith(flag string, overrides []string) Problems {
	all := slices.Clone(ps)
	for i, p := range all {
		if slices.Contains(overrides, p.Override) {
			copied := *p
			copied.flag = flag
			all[i] = &copied
		}
	}
	return all
}

// Unwrap returns the problems one by one.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// err returns the problems as an error, or nil if there are none.
func (ps Problems) err(file string, source []byte) error {
	if ps = ps.inOrder(file, source); ps != nil {
		return ps
	}
	return nil
}

// inOrder returns the problems in order and without repetition, the first ten of them; nil if there are none.
func (ps Problems) inOrder(file string, source []byte) Problems {
	if len(ps) == 0 {
		return nil
	}
	lastLine, lastColumn := place(source, len(source))
	for _, p := range ps {
		p.File = file
		if p.Line > lastLine && p.Step == 0 { // to the library, a missing line break at the end is there
			p.Line, p.Column = lastLine, lastColumn
		}
	}
	slices.SortStableFunc(ps, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	ps = slices.CompactFunc(ps, func(a, b *Problem) bool { return *a == *b })
	return ps[:min(len(ps), maxProblems)]
}

// ofOverride returns the problems with an override.
func (ps Problems) ofOverride(override string) (own Problems) {
	for _, p := range ps {
		if p.Override == override {
			own = append(own, p)
		}
	}
	return own
}

// ofStep returns the problems with an added step, by its number.
func (ps Problems) ofStep(number int) (own Problems) {
	for _, p := range ps {
		if p.Step == number {
			own = append(own, p)
		}
	}
	return own
}

// without returns the problems that are not among others.
func (ps Problems) without(others Problems) Problems {
	return slices.DeleteFunc(slices.Clone(ps), func(p *Problem) bool { return slices.Contains(others, p) })
}
