package lang

import (
	"strings"
	"unicode/utf8"
)

// Hang breaks a line that is wider than a terminal: where words end, with what follows below the beginning of the line's last column, or
// two columns further in than the line begins. Sequences that colour words take no room. A word that is wider than a line stays whole.
func Hang(line string, columns int) []string {
	if columns < 1 || shownWidth(line) <= columns {
		return []string{line}
	}
	indent := hangingIndent(line, columns)
	var lines []string
	head, width, blank := "", 0, true // what the present line has, and whether that is but its indent
	for _, piece := range breakable(line) {
		room := shownWidth(strings.TrimRight(piece, " "))
		if !blank && width+room > columns {
			lines = append(lines, strings.TrimRight(head, " "))
			head, width, blank = strings.Repeat(" ", indent), indent, true
			piece = strings.TrimLeft(piece, " ")
		}
		head += piece
		width += shownWidth(piece)
		blank = blank && strings.TrimSpace(piece) == ""
	}
	return append(lines, strings.TrimRight(head, " "))
}

// hangingIndent is where the rest of a line begins: below the last column that begins in its first part.
func hangingIndent(line string, columns int) int {
	begin := len(line) - len(strings.TrimLeft(line, " "))
	indent, column, spaces := begin+2, 0, 0
	for rest := line; rest != ""; {
		r, size := next(rest)
		if r == ' ' {
			spaces++
		} else if r != 0 {
			if spaces > 1 && column > begin && column <= columns*6/10 {
				indent = column
			}
			spaces = 0
		}
		rest = rest[size:]
		column += widthOf(r)
	}
	return min(indent, columns/2+columns/10)
}

// breakable divides a line where it may be broken, and keeps all its spaces: each piece ends with those behind it.
func breakable(line string) (pieces []string) {
	begin := 0
	for at := 0; at < len(line); {
		r, size := next(line[at:])
		at += size
		if at == len(line) {
			break
		}
		after, _ := next(line[at:])
		if r == ' ' && after != ' ' || r != 0 && after != 0 && r != ' ' && MayBreak(r, after) {
			pieces, begin = append(pieces, line[begin:at]), at
		}
	}
	return append(pieces, line[begin:])
}

// next returns the first character of a text and its length. A sequence that colours is one of no width: 0.
func next(text string) (r rune, size int) {
	if strings.HasPrefix(text, "\x1b[") {
		if end := strings.IndexByte(text, 'm'); end > 0 {
			return 0, end + 1
		}
	}
	return utf8.DecodeRuneInString(text)
}

func widthOf(r rune) int {
	switch {
	case r == 0:
		return 0
	case IsWide(r):
		return 2
	}
	return 1
}

// shownWidth is the columns that a text takes, without the sequences that colour it.
func shownWidth(text string) (columns int) {
	for text != "" {
		r, size := next(text)
		columns += widthOf(r)
		text = text[size:]
	}
	return columns
}
