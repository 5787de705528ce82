package lang

import (
	"strings"
	"unicode"
)

// Width returns the columns that words take on a terminal: nearly all characters from U+2E80 on, as
// Chinese ones, take two.
func Width(words string) (columns int) {
	for _, r := range words {
		columns++
		if IsWide(r) {
			columns++
		}
	}
	return columns
}

// IsWide reports whether a character takes two columns.
func IsWide(r rune) bool { return r >= 0x2E80 }

// Clean makes words that came with a file fit for one line of a terminal: what cannot be printed
// becomes a blank.
func Clean(words string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, words)
}
