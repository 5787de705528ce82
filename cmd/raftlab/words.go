package main

import (
	"strings"
	"unicode"

	"raftlab/sim/trace/text"
)

// textWidth is how wide running text is printed.
const textWidth = 100

// pad makes a word at least n columns wide.
func pad(word string, n int) string { return word + strings.Repeat(" ", max(n-text.Width(word), 0)) }

// shellWord quotes a word for a POSIX shell, where that is needed.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("%+,-./:=@_", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// wrap joins pieces to lines of at most n columns, where the pieces allow it.
func wrap(pieces []string, n int) (lines []string) {
	line := ""
	for _, piece := range pieces {
		if line != "" && text.Width(line)+text.Width(strings.TrimRight(piece, " ")) > n {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
		}
		line += piece
	}
	return append(lines, strings.TrimRight(line, " "))
}

// breakable divides a sentence where a line may end: after a space, and between Chinese characters
// where no mark stands. White space between Chinese characters, from a line that was folded, goes.
func breakable(sentence string) (pieces []string) {
	runes := []rune(strings.Join(strings.Fields(sentence), " "))
	var piece strings.Builder
	for i, r := range runes {
		if r == ' ' && i > 0 && text.IsWide(runes[i-1]) && i+1 < len(runes) && text.IsWide(runes[i+1]) {
			continue
		}
		piece.WriteRune(r)
		if i+1 == len(runes) || r == ' ' || mayBreak(r, runes[i+1]) {
			pieces = append(pieces, piece.String())
			piece.Reset()
		}
	}
	return pieces
}

// mayBreak reports whether a line may end between two characters that no space divides.
func mayBreak(r, next rune) bool {
	return (text.IsWide(r) || text.IsWide(next)) && next != ' ' && !unicode.IsPunct(next) && !isOpening(r)
}

// isOpening reports whether a character stands before what it belongs to.
func isOpening(r rune) bool { return strings.ContainsRune("（《“([", r) }
