package kubectl

import (
	"fmt"
	"io"
	"strings"
)

// table prints rows in columns as kubectl does: three blanks between columns, and a column that grew
// stays as wide for the rows that a watch adds.
type table struct {
	header  []string
	rows    [][]string
	widths  []int
	started bool // the header is printed
}

// add appends a row.
func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the rows that were added since the last time, the first time with the header.
func (t *table) print(to io.Writer) {
	if !t.started && t.header != nil {
		t.rows = append([][]string{t.header}, t.rows...)
	}
	t.started = true
	for _, row := range t.rows {
		for i, cell := range row {
			if i >= len(t.widths) {
				t.widths = append(t.widths, 0)
			}
			t.widths[i] = max(t.widths[i], len(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			if i < len(row)-1 {
				fmt.Fprintf(&line, "%-*s", t.widths[i]+3, cell)
			} else {
				line.WriteString(cell)
			}
		}
		fmt.Fprintln(to, line.String())
	}
	t.rows = nil
}

// join lists words without blanks, as tables do.
func join(words []string) string { return strings.Join(words, ",") }
