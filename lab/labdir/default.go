package labdir

import (
	"errors"
	"path/filepath"
	"runtime"
)

// Default returns the lab's directory where none is given: $RAFTLAB_DIR, inside of a machine its lab, else raftlab/lab in the
// user's state directory ($XDG_STATE_HOME, by default ~/.local/state).
func Default(getenv func(string) string) (string, error) {
	if dir := getenv("RAFTLAB_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	if inside, _, ok := WhereAmI(); ok {
		return inside.Lab, nil
	}
	state := getenv("XDG_STATE_HOME")
	if state == "" && runtime.GOOS == "windows" {
		state = getenv("LOCALAPPDATA")
	}
	if state == "" {
		if getenv("HOME") == "" {
			return "", errors.New("no place for the lab is known: HOME is not set (write --dir DIR, or set RAFTLAB_DIR)")
		}
		state = filepath.Join(getenv("HOME"), ".local", "state")
	}
	return filepath.Abs(filepath.Join(state, "raftlab", "lab"))
}
