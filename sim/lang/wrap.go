package lang

import (
	"strings"
	"unicode"
)

// Pad makes a word at least n columns wide.
func Pad(word string, n int) string { return word + strings.Repeat(" ", max(n-Width(word), 0)) }

// Wrap joins pieces to lines of at most n columns, where the pieces allow it.
func Wrap(pieces []string, n int) (lines []string) {
	line := ""
	for _, piece := range pieces {
		if line != "" && Width(line)+Width(strings.TrimRight(piece, " ")) > n {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
		}
		line += piece
	}
	return append(lines, strings.TrimRight(line, " "))
}

// Breakable divides a sentence where a line may end: after a space, and between Chinese characters
// where no mark stands. White space between Chinese characters, from a line that was folded, goes.
func Breakable(sentence string) (pieces []string) {
	runes := []rune(strings.Join(strings.Fields(sentence), " "))
	var piece strings.Builder
	for i, r := range runes {
		if r == ' ' && i > 0 && IsWide(runes[i-1]) && i+1 < len(runes) && IsWide(runes[i+1]) {
			continue
		}
		piece.WriteRune(r)
		if i+1 == len(runes) || r == ' ' || MayBreak(r, runes[i+1]) {
			pieces = append(pieces, piece.String())
			piece.Reset()
		}
	}
	return pieces
}

// MayBreak reports whether a line may end between two characters that no space divides.
func MayBreak(r, next rune) bool {
	return (IsWide(r) || IsWide(next)) && next != ' ' && !unicode.IsPunct(next) && !isOpening(r)
}

// isOpening reports whether a character stands before what it belongs to.
func isOpening(r rune) bool { return strings.ContainsRune("（《“([", r) }
