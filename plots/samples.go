package plots

import (
	"io"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/stats"
	"raftlab/sim/lang"
)

// Sample is what was measured many times. Values are above 0, in any order.
type Sample struct {
	Name   string
	Values []time.Duration
}

// SamplesOptions are the words around a figure of samples.
type SamplesOptions struct {
	Lang            lang.Lang
	Title, Subtitle string
}

// DrawSamples draws which share of each sample is at most a time: 1 to 12 lines. It is for what no trials have measured.
func DrawSamples(w io.Writer, f Format, o SamplesOptions, samples ...Sample) error {
	var lines []stats.Line
	for _, s := range samples {
		line := stats.Line{Sample: stats.Sample{Name: s.Name}}
		for _, v := range s.Values {
			line.Values = append(line.Values, stats.Bucket{Value: v, Count: 1})
		}
		lines = append(lines, line)
	}
	figure, err := stats.NewCDF(stats.Words{Title: o.Title, Subtitle: o.Subtitle}, lines...)
	if err != nil {
		return err
	}
	return page.Write(w, figure.LayOut(page.Options{Lang: o.Lang}), f, 0)
}
