package kubernetes

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strings"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// The nodes of the course, with their addresses. Further control-plane nodes are counted on.
const (
	masterNode    = "k8s-master01"
	workerNode    = "k8s-node01"
	masterAddress = "192.168.128.11"
	workerAddress = "192.168.128.21"
)

// isMaster reports whether a node is named like one of the control plane: k8s-master01 to 09.
func isMaster(node string) bool {
	digit, ok := strings.CutPrefix(node, "k8s-master0")
	return ok && len(digit) == 1 && "1" <= digit && digit <= "9"
}

// nodeAddress is the address of a node on its network.
func nodeAddress(node string) string {
	if isMaster(node) {
		return "192.168.128.1" + node[len(node)-1:]
	}
	return workerAddress
}

// start gives a Pod what scheduler and kubelet would give it: the worker node, an address, and the
// state of containers that run.
func start(pod *core.Pod) {
	setDefault(&pod.Spec.NodeName, workerNode)
	host := nodeAddress(pod.Spec.NodeName)
	own := cmp.Or(pod.Status.PodIP, podAddress(pod))
	if pod.Spec.HostNetwork {
		own = host
	}
	since := pod.CreationTimestamp
	pod.Status = core.PodStatus{
		Phase: core.PodRunning, StartTime: &since, QOSClass: core.PodQOSBestEffort,
		HostIP: host, HostIPs: []core.HostIP{{IP: host}}, PodIP: own, PodIPs: []core.PodIP{{IP: own}},
	}
	for _, kind := range []core.PodConditionType{core.PodReadyToStartContainers, core.PodInitialized,
		core.PodReady, core.ContainersReady, core.PodScheduled} {
		pod.Status.Conditions = append(pod.Status.Conditions, core.PodCondition{
			Type: kind, Status: core.ConditionTrue, ObservedGeneration: pod.Generation, LastTransitionTime: since})
	}
	for _, c := range pod.Spec.Containers {
		pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, running(pod, c, since))
	}
}

func running(pod *core.Pod, c core.Container, since meta.Time) core.ContainerStatus {
	yes := true
	return core.ContainerStatus{
		Name: c.Name, Image: c.Image, ImageID: "sha256:" + digest(c.Image),
		ContainerID: "containerd://" + digest(string(pod.UID), c.Name),
		Ready:       true, Started: &yes,
		State: core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: since}},
	}
}

// podAddress is an address of the block that Calico gave to the node.
func podAddress(pod *core.Pod) string {
	sum := sha256.Sum256([]byte(pod.UID))
	if isMaster(pod.Spec.NodeName) {
		return fmt.Sprintf("10.244.32.%d", 130+sum[0]%60)
	}
	return fmt.Sprintf("10.244.85.%d", 200+sum[0]%54)
}

// digest is the SHA-256 of words, in hexadecimal digits.
func digest(words ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, words)))
}
