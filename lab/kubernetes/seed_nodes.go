package kubernetes

import (
	"fmt"
	"time"

	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func seedNamespaces() []Object {
	var all []Object
	for _, name := range []string{"kube-system", "kube-public", "kube-node-lease", meta.NamespaceDefault} {
		all = append(all, &core.Namespace{
			ObjectMeta: named("", name, core.LabelMetadataName, name),
			Spec:       core.NamespaceSpec{Finalizers: []core.FinalizerName{core.FinalizerKubernetes}},
			Status:     core.NamespaceStatus{Phase: core.NamespaceActive},
		})
	}
	return all
}

func seedNodes(now time.Time, masters []string) []Object {
	var nodes []*core.Node
	for i, name := range masters {
		master := node(name, fmt.Sprintf("10.244.%d.0/24", i), now)
		master.Labels["node-role.kubernetes.io/control-plane"] = ""
		master.Labels["node.kubernetes.io/exclude-from-external-load-balancers"] = ""
		master.Spec.Taints = []core.Taint{{Key: "node-role.kubernetes.io/control-plane", Effect: core.TaintEffectNoSchedule}}
		nodes = append(nodes, master)
	}
	nodes = append(nodes, node(workerNode, fmt.Sprintf("10.244.%d.0/24", len(masters)), now))
	var all []Object
	for _, n := range nodes {
		all = append(all, n,
			&storage.CSINode{ObjectMeta: named("", n.Name)},
			lease("kube-node-lease", n.Name, n.Name, now),
			nodeEvent(n.Name, "Starting", "Starting kubelet.", now),
			nodeEvent(n.Name, "NodeReady", "Node "+n.Name+" status is now: NodeReady", now))
	}
	for _, component := range []string{"kube-controller-manager", "kube-scheduler"} {
		all = append(all, lease("kube-system", component, masterNode+"_"+digest(component)[:12], now))
	}
	for _, name := range masters {
		server := lease("kube-system", "apiserver-"+digest(name)[:26], "apiserver-"+digest(name)[:26], now)
		server.Labels = map[string]string{"apiserver.kubernetes.io/identity": "kube-apiserver", core.LabelHostname: name}
		all = append(all, server)
	}
	return all
}

func node(name, pods string, now time.Time) *core.Node {
	since, address := meta.NewTime(now), nodeAddress(name)
	capacity := core.ResourceList{
		core.ResourceCPU: resource.MustParse("2"), core.ResourceMemory: resource.MustParse("4Gi"),
		core.ResourcePods: resource.MustParse("110"),
	}
	n := &core.Node{
		ObjectMeta: named("", name, core.LabelHostname, name, core.LabelOSStable, "linux", core.LabelArchStable, "amd64"),
		Spec:       core.NodeSpec{PodCIDR: pods, PodCIDRs: []string{pods}},
		Status: core.NodeStatus{
			Capacity: capacity, Allocatable: capacity,
			Addresses: []core.NodeAddress{{Type: core.NodeInternalIP, Address: address}, {Type: core.NodeHostName, Address: name}},
			NodeInfo: core.NodeSystemInfo{
				KubeletVersion: Release, OperatingSystem: "linux", Architecture: "amd64",
				OSImage: "Debian GNU/Linux 13 (trixie)", KernelVersion: "6.12.0-amd64",
				ContainerRuntimeVersion: "containerd://2.2.1", MachineID: digest(name)[:32],
			},
		},
	}
	n.Annotations = map[string]string{
		"projectcalico.org/IPv4Address":                          address + "/24",
		"volumes.kubernetes.io/controller-managed-attach-detach": "true"}
	n.Status.Conditions = []core.NodeCondition{
		condition(core.NodeMemoryPressure, core.ConditionFalse, "KubeletHasSufficientMemory", since),
		condition(core.NodeDiskPressure, core.ConditionFalse, "KubeletHasNoDiskPressure", since),
		condition(core.NodePIDPressure, core.ConditionFalse, "KubeletHasSufficientPID", since),
		condition(core.NodeReady, core.ConditionTrue, "KubeletReady", since),
	}
	return n
}

func condition(kind core.NodeConditionType, status core.ConditionStatus, reason string, since meta.Time) core.NodeCondition {
	return core.NodeCondition{Type: kind, Status: status, Reason: reason, LastHeartbeatTime: since, LastTransitionTime: since}
}

func lease(namespace, name, holder string, now time.Time) *coordination.Lease {
	renewed, seconds := meta.NewMicroTime(now), int32(40)
	return &coordination.Lease{
		ObjectMeta: named(namespace, name),
		Spec:       coordination.LeaseSpec{HolderIdentity: &holder, LeaseDurationSeconds: &seconds, RenewTime: &renewed},
	}
}

// nodeEvent is an Event about a node. kube-apiserver would let it go after an hour, by a lease of etcd.
func nodeEvent(node, reason, message string, now time.Time) *core.Event {
	at := meta.NewTime(now)
	return &core.Event{
		ObjectMeta:     named(meta.NamespaceDefault, node+"."+digest(node, reason)[:16]),
		InvolvedObject: core.ObjectReference{Kind: "Node", Name: node},
		Reason:         reason, Message: message, Type: core.EventTypeNormal, Count: 1,
		Source:         core.EventSource{Component: "kubelet", Host: node},
		FirstTimestamp: at, LastTimestamp: at,
	}
}
