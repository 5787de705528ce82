package family

import (
	"cmp"
	"time"

	"raftlab/plots/stats"
	"raftlab/sim/lang"
	"raftlab/sim/trials/report"
)

// CDF returns the distribution of each setting with what was published of it, to be drawn as a line.
func CDF(f *report.Family, l lang.Lang) (stats.Figure, error) {
	s := source{f, l}
	var lines []stats.Line
	for i := range s.File.Lines {
		lines = append(lines, stats.Line{Sample: s.sample(i), Published: s.published(i)})
	}
	c, err := stats.NewCDF(s.words(), lines...)
	if err != nil {
		return nil, err
	}
	if s.Study != nil {
		c.Published = s.Study.Source.In(l)
	}
	return c, nil
}

// Histogram returns the distribution of the first setting, to be drawn as bars, and those of the others as outlines.
func Histogram(f *report.Family, l lang.Lang) (stats.Figure, error) {
	s := source{f, l}
	var samples []stats.Sample
	for i := range s.File.Lines {
		samples = append(samples, s.sample(i))
	}
	h, err := stats.NewHistogram(s.words(), samples...)
	if err != nil {
		return nil, err // not h: a nil pointer in an interface is not nil
	}
	return h, nil
}

// sample returns the distribution of a setting.
func (s source) sample(line int) stats.Sample {
	result := s.File.Lines[line].Result
	sample := stats.Sample{Name: cmp.Or(s.Lines[line].Value, s.File.Engine), Unfinished: result.UnfinishedCount(), Known: result.Known()}
	for _, b := range result.Buckets() {
		middle := b.From + (b.To-b.From)/2
		sample.Values = append(sample.Values, stats.Bucket{Value: min(max(middle, result.Min, 1), max(result.Max, 1)), Count: b.Count})
	}
	return sample
}

// published returns the points that a study has of the distribution of a setting.
func (s source) published(line int) (points []stats.Point) {
	if s.Study == nil {
		return nil
	}
	for _, p := range s.Study.Points(s.Lines[line].Parameters) {
		points = append(points, stats.Point{Value: time.Duration(p.Milliseconds * float64(time.Millisecond)), Share: p.Share})
	}
	return points
}
