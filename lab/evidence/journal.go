package evidence

import (
	"slices"
	"strings"

	"raftlab/lab/home"
	"raftlab/lab/journal"
)

// readJournal reads the commands that were run, in the order in which they began.
func (e *Evidence) readJournal(h *home.Home) {
	entries, err := journal.Read(h.Journal())
	if e.gap(GapJournal, err) {
		return
	}
	for _, entry := range entries {
		e.Commands = append(e.Commands, Command{Time: entry.Time.UTC(), Took: entry.Took, Dir: inLab(h, entry.Dir), Args: typed(h, entry.Args), Exit: entry.Exit})
	}
	slices.SortStableFunc(e.Commands, func(a, b Command) int { return a.Time.Compare(b.Time) })
}

// typed returns an argument list as it is shown in evidence.
func typed(h *home.Home, args []string) []string {
	shown := withoutSecrets(args)
	for i := range shown {
		shown[i] = inLab(h, shown[i])
	}
	return shown
}

// inLab returns a text in which the lab's directory is the root.
func inLab(h *home.Home, text string) string {
	if text == h.Dir {
		return "/"
	}
	return strings.ReplaceAll(text, h.Dir+"/", "/")
}

// withoutSecrets returns an argument list in which passwords are starred out: evidence is handed in.
func withoutSecrets(args []string) []string {
	shown := slices.Clone(args)
	for i := range shown {
		hideSecret(shown, i)
	}
	return shown
}
