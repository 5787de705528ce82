package main

import (
	"fmt"
	"io"
	"path/filepath"
	"time"

	"raftlab/plots"
	"raftlab/sim/lang"
	"raftlab/sim/trace/text"
)

// figure is a kind of picture of many trials.
type figure string

// The kinds. Splits and timeouts show results against the last key that was varied, and a line for each
// combination of the others.
const (
	cdfFigure       figure = "cdf"
	histogramFigure figure = "histogram"
	splitsFigure    figure = "splits"
	timeoutsFigure  figure = "timeouts"
)

var figures = []figure{cdfFigure, histogramFigure, splitsFigure, timeoutsFigure}

// mostDrawn is how many lines a picture can tell apart.
const mostDrawn = 12

// drawable is a figure with its data.
type drawable interface {
	Draw(w io.Writer, f plots.Format, o plots.Options) error
}

// pictureCommand returns the command line that draws a picture again.
func (r *trialsReport) pictureCommand(file string) string {
	command := r.command.With("--plot", lang.ShellWord(filepath.Base(file)))
	if r.figure != cdfFigure {
		command = command.With("--figure", string(r.figure))
	}
	if r.lang != lang.English {
		command = command.With("--lang", string(r.lang))
	}
	return command.String()
}

// draw draws the figure into a file.
func (r *trialsReport) draw(p picture, o plots.Options) error {
	drawn, err := r.compose()
	if err != nil {
		return fmt.Errorf("%s: %w", p.file.name, err)
	}
	return drawn.Draw(p.file, p.format, o)
}

func (r *trialsReport) compose() (drawable, error) {
	switch r.figure {
	case histogramFigure:
		return plots.NewHistogram(r.words(), r.plotSamples()...)
	case splitsFigure:
		words := r.words()
		words.X, words.Y = r.axis(), r.say("trials with a contested term", "出现争票任期的试验比例")
		series, err := r.splitSeries()
		if err != nil {
			return nil, err
		}
		return plots.NewProportion(words, series...)
	case timeoutsFigure:
		words := r.words()
		words.X = r.axis()
		curves, err := r.outageCurves()
		if err != nil {
			return nil, err
		}
		return plots.NewExpected(words, curves...)
	}
	var lines []plots.Line
	for i, sample := range r.plotSamples() {
		lines = append(lines, plots.Line{Sample: sample, Published: r.publishedPoints(i)})
	}
	c, err := plots.NewCDF(r.words(), lines...)
	if err == nil && r.study != nil {
		c.Published = r.study.Source.In(r.lang)
	}
	return c, err
}

// canDraw refuses what no picture can show, before the trials.
func (r *trialsReport) canDraw() error {
	if r.figure == cdfFigure || r.figure == histogramFigure {
		if len(r.lines) > mostDrawn {
			return fmt.Errorf("--plot: a picture shows at most %d lines (vary less)", mostDrawn)
		}
		return nil
	}
	for i := range r.lines {
		if len(r.lines[i].setting) == 0 {
			return fmt.Errorf("--figure %s needs something to vary (add --vary election_timeout=150ms-200ms,150ms-300ms)", r.figure)
		}
		x, err := r.lines[i].place()
		if err != nil {
			return err
		}
		if r.figure == timeoutsFigure && x <= 0 {
			return fmt.Errorf("--figure timeouts: %s is no time above 0", r.lines[i].value)
		}
		if !r.begins(i) {
			if before, _ := r.lines[i-1].place(); before >= x {
				return fmt.Errorf("--figure %s: %s comes after %s (vary from small to great)", r.figure, r.lines[i].value, r.lines[i-1].value)
			}
		}
	}
	return nil
}

func (r *trialsReport) words() plots.Words {
	first := &r.lines[0]
	total, left := uint64(0), uint64(0)
	for i := range r.file.Lines {
		total, left = total+r.file.Lines[i].Result.Trials, left+r.file.Lines[i].Result.UnfinishedCount()
	}
	caption := r.say("simulation %s; quantiles within 0.1 %%", "模拟器版本 %s；分位数误差不超过 0.1 %%", r.file.Version)
	if left > 0 && r.figure == splitsFigure {
		caption += r.say("; shares of finished trials, %s are unfinished", "；比例针对已完成的试验，%s 次未完成", grouped(left))
	}
	return plots.Words{
		Title: first.scenario.Title.In(r.lang) + r.finding(),
		Subtitle: r.say("%s, %s trials, engine %s, seed %d", "%s，%s 次试验，引擎 %s，种子 %d",
			r.interval(), grouped(total), r.file.Engine, r.file.Seed),
		Caption: caption,
	}
}

// interval says what was measured.
func (r *trialsReport) interval() string {
	from := r.lines[0].measure.From
	if from == 0 {
		return r.say("from start to leader", "从启动到产生领导者")
	}
	return r.say("from %s to leader", "从%s到产生领导者", text.Fault(r.lang, from))
}

// finding returns what the trials of a single setting showed, as far as there are enough, as the end of a title.
func (r *trialsReport) finding() string {
	result := r.file.Lines[0].Result
	half, ok := result.Quantile(1, 2)
	if len(r.file.Lines) > 1 || !ok {
		return ""
	}
	finding := r.say(": half within %d ms", "：半数在 %d ms 以内", half.Round(time.Millisecond).Milliseconds())
	if most, ok := result.Quantile(99, 100); ok {
		finding += r.say(", one in a hundred over %d ms", "，百分之一超过 %d ms", most.Round(time.Millisecond).Milliseconds())
	}
	return finding
}

// plotSamples returns the distributions, by line.
func (r *trialsReport) plotSamples() []plots.Sample {
	samples := make([]plots.Sample, len(r.file.Lines))
	for i := range r.file.Lines {
		result := r.file.Lines[i].Result
		samples[i] = plots.Sample{Name: r.lines[i].value, Unfinished: result.UnfinishedCount(), Known: result.Known()}
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
