package report

import (
	"fmt"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

// page collects the lines of a report in one language.
type page struct{ lang.Printer }

// line adds a line.
func (p *page) line(indent int, s string) {
	p.WriteString(strings.Repeat(" ", indent))
	p.WriteString(strings.TrimRight(s, " "))
	p.WriteByte('\n')
}

// heading begins a part of the report.
func (p *page) heading(s string) {
	if p.Len() > 0 {
		p.WriteByte('\n')
	}
	p.line(0, s)
}

// right marks a cell that is aligned to the right.
const right = "\t"

// table adds rows with their columns aligned. The last cell of a row is as wide as it likes.
func (p *page) table(indent int, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row[:len(row)-1] {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], lang.Width(strings.TrimPrefix(cell, right)))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row[:len(row)-1] {
			word, toRight := strings.CutPrefix(cell, right)
			gap := strings.Repeat(" ", widths[i]-lang.Width(word))
			if toRight {
				line.WriteString(gap + word + "  ")
			} else {
				line.WriteString(word + gap + "  ")
			}
		}
		line.WriteString(row[len(row)-1])
		p.line(indent, line.String())
	}
}

func (p *page) reason(r trace.Reason) string    { return text.Reason(p.Lang, r) }
func (p *page) duration(d time.Duration) string { return lang.Duration(d) }
func (p *page) moment(d time.Duration) string   { return lang.Moment(d) }

// list joins words as a list is written in the language.
func (p *page) list(words []string) string { return strings.Join(words, p.Say(", ", "、")) }

// percent returns how large a part is, to the nearest percent.
func percent(part, whole time.Duration) string {
	if whole <= 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", (200*part+whole)/(2*whole))
}

// ends calls each with the places in a list of n to show: all, or the first and the last few when
// there are more than most. Between them it calls gap with the places left out, at least two, from
// and to.
func ends(n, most int, each func(i int), gap func(from, to int)) {
	first, last := n, n
	if n > most {
		first, last = most/2, n-(most-1)/2
	}
	for i := range first {
		each(i)
	}
	if first < last {
		gap(first, last)
	}
	for i := last; i < n; i++ {
		each(i)
	}
}
