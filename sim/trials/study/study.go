// Package study compares results of trials with what has been published of the same experiments: the
// measurements of the Raft paper's Figure 16, and the formulas and the wide-area simulation of chapter 9 of the
// Raft thesis.
//
// The experiments themselves are the built-in scenarios of the same names. A comparison is made from
// the settings of a result, so that it never compares what does not belong together: settings of
// which nothing was published have no rows.
package study

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

// Study is a published experiment.
type Study struct {
	Name       string    // of the scenario that repeats it
	Source     lang.Text // where it was published
	Engine     string    // that repeats it best; "": any
	Vary       []string  // what was varied there, as --vary of raftlab trials has it
	Deviations lang.Text // in what the scenario differs from what was published
	Splits     bool      // it is about split votes, and not about time
	rows       func(settings) func(*trials.Result) []Row
	points     func(settings) []Point
	splitRate  func(settings) (float64, bool)
}

// Row is one number that was published, and ours.
type Row struct {
	What                lang.Text
	Published, Measured float64
	Unit                string  // "ms", "%", ""
	Low, High           float64 // 95 % confidence interval of what was measured; both zero: none
	Count, Of           uint64  // of a share: how many of how many
	Bound               bool    // it is at least what was measured, since trials are unfinished
	Missing             bool    // there is nothing measured: too few trials, or too many unfinished
}

// Point is a point of a published distribution: a share of the trials took at most this many
// milliseconds.
type Point struct{ Milliseconds, Share float64 }

// ByName returns a study; nil if there is none of that name.
func ByName(name string) *Study {
	for _, s := range []*Study{&commonJob, &figure16, &splitVote, &wan} {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// settings are those of a cluster, by the keys that --set knows.
type settings func(key string) string

// Compare returns what was published for settings, beside what trials with them showed; nothing if
// nothing was published.
func (s *Study) Compare(parameters []trace.Parameter, r *trials.Result) []Row {
	rows := s.rows(lookUp(parameters))
	if rows == nil {
		return nil
	}
	return rows(r)
}

// Points returns the distribution that was published for settings, if any.
func (s *Study) Points(parameters []trace.Parameter) []Point {
	if s.points == nil {
		return nil
	}
	return s.points(lookUp(parameters))
}

// SplitRate returns in what share of the first elections the votes are split by theory; false if it says
// nothing about the settings.
func (s *Study) SplitRate(parameters []trace.Parameter) (share float64, ok bool) {
	if s.splitRate == nil {
		return 0, false
	}
	return s.splitRate(lookUp(parameters))
}

func lookUp(parameters []trace.Parameter) settings {
	h := trace.Header{Parameters: parameters}
	return h.Parameter
}

// quantile returns a row for a quantile, in parts of a hundred.
func quantile(r *trials.Result, parts uint64, name lang.Text, published float64) Row {
	value, ok := r.Quantile(parts, 100)
	return Row{What: name, Published: published, Measured: milliseconds(float64(value)), Unit: "ms", Missing: !ok}
}

// mean returns a row for the mean, with its confidence interval unless it is a bound.
func mean(r *trials.Result, published float64) Row {
	value, bound := r.Mean()
	middle, half := float64(value), float64(r.MeanError())
	row := Row{What: lang.Text{EN: "mean", ZH: "平均"}, Published: published, Measured: milliseconds(middle), Unit: "ms",
		Bound: bound, Missing: r.Finished+r.Leaderless.Trials == 0}
	if !bound {
		row.Low, row.High = milliseconds(middle-half), milliseconds(middle+half)
	}
	return row
}

func milliseconds(nanoseconds float64) float64 { return nanoseconds / 1e6 }
