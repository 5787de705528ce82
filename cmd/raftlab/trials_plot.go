package main

import (
	"fmt"
	"path/filepath"
	"time"

	"raftlab/plots"
	"raftlab/plots/stats"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trials/report"
	"raftlab/sim/trials/study"
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

// figures are the kinds that the registry of pictures has.
var figures = figureNames(plots.TrialKinds())

func figureNames(kinds []plots.Kind) (names []figure) {
	for _, k := range kinds {
		names = append(names, figure(k.String()))
	}
	return names
}

// mostDrawn is how many lines a picture can tell apart.
const mostDrawn = 12

// trialsFigure is a figure of what trials showed.
type trialsFigure struct {
	*report.Family
	lang.Lang
	kind figure
}

// figureOf returns the figure that shows what a study is about.
func figureOf(published *study.Study, vary []string) figure {
	if published != nil && published.Splits && len(vary) > 0 {
		return splitsFigure
	}
	return cdfFigure
}

// command returns the command that draws a picture again, of the one that makes the trials.
func (r *trialsFigure) command(trials run.Command, file string) string {
	command := trials.With("--plot", lang.ShellWord(filepath.Base(file)))
	if r.kind != cdfFigure {
		command = command.With("--figure", string(r.kind))
	}
	if r.Lang != lang.English {
		command = command.With("--lang", string(r.Lang))
	}
	return command.String()
}

// draw draws the figure into a file.
func (r *trialsFigure) draw(p picture, o plots.Options) error {
	data, err := r.data()
	if err == nil {
		o.Kind, err = plots.KindOf(string(r.kind), plots.TrialKinds())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.file.name, err)
	}
	return plots.DrawTrials(p.file, data, p.format, o)
}

// data returns what the figure draws.
func (r *trialsFigure) data() (d *stats.Data, err error) {
	d = &stats.Data{Words: r.words()}
	switch r.kind {
	case splitsFigure:
		d.X, d.Y = r.axis(), r.Say("trials with a contested term", "出现争票任期的试验比例")
		d.Series, err = r.splitSeries()
		return d, err
	case timeoutsFigure:
		d.X = r.axis()
		d.Curves, err = r.outageCurves()
		return d, err
	}
	for i, sample := range r.plotSamples() {
		d.Lines = append(d.Lines, stats.Line{Sample: sample, Published: r.publishedPoints(i)})
	}
	if r.Study != nil {
		d.Source = r.Study.Source.In(r.Lang)
	}
	return d, nil
}

// canDraw refuses what no picture can show, before the trials.
func (r *trialsFigure) canDraw() error {
	if r.kind == cdfFigure || r.kind == histogramFigure {
		if len(r.Lines) > mostDrawn {
			return fmt.Errorf("--plot: a picture shows at most %d lines (vary less)", mostDrawn)
		}
		return nil
	}
	for i := range r.Lines {
		if len(r.Lines[i].Setting) == 0 {
			return fmt.Errorf("--figure %s needs something to vary (add --vary election_timeout=150ms-200ms,150ms-300ms)", r.kind)
		}
		x, err := xValue(&r.Lines[i])
		if err != nil {
			return err
		}
		if r.kind == timeoutsFigure && x <= 0 {
			return fmt.Errorf("--figure timeouts: %s is no time above 0", r.Lines[i].Value)
		}
		if !r.begins(i) {
			if before, _ := xValue(&r.Lines[i-1]); before >= x {
				return fmt.Errorf("--figure %s: %s comes after %s (vary from small to great)", r.kind, r.Lines[i].Value, r.Lines[i-1].Value)
			}
		}
	}
	return nil
}

func (r *trialsFigure) words() stats.Words {
	total, left := uint64(0), uint64(0)
	for i := range r.File.Lines {
		total, left = total+r.File.Lines[i].Result.Trials, left+r.File.Lines[i].Result.UnfinishedCount()
	}
	caption := r.Say("simulation %s; quantiles within 0.1 %%", "模拟器版本 %s；分位数误差不超过 0.1 %%", r.File.Version)
	if left > 0 && r.kind == splitsFigure {
		caption += r.Say("; shares of finished trials, %s are unfinished", "；比例针对已完成的试验，%s 次未完成", lang.Grouped(left))
	}
	return stats.Words{
		Title: r.Title.In(r.Lang) + r.finding(),
		Subtitle: r.Say("%s, %s trials, engine %s, seed %d", "%s，%s 次试验，引擎 %s，种子 %d",
			r.Interval(r.Lang), lang.Grouped(total), r.File.Engine, r.File.Seed),
		Caption: caption,
	}
}

// finding returns what the trials of a single setting showed, as far as there are enough, as the end of a title.
func (r *trialsFigure) finding() string {
	result := r.File.Lines[0].Result
	half, ok := result.Quantile(1, 2)
	if len(r.File.Lines) > 1 || !ok {
		return ""
	}
	finding := r.Say(": half within %d ms", "：半数在 %d ms 以内", half.Round(time.Millisecond).Milliseconds())
	if most, ok := result.Quantile(99, 100); ok {
		finding += r.Say(", one in a hundred over %d ms", "，百分之一超过 %d ms", most.Round(time.Millisecond).Milliseconds())
	}
	return finding
}

// plotSamples returns the distributions, by line.
func (r *trialsFigure) plotSamples() []stats.Sample {
	samples := make([]stats.Sample, len(r.File.Lines))
	for i := range r.File.Lines {
		result := r.File.Lines[i].Result
		samples[i] = stats.Sample{Name: r.Lines[i].Value, Unfinished: result.UnfinishedCount(), Known: result.Known()}
		if samples[i].Name == "" {
			samples[i].Name = r.File.Engine
		}
		for _, b := range result.Buckets() {
			value := min(max(b.From+(b.To-b.From)/2, result.Min, 1), max(result.Max, 1))
			samples[i].Values = append(samples[i].Values, stats.Bucket{Value: value, Count: b.Count})
		}
	}
	return samples
}

func (r *trialsFigure) publishedPoints(i int) (points []stats.Point) {
	if r.Study == nil {
		return nil
	}
	for _, p := range r.Study.Points(r.Lines[i].Parameters) {
		points = append(points, stats.Point{Value: time.Duration(p.Milliseconds * float64(time.Millisecond)), Share: p.Share})
	}
	return points
}
