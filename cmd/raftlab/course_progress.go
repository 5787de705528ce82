package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// courseProgress is which exercises of the course a user has passed: a file in the state directory.
type courseProgress struct {
	Passed map[int]time.Time `json:"passed"` // when, by lesson

	file string
}

// loadProgress reads the progress. None is there before the first exercise is passed.
func loadProgress() (*courseProgress, error) {
	state, err := labdir.State(os.Getenv)
	if err != nil {
		return nil, environment(lang.Errorf("no place for your progress is known: %v", "不知道把进度存在哪里：%v", err))
	}
	p := &courseProgress{Passed: map[int]time.Time{}, file: filepath.Join(state, "course.json")}
	b, err := os.ReadFile(p.file)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, fileError(err)
	}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, environment(lang.Errorf("%s is not what raftlab wrote (raftlab course --reset begins anew): %v",
			"%s 不是 raftlab 写的文件（raftlab course --reset 重新开始）：%v", p.file, err))
	}
	return p, nil
}

// pass notes that a lesson's exercise is done.
func (p *courseProgress) pass(lesson int, at time.Time) error {
	p.Passed[lesson] = at.UTC().Truncate(time.Second)
	if err := os.MkdirAll(filepath.Dir(p.file), 0o777); err != nil {
		return fileError(err)
	}
	file, err := createFile(p.file)
	if err != nil {
		return err
	}
	defer file.discard()
	if err := writeJSON(file, p); err != nil {
		return err
	}
	return file.commit()
}

// resetProgress forgets what was passed.
func resetProgress() error {
	state, err := labdir.State(os.Getenv)
	if err != nil {
		return nil // nothing was ever kept
	}
	if err := os.Remove(filepath.Join(state, "course.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fileError(err)
	}
	return nil
}
