package catalogue

import (
	"embed"
	"fmt"
	"strings"

	"raftlab/lab/exercise"
	"raftlab/sim/lang"
)

// indexes are what stands above the list of exercises on the first page of the documentation.
//
//go:embed index.*.md
var indexes embed.FS

// Index returns the page of the documentation that lists the exercises.
func Index(l lang.Lang) string {
	var b strings.Builder
	head, err := indexes.ReadFile("index." + string(l) + ".md")
	if err != nil {
		panic(err) // a text file of ours
	}
	b.Write(head)
	part := exercise.Part("")
	for _, x := range All() {
		if x.Part != part {
			part = x.Part
			fmt.Fprintf(&b, "\n## %s\n\n", part.Heading().In(l))
		}
		row := ""
		if x.Row != "" {
			row = " (" + x.Place(l) + ")"
		}
		need := ""
		if x.Members > 1 {
			need = l.Say(" (three members)", "（三个成员）")
		}
		fmt.Fprintf(&b, "- [`%s`](%s.md): %s%s%s\n", x.ID, x.ID, x.Title().In(l), row, need)
	}
	return b.String()
}
