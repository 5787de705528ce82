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
		c := Command{Time: entry.Time.UTC(), Took: entry.Took, Dir: inLab(h, entry.Dir), Args: typed(h, entry.Args), Exit: entry.Exit, By: entry.By,
			Misused: entry.Misused, Alarms: entry.Alarms, Login: entry.Login}
		c.Env, c.ByLab = settings(h, entry.Env)
		e.Commands = append(e.Commands, c)
	}
	slices.SortStableFunc(e.Commands, func(a, b Command) int { return a.Time.Compare(b.Time) })
}

// settings returns the settings of variables by the names of their flags. Where all are the lab's own there are none, and byLab
// says that the lab's certificate was shown.
func settings(h *labdir.Dir, variables []string) (chosen map[string]string, byLab bool) {
	own := h.Env()
	chosen, byLab = map[string]string{}, true
	for _, entry := range variables {
		name, value, _ := strings.Cut(strings.TrimPrefix(entry, "ETCDCTL_"), "=")
		flag := strings.ToLower(strings.ReplaceAll(name, "_", "-"))
		if flag == "command-timeout" { // says nothing of what was done
			continue
		}
		byLab = byLab && slices.Contains(own, entry)
		switch flag {
		case "password":
			value = hidden
		case "user":
			value = hidePassword(value)
		}
		chosen[flag] = inLab(h, value)
	}
	if byLab {
		_, certified := chosen["cert"]
		return nil, certified
	}
	return chosen, false
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
