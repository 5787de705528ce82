package main

import (
	"os"

	"github.com/spf13/cobra"

	"raftlab/lab/program"
	"raftlab/sim/lang"
)

// addPrograms adds the programs that this one can be, for help and completion. They run before our
// command line is read: this sees them only behind a flag of ours, as in raftlab --lang zh etcdctl.
func addPrograms(root *cobra.Command, c *console) {
	cobra.EnablePrefixMatching = false // which etcdctl's package turns on for the whole process
	root.AddCommand(
		newProgram(c, "etcd", "Run etcd itself, the server",
			`The real etcd, from its own module. In a lab the supervisor runs it: raftlab lab up.`,
			examples("its version", "raftlab etcd --version")),
		newProgram(c, "etcdctl", "Run etcdctl, the client of etcd",
			`The real etcdctl, from its own module. In the lab's shell it also takes the course's paths and
addresses, and says where the course is out of date.`,
			examples("in the lab's shell", "etcdctl member list -w table", "anywhere", "raftlab etcdctl version")),
		newProgram(c, "etcdutl", "Run etcdutl, which works on etcd's files",
			`The real etcdutl, from its own module. In the lab's shell it also takes the course's paths and
addresses.`,
			examples("what a snapshot holds", "raftlab etcdutl snapshot status backup/snapshot.db -w table")),
		newProgram(c, "kubectl", "Run the lab's stand-in for kubectl",
			`A stand-in for kubectl that works on the objects in the lab's etcd, with no kube-apiserver in between. In a lab
that was started with --kubernetes it is Kubernetes' own kubectl.`,
			examples("in the lab's shell", "kubectl get pods -A", "anywhere", "raftlab kubectl get pods -n kube-system")),
	)
}

func newProgram(c *console, name, short, long, example string) *cobra.Command {
	return &cobra.Command{
		Use:                name + " ...",
		Short:              short,
		Long:               long,
		Example:            example,
		DisableFlagParsing: true, // the flags are the program's
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.Setenv(lang.Variable, string(c.lang)); err != nil {
				return err
			}
			program.Dispatch(append([]string{name}, args...))
			return nil
		},
	}
}
