package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"raftlab/lab/exercise"
	"raftlab/lab/report"
	"raftlab/sim/trace"
)

// desk is where the files of one student are graded.
type desk struct {
	dir, student string
	tasks        tasks
	evidence     map[string]string // who handed in which evidence of a lab, by its digest
}

// mostBytes is how much of a handed-in file is read. A result of raftlab run has some kilobytes, a lab
// report some hundred.
const mostBytes = 16 << 20

// grade grades one file.
func (d *desk) grade(ctx context.Context, file string) handIn {
	in := handIn{File: filepath.Base(file), About: "?", Standing: unverified}
	data, err := readAtMost(file, mostBytes)
	if err != nil {
		in.Remark = say("%v", "%v", err)
		return in
	}
	var form struct {
		Kind string `json:"kind"`
		handedRun
	}
	switch err := json.Unmarshal(data, &form); {
	case err == nil && form.Kind == report.Kind:
		d.gradeReport(data, &in)
	case err == nil && form.Header.Format != 0:
		d.gradeRun(ctx, &form.handedRun, &in)
	default:
		in.Remark = trace.Text{EN: "this is neither a result of raftlab run -o json nor a report of raftlab lab report -o json",
			ZH: "这既不是 raftlab run -o json 的结果，也不是 raftlab lab report -o json 的报告"}
	}
	return in
}

// readAtMost reads a file that is not larger than that.
func readAtMost(file string, most int64) ([]byte, error) {
	f, err := openInput(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("the file is larger than %d MB", most>>20)
	}
	return data, err
}

// gradeReport grades the evidence in a lab report again. Every lab has keys, addresses and times of its
// own, so two students do not come by the same evidence.
func (d *desk) gradeReport(data []byte, in *handIn) {
	in.About = "lab"
	r, err := report.Read(bytes.NewReader(data), in.File)
	if err != nil {
		in.Remark = say("%v", "%v", err)
		return
	}
	in.Standing, in.Verdict = verified, trace.Holds
	for i, finding := range r.Verify() {
		owner := d.owner(r.Exercises[i].Digest)
		switch {
		case finding.Problem != "":
			in.forge(say("forged: %s: %s", "伪造：%s：%s", finding.Exercise, finding.Problem))
		case finding.State == exercise.Passed && owner != d.student:
			in.forge(say("forged: %s: the evidence is that of %s", "伪造：%s：证据是 %s 的", finding.Exercise, owner))
		case finding.State == exercise.Passed:
			in.Passed++
		}
	}
	if in.Standing == verified && in.Passed < len(r.Exercises) {
		in.Verdict = trace.Untested
		in.Remark = say("%d of %d exercises passed", "%d/%d 个练习通过", in.Passed, len(r.Exercises))
	}
}

// owner returns who handed in that evidence first.
func (d *desk) owner(digest string) string {
	if _, ok := d.evidence[digest]; !ok {
		d.evidence[digest] = d.student
	}
	return d.evidence[digest]
}

// forge says why the file is forged; the first reason is enough.
func (in *handIn) forge(why trace.Text) {
	if in.Standing != forged {
		in.Standing, in.Verdict, in.Remark = forged, trace.Violated, why
	}
}
