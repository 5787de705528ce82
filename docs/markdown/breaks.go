package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"raftlab/sim/lang"
)

// joinLines makes the lines of each paragraph one: a break becomes a space, and between Chinese characters nothing. The
// renderer's own rule does this only where text follows; before a link, a word in code or an emphasis it drops the break.
func joinLines(document ast.Node, source []byte) {
	var ends []*ast.Text
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering && t.SoftLineBreak() {
			ends = append(ends, t)
		}
		return ast.WalkContinue, nil
	})
	for _, end := range ends {
		end.SetSoftLineBreak(false)
		if !joinsWithout(lastRune(end, source), firstRune(end.NextSibling(), source)) {
			end.Parent().InsertAfter(end.Parent(), end, ast.NewString([]byte(" ")))
		}
	}
}

// joinsWithout reports whether two characters stand side by side without a space: two Chinese ones, or one beside
// full-width punctuation.
func joinsWithout(a, b rune) bool {
	return lang.IsWide(a) && lang.IsWide(b) || isWidePunctuation(a) || isWidePunctuation(b)
}

func isWidePunctuation(r rune) bool { return lang.IsWide(r) && unicode.IsPunct(r) }

// lastRune returns the last character of a node's text, or of what stands before it if it has none.
func lastRune(n ast.Node, source []byte) rune {
	for n != nil {
		t, ok := n.(*ast.Text)
		switch {
		case ok && !t.Segment.IsEmpty():
			r, _ := utf8.DecodeLastRune(t.Segment.Value(source))
			return r
		case n.HasChildren():
			n = n.LastChild()
		default:
			n = n.PreviousSibling()
		}
	}
	return 0
}

// firstRune returns the first character of a node's text.
func firstRune(n ast.Node, source []byte) rune {
	for ; n != nil; n = n.FirstChild() {
		if t, ok := n.(*ast.Text); ok {
			r, _ := utf8.DecodeRune(t.Segment.Value(source))
			return r
		}
	}
	return 0
}
