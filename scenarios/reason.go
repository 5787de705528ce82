package scenarios

import (
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// reason reads one of some reasons in the words of the trace, with spaces: higher term.
func (d *decoder) reason(n *node, among []trace.Reason) trace.Reason {
	words := make([]string, len(among))
	for i, r := range among {
		words[i] = spaced(r.String())
	}
	i, ok := d.oneOf(n, lang.Say("a reason that can be here", "可用在这里的原因"), words)
	if !ok {
		return 0
	}
	return among[i]
}

// spaced writes a word of the trace as a scenario does: higher term, not higher_term.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }
