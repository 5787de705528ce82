package main

import (
	"errors"
	"path/filepath"
	"time"

	"raftlab/plots"
	"raftlab/sim/trace"
)

// figure is a kind of picture of many trials.
type figure string

const (
	cdfFigure       figure = "cdf"
	histogramFigure figure = "histogram"
)

// draw draws the figure into a file.
func (r *trialsReport) draw(p picture) error {
	command := r.command + " --plot " + shellWord(filepath.Base(p.file.name))
	if r.figure != cdfFigure {
		command += " --figure " + string(r.figure)
	}
	if r.lang != trace.English {
		command += " --lang " + string(r.lang)
	}
	options := plots.Options{Lang: r.lang, Command: command}
	if r.figure == histogramFigure {
		h, err := plots.NewHistogram(r.words(), r.plotSamples()...)
		if err != nil {
			return err
		}
		return h.Draw(p.file, p.format, options)
	}
	var lines []plots.Line
	for i, sample := range r.plotSamples() {
		lines = append(lines, plots.Line{Sample: sample, Published: r.publishedPoints(i)})
	}
	words := r.words()
	c, err := plots.NewCDF(words, lines...)
	if err != nil {
		return err
	}
	if r.study != nil {
		c.Published = r.study.Source.In(r.lang)
	}
	return c.Draw(p.file, p.format, options)
}

// canDraw refuses what no picture can show, before the trials.
func (r *trialsReport) canDraw() error {
	if len(r.lines) > 12 {
		return errors.New("--plot: a picture shows at most 12 lines (vary less)")
	}
	return nil
}

func (r *trialsReport) words() plots.Words {
	first := &r.lines[0]
	total := uint64(0)
	for i := range r.file.Lines {
		total += r.file.Lines[i].Result.Trials
	}
	return plots.Words{
		Title: first.scenario.Title.In(r.lang),
		Subtitle: r.say("%s, %s trials, engine %s, seed %d", "%s，%s 次试验，引擎 %s，种子 %d",
			first.measure, grouped(total), r.file.Engine, r.file.Seed),
		Caption: r.say("simulation %s; quantiles within 0.1 %%", "模拟器版本 %s；分位数误差不超过 0.1%%", r.file.Version),
	}
}

// plotSamples returns the distributions, by line.
func (r *trialsReport) plotSamples() []plots.Sample {
	samples := make([]plots.Sample, len(r.file.Lines))
	for i := range r.file.Lines {
		result := r.file.Lines[i].Result
		samples[i] = plots.Sample{Name: r.lines[i].value, Unfinished: result.Left()}
		if samples[i].Name == "" {
			samples[i].Name = r.file.Engine
		}
		for _, b := range result.Buckets() {
			value := min(max(b.From+(b.To-b.From)/2, result.Min, 1), max(result.Max, 1))
			samples[i].Values = append(samples[i].Values, plots.Bucket{Value: value, Count: b.Count})
		}
	}
	return samples
}

func (r *trialsReport) publishedPoints(i int) (points []plots.Point) {
	if r.study == nil {
		return nil
	}
	for _, p := range r.study.Points(r.lines[i].scenario.Parameters()) {
		points = append(points, plots.Point{Value: time.Duration(p.Milliseconds * float64(time.Millisecond)), Share: p.Share})
	}
	return points
}
