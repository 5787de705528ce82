package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"raftlab/plots"
	"raftlab/sim/trace"
)

// runFiles are the files that a run writes. They are begun before the run, so that what cannot be
// written is known at once, and appear after it.
type runFiles struct {
	trace    io.Writer // a pending file, standard output, or nothing
	pictures []picture
	pending  []*pendingFile // all of them
}

// picture is a picture to be drawn.
type picture struct {
	file   *pendingFile
	format plots.Format
}

// createFiles begins the files that the options ask for.
func (o *runOptions) createFiles() (*runFiles, error) {
	f := &runFiles{trace: io.Discard}
	if err := f.create(o); err != nil {
		f.discard()
		return nil, err
	}
	return f, nil
}

func (f *runFiles) create(o *runOptions) error {
	switch o.trace {
	case "":
	case "-":
		f.trace = o.out
	default:
		file, err := f.begin(o, o.trace)
		if err != nil {
			return err
		}
		f.trace = file
	}
	for _, name := range o.plots {
		format, err := plots.FormatOf(name)
		if err != nil {
			return fmt.Errorf("--plot %w", err)
		}
		file, err := f.begin(o, name)
		if err != nil {
			return err
		}
		f.pictures = append(f.pictures, picture{file, format})
	}
	return nil
}

// begin begins a file, which must not be the scenario's.
func (f *runFiles) begin(o *runOptions, name string) (*pendingFile, error) {
	if isFile(o.word) && sameFile(o.word, name) {
		return nil, fmt.Errorf("%s is the scenario: it would be overwritten", name)
	}
	file, err := createFile(name)
	if err == nil {
		f.pending = append(f.pending, file)
	}
	return file, err
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// finish draws the pictures and puts all files under their names.
func (f *runFiles) finish(s *simulation, o *outcome, lang trace.Lang) error {
	for _, p := range f.pictures {
		command := s.command() + " --plot " + shellWord(filepath.Base(p.file.name))
		if lang != trace.English {
			command += " --lang " + string(lang)
		}
		if err := plots.Draw(p.file, o.timeline, p.format, plots.Options{Lang: lang, Command: command}); err != nil {
			return err
		}
	}
	for _, file := range f.pending {
		if err := file.commit(); err != nil {
			return err
		}
	}
	return nil
}

// discard removes what was begun and is not finished.
func (f *runFiles) discard() {
	for _, file := range f.pending {
		file.discard()
	}
}
