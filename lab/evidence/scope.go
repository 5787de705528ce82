package evidence

import (
	"slices"
	"strings"
	"time"

	"raftlab/lab/machine/wire"
	"raftlab/lab/observe"
)

// Scope is the part of a lab that an exercise looks at.
type Scope struct {
	Keys     []string // prefixes of keys
	Commands []string // patterns, see [Command.Matches]
	// Elections lets it look at what members' logs and that of the network tell.
	Elections bool
}

// On returns the evidence that is in scope and not older than the mark. The original is not changed.
func (e *Evidence) On(f Scope, since Mark) *Evidence {
	seen := *e
	seen.Since = since
	seen.History = slices.DeleteFunc(slices.Clone(e.History), func(ev Event) bool {
		// A restore can take the revision back behind the mark: then every event counts.
		return !f.key(ev.Key) || ev.Revision <= since.Revision && since.Revision <= e.Revision
	})
	seen.Keys = slices.DeleteFunc(slices.Clone(e.Keys), func(k Key) bool { return !f.key(k.Name) })
	seen.Commands = slices.DeleteFunc(slices.Clone(e.Commands), func(c Command) bool {
		return c.Time.Before(since.Time) || !slices.ContainsFunc(f.Commands, c.Matches)
	})
	seen.Roles, seen.Network = nil, nil
	if f.Elections {
		seen.Roles, seen.Network = rolesSince(e.Roles, since.Time), networkSince(e.Network, since.Time)
	}
	return &seen
}

// rolesSince leaves out what is older than a moment, but for the last of each member: that is its role then.
func rolesSince(all []observe.RoleChange, since time.Time) (kept []observe.RoleChange) {
	last := map[string]int{}
	for i, r := range all {
		if r.Time.Before(since) {
			last[r.Member] = i
		}
	}
	for i, r := range all {
		if newest, known := last[r.Member]; !r.Time.Before(since) || known && newest == i {
			kept = append(kept, r)
		}
	}
	return kept
}

// networkSince does the same with the network.
func networkSince(all []wire.Record, since time.Time) []wire.Record {
	first := 0
	for i, r := range all {
		if r.At.Before(since) {
			first = i
		}
	}
	return all[first:]
}

func (f Scope) key(name string) bool {
	return slices.ContainsFunc(f.Keys, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// Ran returns the commands that match one of the patterns and succeeded, oldest first.
func (e *Evidence) Ran(patterns ...string) []Command {
	return e.commands(patterns, func(exit int) bool { return exit == 0 })
}

// Failed returns the commands that match one of the patterns and did not succeed, oldest first.
func (e *Evidence) Failed(patterns ...string) []Command {
	return e.commands(patterns, func(exit int) bool { return exit != 0 })
}

// Typed returns the commands that match one of the patterns, whether they succeeded or not.
func (e *Evidence) Typed(patterns ...string) []Command {
	return e.commands(patterns, func(int) bool { return true })
}

func (e *Evidence) commands(patterns []string, ended func(int) bool) (found []Command) {
	for _, c := range e.Commands {
		if ended(c.Exit) && slices.ContainsFunc(patterns, c.Matches) {
			found = append(found, c)
		}
	}
	return found
}

// Changes returns the history of one key, oldest first.
func (e *Evidence) Changes(key string) (found []Event) {
	for _, ev := range e.History {
		if ev.Key == key {
			found = append(found, ev)
		}
	}
	return found
}

// Key returns a key that exists.
func (e *Evidence) Key(name string) (Key, bool) {
	for _, k := range e.Keys {
		if k.Name == name {
			return k, true
		}
	}
	return Key{}, false
}

// Member returns the member with a name.
func (e *Evidence) Member(name string) (Member, bool) {
	for _, m := range e.Members {
		if m.Name == name {
			return m, true
		}
	}
	return Member{}, false
}

// File returns the file with a path from the lab's directory.
func (e *Evidence) File(path string) (File, bool) {
	for _, f := range e.Files {
		if f.Path == path {
			return f, true
		}
	}
	return File{}, false
}

// FilesOf returns the files of a kind.
func (e *Evidence) FilesOf(kind string) (found []File) {
	for _, f := range e.Files {
		if f.Kind == kind {
			found = append(found, f)
		}
	}
	return found
}
