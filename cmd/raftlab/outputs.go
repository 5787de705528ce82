package main

import (
	"fmt"
	"os"

	"raftlab/plots"
	"raftlab/sim/lang"
)

// outputs are the files that a command writes. They are begun before the work, so that what cannot be
// written is known at once, and appear under their names after it.
type outputs struct {
	source   string // the file that is read, and must not be written; "" if there is none
	pictures []picture
	pending  []*atomicFile // all of them
}

// picture is a picture to be drawn.
type picture struct {
	file   *atomicFile
	format plots.Format
}

// add creates a file that appears under its name with commit.
func (f *outputs) add(name string) (*atomicFile, error) {
	if f.source != "" && sameFile(f.source, name) {
		return nil, lang.Errorf("output and input are the same file, %s (write another name)",
			"输出和输入是同一个文件 %s（请换一个名字）", name)
	}
	file, err := createFile(name)
	if err == nil {
		f.pending = append(f.pending, file)
	}
	return file, err
}

// beginPictures begins the pictures that a flag asks for.
func (f *outputs) beginPictures(flag string, names []string) error {
	for _, name := range names {
		format, err := plots.FormatOf(name)
		if err != nil {
			return fmt.Errorf("%s %w", flag, err)
		}
		file, err := f.add(name)
		if err != nil {
			return err
		}
		f.pictures = append(f.pictures, picture{file, format})
	}
	return nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// commit puts all files under their names.
func (f *outputs) commit() error {
	for _, file := range f.pending {
		if file.done {
			continue
		}
		if err := file.commit(); err != nil {
			return err
		}
	}
	return nil
}

// discard removes what was begun and is not finished.
func (f *outputs) discard() {
	for _, file := range f.pending {
		file.discard()
	}
}
