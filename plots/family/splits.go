package family

import (
	"slices"
	"strings"
	"time"

	"raftlab/plots/stats"
	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trials/report"
)

// CheckSplits refuses a family that [Splits] cannot draw, whatever the trials show.
func CheckSplits(f *report.Family) error { return checkAxis(f) }

// Splits returns the share of finished trials with a contested term against the setting that was varied last, and
// what theory expects of it: a line for each combination of the other settings.
func Splits(f *report.Family, l lang.Lang) (stats.Figure, error) {
	if err := CheckSplits(f); err != nil {
		return nil, err
	}
	s := source{f, l}
	series, err := s.series()
	if err != nil {
		return nil, err
	}
	words := s.words()
	words.X, words.Y = s.axisName(true), s.Say("trials with a contested term", "出现争票任期的试验比例")
	if n := s.unfinished(); n > 0 {
		words.Caption += s.Say("; shares of finished trials, %s are unfinished", "；比例针对已完成的试验，%s 次未完成", lang.Grouped(n))
	}
	p, err := stats.NewProportion(words, series...)
	if err != nil {
		return nil, err // not p: a nil pointer in an interface is not nil
	}
	return p, nil
}

func (s source) series() (list []stats.Series, err error) {
	for i := range s.Lines {
		line, result := &s.Lines[i], s.File.Lines[i].Result
		if beginsGroup(s.Family, i) {
			list = append(list, stats.Series{Name: s.groupName(line)})
		}
		if result.Finished == 0 {
			return nil, lang.Errorf("%s: no trial is finished (make until in the scenario later)",
				"%s：没有完成的试验（请把场景的 until 写得更晚）", line.Value)
		}
		last := &list[len(list)-1]
		x, _ := xValue(line)
		last.Points = append(last.Points, stats.Trials{X: x, K: result.Contested, N: result.Finished})
		if s.Study == nil {
			continue
		}
		if share, ok := s.Study.SplitRate(line.Parameters); ok {
			last.Expected = append(last.Expected, stats.XY{X: x, Y: share})
		}
		last.Theory = s.theory(line, last.Points[0].X, x)
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

// theory returns the share that the study expects for all values of a setting between two, in milliseconds. There is
// none where the setting is not a time: a number of servers has no values in between.
func (s source) theory(line *report.Line, from, to float64) (curve []stats.XY) {
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
		share, ok := s.Study.SplitRate(parameters)
		if !ok {
			return nil
		}
		curve = append(curve, stats.XY{X: x, Y: share})
	}
	return curve
}
