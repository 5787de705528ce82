package family

import (
	"time"

	"raftlab/plots/stats"
	"raftlab/sim/lang"
	"raftlab/sim/trials/report"
)

// CheckTimeouts refuses a family that [Timeouts] cannot draw, whatever the trials show.
func CheckTimeouts(f *report.Family) error {
	if err := checkAxis(f); err != nil {
		return err
	}
	for i := range f.Lines {
		if x, _ := xValue(&f.Lines[i]); x <= 0 {
			return lang.Errorf("%s is no time above 0", "%s 不是大于 0 的时间", f.Lines[i].Value)
		}
	}
	return nil
}

// Timeouts returns the time without a leader to expect, against the setting that was varied last: a curve for each
// combination of the other settings.
func Timeouts(f *report.Family, l lang.Lang) (stats.Figure, error) {
	if err := CheckTimeouts(f); err != nil {
		return nil, err
	}
	s := source{f, l}
	curves, err := s.curves()
	if err != nil {
		return nil, err
	}
	words := s.words()
	words.X = s.axisName(false)
	e, err := stats.NewExpected(words, curves...)
	if err != nil {
		return nil, err // not e: a nil pointer in an interface is not nil
	}
	return e, nil
}

// curves returns the times without a leader. A quantile for which there are too few trials is 0; if many trials are
// unfinished, the 99 % quantile is not known and there is no curve.
func (s source) curves() (list []stats.Curve, err error) {
	for i := range s.Lines {
		line, result := &s.Lines[i], s.File.Lines[i].Result
		if beginsGroup(s.Family, i) {
			list = append(list, stats.Curve{Name: s.groupName(line)})
		}
		last := &list[len(list)-1]
		x, _ := xValue(line)
		mean, bound := result.Mean()
		median, _ := result.Quantile(1, 2)
		p99, ok := result.Quantile(99, 100)
		if !ok && result.UnfinishedCount() > result.Trials/100 {
			return nil, lang.Errorf("%s: more than one trial in a hundred is unfinished (make until in the scenario later)",
				"%s：一百次试验中未完成的超过一次（请把场景的 until 写得更晚）", line.Value)
		}
		last.Points = append(last.Points, stats.OutagePoint{Setting: time.Duration(x * 1e6), Mean: mean, P50: median, P99: p99, Bound: bound})
	}
	return list, nil
}
