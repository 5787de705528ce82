package program

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// Tools are the programs of the system that the lab's shell knows paths for.
var Tools = []string{"mv", "rm", "cp", "ls", "cat", "mkdir"}

// runTool runs a program of the system. h is nil outside a lab.
func runTool(name string, args []string, h *labdir.Dir) outcome {
	bin := ""
	if h != nil {
		bin = h.Bin()
	}
	path, err := find(name, bin)
	if err != nil {
		remark(err.Error())
		return outcome{code: 127} // as shells have it
	}
	return follow(&exec.Cmd{Path: path, Args: args})
}

// find returns the first program of a name on the PATH that is not this one.
func find(name, bin string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	own, err := os.Stat(self)
	if err != nil {
		return "", err
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path, err := exec.LookPath(filepath.Join(dir, name))
		if dir == bin || err != nil && !errors.Is(err, exec.ErrDot) {
			continue
		}
		if info, err := os.Stat(path); err == nil && !os.SameFile(info, own) {
			return path, nil
		}
	}
	return "", lang.Errorf("there is no other %s on the PATH", "PATH 中没有另一个 %s", name)
}

// matches returns the files that a pattern means, and the pattern itself if there are none, as a shell does.
func matches(pattern string) []string {
	if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
		return found
	}
	return []string{pattern}
}
