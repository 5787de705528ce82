package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/program"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// labOptions are shared by the commands of the lab.
type labOptions struct {
	*console
	dir   string         // as given by --dir
	flags *pflag.FlagSet // where --dir is
}

func newLab(c *console) *cobra.Command {
	o := &labOptions{console: c}
	cmd := &cobra.Command{
		Use:   "lab COMMAND",
		Short: "Real etcd on this machine, with the exercises of a Kubernetes course",
		Long: `The lab runs the etcd of a kubeadm control plane: real etcd with mutual TLS, static Pod manifests, and a supervisor
that plays the kubelet. On Linux it is a machine of its own, k8s-master01 at 192.168.128.11, where the
paths and addresses of the course are real, and the rest of the host is read-only. Elsewhere, and where
namespaces are refused, it runs on loopback below one directory. It runs on in the background until
raftlab lab down.`,
		Example: examples(
			"start it", "raftlab lab up",
			"work in it", "raftlab lab shell",
			"stop it", "raftlab lab down"),
		DisableFlagsInUseLine: true,
	}
	withSubcommands(cmd)
	o.flags = cmd.PersistentFlags()
	o.flags.StringVar(&o.dir, "dir", "",
		"the lab's directory (default: $RAFTLAB_DIR, else raftlab/lab in the user's state directory)")
	inside := append([]*cobra.Command{newLabStatus(o), newLabShell(o), newLabMember(o), newLabWait(o), newLabManifest(o)},
		exerciseWork(o)...)
	o.byTheDoor(inside...)
	cmd.AddCommand(inside...)
	cmd.AddCommand(newLabUp(o), newLabDown(o), newLabEnv(o), newLabSupervise(o), newLabMachine(), newLabSnapshot(o),
		newLabExercises(o), newLabShow(o), newLabNetwork(o), newLabObserve(o), newLabPlay(o), newLabElections(o))
	return cmd
}

func (o *labOptions) dirGiven() bool { return o.flags != nil && o.flags.Changed("dir") }

// directory returns the lab's directory.
func (o *labOptions) directory() (string, error) {
	if inside, _, ok := labdir.WhereAmI(); ok && (machine.Entered() || o.dir == "") {
		return inside.Lab, nil
	}
	if o.dirGiven() && o.dir == "" {
		return "", lang.Errorf("--dir is empty (a variable that is not set?)", "--dir 是空的（是不是变量没有设置？）")
	}
	if o.dir != "" {
		return o.dir, nil
	}
	dir, err := labdir.Default(os.Getenv)
	return dir, environment(err)
}

// open opens the lab, and points its tools to this program, which may have been moved.
func (o *labOptions) open() (*labdir.Dir, error) {
	dir, err := o.directory()
	if err != nil {
		return nil, err
	}
	h, err := labdir.Open(dir)
	if err != nil {
		return nil, labFailure(err)
	}
	return h, o.link(h)
}

func (o *labOptions) link(h *labdir.Dir) error {
	if h.Mode == labdir.Machine { // its first process has made them
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return environment(err)
	}
	return environment(h.Link(self, slices.Concat([]string{"raftlab"}, program.Names, program.Tools, program.StandIns, program.Guards, program.Lookalikes)))
}

// working returns nil where a lab is up, and what [isDown] knows where it is down. What runs in a machine is seen from inside only:
// outside, that the machine runs must do.
func working(h *labdir.Dir) error {
	if _, _, inside := labdir.WhereAmI(); h.Mode == labdir.Machine && !inside {
		_, err := machine.Find(h)
		return err
	}
	_, err := supervisor.Read(h)
	return err
}

// isDown reports whether an error says that a lab is down.
func isDown(err error) bool {
	return errors.Is(err, supervisor.ErrDown) || errors.Is(err, machine.ErrDown)
}

// labFailure gives an error of the lab its exit code.
func labFailure(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return errInterrupted
	case errors.Is(err, cluster.ErrUsage), errors.Is(err, labdir.ErrNotOurs), errors.Is(err, labdir.ErrBadPath), errors.Is(err, labdir.ErrOutside):
		return err
	}
	return environment(err)
}

// interruptible returns a context that ends with a signal or after a time.
func interruptible(timeout time.Duration) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second signal ends the process, whatever it waits for
	ctx, cancel := context.WithTimeout(ctx, timeout)
	return ctx, func() { cancel(); stop() }
}

// addTimeout adds the flag that bounds how long a command waits.
func addTimeout(cmd *cobra.Command, to *time.Duration) {
	addWait(cmd.Flags(), to, "timeout", 30*time.Second, "30s", "how long to wait")
}

// labMembers completes the names of members.
func (o *labOptions) labMembers() []cobra.Completion {
	dir, err := o.directory()
	if err != nil {
		return nil
	}
	h, err := labdir.Open(dir)
	if err != nil {
		return nil
	}
	return h.Names()
}

// tellLines prints lines for people.
func (o *labOptions) tellLines(lines ...string) {
	for _, line := range lines {
		fmt.Fprintln(o.out, line)
	}
}
