package main

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"

	"raftlab/plots"
	"raftlab/sim/trials"
)

// trialFiles are the files that trials write. They are begun before the first trial, so that what
// cannot be written is known at once, and appear after the last.
type trialFiles struct {
	result   *pendingFile
	samples  *pendingFile
	rows     *bufio.Writer
	failed   error // the first error of writing samples; the trials go on
	pictures []picture
	pending  []*pendingFile
}

// createFiles begins the files that the options ask for.
func (o *trialsOptions) createFiles(lines int) (*trialFiles, error) {
	f := new(trialFiles)
	if err := f.create(o, lines); err != nil {
		f.discard()
		return nil, err
	}
	return f, nil
}

func (f *trialFiles) create(o *trialsOptions, lines int) (err error) {
	if o.samples != "" && lines > 1 {
		return errors.New("--samples has no place for what was varied (leave --vary out)")
	}
	if o.result != "" {
		if f.result, err = f.begin(o, o.result); err != nil {
			return err
		}
	}
	if o.samples != "" {
		if f.samples, err = f.begin(o, o.samples); err != nil {
			return err
		}
		f.rows = bufio.NewWriterSize(f.samples, 64<<10)
		f.rows.WriteString("trial,leaderless_ns,terms\n")
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
func (f *trialFiles) begin(o *trialsOptions, name string) (*pendingFile, error) {
	if isFile(o.word) && sameFile(o.word, name) {
		return nil, fmt.Errorf("%s is the scenario: it would be overwritten", name)
	}
	file, err := createFile(name)
	if err == nil {
		f.pending = append(f.pending, file)
	}
	return file, err
}

// sampler returns what writes the trials of a block; nil if they are not wanted. An error does not end
// the trials: what they show is printed all the same.
func (f *trialFiles) sampler() func([]trials.Trial) error {
	if f.samples == nil {
		return nil
	}
	var row []byte
	return func(block []trials.Trial) error {
		for i := range block {
			t := &block[i]
			row = strconv.AppendUint(row[:0], t.Number, 10)
			row = append(row, ',')
			if t.Finished {
				row = strconv.AppendInt(row, int64(t.Duration), 10)
				row = append(row, ',')
				row = strconv.AppendUint(row, t.Terms, 10)
			} else {
				row = append(row, ',')
			}
			if _, err := f.rows.Write(append(row, '\n')); err != nil && f.failed == nil {
				f.failed = err
			}
		}
		return nil
	}
}

// finish writes everything and puts the files under their names: the result first.
func (f *trialFiles) finish(r *trialsReport) error {
	if f.result != nil {
		if _, err := f.result.Write(r.file.Encode()); err != nil {
			return err
		}
		if err := f.result.commit(); err != nil {
			return err
		}
	}
	if f.rows != nil {
		if err := f.rows.Flush(); f.failed != nil || err != nil {
			return errors.Join(f.failed, err)
		}
	}
	for _, p := range f.pictures {
		if err := r.draw(p); err != nil {
			return err
		}
	}
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
func (f *trialFiles) discard() {
	for _, file := range f.pending {
		file.discard()
	}
}
