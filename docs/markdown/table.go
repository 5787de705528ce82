package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A column that has to be wrapped keeps so many columns of the terminal; where there are fewer, rows are written one cell
// below the other.
const narrowest = 16

// gap is what stands between two columns of a table.
const gap = "  "

// table writes a table with a line below its head. Its widest columns are wrapped where it does not fit.
func (w *writer) table(n *extast.Table) {
	var rows [][]words
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		rows = append(rows, w.cells(row))
	}
	for i := range rows[0] {
		for j := range rows[0][i] {
			rows[0][i][j].style |= strong
		}
	}
	widths, fits := columnWidths(rows, w.width)
	if !fits {
		w.stacked(rows)
		return
	}
	for i, row := range rows {
		if i > 0 || hasText(row) {
			w.row(row, widths)
		}
		if i == 0 && hasText(row) {
			w.rule(widths)
		}
	}
}

func (w *writer) cells(row ast.Node) (cells []words) {
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		cells = append(cells, w.inline(cell))
	}
	return cells
}

func hasText(row []words) bool {
	for _, cell := range row {
		if len(cell) > 0 {
			return true
		}
	}
	return false
}

// columnWidths returns how wide the columns of a table are, if they can be so wide that all fits: narrow columns are as
// wide as they are, and the wide ones share what is left. No column is narrower than its longest word.
func columnWidths(rows [][]words, width int) (widths []int, fit bool) {
	widths, least := make([]int, len(rows[0])), make([]int, len(rows[0]))
	total := len(gap) * (len(widths) - 1)
	for i := range widths {
		for _, row := range rows {
			if i < len(row) {
				widths[i] = max(widths[i], row[i].width())
				least[i] = max(least[i], row[i].longest())
			}
		}
		total += widths[i]
		least[i] = max(least[i], narrowest)
	}
	for ; total > width; total-- {
		widest := -1
		for i := range widths {
			if widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil, false
		}
		widths[widest]--
	}
	return widths, true
}

// row writes a row, over several lines where cells are wrapped.
func (w *writer) row(row []words, widths []int) {
	wrapped := make([][]words, len(row))
	height := 0
	for i, cell := range row {
		wrapped[i] = cell.wrap(widths[i])
		height = max(height, len(wrapped[i]))
	}
	for y := range height {
		var b strings.Builder
		for i, lines := range wrapped {
			var text words
			if y < len(lines) {
				text = lines[y]
			}
			b.WriteString(text.text(w.Colour) + strings.Repeat(" ", max(widths[i]-text.width(), 0)) + gap)
		}
		w.line(b.String())
	}
}

func (w *writer) rule(widths []int) {
	var b strings.Builder
	for _, n := range widths {
		b.WriteString(strings.Repeat("─", n) + gap)
	}
	w.line(b.String())
}

// stacked writes each row as its first cell, with the others indented below it.
func (w *writer) stacked(rows [][]words) {
	for _, row := range rows[1:] {
		for i, cell := range row {
			indent := "  "
			if i == 0 {
				indent = ""
			}
			w.inside(indent, indent, func() {
				for _, line := range cell.wrap(w.width) {
					w.line(line.text(w.Colour))
				}
			})
		}
	}
}
