package main

import (
	"strings"

	"raftlab/plots"
	"raftlab/sim/lang"
)

// figureKind is a kind of figure as the command line names it; "": the one that fits best.
type figureKind string

// figureKinds returns the names of kinds.
func figureKinds(kinds ...plots.Kind) (names []figureKind) {
	for _, k := range kinds {
		names = append(names, figureKind(k.String()))
	}
	return names
}

// aboutKinds says in lines what each kind of figure shows.
func aboutKinds(kinds []plots.Kind) string {
	var b strings.Builder
	for _, kind := range kinds {
		about := lang.Wrap(lang.Breakable(kind.About()), lang.TextWidth-13)
		write(&b, "  ", lang.Pad(kind.String(), 11), strings.Join(about, "\n"+strings.Repeat(" ", 13)), "\n")
	}
	return b.String()
}
