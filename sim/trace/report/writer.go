package report

import (
	"fmt"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

// writer collects the lines of a report in one language.
type writer struct{ lang.Printer }

// line adds a line.
func (w *writer) line(indent int, s string) {
	w.WriteString(strings.Repeat(" ", indent))
	w.WriteString(strings.TrimRight(s, " "))
	w.WriteByte('\n')
}

// heading begins a part of the report.
func (w *writer) heading(s string) {
	if w.Len() > 0 {
		w.WriteByte('\n')
	}
	w.line(0, s)
}

// right marks a cell that is aligned to the right.
const right = "\t"

// table adds rows with their columns aligned. The last cell of a row is as wide as it likes.
func (w *writer) table(indent int, rows [][]string) {
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
		w.line(indent, line.String())
	}
}

func (w *writer) reason(r trace.Reason) string    { return text.Reason(w.Lang, r) }
func (w *writer) duration(d time.Duration) string { return lang.Duration(d) }
func (w *writer) moment(d time.Duration) string   { return lang.Moment(d) }

// list joins words as a list is written in the language.
func (w *writer) list(words []string) string { return strings.Join(words, w.Say(", ", "、")) }

// percent returns how large a part is, to the nearest percent.
func percent(part, whole time.Duration) string {
	if whole <= 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", (200*part+whole)/(2*whole))
}

// headAndTail calls each with the places in a list of n that are shown: all, or the first and the last few if there
// are more than most. Between these it calls gap with the places from and to that are left out, at least two.
func headAndTail(n, most int, each func(i int), gap func(from, to int)) {
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
