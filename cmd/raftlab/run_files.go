package main

import (
	"io"
	"path/filepath"

	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

// runFiles are the files that a run writes.
type runFiles struct {
	outputs
	trace io.Writer // a pending file, standard output, or nothing
}

// createFiles begins the files that the options ask for.
func (o *runOptions) createFiles() (*runFiles, error) {
	f := &runFiles{outputs: outputs{source: sourceOf(o.word)}, trace: io.Discard}
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
		file, err := f.add(o.trace)
		if err != nil {
			return err
		}
		f.trace = file
	}
	return f.beginPictures("--plot", o.plots)
}

// finish draws the pictures and puts all files under their names.
func (f *runFiles) finish(s *run.Simulation, o *run.Outcome, l lang.Lang) error {
	for _, p := range f.pictures {
		command := s.Command().With("--plot", filepath.Base(p.file.name))
		if err := plots.Draw(p.file, o.Timeline, p.format, plots.Options{Lang: l, Command: l.InSameLanguage(command.String())}); err != nil {
			return err
		}
	}
	return f.commit()
}
