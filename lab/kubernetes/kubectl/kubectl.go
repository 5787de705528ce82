// Package kubectl is the lab's stand-in for kubectl: the same commands, tables, messages and exit
// codes, for the part that a course on etcd needs. There is no kube-apiserver behind it: it reads and
// writes the objects in etcd itself, and says so.
//
// "kubectl get -w" holds a real watch of etcd, as an informer of Kubernetes does: it lists, keeps the
// revision of that list, watches from there, and lists again when etcd says that the revisions it
// needs are compacted. So it shows what a restore does to every controller and to kube-apiserver's
// own cache. Restored to an older revision, etcd is asked for changes after a revision that it has
// not reached, and the watch is silent, while a new "kubectl get" tells the truth. Restored with
// --bump-revision and --mark-compacted, etcd cancels the watch, and what it shows is right again.
package kubectl

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/kubernetes"
	"raftlab/sim/lang"
)

// World is what a call sees of its surroundings.
type World struct {
	In       io.Reader
	Out, Err io.Writer
	// Lang is the language of the stand-in's own remarks; kubectl's messages are English.
	Lang lang.Lang
	// Now is the clock by which ages are told and creation times are set.
	Now func() time.Time
	// Connect returns a client of the lab's etcd.
	Connect func() (*clientv3.Client, error)
	// Members are the names of the members, whose pods can be entered.
	Members []string
	// PodEnv returns the environment of a process in the pod of a member.
	PodEnv func(member string) []string
	// Once reports whether a remark of this name is to be made: once in a shell. Nil: never.
	Once func(name string) bool
	// RunOn runs programs in the pods of members that have a host of their own; nil where all are here.
	RunOn Elsewhere
	// Static returns what the kubelet knows of the static Pod of a member, or of [labdir.APIServer]; nil where nobody knows.
	Static func(member string) (Static, bool)
}

// StandIn is the name of the remark that this kubectl is a stand-in, and what is not there.
const StandIn = "stand-in"

// Main runs a kubectl command line, without its first word, and returns the exit code: 0, 1 for any
// error, 130 after an interrupt, and for exec that of the program.
func Main(ctx context.Context, args []string, world World) int {
	a := &app{World: world}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	a.disconnect()
	for _, line := range a.complaints(err) {
		fmt.Fprintln(a.Err, line)
	}
	return exitCode(err)
}

// app is one call of kubectl.
type app struct {
	World
	namespace string
	timeout   time.Duration
	client    *clientv3.Client
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "kubectl",
		Short: "The lab's stand-in for kubectl, over the objects in etcd",
		Long: "This is raftlab's stand-in for kubectl. It speaks with etcd itself: there is no kube-apiserver.\n" +
			"Objects are stored as kube-apiserver stores them. Scheduler and kubelet are played: a new Pod runs at once.",
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w\nSee '%s --help' for usage", err, c.CommandPath())
	})
	flags := root.PersistentFlags()
	flags.StringVarP(&a.namespace, "namespace", "n", "", "namespace of the objects (default: default)")
	flags.DurationVar(&a.timeout, "request-timeout", 2*time.Second, "how long to wait for etcd; ends a watch as well, if given")
	root.AddCommand(a.getCommand(), a.describeCommand(), a.createCommand(), a.applyCommand(), a.runCommand(), a.deleteCommand(),
		a.execCommand(), a.logsCommand(), a.clusterInfoCommand(), a.resourcesCommand(), a.versionCommand())
	return root
}

// store opens the objects in etcd. The context bounds one request.
func (a *app) store(ctx context.Context) (kubernetes.Store, context.Context, context.CancelFunc, error) {
	if err := a.connect(ctx); err != nil {
		return kubernetes.Store{}, nil, nil, err
	}
	a.remarkOnce(StandIn, standIn)
	bounded, cancel := context.WithTimeout(ctx, a.timeout)
	return kubernetes.Store{Client: a.client, Now: a.Now}, bounded, cancel, nil
}

func (a *app) versionCommand() *cobra.Command {
	command := &cobra.Command{Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(a.Out, "Client Version: "+kubernetes.Release+" (stand-in of raftlab)")
			a.remark(standIn)
			return nil
		}}
	command.Flags().Bool("client", true, "there is no server")
	return command
}

func (a *app) resourcesCommand() *cobra.Command {
	return &cobra.Command{Use: "api-resources", Short: "Print the kinds of objects that are known", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			t := table{header: []string{"NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"}}
			for _, r := range kubernetes.Resources() {
				t.add(r.Plural, join(r.Short), r.Kind.GroupVersion().String(), fmt.Sprint(r.Namespaced), r.Kind.Kind)
			}
			t.print(a.Out)
			return nil
		}}
}

// Elsewhere is where pods of members are that are not on this host.
type Elsewhere interface {
	// Elsewhere reports whether the pod of a member is on another host.
	Elsewhere(member string) bool
	// Run runs a command line there, and returns its exit code.
	Run(member string, line, env []string, tty bool) (int, error)
}
