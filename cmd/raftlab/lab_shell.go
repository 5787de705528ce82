package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"raftlab/lab/labdir"
	"raftlab/lab/program"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

type labShellOptions struct {
	*labOptions
	command  string
	loopback bool
}

func newLabShell(lab *labOptions) *cobra.Command {
	o := labShellOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "shell",
		Short: "Open a shell in which the course's commands work",
		Long: `Start $SHELL, or sh. In a lab that is a machine one is root on k8s-master01, in the same directory if it is there
too, else at home. In a lab on loopback one is in the lab's directory, and /etc/kubernetes, /var/lib/etcd
and https://192.168.128.11:2379 stand for what the lab has, for its tools only. etcdctl, etcdutl and kubectl
know the cluster. The exit code is passed on.`,
		Example: examples(
			"work", "raftlab lab shell",
			"run one line", "raftlab lab shell -c 'etcdctl member list'"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.loopback, "loopback", false, "open it on loopback although this host has /etc/kubernetes or /var/lib/etcd itself")
	cmd.Flags().StringVarP(&o.command, "command", "c", "", "run this line with sh, instead of a shell to type into")
	return cmd
}

func (o *labShellOptions) run() error {
	h, err := o.open()
	if err != nil {
		return err
	}
	if h.Mode == labdir.Machine {
		return o.inMachine(h)
	}
	if place := program.HostHas(); place != "" && !o.loopback {
		return environment(lang.Errorf("%s", "%s", o.say("this host has %[1]s itself, and the lab is on loopback: what you type there would reach the host (if you are sure: raftlab lab shell --loopback)",
			"本机自己就有 %[1]s，而实验环境在回环地址上：你输入的命令会作用于本机（确定的话：raftlab lab shell --loopback）", place)))
	}
	if os.Getuid() == 0 {
		fmt.Fprintln(o.err, o.say("raftlab: you are root, and the lab is on loopback: in this shell only the lab's tools are harmless",
			"raftlab：你是 root，而实验环境在回环地址上：在这个 shell 里只有实验工具是无害的"))
	}
	cmd, err := o.program(h)
	if err != nil {
		return environment(err)
	}
	cmd.Dir = h.Path
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = slices.Concat(os.Environ(), cmd.Env, h.Env(), []string{lang.Variable + "=" + string(o.lang)}) // the last of a name counts
	if o.command == "" && term.IsTerminal(int(os.Stdin.Fd())) {
		o.greet(h)
	}
	if err := o.out.Flush(); err != nil {
		return err
	}
	// The terminal sends Ctrl-C to us as well; it is the shell's.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return verdict(exit.ExitCode())
	case errors.As(err, &exit): // a signal, as shells count it
		return verdict(128 + signalNumber(exit))
	}
	return environment(err)
}

// program returns the shell. Prompts and PATHs are set by the files that a shell reads when it starts, so
// a file of ours is read after the user's own.
func (o *labShellOptions) program(h *labdir.Dir) (*exec.Cmd, error) {
	if o.command != "" {
		return exec.Command("sh", "-c", o.command), nil
	}
	shell := os.Getenv("SHELL")
	if _, err := exec.LookPath(shell); err != nil {
		shell = "sh"
	}
	path := "PATH=" + lang.ShellWord(h.Bin()) + `:"$PATH"` + "; export PATH\n"
	prompt := `PS1="(raftlab) $PS1"` + "\n"
	switch filepath.Base(shell) {
	case "bash":
		file := filepath.Join(h.Run(), "bashrc")
		err := labdir.WriteFile(file, []byte("[ -f ~/.bashrc ] && . ~/.bashrc\n"+path+prompt), 0o600)
		return exec.Command(shell, "--rcfile", file), err
	case "zsh":
		own := cmp.Or(os.Getenv("ZDOTDIR"), os.Getenv("HOME"))
		rc := fmt.Sprintf(zshrc, lang.ShellWord(own), lang.ShellWord(h.Run())) + path
		cmd := exec.Command(shell)
		cmd.Env = []string{"ZDOTDIR=" + h.Run()}
		return cmd, labdir.WriteFile(filepath.Join(h.Run(), ".zshrc"), []byte(rc), 0o600)
	case "fish":
		return exec.Command(shell, "-C", "set -gx PATH "+fishValue("", h.Bin())+
			" $PATH; functions -c fish_prompt raftlab_prompt; function fish_prompt; echo -n '(raftlab) '; raftlab_prompt; end"), nil
	}
	cmd := exec.Command(shell)
	cmd.Env = []string{"PS1=(raftlab) $ "}
	return cmd, nil
}

// zshrc is read in the place of the user's own files, and reads them. What the system's files have derived from
// our directory is set right: the history is the user's. A pattern without a match is passed on, as other
// shells do: the lab's tools know what it means below the lab's directory.
const zshrc = `ZDOTDIR=%s
[ -f "$ZDOTDIR/.zshenv" ] && . "$ZDOTDIR/.zshenv"
[ "$HISTFILE" = %s/.zsh_history ] && HISTFILE="$ZDOTDIR/.zsh_history"
[ -f "$ZDOTDIR/.zshrc" ] && . "$ZDOTDIR/.zshrc"
unsetopt nomatch
PROMPT="(raftlab) $PROMPT"
`

// greet says where one is.
func (o *labShellOptions) greet(h *labdir.Dir) {
	o.tellLines(
		o.say("The lab's shell, in %s. Leave it with exit.", "实验环境的 shell，位于 %s。用 exit 离开。", h.Path),
		o.say("Try: etcdctl member list -w table    Exercises: raftlab lab exercises", "试试：etcdctl member list -w table    练习：raftlab lab exercises"))
	if _, err := supervisor.Read(h); err != nil {
		o.tellLines(o.say("The lab is down: raftlab lab up", "实验环境未运行：raftlab lab up"))
	}
}
