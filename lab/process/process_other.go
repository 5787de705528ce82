//go:build !linux && !darwin

package process

import (
	"os"
	"os/exec"
	"syscall"

	"raftlab/sim/lang"
)

// errSystem says what is missing.
var errSystem = lang.Errorf("the lab needs Linux or macOS: its members are paused and killed by signals (on Windows use WSL)",
	"实验环境需要 Linux 或 macOS：它用信号停住和终止成员（在 Windows 上请用 WSL）")

// The signals that the lab sends.
const (
	Terminate = syscall.Signal(0xf)
	Kill      = syscall.Signal(0x9)
	Stop      = syscall.Signal(0x13)
	Continue  = syscall.Signal(0x12)
)

func look(int) (state, error) { return state{}, errSystem }

// Signal is for Linux and macOS.
func (p Process) Signal(syscall.Signal) error { return errSystem }

// Detach is for Linux and macOS.
func Detach(string, []string, []string, string, string) (*exec.Cmd, error) { return nil, errSystem }

// Child is for Linux and macOS.
func Child() *syscall.SysProcAttr { return nil }

// Private is for Linux and macOS.
func Private() {}

// Executable is the file of the program that runs.
func Executable() (string, error) { return os.Executable() }
