package kubectl

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/rand"

	"raftlab/lab/kubernetes"
)

// mostReplicas bounds what is written at once.
const mostReplicas = 20

func (a *app) createDeploymentCommand() *cobra.Command {
	c := &create{}
	image, replicas := "", int32(1)
	command := &cobra.Command{Use: "deployment NAME --image=IMAGE", Aliases: []string{"deploy"}, Short: "Create a Deployment, and the Pods of it",
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if image == "" {
				return errors.New("required flag(s) \"image\" not set")
			}
			if replicas < 0 || replicas > mostReplicas {
				return fmt.Errorf("--replicas=%d: the lab plays 0 to %d", replicas, mostReplicas)
			}
			if err := a.createKind(command, c, "Deployment", deploymentOf(args[0], image, replicas)); err != nil || c.dryRun != "none" {
				return err
			}
			return a.deploy(command, args[0], image, replicas)
		}}
	command.Flags().StringVar(&image, "image", "", "image of the container")
	command.Flags().Int32VarP(&replicas, "replicas", "r", 1, "how many Pods")
	c.addFlags(command)
	return command
}

func podTemplate(name, image string) core.PodTemplateSpec {
	return core.PodTemplateSpec{ObjectMeta: meta.ObjectMeta{Labels: map[string]string{"app": name}},
		Spec: core.PodSpec{Containers: []core.Container{{Name: name, Image: image}},
			RestartPolicy: core.RestartPolicyAlways, DNSPolicy: core.DNSClusterFirst}}
}

// deploymentOf returns a Deployment all of whose Pods run: scheduler and kubelet are played.
func deploymentOf(name, image string, replicas int32) *apps.Deployment {
	return &apps.Deployment{ObjectMeta: meta.ObjectMeta{Name: name, Labels: map[string]string{"app": name}},
		Spec: apps.DeploymentSpec{Replicas: &replicas, Selector: &meta.LabelSelector{MatchLabels: map[string]string{"app": name}},
			Template: podTemplate(name, image)},
		Status: apps.DeploymentStatus{Replicas: replicas, UpdatedReplicas: replicas, ReadyReplicas: replicas,
			AvailableReplicas: replicas, ObservedGeneration: 1}}
}

// deploy plays the controllers: it creates the ReplicaSet and the Pods, and says nothing.
func (a *app) deploy(command *cobra.Command, name, image string, replicas int32) error {
	set := name + "-" + rand.String(10)
	template := podTemplate(name, image)
	objects := []kubernetes.Object{&apps.ReplicaSet{ObjectMeta: meta.ObjectMeta{Name: set, Labels: template.Labels},
		Spec: apps.ReplicaSetSpec{Replicas: &replicas, Selector: &meta.LabelSelector{MatchLabels: template.Labels}, Template: template},
		Status: apps.ReplicaSetStatus{Replicas: replicas, FullyLabeledReplicas: replicas, ReadyReplicas: replicas,
			AvailableReplicas: replicas, ObservedGeneration: 1}}}
	for range replicas {
		objects = append(objects, &core.Pod{Spec: *template.Spec.DeepCopy(),
			ObjectMeta: meta.ObjectMeta{Name: set + "-" + rand.String(5), GenerateName: set + "-", Labels: template.Labels}})
	}
	store, ctx, cancel, err := a.store(command.Context())
	if err != nil {
		return err
	}
	defer cancel()
	for i, object := range objects {
		kind := "pods"
		if i == 0 {
			kind = "replicasets"
		}
		r, err := resourceNamed(kind)
		if err != nil {
			return err
		}
		object.GetObjectKind().SetGroupVersionKind(r.Kind)
		if err := a.place(object, r); err != nil {
			return err
		}
		if _, err := store.Create(ctx, object); err != nil {
			return err
		}
	}
	return nil
}

func describeNode(d *description, n *core.Node) {
	row, _ := nodeCells(n)
	d.field("Name", n.Name)
	d.field("Roles", row[1])
	d.marks(n)
	d.field("CreationTimestamp", n.CreationTimestamp.Format(time.RFC1123Z))
	d.line("Conditions:")
	for _, c := range n.Status.Conditions {
		d.line("  %-20s %-8s %s", c.Type, c.Status, c.Reason)
	}
	d.line("Addresses:")
	for _, address := range n.Status.Addresses {
		d.line("  %s:  %s", address.Type, address.Address)
	}
	info := n.Status.NodeInfo
	d.line("System Info:")
	for _, pair := range [][2]string{
		{"Kernel Version", info.KernelVersion}, {"OS Image", info.OSImage}, {"Operating System", info.OperatingSystem},
		{"Architecture", info.Architecture}, {"Container Runtime Version", info.ContainerRuntimeVersion}, {"Kubelet Version", info.KubeletVersion},
	} {
		d.line("  %-27s%s", pair[0]+":", pair[1])
	}
}
