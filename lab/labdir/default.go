package labdir

import (
	"errors"
	"fmt"
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
	state, err := State(getenv)
	if err != nil {
		return "", fmt.Errorf("no place for the lab is known: %w (write --dir DIR, or set RAFTLAB_DIR)", err)
	}
	return filepath.Join(state, "lab"), nil
}

// State returns where raftlab keeps what is a user's own: raftlab in the user's state directory.
func State(getenv func(string) string) (string, error) {
	state := getenv("XDG_STATE_HOME")
	if state == "" && runtime.GOOS == "windows" {
		state = getenv("LOCALAPPDATA")
	}
	if state == "" {
		if getenv("HOME") == "" {
			return "", errors.New("HOME is not set")
		}
		state = filepath.Join(getenv("HOME"), ".local", "state")
	}
	return filepath.Abs(filepath.Join(state, "raftlab"))
}
