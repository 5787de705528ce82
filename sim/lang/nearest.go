package lang

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the word that is most like the one given, or "" if none is much like it: of three letters one may
// differ, of two one, or one word begins with the other, as crashing with crash. Capital and full-width letters are as good as
// small ones.
func Nearest(word string, among []string) string {
	word = strings.ToLower(Plain(word))
	letters := utf8.RuneCountInString(word)
	differ := letters / 3
	if letters == 2 {
		differ = 1
	}
	best, least := "", differ+1
	for _, candidate := range among {
		d := distance(word, strings.ToLower(candidate))
		if begins(word, candidate) {
			d = min(d, 1)
		}
		if d < least {
			best, least = candidate, d
		}
	}
	return best
}

// begins reports whether a word is the beginning of a known one, or that one with another ending, and more than a
// few letters are the same.
func begins(word, known string) bool {
	const few = 3
	return len(word) > few && strings.HasPrefix(known, word) ||
		len(known) > few && strings.HasPrefix(word, known) && len(word)-len(known) <= few
}

// distance is the number of letters to insert, delete, replace or swap with their neighbour to
// make one word of the other (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, row, next := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		next[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(y)]
}
