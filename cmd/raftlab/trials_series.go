package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"raftlab/plots/stats"
	"raftlab/sim/chance"
	"raftlab/sim/trace"
	"raftlab/sim/trials/report"
)

// xValue returns where a line's last setting stands on an axis: milliseconds for a time, the width in
// milliseconds for a range, the number for a number.
func xValue(l *report.Line) (float64, error) {
	last := l.Setting[len(l.Setting)-1]
	_, value, _ := strings.Cut(last, "=")
	if number, err := strconv.ParseFloat(value, 64); err == nil {
		return number, nil
	}
	low, high, err := chance.ParseRange(value)
	switch {
	case err != nil:
		return 0, fmt.Errorf("--figure: %s has no place on an axis (vary a time, a range or a number last)", last)
	case !strings.Contains(value, "-"):
		return float64(low) / 1e6, nil
	}
	return float64(high-low) / 1e6, nil
}

// groupOf returns what a line shares with those that differ from it in the last setting only.
func groupOf(l *report.Line) string { return strings.Join(l.Setting[:len(l.Setting)-1], " ") }

// begins reports whether a line is the first of its group.
func (r *trialsFigure) begins(i int) bool {
	return i == 0 || groupOf(&r.Lines[i]) != groupOf(&r.Lines[i-1])
}

// axis names what was varied last, with its unit.
func (r *trialsFigure) axis() string {
	setting := r.Lines[0].Setting[len(r.Lines[0].Setting)-1]
	key, value, _ := strings.Cut(setting, "=")
	switch {
	case strings.Contains(value, "-"):
		return r.Say("width of %s", "%s 的宽度", key)
	case r.kind == splitsFigure && strings.HasSuffix(value, "s"):
		return key + " (ms)"
	}
	return key
}

// splitSeries returns the share of finished trials with a contested term, and what theory expects of it.
func (r *trialsFigure) splitSeries() (list []stats.Series, err error) {
	for i := range r.Lines {
		line, result := &r.Lines[i], r.File.Lines[i].Result
		if r.begins(i) {
			list = append(list, stats.Series{Name: cmp.Or(groupOf(line), r.File.Engine)})
		}
		if result.Finished == 0 {
			return nil, fmt.Errorf("%s: no trial is finished (make until in the scenario later)", line.Value)
		}
		last := &list[len(list)-1]
		x, _ := xValue(line)
		last.Points = append(last.Points, stats.Trials{X: x, K: result.Contested, N: result.Finished})
		if r.Study == nil {
			continue
		}
		if share, ok := r.Study.SplitRate(line.Parameters); ok {
			last.Expected = append(last.Expected, stats.XY{X: x, Y: share})
		}
		last.Theory = r.theory(line, last.Points[0].X, x)
	}
	for i := range list {
		if list[i].Theory != nil {
			list[i].Expected = nil
		}
	}
	return list, nil
}

// curveSteps is in how many steps a curve of theory is computed.
const curveSteps = 240

// theory returns the share that the study expects for all values of a setting between two, in milliseconds.
// There is none where the setting is no time: then nothing is between its values.
func (r *trialsFigure) theory(line *report.Line, from, to float64) (curve []stats.XY) {
	key, value, _ := strings.Cut(line.Setting[len(line.Setting)-1], "=")
	if _, err := chance.ParseDuration(value); err != nil || from >= to {
		return nil
	}
	parameters := slices.Clone(line.Parameters)
	varied := slices.IndexFunc(parameters, func(p trace.Parameter) bool { return p.Key == key })
	if varied < 0 {
		return nil
	}
	for i := range curveSteps + 1 {
		x := from + (to-from)*float64(i)/curveSteps
		parameters[varied].Value = chance.FormatDuration(time.Duration(x * 1e6))
		share, ok := r.Study.SplitRate(parameters)
		if !ok {
			return nil
		}
		curve = append(curve, stats.XY{X: x, Y: share})
	}
	return curve
}

// outageCurves returns the times without a leader. There are none if too many trials are unfinished. With too few
// trials for a quantile there is none.
func (r *trialsFigure) outageCurves() (list []stats.Curve, err error) {
	for i := range r.Lines {
		line, result := &r.Lines[i], r.File.Lines[i].Result
		if r.begins(i) {
			list = append(list, stats.Curve{Name: cmp.Or(groupOf(line), r.File.Engine)})
		}
		last := &list[len(list)-1]
		x, _ := xValue(line)
		mean, bound := result.Mean()
		median, _ := result.Quantile(1, 2)
		p99, ok := result.Quantile(99, 100)
		if !ok && result.UnfinishedCount() > result.Trials/100 {
			return nil, fmt.Errorf("%s: more than one trial in a hundred is unfinished (make until in the scenario later)", line.Value)
		}
		last.Points = append(last.Points, stats.OutagePoint{Setting: time.Duration(x * 1e6), Mean: mean, P50: median, P99: p99, Bound: bound})
	}
	return list, nil
}
