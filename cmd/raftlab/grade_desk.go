package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf16"

	"raftlab/lab/report"
	"raftlab/sim/trace"
)

// desk is where the files of one student are graded.
type desk struct {
	dir, student string
	tasks        tasks
}

// gradeAll grades what is in a student's directory.
func (d *desk) gradeAll(ctx context.Context) (graded, error) {
	one := graded{Student: d.student, Results: []handIn{}}
	for _, file := range filesLike(d.dir, "*.json") {
		one.Results = append(one.Results, d.grade(ctx, file))
		if ctx.Err() != nil {
			return one, errInterrupted
		}
	}
	one.Missing = d.tasks.missing(one.Results)
	return one, nil
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
	data = asUTF8(data)
	switch err := json.Unmarshal(data, &form); {
	case len(data) == 0:
		in.Remark = say("the file is empty: the command that was to write it failed", "文件是空的：本该写出它的命令失败了")
	case err == nil && form.Kind == report.Kind:
		d.gradeReport(data, &in)
	case err == nil && form.Header.Format != 0:
		form.seed = seedIn(data)
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

// asUTF8 returns text as programs write it. PowerShell writes what is redirected with a mark in front, and
// older ones as UTF-16.
func asUTF8(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return data
	}
	units := make([]uint16, len(data)/2-1)
	for i := range units {
		units[i] = order.Uint16(data[2*i+2:])
	}
	return []byte(string(utf16.Decode(units)))
}

// forge says why the file is forged; the first reason is enough.
func (in *handIn) forge(why trace.Text) {
	if in.Standing != forged {
		in.Standing, in.Verdict, in.Remark = forged, trace.Violated, why
	}
}
