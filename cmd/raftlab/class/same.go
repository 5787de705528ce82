package class

import (
	"crypto/sha256"
	"path/filepath"
	"slices"
	"strings"

	"raftlab/cmd/raftlab/starter"
	"raftlab/scenarios"
)

// digest is that of a file's bytes.
type digest = [sha256.Size]byte

// SameFile is a file of a student with the same bytes as one of another.
type SameFile struct {
	File string   `json:"file"`
	With []string `json:"with"` // the students who hand it in too, in the order of their names
}

// printsOf returns the digests of a handed-in file and of the scenario file with its name. A file that is the task as it was given out, or
// a built-in scenario, is nobody's.
func (g *grader) printsOf(file string) map[string]digest {
	prints := map[string]digest{}
	if data, err := g.Read(file, mostBytes); err == nil && len(data) > 0 {
		prints[filepath.Base(file)] = sha256.Sum256(data)
	}
	for _, script := range filesLike(g.dir, "*.y*ml") {
		data, err := g.Read(script, scenarios.MostBytes)
		if err == nil && stem(script) == stem(file) && !g.wasGiven(data) {
			prints[filepath.Base(script)] = sha256.Sum256(data)
		}
	}
	return prints
}

// otherPrints returns the digests of what a student hands in beside results: programs, and scenario files without a result. What
// raftlab gives out to begin with is nobody's.
func (g *grader) otherPrints(results []Submission) map[string]digest {
	prints := map[string]digest{}
	files := filesLike(g.dir, "*.y*ml")
	for _, l := range languages {
		files = append(files, regularFiles(g.dir, l.ending)...)
	}
	for _, file := range append(files, regularFiles(g.dir, moduleEnding)...) {
		name := filepath.Base(file)
		hasResult := slices.ContainsFunc(results, func(r Submission) bool { return stem(r.File) == stem(file) && r.prints[name] != digest{} })
		data, err := g.Read(file, mostBytes)
		if err == nil && len(data) > 0 && !hasResult && !g.wasGiven(data) && !starter.Has(data) {
			prints[name] = sha256.Sum256(data)
		}
	}
	return prints
}

// wasGiven reports whether a scenario file is as it was given out.
func (g *grader) wasGiven(source []byte) bool {
	isTask := func(t task) bool { return string(t.scenario.Source()) == string(source) }
	isBuiltin := func(i scenarios.Info) bool {
		builtin, err := scenarios.ByName(i.Name)
		return err == nil && string(builtin.Source()) == string(source)
	}
	return slices.ContainsFunc(g.tasks, isTask) || slices.ContainsFunc(scenarios.Builtin(), isBuiltin)
}

// findSameFiles names, for each file, the others who hand in the same bytes. Who has it from whom the bytes do not say.
func findSameFiles(class []Student) {
	owners := map[digest][]string{}
	own := func(name string, prints map[string]digest) {
		for _, print := range prints {
			if !slices.Contains(owners[print], name) {
				owners[print] = append(owners[print], name)
			}
		}
	}
	for _, student := range class {
		own(student.Name, student.prints)
		for _, r := range student.Results {
			own(student.Name, r.prints)
		}
	}
	for i := range class {
		student := &class[i]
		student.Same = sameFiles(student.Name, student.prints, owners)
		for j := range student.Results {
			r := &student.Results[j]
			r.Same = sameFiles(student.Name, r.prints, owners)
		}
	}
}

// sameFiles returns those of a student's files that others own, too, in the order of their names.
func sameFiles(student string, prints map[string]digest, owners map[digest][]string) (same []SameFile) {
	for file, print := range prints {
		with := slices.DeleteFunc(slices.Clone(owners[print]), func(name string) bool { return name == student })
		if len(with) > 0 {
			same = append(same, SameFile{file, with})
		}
	}
	slices.SortFunc(same, func(a, b SameFile) int { return strings.Compare(a.File, b.File) })
	return same
}
