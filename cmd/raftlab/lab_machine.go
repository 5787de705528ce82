package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/process"
	"raftlab/sim/lang"
)

// newLabMachine is what raftlab lab up starts as the first process of a machine.
func newLabMachine() *cobra.Command {
	return &cobra.Command{
		Use:    "machine",
		Short:  "Be the first process of a lab's machine; raftlab lab up starts this",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(*cobra.Command, []string) error { return environment(machine.First()) },
	}
}

// byTheDoor makes commands enter the lab's machine, where the lab is one and the command was typed outside.
func (o *labOptions) byTheDoor(commands ...*cobra.Command) {
	for _, cmd := range commands {
		run := cmd.RunE
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			h, err := o.closedDoor()
			if err != nil {
				return err
			}
			if h == nil {
				return run(cmd, args)
			}
			return o.enter(h, withoutDir(os.Args[1:]))
		}
	}
}

// closedDoor returns a lab whose machine is to be entered first; nil where the command is where it works.
func (o *labOptions) closedDoor() (*labdir.Dir, error) {
	if _, _, inside := labdir.WhereAmI(); inside {
		return nil, nil
	}
	dir, err := o.directory()
	if err != nil {
		return nil, err
	}
	h, err := labdir.Open(dir)
	if err != nil || h.Mode != labdir.Machine {
		return nil, nil // the command finds it too, and says it
	}
	return h, nil
}

// enter runs a command line of our own in the machine, and passes its exit code on. A machine that is down is started
// for as long as the command runs.
func (o *labOptions) enter(h *labdir.Dir, args []string, files ...*os.File) error {
	if err := o.out.Flush(); err != nil {
		return err
	}
	from, _ := os.Getwd() // a directory that is gone has no name
	env := append(machine.Environment(h, os.Environ(), from), lang.Variable+"="+string(o.lang), "RAFTLAB_SHELL="+sessionNumber())
	visit := machine.Visit{Args: append([]string{"raftlab"}, args...), Env: env, Dir: insideDir(from), Files: files}
	for tries := 1; ; tries++ {
		if err := o.ensureMachine(h); err != nil {
			return err
		}
		code, err := machine.Enter(h, visit)
		if errors.Is(err, machine.ErrDown) && tries < 3 { // it ended while we knocked
			continue
		}
		if err != nil {
			return environment(err)
		}
		return o.left(h, code)
	}
}

// left returns how a command ended that had come in. Who ends the machine ends it too.
func (o *labOptions) left(h *labdir.Dir, code int) error {
	if code == 128+int(process.Kill) && machine.Ends(h) {
		return environment(lang.Errorf("%s", "%s", o.say("%s was taken down meanwhile, and what ran in it has ended", "%s 在此期间被关闭，其中运行的程序已结束", h.Path)))
	}
	return verdict(code)
}

// insideDir is where a command begins that was typed in a directory outside: at home, if that is at home.
func insideDir(from string) string {
	home, err := filepath.EvalSymlinks(os.Getenv("HOME"))
	if from == "" || err == nil && from == home {
		return "/root"
	}
	return from
}

// withoutDir returns a command line without --dir: inside there is one lab.
func withoutDir(args []string) (rest []string) {
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "--":
			return append(rest, args[i:]...)
		case args[i] == "--dir":
			i++
		case strings.HasPrefix(args[i], "--dir="):
		case slices.Contains([]string{"-c", "--command"}, args[i]) && i+1 < len(args):
			rest = append(rest, args[i], args[i+1])
			i++
		default:
			rest = append(rest, args[i])
		}
	}
	return rest
}

// ensureMachine starts the machine of a lab, unless it runs.
func (o *labOptions) ensureMachine(h *labdir.Dir) error {
	if first, err := machine.Find(h); err == nil {
		return first.Signal(process.Continue) // it may be paused
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	unlock, err := h.Lock(ctx)
	if err != nil {
		return labFailure(err)
	}
	defer unlock()
	if _, err := machine.Find(h); err == nil { // another command was quicker
		return nil
	}
	return o.machineFailure(h, startMachine(h))
}

// startMachine starts the machine of a lab. Who calls it holds the lab's lock.
func startMachine(h *labdir.Dir) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		return lang.Errorf("the program raftlab was moved while it ran (start it again): %v",
			"raftlab 程序在运行时被移走了（请重新启动）：%v", err)
	}
	lab, err := filepath.EvalSymlinks(h.Path)
	if err != nil {
		return err
	}
	if lab != h.Path {
		return lang.Errorf("%s leads to %s (write --dir %[2]s)", "%s 指向 %s（请写 --dir %[2]s）", h.Path, lab)
	}
	settings := machine.Settings{Lab: lab, Home: ownHome(), Program: program, Hosts: hostsOf(h)}
	if server, kubectl, err := cluster.FindPrograms(); err == nil { // inside is said what is missing, if it is wanted
		settings.Server, settings.Kubectl = server, kubectl
	}
	return machine.Start(h, settings)
}

// hostsOf returns the hosts that the members are on, at least the first.
func hostsOf(h *labdir.Dir) []string {
	hosts := []string{labdir.First}
	for _, m := range h.Members {
		if m.Name != labdir.First && labdir.CheckHost(m.Name) == nil {
			hosts = append(hosts, m.Name)
		}
	}
	return hosts
}

