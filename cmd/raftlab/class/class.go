// Package class grades what a class handed in: results of runs, which are made again and compared, and lab reports, whose
// evidence is graded again and compared between students. It says whether a file is what it says it is, and
// what the run made again shows; it writes nothing. A student's own program is started only where somebody gives [Options] a
// sandbox for it.
//
//	students, err := class.Grade(ctx, class.Options{Dir: "class", Raftlab: "v1.2.3", Read: readFile})
//	fmt.Print(class.Text(students, lang.English))
package class

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"raftlab/scenarios/ladder"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Options say what is graded.
type Options struct {
	Dir       string // with a directory for each student
	Tasks     string // with the scenario files whose expectations count; "": the student's count
	Raftlab   string // the version of this program, as lab reports name theirs
	TaskSeeds Seeds  // with which the script of a task must hold, beside the student's; the exercises of the course have seeds of their own
	Workers   int    // runs at a time; at least 1

	Done *atomic.Uint64 // counts the students that are graded; nil: nobody reads it

	// Try tries a module that plays servers, in a sandbox; nil: no program is run. Self is the file of this program and Seeds the
	// number of schedules, for the commands that run what is no module.
	Try   func(ctx context.Context, module string) (*ladder.Report, error)
	Self  string
	Seeds uint64

	// Read reads a file that is not larger than most bytes. Its errors name the file.
	Read func(name string, most int64) ([]byte, error)
}

// Student is what one student handed in, and what it counts.
type Student struct {
	Name    string       `json:"student"`
	Held    int          `json:"held"`              // tasks that hold; without tasks, runs
	Of      int          `json:"of"`                // of so many
	Missing []string     `json:"missing,omitempty"` // tasks for which nothing was handed in
	Forged  int          `json:"forged"`            // files that say what a run or the evidence does not
	Copied  int          `json:"copied"`            // files that another student hands in too, and lab reports with another's evidence
	Passed  []string     `json:"passed"`            // exercises of the lab, by the evidence
	Shown   []string     `json:"shown"`             // those that raftlab lab do did before the student's eyes
	Results []Submission `json:"results"`
	Same    []SameFile   `json:"same,omitempty"`    // programs, and scenario files without a result, with the bytes of another student's
	Program *Program     `json:"program,omitempty"` // a Raft of their own; nil: there is none

	prints map[string]digest // of the bytes of those, by their names
}

// Submission is one file that was handed in.
type Submission struct {
	File     string        `json:"file"`
	About    string        `json:"about"` // the scenario, or the lab
	Task     string        `json:"task,omitempty"`
	Standing Authenticity  `json:"standing"`
	Verdict  trace.Verdict `json:"verdict,omitempty"` // by the run made again
	Changed  []string      `json:"changed,omitempty"` // from the task's file, as diff shows it
	Passed   []string      `json:"passed,omitempty"`  // exercises of a lab report
	Shown    []string      `json:"shown,omitempty"`   // exercises of a lab report that raftlab lab do did
	Same     []SameFile    `json:"same,omitempty"`    // files of others with the same bytes: of this one, and of the scenario it was run from
	Remark   lang.Text     `json:"remark"`

	isReport     bool              // of a lab
	prints       map[string]digest // of the bytes of this file, and of the scenario file beside it, by their names
	fingerprints map[string]string // in a lab report: by exercise, what only one lab can show
}

// Authenticity says whether what was handed in is what it says it is.
type Authenticity string

// The values.
const (
	Verified   Authenticity = "verified"
	Forged     Authenticity = "forged"
	Copied     Authenticity = "copied"
	Unverified Authenticity = "unverified" // it could not be made again
	Extra      Authenticity = "extra"      // no task asks for it
)

// Grade grades the directories of a class in the order of their names. Errors are about the directories, an
// [fs.PathError] where one cannot be read, and about the files of tasks; what is wrong with a file that was handed in is
// in its remark. The end of ctx ends it with the error of ctx.
func Grade(ctx context.Context, o Options) ([]Student, error) {
	tasks, err := o.readTasks()
	if err != nil {
		return nil, err
	}
	dirs, err := studentDirs(o.Dir)
	if err != nil {
		return nil, err
	}
	class, known := []Student{}, judgements{}
	for _, dir := range dirs {
		grader := &grader{Options: o, dir: filepath.Join(o.Dir, dir), student: dir, tasks: tasks, known: known}
		one, err := grader.gradeAll(ctx)
		if err != nil {
			return nil, err
		}
		class = append(class, one)
		if o.Done != nil {
			o.Done.Add(1)
		}
	}
	findSameFiles(class)
	findCopies(class)
	for i := range class {
		class[i].count(len(tasks))
	}
	return class, nil
}

// CountStudents returns how many students have a directory.
func CountStudents(dir string) uint64 {
	dirs, _ := studentDirs(dir)
	return uint64(len(dirs))
}

// studentDirs returns the names of the directories of students.
func studentDirs(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("there is no directory %s", "没有目录 %s", dir)
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		names = append(names, entry.Name())
	}
	if len(names) == 0 {
		return nil, lang.Errorf("%s has no directories of students (one for each, with what they handed in)",
			"%s 中没有学生的目录（每人一个，里面是交来的作业）", dir)
	}
	return names, nil
}

// count counts what was handed in.
func (s *Student) count(tasks int) {
	held, passed, shown := map[string]bool{}, map[string]bool{}, map[string]bool{}
	s.Copied = len(s.Same)
	for _, r := range s.Results {
		if !r.isReport {
			s.Of++
			if r.Standing == Verified && r.Verdict == trace.Holds {
				s.Held++
				held[r.Task] = true
			}
		}
		if r.Standing == Forged {
			s.Forged++
		}
		if r.Standing == Copied || len(r.Same) > 0 {
			s.Copied++
		}
		for _, id := range r.Passed {
			passed[id] = true
		}
		for _, id := range r.Shown {
			shown[id] = true
		}
	}
	if tasks > 0 {
		s.Held, s.Of = len(held), tasks
	}
	s.Passed = append([]string{}, slices.Sorted(maps.Keys(passed))...)
	s.Shown = append([]string{}, slices.Sorted(maps.Keys(shown))...)
}

// IsInOrder reports whether the lecturer has nothing to look at.
func (s *Student) IsInOrder() bool {
	for _, r := range s.Results {
		if r.Standing != Verified && r.Standing != Extra || len(r.Same) > 0 {
			return false
		}
	}
	if s.Program != nil && s.Program.failed {
		return false
	}
	return s.Held == s.Of && len(s.Same) == 0 && len(s.Results)+s.programs() > 0
}

func (s *Student) programs() int {
	if s.Program == nil {
		return 0
	}
	return 1
}
