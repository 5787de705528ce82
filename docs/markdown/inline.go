package markdown

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"raftlab/sim/lang"
)

// style is how characters look.
type style uint8

const (
	strong style = 1 << iota
	emphasis
	code
	quiet
)

// ansi are the sequences that begin a style on a terminal.
var ansi = []struct {
	style style
	begin string
}{{strong, "\x1b[1m"}, {emphasis, "\x1b[3m"}, {code, "\x1b[36m"}, {quiet, "\x1b[2m"}}

const reset = "\x1b[0m"

// char is a character and how it looks.
type char struct {
	r     rune
	style style
}

// words are styled text. A run of white space is one space.
type words []char

// put adds text in a style. White space at its ends and inside becomes single spaces.
func (w *words) put(text string, s style) {
	for _, r := range text {
		if unicode.IsSpace(r) {
			r = ' '
			if len(*w) > 0 && (*w)[len(*w)-1].r == ' ' {
				continue
			}
		}
		*w = append(*w, char{r, s})
	}
}

// plain returns the characters alone.
func plain(w words) []rune {
	runes := make([]rune, len(w))
	for i, c := range w {
		runes[i] = c.r
	}
	return runes
}

// inline returns what stands in a paragraph, a heading or a cell. Code stands between two marks.
func inline(n ast.Node, source []byte, mark string) words {
	r := inliner{source: source, mark: mark}
	r.children(n, 0)
	return r.words
}

// inliner collects the text of a paragraph.
type inliner struct {
	source []byte
	mark   string
	words  words
}

func (r *inliner) children(n ast.Node, s style) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		r.node(c, s)
	}
}

func (r *inliner) node(n ast.Node, s style) {
	switch n := n.(type) {
	case *ast.Text:
		r.words.put(string(n.Segment.Value(r.source)), s)
		if n.HardLineBreak() {
			r.words.put(" ", s)
		}
	case *ast.String:
		r.words.put(string(n.Value), s)
	case *ast.CodeSpan:
		r.words.put(r.mark, s|code)
		r.children(n, s|code)
		r.words.put(r.mark, s|code)
	case *ast.Emphasis:
		r.children(n, s|map[bool]style{true: strong, false: emphasis}[n.Level > 1])
	case *ast.Link:
		r.children(n, s)
		if target := string(n.Destination); strings.Contains(target, "://") {
			r.words.put(" <"+target+">", s|quiet)
		}
	case *ast.AutoLink:
		r.words.put(string(n.URL(r.source)), s)
	default:
		r.children(n, s)
	}
}

// wrap returns the words as lines of at most width columns, where they allow it.
func (w words) wrap(width int) (lines []words) {
	at := 0
	for _, line := range lang.Wrap(lang.Breakable(string(plain(w))), width) {
		var styled words
		for _, r := range line {
			for w[at].r != r { // a space where a line ended, or between Chinese characters
				at++
			}
			styled = append(styled, w[at])
			at++
		}
		lines = append(lines, styled)
	}
	return lines
}

// width returns the columns that the words take.
func (w words) width() int { return lang.Width(string(plain(w))) }

// longest returns the columns of the longest word.
func (w words) longest() (columns int) {
	for _, piece := range lang.Breakable(string(plain(w))) {
		columns = max(columns, lang.Width(strings.TrimSpace(piece)))
	}
	return columns
}

// text returns the words as a terminal shows them: with sequences for their styles if it has colours.
func (w words) text(colour bool) string {
	var b strings.Builder
	var now style
	for _, c := range append(w, char{}) {
		if c.style != now && colour {
			b.WriteString(sequence(now, c.style))
		}
		now = c.style
		if c.r != 0 {
			b.WriteRune(c.r)
		}
	}
	return b.String()
}

// sequence goes from one style to another.
func sequence(from, to style) (s string) {
	if from != 0 {
		s = reset
	}
	for _, a := range ansi {
		if to&a.style != 0 {
			s += a.begin
		}
	}
	return s
}