// ownHome is the home of an ordinary user, which stays writable. That of real root is not shown.
func ownHome() string {
	home, err := filepath.EvalSymlinks(os.Getenv("HOME"))
	if os.Getuid() == 0 || err != nil || slices.Contains([]string{"/", "/root", "/tmp", "/var", "/run"}, home) {
		return ""
	}
	return home
}

// machineFailure says what can be done where a machine is refused.
func (o *labOptions) machineFailure(h *labdir.Dir, err error) error {
	var refused *machine.Refused
	if !errors.As(err, &refused) {
		return labFailure(err)
	}
	text := lang.Errorf("%s is a machine of its own, and this system lets nobody make one now: %v",
		"%s 是一台独立的机器，而本系统现在不允许创建：%v", h.Path, refused)
	return environment(lang.Errorf("%v\n%v", "%v\n%v", text, cmp.Or(refused.Cure(), lang.Say("see %s", "见 %s", filepath.Join(h.Outside(), "machine.log")))))
}

// settleMode decides what a lab is, when it is made: a machine if the system lets it be one and nobody asked for
// loopback. It returns a machine that runs.
func (o *labUpOptions) settleMode(ctx context.Context, h *labdir.Dir) (*labdir.Dir, error) {
	if o.loopback && h.Mode == labdir.Machine {
		return nil, lang.Errorf("%s: the lab is a machine, for good (make another with --dir, or this one afresh after raftlab lab down --purge)",
			"%s：这个实验环境是虚拟机器，不能改变（请用 --dir 另建一个，或 raftlab lab down --purge 之后重建）", h.Path)
	}
	if h.Mode == labdir.Machine {
		err := o.ensureMachine(h)
		if now, open := labdir.Open(h.Path); err != nil && open == nil && now.Mode == labdir.Loopback { // another command tried, and was refused
			return now, nil
		}
		return h, err
	}
	if o.loopback || len(h.Members) > 0 {
		return h, nil
	}
	unlock, err := h.Lock(ctx)
	if err != nil {
		return nil, labFailure(err)
	}
	defer unlock()
	if h, err = labdir.Open(h.Path); err != nil {
		return nil, labFailure(err)
	}
	if h.Mode == labdir.Machine || len(h.Members) > 0 { // another command was quicker
		return h, nil
	}
	return h, o.tryMachine(ctx, h)
}

// tryMachine makes a new lab a machine, or says why it is none.
func (o *labUpOptions) tryMachine(ctx context.Context, h *labdir.Dir) error {
	unlock, err := h.BecomeMachine(ctx)
	if err != nil {
		return environment(err)
	}
	defer unlock()
	size := max(o.members, 1)
	for number := 1; number <= size; number++ { // so that their hosts are built at once
		h.Members = append(h.Members, labdir.HostMember(labdir.Name(number)))
	}
	err = startMachine(h)
	h.Members = nil
	if err == nil {
		return nil
	}
	if undone := h.BecomeLoopback(); undone != nil {
		return environment(undone)
	}
	var refused *machine.Refused
	if !errors.As(err, &refused) {
		return labFailure(err)
	}
	o.sayLoopback(refused)
	return nil
}

// sayLoopback says what a lab on loopback is not, why it is one, and how to have the other.
func (o *labUpOptions) sayLoopback(refused *machine.Refused) {
	fmt.Fprintln(o.err, o.say(
		"raftlab: this system lets nobody make a machine for the lab: %v.\nThe lab runs on loopback: /etc/kubernetes and /var/lib/etcd are the lab's for its own tools only.",
		"raftlab：本系统不允许为实验环境创建一台机器：%v。\n实验环境运行在回环地址上：只有实验工具会把 /etc/kubernetes 和 /var/lib/etcd 视为实验环境的路径。", refused))
	if cure := refused.Cure(); cure != (lang.Text{}) {
		fmt.Fprintln(o.err, o.say("To have the machine, then raftlab lab down --purge and raftlab lab up:", "要使用机器模式，先做以下设置，再 raftlab lab down --purge 和 raftlab lab up：")+"\n"+cure.In(o.lang))
	}
}

// refuseVisitors is the error where somebody works in the machine.
func (o *labDownOptions) refuseVisitors(h *labdir.Dir) error {
	visitors, err := machine.Visitors(h)
	if errors.Is(err, machine.ErrDown) || o.force || len(visitors) == 0 {
		return nil
	}
	if err != nil {
		return environment(err)
	}
	var names []string
	for _, v := range visitors {
		names = append(names, lang.Clean(v.String()))
	}
	return environment(lang.Errorf("%s: somebody works in it: %s (leave it there, or end it: raftlab lab down --force)",
		"%s：有人正在其中操作：%s（请先退出，或强制结束：raftlab lab down --force）", h.Path, strings.Join(names, "; ")))
}

// outsideOnly refuses a command inside of a machine.
func (o *labOptions) outsideOnly(what string) error {
	if _, _, inside := labdir.WhereAmI(); inside && !machine.Entered() {
		return lang.Errorf("%s", "%s", o.say("raftlab lab %[1]s: this shell is inside of the lab's machine. Leave it with exit, and type it outside.",
			"raftlab lab %[1]s：这个 shell 在实验环境的机器里面。先用 exit 离开，再在外面输入。", what))
	}
	return nil
}
