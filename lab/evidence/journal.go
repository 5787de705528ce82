package evidence

import (
	"slices"
	"strings"

	"raftlab/lab/journal"
	"raftlab/lab/labdir"
)

// readJournal reads the commands that were run, in the order in which they began.
func (e *Evidence) readJournal(h *labdir.Dir) {
	entries, err := journal.Read(h.Journal())
	if e.gap(GapJournal, err) {
		return
	}
	for _, entry := range entries {
		e.Commands = append(e.Commands, Command{Time: entry.Time.UTC(), Took: entry.Took, Dir: inLab(h, entry.Dir), Args: typed(h, entry.Args), Exit: entry.Exit, By: entry.By})
	}
	slices.SortStableFunc(e.Commands, func(a, b Command) int { return a.Time.Compare(b.Time) })
}

// typed returns an argument list as it is shown in evidence.
func typed(h *labdir.Dir, args []string) []string {
	shown := withoutSecrets(args)
	for i := range shown {
		shown[i] = inLab(h, shown[i])
	}
	return shown
}

// inLab returns a text in which the lab's directory is the root.
func inLab(h *labdir.Dir, text string) string {
	if text == h.Path {
		return "/"
	}
	return strings.ReplaceAll(text, h.Path+"/", "/")
}

// withoutSecrets returns an argument list in which passwords are starred out: evidence is handed in.
func withoutSecrets(args []string) []string {
	shown := slices.Clone(args)
	for i := range shown {
		hideSecret(shown, i)
	}
	return shown
}
