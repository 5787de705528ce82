package main

import (
	"bufio"
	"errors"
	"strconv"

	"raftlab/sim/lang"
	"raftlab/sim/trials"
)

// trialFiles are the files that trials write.
type trialFiles struct {
	outputs
	result  *atomicFile
	samples *atomicFile
	rows    *bufio.Writer
	failed  error // the first error of writing samples; the trials go on
}

// createFiles begins the files that the options ask for.
func (o *trialsOptions) createFiles(lines int) (*trialFiles, error) {
	f := &trialFiles{outputs: outputs{source: sourceOf(o.word)}}
	if err := f.create(o, lines); err != nil {
		f.discard()
		return nil, err
	}
	return f, nil
}

func (f *trialFiles) create(o *trialsOptions, lines int) (err error) {
	if o.samples != "" && lines > 1 {
		return lang.Errorf("--samples has no place for what was varied (leave --vary out)",
			"--samples 没有地方记录变化的设置（请删去 --vary）")
	}
	if o.result != "" {
		if f.result, err = f.add(o.result); err != nil {
			return err
		}
	}
	if o.samples != "" {
		if f.samples, err = f.add(o.samples); err != nil {
			return err
		}
		f.rows = bufio.NewWriterSize(f.samples, 64<<10)
		f.rows.WriteString("trial,leaderless_ns,terms\n")
	}
	return f.beginPictures("--plot", o.plots)
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

// finish saves the result, under its name before all else, and writes the rest of the samples.
func (f *trialFiles) finish(result *trials.File) error {
	if f.result != nil {
		if _, err := f.result.Write(result.Encode()); err != nil {
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
	return nil
}
