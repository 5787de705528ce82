package kubernetes

import (
	core "k8s.io/api/core/v1"
)

// podNetwork is the range of addresses of Pods, given to kubeadm as --pod-network-cidr.
const podNetwork = "10.244.0.0/16"

const kubeadmConfig = `apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: kubernetes
certificatesDir: /etc/kubernetes/pki
kubernetesVersion: ` + Release + `
imageRepository: registry.k8s.io
etcd:
  local:
    dataDir: /var/lib/etcd
networking:
  dnsDomain: cluster.local
  podSubnet: ` + podNetwork + `
  serviceSubnet: 10.96.0.0/12
`

const corefile = `.:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
}
`

const kubeletConfig = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
clusterDNS: [10.96.0.10]
clusterDomain: cluster.local
staticPodPath: /etc/kubernetes/manifests
`

const proxyConfig = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: ` + podNetwork + `
mode: iptables
`

const clusterInfo = `apiVersion: v1
kind: Config
clusters:
- name: ""
  cluster:
    server: https://` + masterAddress + `:6443
`

// noCertificate stands where a cluster has the certificate of its own authority: the lab has no
// kube-apiserver, and so none.
const noCertificate = "(the lab has no kube-apiserver, and so no certificate authority for it)\n"

func seedConfiguration() []Object {
	all := []Object{
		configMap("kube-system", "kubeadm-config", "ClusterConfiguration", kubeadmConfig),
		configMap("kube-system", "kubelet-config", "kubelet", kubeletConfig),
		configMap("kube-system", "kube-proxy", "config.conf", proxyConfig),
		configMap("kube-system", "coredns", "Corefile", corefile),
		configMap("kube-system", "calico-config", "calico_backend", "bird"),
		configMap("kube-system", "extension-apiserver-authentication", "requestheader-allowed-names", `["front-proxy-client"]`),
		configMap("kube-public", "cluster-info", "kubeconfig", clusterInfo),
		bootstrapToken(),
	}
	for _, namespace := range []string{"default", "kube-node-lease", "kube-public", "kube-system"} {
		all = append(all, configMap(namespace, "kube-root-ca.crt", "ca.crt", noCertificate))
	}
	return all
}

func configMap(namespace, name, key, value string) *core.ConfigMap {
	return &core.ConfigMap{ObjectMeta: named(namespace, name), Data: map[string]string{key: value}}
}

// bootstrapToken is what a node joins with. Whoever reads etcd reads it.
func bootstrapToken() *core.Secret {
	return &core.Secret{
		ObjectMeta: named("kube-system", "bootstrap-token-abcdef"), Type: core.SecretTypeBootstrapToken,
		Data: map[string][]byte{
			"token-id": []byte("abcdef"), "token-secret": []byte("0123456789abcdef"),
			"usage-bootstrap-authentication": []byte("true"), "usage-bootstrap-signing": []byte("true"),
			"auth-extra-groups": []byte("system:bootstrappers:kubeadm:default-node-token"),
		},
	}
}
