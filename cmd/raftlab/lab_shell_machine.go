package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"golang.org/x/term"

	"raftlab/lab/account"
	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// inMachine becomes the shell. It returns only if there is none.
func (o *labShellOptions) inMachine(h *labdir.Dir) error {
	if err := account.Furnish(os.Getenv("HOME"), machine.Program); err != nil {
		return environment(err)
	}
	args := []string{"sh", "-c", o.command}
	if o.command == "" {
		args = []string{ownShell()}
	}
	file, err := exec.LookPath(args[0])
	if err != nil {
		return environment(err)
	}
	dir, err := beginWhere()
	if err != nil {
		return environment(err)
	}
	if o.command == "" && term.IsTerminal(int(os.Stdin.Fd())) {
		o.greetInMachine(h, dir)
	}
	if err := o.out.Flush(); err != nil {
		return err
	}
	env := slices.Concat(os.Environ(), h.Env(), []string{
		lang.Variable + "=" + string(o.lang), "PWD=" + dir, "SHELL=" + file, "ENV=/root/.profile",
	})
	if o.command == "" { // lines that are typed outside, one by one, are of the terminal there
		env = append(env, fmt.Sprintf("RAFTLAB_SHELL=%d-%d", os.Getpid(), time.Now().UnixNano()))
	} else {
		env = append(env, "RAFTLAB_SHELL="+cmp.Or(os.Getenv("RAFTLAB_SHELL"), "1"))
	}
	return environment(become(file, args, env))
}

// beginWhere goes to where a shell begins: in the directory outside, if it is here too, else at home. A directory of
// the same name is another one.
func beginWhere() (string, error) {
	from, identity := machine.From()
	if from != "" && machine.Identity(".") != identity {
		if err := os.Chdir(os.Getenv("HOME")); err != nil {
			return "", err
		}
	}
	return os.Getwd()
}

// ownShell is the user's shell, if the machine has it.
func ownShell() string {
	shell := os.Getenv("SHELL")
	if _, err := exec.LookPath(shell); shell == "" || err != nil {
		return "sh"
	}
	return shell
}

// greetInMachine says where one is.
func (o *labShellOptions) greetInMachine(h *labdir.Dir, dir string) {
	from, _ := machine.From()
	o.tellLines(o.say("You are root on %s, a machine of its own: what you do here stays in the lab. Leave it with exit.",
		"你现在是 %s 上的 root，这是一台独立的机器：这里的操作只影响实验环境。用 exit 离开。", h.Here))
	inside, _, _ := labdir.WhereAmI()
	if inside.Home != "" {
		o.tellLines(o.say("Only your own home is the real one, at %s.", "只有你自己的主目录是真实的，位于 %s。", inside.Home))
	}
	if dir != from && from != "" && from != inside.Home {
		o.tellLines(o.say("%s is not here: you are in %s.", "这里没有 %s：当前目录是 %s。", from, dir))
	}
	o.tellLines(o.say("Try: etcdctl member list -w table    Exercises: raftlab lab exercises    The handout's files are in ~",
		"试试：etcdctl member list -w table    练习：raftlab lab exercises    讲义用到的文件在 ~"))
	if _, err := supervisor.Read(h); err != nil {
		o.tellLines(o.say("The lab is down; outside: raftlab lab up", "实验环境未运行；请在外面输入：raftlab lab up"))
	}
}
