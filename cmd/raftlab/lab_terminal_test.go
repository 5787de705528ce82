//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A shell in the machine has the terminal as one outside has it: its size, Ctrl-C, job control, exit code.
func TestShellAtATerminal(t *testing.T) {
	needMachine(t)
	lab := startLab(t, 1)
	for _, shell := range []string{"bash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skip(err)
			}
			terminal := openTerminal(t, lab, path)
			terminal.types("stty size\n", "33 111")
			terminal.resize(44, 122)
			terminal.types("stty size\n", "44 122")
			terminal.types("hostname; echo d''one:$PWD\n", "done:/")
			terminal.starts("sleep 100")
			terminal.leaves("\x03", "sleep 100")
			terminal.starts("sleep 101")
			terminal.leaves("\x1a", "sleep 101")
			terminal.types("jobs\n", "sleep 101")
			terminal.types("kill -9 %1; echo dea''d\n", "dead")
			terminal.types("exit 7\nexit 7\n", "") // the first may only be told of the job, if its end is not yet known
			if code := terminal.ends(); code != 7 {
				t.Errorf("exit code %d, want 7\n%s", code, terminal.shown())
			}
		})
	}
}

// testTerminal is a shell at a terminal of the test's own.
type testTerminal struct {
	t       *testing.T
	control *os.File
	cmd     *exec.Cmd
	mutex   sync.Mutex
	text    bytes.Buffer
}

// openTerminal opens a lab's shell at a terminal of its own. It ignores Ctrl-C, as one that is started in the background does: at a
// terminal that must not matter.
func openTerminal(t *testing.T, lab testLab, shell string) *testTerminal {
	t.Helper()
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("this system gives no terminal: ", err)
	}
	number, err := unix.IoctlGetInt(int(control.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(control.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("this system gives no terminal: ", err)
	}
	defer other.Close()
	terminal := &testTerminal{t: t, control: control, cmd: exec.Command("sh", "-c", "trap '' INT QUIT; exec raftlab lab shell")}
	terminal.resize(33, 111)
	terminal.cmd.Env = append(os.Environ(), "RAFTLAB_DIR="+lab.dir, "SHELL="+shell, "TERM=xterm", "LC_ALL=C", "GORACE=atexit_sleep_ms=0")
	terminal.cmd.Stdin, terminal.cmd.Stdout, terminal.cmd.Stderr = other, other, other
	terminal.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := terminal.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go terminal.watch()
	t.Cleanup(func() { control.Close() })
	terminal.await("etcdctl member list") // the greeting
	return terminal
}

func (p *testTerminal) watch() {
	buffer := make([]byte, 4096)
	for {
		n, err := p.control.Read(buffer)
		p.mutex.Lock()
		p.text.Write(buffer[:n])
		p.mutex.Unlock()
		if err != nil {
			return
		}
	}
}

func (p *testTerminal) shown() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return strings.ReplaceAll(p.text.String(), "\r", "")
}

// types types, and waits for what must be shown after that.
func (p *testTerminal) types(text, want string) {
	p.t.Helper()
	p.mutex.Lock()
	p.text.Reset()
	p.mutex.Unlock()
	if _, err := p.control.WriteString(text); err != nil {
		p.t.Fatal(err)
	}
	p.await(want)
}

// starts types a command and waits until its program is in the foreground of the terminal. Until then the shell may
// read the terminal, or a shell's child that is not yet the program and does not heed control characters.
func (p *testTerminal) starts(command string) {
	p.t.Helper()
	p.types(command+"\n", "")
	p.awaitForeground(command, func(running string) bool { return running == command })
}

// leaves types a control character and waits until a command is not in the foreground any more. One bash of some twenty on
// a busy computer did nothing on the first key, typed just when the command had begun; so it is typed again, as people do.
func (p *testTerminal) leaves(control, command string) {
	p.t.Helper()
	p.types(control, "")
	typed := time.Now()
	p.awaitForeground(fmt.Sprintf("%s after %q", command, control), func(running string) bool {
		if running == command && time.Since(typed) > 2*time.Second {
			p.types(control, "")
			typed = time.Now()
		}
		return running != command
	})
}

// awaitForeground waits until the command in the foreground of the terminal is a wanted one.
func (p *testTerminal) awaitForeground(what string, wanted func(command string) bool) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		group, err := unix.IoctlGetInt(int(p.control.Fd()), unix.TIOCGPGRP)
		if err != nil {
			p.t.Fatal(err)
		}
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", group)) // it may have ended meanwhile
		command := strings.TrimSpace(strings.ReplaceAll(string(line), "\x00", " "))
		if wanted(command) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: in the foreground is %q:\n%s", what, command, p.shown())
		}
	}
}

func (p *testTerminal) await(want string) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(p.shown(), want); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("there is no %q in\n%s", want, p.shown())
		}
	}
}

func (p *testTerminal) resize(rows, columns uint16) {
	if err := unix.IoctlSetWinsize(int(p.control.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: columns}); err != nil {
		p.t.Fatal(err)
	}
}

// ends waits for the end of the shell.
func (p *testTerminal) ends() int {
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		p.cmd.Process.Kill()
		p.t.Errorf("the shell does not end:\n%s", p.shown())
	}
	return p.cmd.ProcessState.ExitCode()
}
