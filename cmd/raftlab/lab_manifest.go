package main

import (
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
)

type labManifestOptions struct{ *labOptions }

func newLabManifest(lab *labOptions) *cobra.Command {
	o := labManifestOptions{lab}
	return &cobra.Command{
		Use:   "manifest MEMBER",
		Short: "Print the static Pod manifest with which a member joins the cluster",
		Long: `Print the manifest of a member, made from the members that the cluster counts now. A member that the lab
does not know is given ports and certificates first. The manifest takes effect where the supervisor
looks: in etc/kubernetes/manifests of the lab's directory.`,
		Example: examples(
			"a further member", "raftlab lab manifest k8s-master02 > etcd-k8s-master02.yaml"),
		Args: oneArgument("the name of a member", "成员的名字"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return o.labMembers(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args[0]) },
	}
}

func (o *labManifestOptions) run(name string) error {
	h, err := o.open()
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(30 * time.Second)
	defer cancel()
	manifest, err := cluster.Manifest(ctx, h, name)
	if err != nil {
		return labFailure(err)
	}
	write(o.out, string(manifest))
	return nil
}
