package labdir

import (
	"path/filepath"
	"runtime"

	"raftlab/sim/lang"
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
		return "", lang.Errorf("no place for the lab is known: %v (write --dir DIR, or set RAFTLAB_DIR)",
			"不知道把实验环境放在哪里：%v（请写 --dir DIR，或设置 RAFTLAB_DIR）", err)
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
			return "", lang.Errorf("HOME is not set", "没有设置 HOME")
		}
		state = filepath.Join(getenv("HOME"), ".local", "state")
	}
	return filepath.Abs(filepath.Join(state, "raftlab"))
}
