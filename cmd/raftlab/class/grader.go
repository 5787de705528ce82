package class

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"

	"raftlab/lab/report"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// grader grades the files of one student.
type grader struct {
	Options
	dir, student string
	tasks        tasks
	known        judgements // of the whole class
}

// gradeAll grades what is in a student's directory.
func (g *grader) gradeAll(ctx context.Context) (Student, error) {
	one := Student{Name: g.student, Results: []Submission{}}
	for _, file := range filesLike(g.dir, "*.json") {
		in := g.grade(ctx, file)
		in.prints = g.printsOf(file)
		one.Results = append(one.Results, in)
		if ctx.Err() != nil {
			return one, ctx.Err()
		}
	}
	one.prints = g.otherPrints(one.Results)
	one.Missing = g.tasks.missing(one.Results)
	var err error
	one.Program, err = g.program(ctx)
	return one, err
}

// filesLike returns the files of a directory whose names are like a pattern, in the order of their names.
func filesLike(dir, pattern string) (files []string) {
	names, err := fs.Glob(os.DirFS(dir), pattern)
	if err != nil {
		panic(err) // the patterns are constants
	}
	for _, name := range names {
		files = append(files, filepath.Join(dir, name))
	}
	return files
}

// mostBytes is how much of a handed-in file is read. A result of raftlab run has some kilobytes, a lab
// report some hundred.
const mostBytes = 16 << 20

// grade grades one file.
func (g *grader) grade(ctx context.Context, file string) Submission {
	in := Submission{File: filepath.Base(file), About: "?", Standing: Unverified}
	data, err := g.Read(file, mostBytes)
	if err != nil {
		in.Remark = lang.Say("%v", "%v", err)
		return in
	}
	var form struct {
		Kind string `json:"kind"`
		claimedRun
	}
	switch err := json.Unmarshal(data, &form); {
	case len(data) == 0:
		in.Remark = lang.Say("the file is empty: the command that was to write it failed", "文件是空的：本该写出它的命令失败了")
	case err == nil && form.Kind == report.Kind:
		g.gradeReport(data, &in)
	case err == nil && form.Kind == QuizKind:
		g.gradeQuiz(data, &in)
	case err == nil && form.Header.Format != 0:
		form.seed = seedIn(data)
		g.gradeRun(ctx, &form.claimedRun, &in)
	default:
		in.Remark = lang.Text{EN: "this is no result of raftlab run -o json, no report of raftlab lab report -o json, and no answer of raftlab quiz -o json",
			ZH: "这既不是 raftlab run -o json 的结果，也不是 raftlab lab report -o json 的报告，也不是 raftlab quiz -o json 的回答"}
	}
	return in
}

// markForged says why the file is forged; the first reason is enough.
func (in *Submission) markForged(why lang.Text) {
	if in.Standing != Forged {
		in.Standing, in.Verdict, in.Remark = Forged, trace.Violated, why
	}
}
