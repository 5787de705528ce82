package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"raftlab/sim/lang"
)

// Terminal is where lines are shown.
type Terminal struct {
	Width  int       // columns; at least 20 are used
	Colour bool      // it has colours and bold letters
	Lang   lang.Lang // of the few words that are not the document's
}

// Lines returns a document as the lines of a terminal. Text is wrapped between words, below the beginning of its list item;
// code that is too wide is wrapped too, with a hanging indent; of tables the widest columns are wrapped.
func Lines(source []byte, t Terminal) []string {
	w := writer{source: source, Terminal: t, width: max(t.Width, 20)}
	w.blocks(parse(source), true)
	return w.lines
}

// writer writes blocks as lines.
type writer struct {
	Terminal
	source []byte
	width  int    // columns that are left beside the prefix
	prefix string // of each line: the indent of list items, the bar of a quotation
	first  string // instead of prefix, of the next line: the mark of a list item
	lines  []string
}

// inline returns what stands in a paragraph. Without colours, marks show what is code.
func (w *writer) inline(n ast.Node) words {
	return inline(n, w.source, map[bool]string{false: "`"}[w.Colour])
}

// line adds a line behind its prefix.
func (w *writer) line(text string) {
	prefix := w.prefix
	if w.first != "" {
		prefix, w.first = w.first, ""
	}
	w.lines = append(w.lines, strings.TrimRight(prefix+text, " "))
}

// inside writes what is behind a prefix: a list item, a quotation.
func (w *writer) inside(first, prefix string, write func()) {
	outer := *w
	w.first, w.prefix = outer.prefix+first, outer.prefix+prefix
	if outer.first != "" {
		w.first = outer.first + first
	}
	w.width -= lang.Width(prefix)
	write()
	w.first, w.prefix, w.width = "", outer.prefix, outer.width
}

// blocks writes the children of a node, with a blank line between two if they are apart.
func (w *writer) blocks(n ast.Node, apart bool) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if apart && c.PreviousSibling() != nil {
			w.line("")
		}
		w.block(c)
	}
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n)
	case *ast.List:
		w.list(n)
	case *ast.Blockquote:
		w.inside("│ ", "│ ", func() { w.blocks(n, true) })
	case *ast.FencedCodeBlock:
		w.code(n)
	case *ast.CodeBlock:
		w.code(n)
	case *extast.Table:
		w.table(n)
	case *ast.ThematicBreak:
		w.line(strings.Repeat("─", w.width))
	default:
		w.paragraph(n)
	}
}

// heading writes a heading: bold on a terminal with colours, and else underlined.
func (w *writer) heading(n *ast.Heading) {
	text := w.inline(n)
	for i := range text {
		text[i].style |= strong
	}
	for _, line := range text.wrap(w.width) {
		w.line(line.text(w.Colour))
	}
	if !w.Colour && n.Level <= 2 {
		w.line(strings.Repeat(map[bool]string{true: "=", false: "-"}[n.Level == 1], min(text.width(), w.width)))
	}
}

func (w *writer) paragraph(n ast.Node) {
	if image, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 {
		w.image(image)
		return
	}
	for _, line := range w.inline(n).wrap(w.width) {
		w.line(line.text(w.Colour))
	}
}

// image says what a picture shows.
func (w *writer) image(n *ast.Image) {
	var text words
	text.put(w.Lang.Say("[picture: ", "［图："), quiet)
	text = append(text, w.inline(n)...)
	text.put(w.Lang.Say("]", "］"), quiet)
	for _, line := range text.wrap(w.width) {
		w.line(line.text(w.Colour))
	}
}

func (w *writer) list(n *ast.List) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if item.PreviousSibling() != nil && !n.IsTight {
			w.line("")
		}
		mark := "- "
		if n.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		w.inside(mark, strings.Repeat(" ", len(mark)), func() { w.blocks(item, !n.IsTight) })
	}
}

// code writes a block of code, indented. A line that is too wide goes on in the next, indented further.
func (w *writer) code(n ast.Node) {
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		w.codeLine(strings.TrimRight(string(segment.Value(w.source)), "\n"))
	}
}

// codeIndent is how far code stands to the right of text.
const codeIndent = "    "

func (w *writer) codeLine(text string) {
	own := text[:len(text)-len(strings.TrimLeft(text, " "))]
	looks := map[bool]style{true: strong}[strings.HasPrefix(text, "$ ")]
	for i, line := range wrapCode(strings.TrimLeft(text, " "), w.width-len(codeIndent)-len(own)) {
		if i > 0 {
			line = codeIndent + line
		}
		var styled words
		for _, r := range line {
			styled = append(styled, char{r, looks})
		}
		w.line(codeIndent + own + styled.text(w.Colour))
	}
}

// wrapCode divides a line at spaces and between Chinese characters. Lines but the first are shorter, for their indent. A
// word that is wider than a line stays whole.
func wrapCode(text string, width int) (lines []string) {
	for lang.Width(text) > width {
		end := lastBreak(text, width)
		if end == 0 {
			break
		}
		if len(lines) == 0 {
			width -= len(codeIndent)
		}
		lines, text = append(lines, strings.TrimRight(text[:end], " ")), strings.TrimLeft(text[end:], " ")
	}
	return append(lines, text)
}

// lastBreak returns the last place at which a line of at most width columns can end, 0 if there is none.
func lastBreak(text string, width int) (end int) {
	columns, last := 0, ' '
	for at, r := range text {
		if at > 0 && (r == ' ' || lang.MayBreak(last, r)) && strings.TrimSpace(text[:at]) != "" {
			end = at
		}
		if columns += lang.Width(string(r)); columns > width {
			break
		}
		last = r
	}
	return end
}
