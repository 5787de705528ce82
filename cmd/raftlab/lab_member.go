package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

type labMemberOptions struct {
	*labOptions
	timeout time.Duration
}

// commands are what can be done to a member, and what is said when it is done.
var commands = []supervisor.Command{supervisor.Crash, supervisor.Pause, supervisor.Resume, supervisor.Restart}

var commandWords = map[supervisor.Command]lang.Text{
	supervisor.Crash:   {EN: "%s has crashed (SIGKILL), and stays down until: raftlab lab member %[1]s restart", ZH: "%s 已宕机（SIGKILL），恢复：raftlab lab member %[1]s restart"},
	supervisor.Pause:   {EN: "%s is paused (SIGSTOP); it goes on with: raftlab lab member %[1]s resume", ZH: "%s 已暂停（SIGSTOP），继续：raftlab lab member %[1]s resume"},
	supervisor.Resume:  {EN: "%s goes on", ZH: "%s 继续运行"},
	supervisor.Restart: {EN: "%s was started", ZH: "%s 已启动"},
}

func newLabMember(lab *labOptions) *cobra.Command {
	o := labMemberOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "member NAME crash|pause|resume|restart",
		Short: "Let a member crash, stand still, and come back",
		Long: `A crash is SIGKILL, and the member stays down until it is restarted. A pause is SIGSTOP: the process is
there and does nothing.`,
		Example: examples(
			"kill a member", "raftlab lab member k8s-master02 crash",
			"bring it back", "raftlab lab member k8s-master02 restart"),
		Args: cobra.ExactArgs(2),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return o.labMembers(), cobra.ShellCompDirectiveNoFileComp
			case 1:
				return commandNames(), cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args[0], supervisor.Command(args[1])) },
	}
	addTimeout(cmd, &o.timeout)
	return cmd
}

func commandNames() (names []string) {
	for _, command := range commands {
		names = append(names, string(command))
	}
	return names
}

func (o *labMemberOptions) run(name string, command supervisor.Command) error {
	if !slices.Contains(commands, command) {
		return lang.Errorf("%q: write %s", "%q：请写 %s", command, strings.Join(commandNames(), ", "))
	}
	h, err := o.open()
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(o.timeout)
	defer cancel()
	if err := cluster.Command(ctx, h, name, command); err != nil {
		return labFailure(err)
	}
	o.tellLines(fmt.Sprintf(commandWords[command].In(o.lang), name))
	return nil
}
