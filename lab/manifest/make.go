// Package manifest makes and reads the static Pods of etcd, in the form in which kubeadm writes them to
// /etc/kubernetes/manifests.
//
// The paths in a manifest are those inside the container; its volumes say where they lie on the host, and
// in a machine the host is a host of the machine, and on loopback the lab's directory ([Read]). So what a manifest
// of the course says about paths is true in the lab as well. On loopback ports are the lab's own.
package manifest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.etcd.io/etcd/api/v3/version"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"raftlab/lab/labdir"
)

// The states of a cluster that a member joins (etcd's --initial-cluster-state).
const (
	New      = "new"
	Existing = "existing"
)

// Make returns the manifest of a member of a cluster.
func Make(h *labdir.Dir, m labdir.Member, cluster []labdir.Member, state string) ([]byte, error) {
	pod := corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{
			Name: "etcd", Namespace: "kube-system",
			Annotations: map[string]string{"kubeadm.kubernetes.io/etcd.advertise-client-urls": m.ClientURL()},
			Labels:      map[string]string{"component": "etcd", "tier": "control-plane"},
		},
		Spec: corev1.PodSpec{
			Containers: []corev1.Container{{
				Name: "etcd", Image: "registry.k8s.io/etcd:" + version.Version + "-0",
				ImagePullPolicy: corev1.PullIfNotPresent,
				Command:         append([]string{"etcd"}, flags(h, m, cluster, state)...),
				VolumeMounts: []corev1.VolumeMount{
					{Name: "etcd-data", MountPath: containerData},
					{Name: "etcd-certs", MountPath: containerPKI},
				},
			}},
			HostNetwork:       true,
			PriorityClassName: "system-node-critical",
			Volumes: []corev1.Volume{
				hostPath("etcd-certs", containerPKI),
				hostPath("etcd-data", h.DataOnHost(m.Name)),
			},
		},
	}
	return yaml.Marshal(pod)
}

// Paths inside the container.
const (
	containerData = "/var/lib/etcd"
	containerPKI  = "/etc/kubernetes/pki/etcd"
)

// flags are those of kubeadm, in its order, and the timers.
func flags(h *labdir.Dir, m labdir.Member, cluster []labdir.Member, state string) []string {
	var peers []string
	for _, other := range cluster {
		peers = append(peers, other.Name+"="+other.PeerURL())
	}
	timers := cmp.Or(h.Timers, labdir.FastTimers)
	server, peer := h.ServerUser(m.Name), h.PeerUser(m.Name)
	listen, metrics := m.ClientURL(), []string(nil)
	if m.Host != "" { // as with kubeadm
		listen = "https://127.0.0.1:" + strconv.Itoa(m.ClientPort) + "," + listen
		metrics = []string{"--listen-metrics-urls=http://127.0.0.1:" + strconv.Itoa(labdir.MetricsPort)}
	}
	return slices.Concat([]string{
		"--advertise-client-urls=" + m.ClientURL(),
		"--cert-file=" + containerPKI + "/" + server + ".crt",
		"--client-cert-auth=true",
		"--data-dir=" + containerData,
		"--election-timeout=" + strconv.FormatInt(timers.Election.Milliseconds(), 10),
		"--feature-gates=InitialCorruptCheck=true",
		"--heartbeat-interval=" + strconv.FormatInt(timers.Heartbeat.Milliseconds(), 10),
		"--initial-advertise-peer-urls=" + m.PeerURL(),
		"--initial-cluster=" + strings.Join(peers, ","),
		"--initial-cluster-state=" + state,
		"--key-file=" + containerPKI + "/" + server + ".key",
		"--listen-client-urls=" + listen,
	}, metrics, []string{
		"--listen-peer-urls=" + m.ListenPeerURL(),
		"--name=" + m.Name,
		"--peer-cert-file=" + containerPKI + "/" + peer + ".crt",
		"--peer-client-cert-auth=true",
		"--peer-key-file=" + containerPKI + "/" + peer + ".key",
		"--peer-trusted-ca-file=" + containerPKI + "/ca.crt",
	}, preVote(timers), []string{
		"--snapshot-count=10000",
		"--trusted-ca-file=" + containerPKI + "/ca.crt",
		"--watch-progress-notify-interval=5s",
	})
}

// preVote is said where etcd's default, which kubeadm leaves, is not wanted.
func preVote(t labdir.Timers) []string {
	if t.NoPreVote {
		return []string{"--pre-vote=false"}
	}
	return nil
}

func hostPath(name, path string) corev1.Volume {
	kind := corev1.HostPathDirectoryOrCreate
	return corev1.Volume{Name: name, VolumeSource: corev1.VolumeSource{
		HostPath: &corev1.HostPathVolumeSource{Path: path, Type: &kind},
	}}
}

// Write puts the manifest of a member where the supervisor looks.
func Write(h *labdir.Dir, m labdir.Member, state string) error {
	data, err := Make(h, m, h.Members, state)
	if err != nil {
		return fmt.Errorf("manifest of %s: %w", m.Name, err)
	}
	return labdir.WriteFile(h.Manifest(m.Name), data, 0o600)
}
