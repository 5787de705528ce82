package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a scenario, at its place.
type Problem struct {
	File         string // as given to [Load]
	Line, Column int    // from 1, in characters; 0 when Override is set
	Override     string // the override at fault, as given to [Scenario.Set]; "" for the file
	What         string // what is wrong, and how to write it
}

// Error returns file:line:column: what, or --set key=value: what.
func (p *Problem) Error() string {
	if p.Override != "" {
		return "--set " + p.Override + ": " + p.What
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.What)
}

// Problems are what is wrong with a scenario: overrides first, then in the order of the file.
type Problems []*Problem

// maxProblems is how many problems are told at once; more would hide the first.
const maxProblems = 10

// Error returns one problem per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems one by one.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// err returns the problems as an error in order and without repetition, or nil if there are none.
func (ps Problems) err(file string, source []byte) error {
	if len(ps) == 0 {
		return nil
	}
	lastLine, lastColumn := place(source, len(source))
	for _, p := range ps {
		p.File = file
		if p.Line > lastLine { // to the library, a missing line break at the end is there
			p.Line, p.Column = lastLine, lastColumn
		}
	}
	slices.SortStableFunc(ps, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	ps = slices.CompactFunc(ps, func(a, b *Problem) bool { return *a == *b })
	return ps[:min(len(ps), maxProblems)]
}
