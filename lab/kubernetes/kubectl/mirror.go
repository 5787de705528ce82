package kubectl

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	core "k8s.io/api/core/v1"

	"raftlab/lab/kubernetes"
	"raftlab/lab/labdir"
)

// Static is what the kubelet of a member's host knows of its static Pod of etcd.
type Static struct {
	Pod      *core.Pod // of the manifest; nil: there is none
	Restarts int
	Running  bool
	Log      func() []string // what etcd has said since it was last started
}

// mirror gives the Pod of a member what its manifest says now, as the mirror that a kubelet keeps of a static Pod.
func (a *app) mirror(object kubernetes.Object) {
	pod, isPod := object.(*core.Pod)
	if !isPod || a.Static == nil || pod.Namespace != "kube-system" {
		return
	}
	static, ok := a.staticOf(pod.Name)
	if !ok {
		return
	}
	if static.Pod != nil {
		node := pod.Spec.NodeName
		pod.Spec = *static.Pod.Spec.DeepCopy()
		pod.Spec.NodeName = node
	}
	for i := range pod.Status.ContainerStatuses {
		status := &pod.Status.ContainerStatuses[i]
		status.RestartCount = int32(static.Restarts)
		status.Ready = static.Running
	}
}

// staticOf returns what is known of the Pod of a member, or of kube-apiserver where one runs.
func (a *app) staticOf(name string) (Static, bool) {
	switch member, isEtcd := strings.CutPrefix(name, "etcd-"); {
	case a.Static == nil:
		return Static{}, false
	case name == labdir.APIServer+"-"+labdir.First:
		return a.Static(labdir.APIServer)
	case isEtcd:
		return a.Static(member)
	}
	return Static{}, false
}

func (a *app) logsCommand() *cobra.Command {
	tail, previous, container := -1, false, ""
	command := &cobra.Command{Use: "logs POD", Short: "Print what the etcd of a Pod has said", Args: cobra.RangeArgs(1, 2),
		RunE: func(command *cobra.Command, args []string) error {
			name := strings.TrimPrefix(strings.TrimPrefix(args[0], "pods/"), "pod/")
			if err := a.checkPod(command.Context(), name); err != nil {
				return err
			}
			static, ok := a.staticOf(name)
			if !ok || a.namespace != "kube-system" {
				return fmt.Errorf("pod %q has no log here: no program of the lab runs in it (kubectl logs -n kube-system etcd-k8s-master01)", name)
			}
			if previous {
				return errors.New("the log of the container before is in the same file: /var/log/etcd-NAME.log")
			}
			lines := static.Log()
			if tail >= 0 {
				lines = lines[max(0, len(lines)-tail):]
			}
			for _, line := range lines {
				fmt.Fprintln(a.Out, line)
			}
			return nil
		}}
	command.Flags().IntVar(&tail, "tail", -1, "the last lines only")
	command.Flags().BoolVarP(&previous, "previous", "p", false, "of the container before")
	command.Flags().StringVarP(&container, "container", "c", "", "container of the pod")
	return command
}

func (a *app) clusterInfoCommand() *cobra.Command {
	return &cobra.Command{Use: "cluster-info", Short: "Print where the control plane is", Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_, _, cancel, err := a.store(command.Context())
			if err != nil {
				return err
			}
			cancel()
			fmt.Fprintln(a.Out, "Kubernetes control plane is running at https://192.168.128.11:6443")
			fmt.Fprintln(a.Out, "CoreDNS is running at https://192.168.128.11:6443/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy")
			return nil
		}}
}
