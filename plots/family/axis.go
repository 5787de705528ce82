package family

import (
	"cmp"
	"strconv"
	"strings"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/trials/report"
)

// checkAxis refuses a family that cannot stand on an axis of the setting that was varied last: its values must have a
// place there, and grow within each group.
func checkAxis(f *report.Family) error {
	for i := range f.Lines {
		if len(f.Lines[i].Setting) == 0 {
			return lang.Errorf("it needs something to vary (add --vary election_timeout=150ms-200ms,150ms-300ms)",
				"它需要变化的设置（请加上 --vary election_timeout=150ms-200ms,150ms-300ms）")
		}
		x, err := xValue(&f.Lines[i])
		if err != nil {
			return err
		}
		if !beginsGroup(f, i) {
			if before, _ := xValue(&f.Lines[i-1]); before >= x {
				return lang.Errorf("%s comes after %s (vary from small to great)", "%s 在 %s 之后（请从小到大变化）", f.Lines[i].Value, f.Lines[i-1].Value)
			}
		}
	}
	return nil
}

// xValue returns where a line's last setting stands on an axis: milliseconds for a time, the width in milliseconds for
// a range, the number for a number.
func xValue(l *report.Line) (float64, error) {
	last := l.Setting[len(l.Setting)-1]
	_, value, _ := strings.Cut(last, "=")
	if number, err := strconv.ParseFloat(value, 64); err == nil {
		return number, nil
	}
	low, high, err := chance.ParseRange(value)
	switch {
	case err != nil:
		return 0, lang.Errorf("%s has no place on an axis (vary a time, a range or a number last)",
			"%s 不能放在坐标轴上（请让时间、区间或数最后变化）", last)
	case !strings.Contains(value, "-"):
		return float64(low) / 1e6, nil
	}
	return float64(high-low) / 1e6, nil
}

// groupOf returns what a line shares with those that differ from it in the last setting only.
func groupOf(l *report.Line) string { return strings.Join(l.Setting[:len(l.Setting)-1], " ") }

// beginsGroup reports whether a line is the first of its group.
func beginsGroup(f *report.Family, i int) bool {
	return i == 0 || groupOf(&f.Lines[i]) != groupOf(&f.Lines[i-1])
}

// groupName names a group of lines in the figure.
func (s source) groupName(l *report.Line) string { return cmp.Or(groupOf(l), s.File.Engine) }

// axisName names what was varied last. For a time it has the unit, if the figure does not add one by itself.
func (s source) axisName(unit bool) string {
	setting := s.Lines[0].Setting[len(s.Lines[0].Setting)-1]
	key, value, _ := strings.Cut(setting, "=")
	switch {
	case strings.Contains(value, "-"):
		return s.Say("width of %s", "%s 的宽度", key)
	case unit && strings.HasSuffix(value, "s"):
		return key + " (ms)"
	}
	return key
}
