package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"raftlab/lab/journal"
	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/process"
	"raftlab/sim/lang"
)

// inShell runs a program in the lab's shell.
func inShell(name string, typed []string) outcome {
	h, err := openHome()
	if err != nil { // the lab was purged, and its shell is still open
		remark(err.Error())
		return bare(name, typed)
	}
	c := &call{home: h, name: name, typed: typed[1:], args: slices.Clone(typed[1:]), env: os.Environ(), pod: os.Getenv(podVariable)}
	if slices.Contains(Names, name) {
		if n, found := pasted(c.typed); found {
			c.before = append(c.before, n)
		}
	}
	c.translate()
	for _, n := range c.before {
		c.tell(n)
	}
	begun := begin(typed)
	o := c.run(typed[0])
	begun.Took = time.Since(begun.Time)
	c.describe((*journal.Entry)(&begun), o)
	begun.end(h, o.code)
	for _, n := range c.after(o) {
		c.tell(n)
	}
	return o
}

// Record runs a command of our own, and writes it to the journal if it was typed in the lab's shell.
func Record(args []string, run func() int) (code int) {
	if !inLab() || machine.Entered() || !typedByPeople(args) {
		return run()
	}
	begun := begin(args)
	code = run()
	begun.Took, begun.Misused = time.Since(begun.Time), code == wrongUsage
	if h, err := openHome(); err == nil && len(h.Members) > 0 { // else it was purged
		begun.end(h, code)
	}
	return code
}

// wrongUsage is our own exit code for a line that was not understood.
const wrongUsage = 2

// typedByPeople reports whether a command line of our own is none that the shell makes for a completion, or
// raftlab lab up for the supervisor.
func typedByPeople(args []string) bool {
	return len(args) > 1 && !strings.HasPrefix(args[1], "__") && !(len(args) > 2 && (args[2] == "supervise" || args[2] == "machine"))
}

// ByVariable says what types the commands, where nobody does.
const ByVariable = "RAFTLAB_BY"

// begun is a command that was begun and will be written to the journal.
type begun journal.Entry

func begin(typed []string) begun {
	dir, _ := os.Getwd() // a directory that is gone has no name
	return begun{Time: time.Now(), Dir: dir, Args: typed, By: os.Getenv(ByVariable)}
}

func (b begun) end(h *labdir.Dir, code int) {
	b.Exit = code
	if err := journal.Append(h.Journal(), journal.Entry(b)); err != nil {
		remark(err.Error())
	}
}

func openHome() (*labdir.Dir, error) {
	dir, err := labdir.Default(os.Getenv)
	if err != nil {
		return nil, err
	}
	return labdir.Open(dir)
}

// call is a command of the lab's shell.
type call struct {
	home  *labdir.Dir
	name  string
	typed []string // the arguments without the program's name
	args  []string // as they are run
	env   []string
	pod   string // the member in whose pod the shell is

	before  []note // what is to be said before the program runs
	target  string // the data directory of etcdutl snapshot restore
	hadData bool   // it was not empty before
}

// bare runs a program without translation and journal.
func bare(name string, typed []string) outcome {
	c := &call{name: name, args: typed[1:], env: os.Environ()}
	return c.run(typed[0])
}

// run runs the program. calledAs is its first argument.
func (c *call) run(calledAs string) outcome {
	if c.name == "kubectl" {
		return runKubectl(c.home, c.args, c.env)
	}
	if _, ours := plain[c.name]; !ours {
		return c.runOther(calledAs)
	}
	if words, unfit := c.unfitSnapshot(); unfit {
		remark(words.In(langOfRemarks()))
		return outcome{code: 1}
	}
	self, err := process.Executable()
	if err != nil {
		remark(err.Error())
		return outcome{code: 126}
	}
	return follow(&exec.Cmd{
		Path: self,
		Args: append([]string{c.name}, c.args...), // by this name the child knows what it is
		Env:  append(c.env, plainVariable+"=1"),
	})
}

// runOther runs what is none of etcd's programs: a stand-in, or a program of the system.
func (c *call) runOther(calledAs string) outcome {
	line := append([]string{calledAs}, c.args...)
	switch {
	case c.home == nil && standIns[c.name] != nil:
		return outcome{code: 1} // that there is no lab was said
	case c.home == nil:
		return runTool(c.name, line, nil)
	case standIns[c.name] != nil:
		return c.runStandIn()
	}
	if dir, found := inHostsOwn(c.home, c.args); found {
		remark(lang.Say("%s is a directory of this host, not the lab's: nothing was done. The lab's is %s",
			"%s 是本机的目录，不是实验环境的：什么也没做。实验环境里的是 %s", dir, filepath.Join(c.home.Path, dir)).In(langOfRemarks()))
		return outcome{code: 1}
	}
	if slices.Contains(Guards, c.name) {
		return c.guard(calledAs)
	}
	return runTool(c.name, line, c.home)
}

// setenv changes the environment of the program, unsetenv takes a variable out of it.
func (c *call) setenv(name, value string) {
	c.unsetenv(name)
	c.env = append(c.env, name+"="+value)
}

func (c *call) unsetenv(name string) {
	kept := make([]string, 0, len(c.env))
	for _, entry := range c.env {
		if !strings.HasPrefix(entry, name+"=") {
			kept = append(kept, entry)
		}
	}
	c.env = kept
}

func (c *call) getenv(name string) string {
	for _, entry := range c.env {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}
