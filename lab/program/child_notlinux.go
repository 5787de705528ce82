//go:build unix && !linux

package program

import "os/exec"

// endWithParent does nothing: only Linux can end a child when its parent is killed.
func endWithParent(*exec.Cmd) {}
