package class

import (
	"crypto/sha256"
	"path/filepath"
	"slices"
	"strings"

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
	for _, student := range class {
		for _, r := range student.Results {
			for _, print := range r.prints {
				if !slices.Contains(owners[print], student.Name) {
					owners[print] = append(owners[print], student.Name)
				}
			}
		}
	}
	for i := range class {
		for j := range class[i].Results {
			r := &class[i].Results[j]
			for file, print := range r.prints {
				with := slices.DeleteFunc(slices.Clone(owners[print]), func(name string) bool { return name == class[i].Name })
				if len(with) > 0 {
					r.Same = append(r.Same, SameFile{file, with})
				}
			}
			slices.SortFunc(r.Same, func(a, b SameFile) int { return strings.Compare(a.File, b.File) })
		}
	}
}
