// Package program makes one binary many programs, by the name that it is called by: etcd, etcdctl and etcdutl are the real ones,
// from etcd's own modules; kubectl is the lab's stand-in; mv, rm, cp, ls, cat and mkdir are the system's,
// with paths of the control-plane host put in their place.
//
// Outside the lab's shell each is the plain program, byte for byte. In the lab's shell, which is
// where RAFTLAB_SHELL is set, it does four things more:
//
//   - what the course writes is translated to what the lab has: /etc/kubernetes and /var/lib/etcd are below
//     the lab's directory, 192.168.128.11:2379 is a port of 127.0.0.1. This is said once per shell;
//   - an environment variable that a flag overrides is dropped, where etcdctl would refuse both;
//   - where the course is out of date, a remark says so and shows today's form. The program still runs
//     and fails, or does nothing, as it does everywhere;
//   - the command is written to the lab's journal. etcd's programs end their process wherever they like, so
//     they run in a child, with the same input and output, and signals and the exit code are passed on.
package program

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/etcdctl/v3/ctlv3"
	"go.etcd.io/etcd/server/v3/etcdmain"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
)

// plain are the programs that take over the process: each parses os.Args and may end the process.
var plain = map[string]func(){
	"etcd":    func() { etcdmain.Main(os.Args) },
	"etcdctl": ctlv3.MustStart,
	"etcdutl": etcdutlMain,
}

// Names are the programs that can be asked for as `raftlab NAME ...`.
var Names = []string{"etcd", "etcdctl", "etcdutl", "kubectl"}

// plainVariable is set for a child that is to be the plain program.
const plainVariable = process.PlainVariable

// Dispatch runs the program that the command line asks for, by the name it was called with or by its first
// argument, and reports whether there is one. Most programs end the process instead of returning. It comes
// before any command line of our own: etcd's programs configure the process as a whole.
func Dispatch(args []string) (handled bool) {
	name, args := asked(args)
	if name == "" {
		return false
	}
	if lookalikes[name] != "" {
		exit(misread(name))
	}
	if os.Getenv(plainVariable) != "" {
		os.Unsetenv(plainVariable) // what the program starts itself is typed by a person again
	} else if inLab() {
		exit(inShell(name, args))
	}
	main, ok := plain[name]
	switch {
	case ok:
		os.Args = args
		cobra.EnablePrefixMatching = true // as both tools have it
		main()
	case name == "kubectl":
		h, _ := openHome() // without a lab the stand-in says so
		exit(runKubectl(h, args[1:], os.Environ()))
	case standIns[name] != nil:
		remark("there is no lab here")
		exit(outcome{code: 1})
	default:
		exit(runTool(name, args, nil))
	}
	return true
}

// inLab reports whether the program is in the lab's shell, or in its machine.
func inLab() bool {
	if os.Getenv("RAFTLAB_SHELL") != "" {
		return true
	}
	_, _, inside := labdir.WhereAmI()
	return inside
}

// asked returns the program that a command line asks for, "" if it is for raftlab, and the program's own
// command line.
func asked(args []string) (name string, own []string) {
	if len(args) == 0 {
		return "", nil
	}
	name = strings.TrimSuffix(filepath.Base(args[0]), ".exe")
	switch {
	case slices.Contains(Names, name) || slices.Contains(Tools, name) || slices.Contains(StandIns, name) || slices.Contains(Guards, name) || lookalikes[name] != "":
		return name, args
	case len(args) > 1 && slices.Contains(Names, args[1]):
		return args[1], args[1:]
	}
	return "", nil
}
