package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/faults"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// newLabNetwork are the commands about the network between the members.
func newLabNetwork(lab *labOptions) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "network COMMAND",
		Short: "Cut, slow and heal the network between the members",
		Long: `Faults of the network between the members. A cut swallows what they send, silently, as a broken
network does: nobody is told, and connections that are open hang. Faults last until they are healed, or the lab goes down.

Members are named k8s-master02, master02 or 2; where a member can stand, a list can: 1,2. In a lab on loopback members reach
each other through proxies of the lab, which hold back what is cut; there is nothing that could be lossy.`,
		Example: examples(
			"the first member alone", "raftlab lab network partition 1",
			"nobody hears the first member, and it hears all", "raftlab lab network one-way 1 2,3",
			"all well again", "raftlab lab network heal"),
		DisableFlagsInUseLine: true,
	}
	withSubcommands(cmd)
	commands := append(lab.networkFaults(), lab.networkHeal(), lab.networkStatus())
	lab.byTheDoor(commands...)
	cmd.AddCommand(commands...)
	return cmd
}

// networkFaults are the commands that make a fault.
func (o *labOptions) networkFaults() []*cobra.Command {
	return []*cobra.Command{
		o.networkCommand("partition GROUP...", "Divide the members into groups that do not hear each other",
			`Divide the members into groups; a group is a list such as 1,2. Members that are not named are one more group.`,
			examples("the first two, and the rest", "raftlab lab network partition 1,2"), cobra.MinimumNArgs(1),
			func(n *faults.Network, args []string) error { return n.Partition(args) }),
		o.networkCommand("cut A B", "Cut two members from each other", "", examples("the first two", "raftlab lab network cut 1 2"),
			cobra.ExactArgs(2), func(n *faults.Network, args []string) error { return n.Cut(args[0], args[1]) }),
		o.networkCommand("one-way A B", "Lose what one member sends another, and only that",
			`Lose what A sends to B. What B sends to A still arrives: A hears B, and B does not hear A.

In a machine packets with data are lost, acknowledgements of TCP are not: without these, B could send nothing either.`,
			examples("a leader, the first member, whom nobody hears", "raftlab lab network one-way 1 2,3",
				"one that hears nobody", "raftlab lab network one-way 2,3 1"),
			cobra.ExactArgs(2), func(n *faults.Network, args []string) error { return n.OneWay(args[0], args[1]) }),
		o.networkCommand("slow A B DURATION", "Delay what two members send each other",
			`Add a delay to all that they send, in both directions: a round trip takes twice as much more.`,
			examples("30 ms each way", "raftlab lab network slow 1 2 30ms", "the first member, to and from the two others", "raftlab lab network slow 1 2,3 60ms"), cobra.ExactArgs(3), func(n *faults.Network, args []string) error {
				delay, err := time.ParseDuration(args[2])
				if err != nil || delay <= 0 || delay > time.Minute {
					return wrongWord{lang.Errorf("%q is no delay (write 30ms; at most 1m)", "%q 不是延迟（请写 30ms；至多 1m）", args[2])}
				}
				return n.Slow(args[0], args[1], delay)
			}),
		o.networkCommand("lossy A B PERCENT", "Lose a share of what two members send each other",
			"Lose a share of the packets. On loopback there are none: what the proxies carry TCP has put in order.",
			examples("one packet in twenty", "raftlab lab network lossy 1 2 5%"), cobra.ExactArgs(3), func(n *faults.Network, args []string) error {
				share, err := parseShare(args[2])
				if err != nil {
					return err
				}
				return n.Lossy(args[0], args[1], share)
			}),
	}
}

// networkHeal and networkStatus work without a supervisor: the network is the machine's.
func (o *labOptions) networkHeal() *cobra.Command {
	keep := false
	heal := o.networkCommand("heal", "Take all faults away",
		`Take all faults away. In a machine, open connections between the hosts are ended, so that members find each other at once.
With --keep-connections they stay, as where a cable is plugged in again: TCP then waits for its next try, which may take seconds.
On loopback they always stay, and what was held back arrives at once.`,
		examples("at once", "raftlab lab network heal"), cobra.NoArgs, nil)
	heal.RunE = o.onNetwork(o.open, func(n *faults.Network, _ []string) error { return n.Heal(!keep) })
	heal.Flags().BoolVar(&keep, "keep-connections", false, "leave it to TCP to find out that the network works again")
	return heal
}

func (o *labOptions) networkStatus() *cobra.Command {
	status := o.networkCommand("status", "Show the faults", "", examples("all", "raftlab lab network status"), cobra.NoArgs, nil)
	status.RunE = o.onNetwork(o.open, func(*faults.Network, []string) error { return nil })
	return status
}

// parseShare reads 5%.
func parseShare(word string) (float64, error) {
	number, percent := strings.CutSuffix(word, "%")
	share, err := strconv.ParseFloat(number, 64)
	if !percent || err != nil || !(share > 0 && share < 100) {
		return 0, wrongWord{lang.Errorf("%q is no share (write 5%%)", "%q 不是比例（请写 5%%）", word)}
	}
	return share / 100, nil
}

// networkCommand returns a command that changes the network, and shows how it is then.
func (o *labOptions) networkCommand(use, short, long, example string, args cobra.PositionalArgs, change func(*faults.Network, []string) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long, Example: example, Args: args,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return o.labMembers(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: o.onNetwork(o.running, change),
	}
}

// onNetwork changes the network of a lab, and shows how it is then.
func (o *labOptions) onNetwork(open func() (*labdir.Dir, error), change func(*faults.Network, []string) error) func(*cobra.Command, []string) error {
	return func(_ *cobra.Command, args []string) error {
		h, err := open()
		if err != nil {
			return err
		}
		network := faults.Of(h)
		if err := change(network, args); err != nil {
			return networkFailure(err)
		}
		return o.showNetwork(network)
	}
}

// wrongWord is an error in what was typed.
type wrongWord struct{ error }

func (w wrongWord) Unwrap() error { return w.error }

func networkFailure(err error) error {
	if errors.Is(err, faults.ErrWords) || errors.As(err, new(wrongWord)) {
		return err
	}
	return labFailure(err)
}

// showNetwork says which ways are not as they should be: in pairs, where both are alike.
func (o *labOptions) showNetwork(n *faults.Network) error {
	lines, err := n.Lines()
	if err != nil {
		return labFailure(err)
	}
	if len(lines) == 0 {
		o.tellLines(o.say("All members hear each other.", "所有成员都能互相通信。"))
	}
	for _, line := range lines {
		o.tellLines(line.In(o.lang))
	}
	silent, err := n.Silent()
	if err != nil {
		return labFailure(err)
	}
	if silent {
		o.tellLines(o.say("A connection on which nothing came for 5 s etcd takes for lost: it ends it, and cannot open another while this lasts.",
			"5 秒内没有收到数据的连接，etcd 视为已断开：它会关闭连接，故障期间也无法重新建立。"))
	}
	return nil
}
