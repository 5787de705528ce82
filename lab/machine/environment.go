package machine

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"raftlab/lab/labdir"
)

// enteredVariable says that a command came in by the door, and from which directory outside.
const enteredVariable = "RAFTLAB_ENTERED"

// entered is what the variable said when this program was started. What it starts itself has not come in.
var entered = sync.OnceValue(func() string {
	value := os.Getenv(enteredVariable)
	os.Unsetenv(enteredVariable)
	return value
})

// Entered reports whether this command came in by the door: it was typed outside.
func Entered() bool { return entered() != "" }

// leftOutside are variables that mean something of the host which is not there inside.
var leftOutside = []string{
	"HOME", "USER", "LOGNAME", "PWD", "OLDPWD", "HOSTNAME", "MAIL", "PATH", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO",
	"DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DOCKER_HOST", "DOCKER_CONFIG", "KUBECONFIG", "TMPDIR", "ZDOTDIR",
	"BASH_ENV", "ENV", "PROMPT_COMMAND", "HISTFILE", "RAFTLAB_DIR", "RAFTLAB_SHELL", enteredVariable,
}

// Environment returns the environment of a program that comes in with that of a program outside: in a machine one
// is root, at home in /root. from is the directory outside.
func Environment(h *labdir.Dir, outside []string, from string) []string {
	path := labdir.InsidePath
	env := slices.DeleteFunc(slices.Clone(outside), func(entry string) bool {
		name, value, _ := strings.Cut(entry, "=")
		if name == "PATH" {
			path = insidePath(value)
		}
		return slices.Contains(leftOutside, name) || strings.HasPrefix(name, "XDG_") || strings.HasPrefix(name, "ETCDCTL_")
	})
	return append(env,
		"HOME=/root", "USER=root", "LOGNAME=root", "HOSTNAME="+labdir.First, "PATH="+path,
		"RAFTLAB_DIR="+h.Path, enteredVariable+"="+Identity(from)+" "+from,
		"TAR_OPTIONS=--no-same-owner", // there is one owner only
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*",
	)
}

// insidePath puts the places of the machine's tools before those of the user.
func insidePath(outside string) string {
	dirs := filepath.SplitList(labdir.InsidePath)
	for _, dir := range filepath.SplitList(outside) {
		if filepath.IsAbs(dir) && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	return strings.Join(dirs, ":")
}

// From returns the directory outside in which this command was typed, and its identity.
func From() (dir, identity string) {
	identity, dir, _ = strings.Cut(entered(), " ")
	return dir, identity
}
