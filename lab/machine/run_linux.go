package machine

import (
	"cmp"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// Job is a program to be run on a host of the machine, from inside.
type Job struct {
	Host string
	Args []string // the first is the file of the program
	Env  []string
	Dir  string
	TTY  bool // at a terminal of its own; else with our standard input, output and error
	// In and Out take the place of the standard input and output, if they are given.
	In, Out *os.File
}

// Run runs a program on a host and returns its exit code, as shells count it.
func Run(j Job) (int, error) {
	r := request{Do: doRun, Host: j.Host, Args: j.Args, Env: j.Env, Dir: j.Dir, TTY: j.TTY}
	if j.TTY {
		return runAtTerminal(r)
	}
	connection, _, _, err := ask(r, cmp.Or(j.In, os.Stdin), cmp.Or(j.Out, os.Stdout), os.Stderr)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(interrupts)
	go func() {
		if _, interrupted := <-interrupts; interrupted {
			connection.Close() // the first process ends the program
		}
	}()
	return exitOf(hear(connection))
}

func exitOf(last reply, files []*os.File, err error) (int, error) {
	closeAll(files)
	if err != nil {
		return 128 + int(syscall.SIGHUP), nil // we hung up
	}
	if last.Exit == nil {
		return 0, errors.New("the first process of the machine did not tell how the program ended")
	}
	return *last.Exit, nil
}

// runAtTerminal carries what is typed to the program's terminal, and what it prints to ours.
func runAtTerminal(r request) (int, error) {
	connection, _, files, err := ask(r)
	if err != nil {
		return 0, err
	}
	defer connection.Close()
	defer closeAll(files)
	if len(files) != 1 {
		return 0, errors.New("the first process of the machine gave no terminal")
	}
	control, own := files[0], int(os.Stdin.Fd())
	before, err := term.MakeRaw(own)
	if err != nil {
		return 0, err
	}
	defer term.Restore(own, before)
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	defer signal.Stop(resized)
	resized <- syscall.SIGWINCH
	go func() {
		for range resized {
			if size, err := unix.IoctlGetWinsize(own, unix.TIOCGWINSZ); err == nil {
				unix.IoctlSetWinsize(int(control.Fd()), unix.TIOCSWINSZ, size)
			}
		}
	}()
	go io.Copy(control, os.Stdin)
	shown := make(chan struct{})
	go func() {
		io.Copy(os.Stdout, control) // ends when nobody has the terminal any more
		close(shown)
	}()
	code, err := exitOf(hear(connection))
	if err == nil {
		<-shown
	}
	return code, err
}
