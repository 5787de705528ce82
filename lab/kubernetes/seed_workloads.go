package kubernetes

import (
	"slices"

	"go.etcd.io/etcd/api/v3/version"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

var etcdImage = "registry.k8s.io/etcd:" + version.Version + "-0"

// Images of a cluster of this release.
const (
	corednsImage = "registry.k8s.io/coredns/coredns:v1.13.1"
	calicoImages = "quay.io/calico/"
	calicoTag    = ":v3.31.3"
)

// suffix is five of the letters and digits from which Kubernetes makes names.
func suffix(words ...string) string {
	const alphabet = "bcdfghjklmnpqrstvwxz2456789"
	name := []byte(digest(words...)[:5])
	for i, c := range name {
		name[i] = alphabet[(int(c)*7+i*11)%len(alphabet)]
	}
	return string(name)
}

func componentImage(name string) string { return "registry.k8s.io/" + name + ":" + Release }

func seedWorkloads(masters []string) []Object {
	var all []Object
	for _, master := range masters {
		all = append(all, controlPlane(master)...)
	}
	all = append(all, deployed("coredns", dnsLabel, corednsImage, "668d6bf9bc", "4xkzn", "t6w9j")...)
	all = append(all, deployed("calico-kube-controllers", "calico-kube-controllers", calicoImages+"kube-controllers"+calicoTag, "5b7c8d9f64", "x2vqp")...)
	nodes := append(slices.Clone(masters), workerNode)
	all = append(all, everywhere("calico-node", calicoImages+"node"+calicoTag, "7fcd5b6d8", nodes)...)
	return append(all, everywhere("kube-proxy", componentImage("kube-proxy"), "6c9f7b5d4", nodes)...)
}

// controlPlane returns what the kubelet of a control-plane node reports of its manifests.
func controlPlane(node string) []Object {
	return []Object{
		staticPod("etcd", node, etcdImage, "etcd", "--advertise-client-urls=https://"+nodeAddress(node)+":2379",
			"--cert-file=/etc/kubernetes/pki/etcd/server.crt", "--client-cert-auth=true", "--data-dir=/var/lib/etcd",
			"--key-file=/etc/kubernetes/pki/etcd/server.key", "--name="+node,
			"--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt"),
		staticPod("kube-apiserver", node, componentImage("kube-apiserver"), "kube-apiserver", "--advertise-address="+nodeAddress(node),
			"--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt", "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
			"--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key", "--etcd-servers=https://127.0.0.1:2379",
			"--service-cluster-ip-range="+serviceNetwork.String()),
		staticPod("kube-controller-manager", node, componentImage("kube-controller-manager"), "kube-controller-manager",
			"--cluster-cidr="+podNetwork, "--kubeconfig=/etc/kubernetes/controller-manager.conf", "--leader-elect=true"),
		staticPod("kube-scheduler", node, componentImage("kube-scheduler"), "kube-scheduler",
			"--kubeconfig=/etc/kubernetes/scheduler.conf", "--leader-elect=true"),
	}
}

// staticPod is what a kubelet reports of a manifest: a mirror of the Pod.
func staticPod(component, node, image string, command ...string) *core.Pod {
	pod := podOf("kube-system", component+"-"+node, node, core.Container{Name: component, Image: image, Command: command},
		"component", component, "tier", "control-plane")
	pod.Annotations = map[string]string{
		core.MirrorPodAnnotationKey: digest(component, node)[:32], "kubernetes.io/config.hash": digest(component, node)[:32],
		"kubernetes.io/config.source": "file",
	}
	yes := true
	pod.OwnerReferences = []meta.OwnerReference{{APIVersion: "v1", Kind: "Node", Name: node, Controller: &yes}}
	pod.Spec.HostNetwork, pod.Spec.PriorityClassName = true, "system-node-critical"
	return pod
}

func podOf(namespace, name, node string, c core.Container, labels ...string) *core.Pod {
	return &core.Pod{ObjectMeta: named(namespace, name, labels...),
		Spec: core.PodSpec{NodeName: node, Containers: []core.Container{c}}}
}

// deployed returns a Deployment, its ReplicaSet and its Pods, which are on the worker node.
func deployed(name, label, image, hash string, suffixes ...string) []Object {
	replicas := int32(len(suffixes))
	container := core.Container{Name: name, Image: image}
	selector := &meta.LabelSelector{MatchLabels: map[string]string{"k8s-app": label}}
	template := core.PodTemplateSpec{ObjectMeta: named("", "", "k8s-app", label), Spec: core.PodSpec{
		Containers: []core.Container{container}, ServiceAccountName: name, PriorityClassName: "system-cluster-critical"}}
	all := []Object{
		&apps.Deployment{ObjectMeta: named("kube-system", name, "k8s-app", label),
			Spec: apps.DeploymentSpec{Replicas: &replicas, Selector: selector, Template: template},
			Status: apps.DeploymentStatus{Replicas: replicas, UpdatedReplicas: replicas, ReadyReplicas: replicas,
				AvailableReplicas: replicas, ObservedGeneration: 1}},
		&apps.ReplicaSet{ObjectMeta: named("kube-system", name+"-"+hash, "k8s-app", label, "pod-template-hash", hash),
			Spec: apps.ReplicaSetSpec{Replicas: &replicas, Selector: selector, Template: template},
			Status: apps.ReplicaSetStatus{Replicas: replicas, FullyLabeledReplicas: replicas, ReadyReplicas: replicas,
				AvailableReplicas: replicas, ObservedGeneration: 1}},
	}
	for i, suffix := range suffixes {
		pod := podOf("kube-system", name+"-"+hash+"-"+suffix, workerNode, container, "k8s-app", label, "pod-template-hash", hash)
		pod.GenerateName, pod.Spec.ServiceAccountName = name+"-"+hash+"-", name
		pod.Spec.PriorityClassName = "system-cluster-critical"
		if label == dnsLabel {
			pod.Status.PodIP = dnsAddresses[i]
		}
		all = append(all, pod)
	}
	return all
}

// everywhere returns a DaemonSet, its revision and its Pods, one on each node.
func everywhere(name, image, hash string, nodes []string) []Object {
	count := int32(len(nodes))
	container := core.Container{Name: name, Image: image}
	labels := []string{"k8s-app", name, apps.ControllerRevisionHashLabelKey, hash}
	all := []Object{
		&apps.DaemonSet{ObjectMeta: named("kube-system", name, "k8s-app", name),
			Spec: apps.DaemonSetSpec{
				Selector: &meta.LabelSelector{MatchLabels: map[string]string{"k8s-app": name}},
				Template: core.PodTemplateSpec{ObjectMeta: named("", "", "k8s-app", name), Spec: core.PodSpec{
					Containers: []core.Container{container}, ServiceAccountName: name, HostNetwork: true,
					NodeSelector: map[string]string{core.LabelOSStable: "linux"}}},
			},
			Status: apps.DaemonSetStatus{DesiredNumberScheduled: count, CurrentNumberScheduled: count, NumberReady: count,
				UpdatedNumberScheduled: count, NumberAvailable: count, ObservedGeneration: 1}},
		&apps.ControllerRevision{ObjectMeta: named("kube-system", name+"-"+hash, labels...), Revision: 1,
			Data: runtime.RawExtension{Raw: []byte(`{"spec":{"template":{"$patch":"replace"}}}`)}},
	}
	for _, node := range nodes {
		pod := podOf("kube-system", name+"-"+suffix(name, node), node, container, labels...)
		pod.GenerateName, pod.Spec.ServiceAccountName = name+"-", name
		pod.Spec.HostNetwork, pod.Spec.PriorityClassName = true, "system-node-critical"
		all = append(all, pod)
	}
	return all
}
