// Package family makes figures of a family of trials: it takes from the report what a figure of package stats draws,
// and says in words what was tried. A family is one scenario, tried with one set of settings or with several.
//
//	f, err := family.Splits(trials, lang.English)
//	page.Write(w, f.LayOut(page.Options{Lang: lang.English}), page.SVG, 0)
package family

import (
	"time"

	"raftlab/plots/stats"
	"raftlab/sim/lang"
	"raftlab/sim/trials/report"
)

// source is a family whose figure is made, and the language of the figure's words.
type source struct {
	*report.Family
	lang.Lang
}

// words returns what stands around every figure: what was tried, and how often.
func (s source) words() stats.Words {
	total := uint64(0)
	for i := range s.File.Lines {
		total += s.File.Lines[i].Result.Trials
	}
	return stats.Words{
		Title: s.Title.In(s.Lang) + s.finding(),
		Subtitle: s.Say("%s, %s trials, engine %s, seed %d", "%s，%s 次试验，引擎 %s，种子 %d",
			s.Interval(s.Lang), lang.Grouped(total), s.File.Engine, s.File.Seed),
		Caption: s.Say("simulation %s; quantiles within 0.1 %%", "模拟器版本 %s；分位数误差不超过 0.1 %%", s.File.Version),
	}
}

// finding returns the end of a title: what the trials of a single setting showed, as far as there are enough.
func (s source) finding() string {
	result := s.File.Lines[0].Result
	half, ok := result.Quantile(1, 2)
	if len(s.File.Lines) > 1 || !ok {
		return ""
	}
	finding := s.Say(": half within %d ms", "：半数在 %d ms 以内", half.Round(time.Millisecond).Milliseconds())
	if most, ok := result.Quantile(99, 100); ok {
		finding += s.Say(", one in a hundred over %d ms", "，百分之一超过 %d ms", most.Round(time.Millisecond).Milliseconds())
	}
	return finding
}

// unfinished counts the trials of all settings that ended without a value.
func (s source) unfinished() (n uint64) {
	for i := range s.File.Lines {
		n += s.File.Lines[i].Result.UnfinishedCount()
	}
	return n
}

// CheckLines refuses a family with more settings than a figure can show as lines. Splits and Timeouts have checks of
// their own. A check needs no results, so it can be made before the trials.
func CheckLines(f *report.Family) error {
	if len(f.Lines) > stats.MaxLines {
		return lang.Errorf("a picture shows at most %d lines (vary less)", "一幅图至多显示 %d 条线（请减少变化的值）", stats.MaxLines)
	}
	return nil
}
