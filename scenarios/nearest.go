package scenarios

import (
	"raftlab/sim/lang"
)

// didYouMean returns the end of a message about a word that is not known.
func didYouMean(word string, among []string) lang.Text {
	if best := lang.Nearest(word, among); best != "" {
		return lang.Say(" (did you mean %s?)", "（是不是 %s？）", best)
	}
	return lang.Say(" (known: %s)", "（有：%s）", commas(among))
}
