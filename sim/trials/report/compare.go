package report

import (
	"fmt"
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// printStudy prints what was published beside what was measured.
func (p *printer) printStudy() {
	compared := false
	for i := range p.File.Lines {
		rows := p.Study.Compare(p.Lines[i].Parameters, p.File.Lines[i].Result)
		if len(rows) == 0 {
			continue
		}
		compared = true
		fmt.Fprintf(p, "\n%s  %s\n", p.Study.Source.In(p.Lang), p.Lines[i].Value)
		p.Put("  ", lang.Pad("", studyNames), columns([]string{p.Say("published", "已发表"), p.Say("measured", "实测"), p.Say("difference", "差异")}), "\n")
		for _, row := range rows {
			p.printRow(row)
		}
	}
	if !compared {
		fmt.Fprintf(p, "\n%s\n", p.Say("Nothing was published for these settings.", "没有针对这些设置发表过的数据。"))
		return
	}
	fmt.Fprintf(p, "\n%s\n", strings.Join(lang.Wrap(lang.Breakable(p.Say("Deviations: ", "与原实验的差异：")+p.Study.Deviations.In(p.Lang)), p.textWidth()), "\n"))
}

// studyNames is how wide the names of rows are.
const studyNames = 15

func (p *printer) printRow(row study.Row) {
	cells := []string{quantity(row.Published, row.Unit), "-", "-"}
	low, high := row.Low, row.High
	if row.Of > 0 {
		low, high = trials.Wilson(row.Count, row.Of)
		low, high = 100*low, 100*high
	}
	remark := ""
	switch {
	case row.Missing:
	case row.Bound:
		cells[1], remark = "≥ "+quantity(row.Measured, row.Unit), p.Say("   at least: trials are unfinished", "   下界：有试验未完成")
	default:
		cells[1], cells[2] = quantity(row.Measured, row.Unit), fmt.Sprintf("%+.1f %%", 100*(row.Measured/row.Published-1))
	}
	if !row.Missing && high > 0 {
		remark = p.Say("   95 %% interval %.4g to %.4g", "   95 %% 置信区间 %.4g 到 %.4g", low, high)
		if row.Published < low || row.Published > high {
			remark += p.Say(", published value outside", "，已发表的值在区间之外")
		}
	}
	p.Put("  ", lang.Pad(row.What.In(p.Lang), studyNames), columns(cells), remark, "\n")
}

// columns writes cells of a row, each at the right side of its column.
func columns(cells []string) string {
	var b strings.Builder
	for _, cell := range cells {
		b.WriteString(strings.Repeat(" ", max(11-lang.Width(cell), 1)))
		b.WriteString(cell)
	}
	return b.String()
}

func quantity(value float64, unit string) string {
	digits := 1
	if unit != "ms" {
		digits = 4
	}
	return strings.TrimRight(strconv.FormatFloat(value, 'f', digits, 64)+" "+unit, " ")
}
