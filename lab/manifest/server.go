package manifest

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"raftlab/lab/labdir"
)

// kubernetesPKI is where kubeadm has the certificates of kube-apiserver, on the host and in the container.
const kubernetesPKI = "/etc/kubernetes/pki"

// serverFileFlags are the flags of kube-apiserver whose values are files. One that is none of these may still have a
// path, which is then in a volume.
var serverFileFlags = []string{
	"client-ca-file", "encryption-provider-config", "etcd-cafile", "etcd-certfile", "etcd-keyfile", "kubelet-client-certificate", "kubelet-client-key",
	"proxy-client-cert-file", "proxy-client-key-file", "requestheader-client-ca-file", "service-account-key-file", "service-account-signing-key-file",
	"tls-cert-file", "tls-private-key-file", "audit-log-path", "audit-policy-file", "admission-control-config-file", "token-auth-file", "cert-dir",
}

// makeServer returns the manifest of kube-apiserver of a release, as kubeadm writes it. It has no probes: a kubelet that
// starts the server anew would end what a restore leaves wrong in its memory, before anybody has seen it.
func makeServer(h *labdir.Dir, release string) ([]byte, error) {
	address := net.JoinHostPort(h.ServerAddress(), strconv.Itoa(h.Kubernetes.Port))
	return yaml.Marshal(corev1.Pod{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"},
		ObjectMeta: metav1.ObjectMeta{
			Name: labdir.APIServer, Namespace: "kube-system",
			Annotations: map[string]string{"kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint": address},
			Labels:      map[string]string{"component": labdir.APIServer, "tier": "control-plane"},
		},
		Spec: corev1.PodSpec{
			Containers: []corev1.Container{{
				Name: labdir.APIServer, Image: "registry.k8s.io/kube-apiserver:" + release, ImagePullPolicy: corev1.PullIfNotPresent,
				Command:      append([]string{labdir.APIServer}, serverFlags(h)...),
				VolumeMounts: []corev1.VolumeMount{{Name: "k8s-certs", MountPath: kubernetesPKI, ReadOnly: true}},
			}},
			HostNetwork: true, PriorityClassName: "system-node-critical",
			Volumes: []corev1.Volume{hostPath("k8s-certs", kubernetesPKI)},
		},
	})
}

// serverFlags are those of kubeadm, in its order, and two where the server is on loopback: it listens there alone, and
// names no address of its own to the Pods, since Kubernetes takes none of loopback.
func serverFlags(h *labdir.Dir) []string {
	file := func(name string) string { return kubernetesPKI + "/" + name }
	etcdURL := "https://127.0.0.1:" + strconv.Itoa(labdir.ClientPort)
	var bind, reconciler []string
	if h.Mode == labdir.Loopback {
		first, _ := h.Member(labdir.First)
		etcdURL, bind, reconciler = first.ClientURL(), []string{"--bind-address=127.0.0.1"}, []string{"--endpoint-reconciler-type=none"}
	}
	flags := append([]string{"--advertise-address=" + h.ServerAddress(), "--allow-privileged=true", "--authorization-mode=Node,RBAC"}, bind...)
	flags = append(flags, "--client-ca-file="+file("ca.crt"), "--enable-admission-plugins=NodeRestriction", "--enable-bootstrap-token-auth=true")
	flags = append(flags, reconciler...)
	return append(flags,
		"--etcd-cafile="+file("etcd/ca.crt"),
		"--etcd-certfile="+file("apiserver-etcd-client.crt"),
		"--etcd-keyfile="+file("apiserver-etcd-client.key"),
		"--etcd-servers="+etcdURL,
		"--kubelet-client-certificate="+file("apiserver-kubelet-client.crt"),
		"--kubelet-client-key="+file("apiserver-kubelet-client.key"),
		"--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
		"--proxy-client-cert-file="+file("front-proxy-client.crt"),
		"--proxy-client-key-file="+file("front-proxy-client.key"),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-client-ca-file="+file("front-proxy-ca.crt"),
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--secure-port="+strconv.Itoa(h.Kubernetes.Port),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file="+file("sa.pub"),
		"--service-account-signing-key-file="+file("sa.key"),
		"--service-cluster-ip-range=10.96.0.0/12",
		"--tls-cert-file="+file("apiserver.crt"),
		"--tls-private-key-file="+file("apiserver.key"))
}

// WriteServer puts the manifest of kube-apiserver where the supervisor looks.
func WriteServer(h *labdir.Dir, release string) error {
	data, err := makeServer(h, release)
	if err != nil {
		return fmt.Errorf("manifest of %s: %w", labdir.APIServer, err)
	}
	return labdir.WriteFile(filepath.Join(h.Manifests(labdir.First), labdir.APIServer+".yaml"), data, 0o600)
}

// checkServer looks where kube-apiserver would write and listen.
func (p *Pod) checkServer(h *labdir.Dir, host string) error {
	p.Key = labdir.APIServer
	if host != labdir.First {
		return fmt.Errorf("%s on the host %s: the lab has one, on %s", labdir.APIServer, host, labdir.First)
	}
	if p.flag("etcd-servers") == "" {
		return errors.New("spec.containers[0].command: --etcd-servers is missing")
	}
	if h.Mode == labdir.Machine {
		return nil
	}
	for _, name := range []string{"secure-port", "tls-cert-file"} { // else it has another's port, or makes a certificate wherever it likes
		if p.flag(name) == "" {
			return fmt.Errorf("spec.containers[0].command: --%s is missing", name)
		}
	}
	if ip := net.ParseIP(p.flag("bind-address")); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("--bind-address: %q: the lab listens on 127.0.0.1 only", p.flag("bind-address"))
	}
	return p.checkPaths(h)
}

// checkPaths refuses all paths that lead out of the lab.
func (p *Pod) checkPaths(h *labdir.Dir) error {
	for _, arg := range p.Args {
		name, value, assigned := strings.Cut(arg, "=")
		if !assigned {
			name, value = arg, arg
		}
		for _, file := range strings.Split(value, ",") {
			if filepath.IsAbs(file) && !leadsBelow(h.Path, file) {
				return fmt.Errorf("%s: %s leads out of the lab", name, file)
			}
		}
	}
	return nil
}
