package scenarios

// nearest returns the word that is most like the one given, or "" if none is much like it.
func nearest(word string, among []string) string {
	best, least := "", len(word)/3+2
	for _, candidate := range among {
		if d := distance(word, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// didYouMean returns the end of a message about a word that is not known.
func didYouMean(word string, among []string) string {
	if best := nearest(word, among); best != "" {
		return " (did you mean " + best + "?)"
	}
	return " (known: " + commas(among) + ")"
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
