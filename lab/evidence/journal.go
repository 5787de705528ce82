package evidence

import (
	"slices"

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
		e.Commands = append(e.Commands, Command{Time: entry.Time.UTC(), Took: entry.Took, Dir: entry.Dir, Args: withoutSecrets(entry.Args), Exit: entry.Exit})
	}
	slices.SortStableFunc(e.Commands, func(a, b Command) int { return a.Time.Compare(b.Time) })
}

// withoutSecrets returns an argument list in which passwords are starred out: evidence is handed in.
func withoutSecrets(args []string) []string {
	shown := slices.Clone(args)
	for i := range shown {
		hideSecret(shown, i)
	}
	return shown
}
