package scenarios

import "raftlab/sim/lang"

// didYouMean returns the end of a message about a word that is not known.
func didYouMean(word string, among []string) string {
	if best := lang.Nearest(word, among); best != "" {
		return " (did you mean " + best + "?)"
	}
	return " (known: " + commas(among) + ")"
}
