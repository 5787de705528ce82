package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// adminGroup is the group that kubeadm's ClusterRoleBinding makes administrators.
const adminGroup = "kubeadm:cluster-admins"

// serviceAddress is the first address of the network of Services, by which Pods find kube-apiserver.
const serviceAddress = "10.96.0.1"

// EnsureKubernetes makes what kube-apiserver and its clients need and do not have, in kubeadm's places:
// certificates below /etc/kubernetes/pki, and the kubeconfigs admin.conf and super-admin.conf beside it, which lead to
// the server of the lab.
func EnsureKubernetes(h *labdir.Dir) error {
	dir := h.On(labdir.First, "etc/kubernetes/pki")
	ca, err := ensureAuthority(dir, "ca", "kubernetes")
	if err != nil {
		return lang.Errorf("certificate authority of Kubernetes: %v", "Kubernetes 的证书颁发机构：%v", err)
	}
	frontProxy, err := ensureAuthority(dir, "front-proxy-ca", "front-proxy-ca")
	if err != nil {
		return lang.Errorf("certificate authority of the front proxy: %v", "前端代理的证书颁发机构：%v", err)
	}
	for _, one := range []struct {
		by *authority
		leaf
	}{
		{ca, apiserver()},
		{ca, leaf{user: "apiserver-kubelet-client", name: "kube-apiserver-kubelet-client", group: adminGroup, uses: clientOnly}},
		{frontProxy, leaf{user: "front-proxy-client", name: "front-proxy-client", uses: clientOnly}},
	} {
		cert, key := pair(dir, one.user)
		if err := one.by.ensureFiles(cert, key, one.leaf); err != nil {
			return err
		}
	}
	if err := ensureServiceAccountKey(dir); err != nil {
		return lang.Errorf("key of ServiceAccounts: %v", "ServiceAccount 的密钥：%v", err)
	}
	return ca.ensureKubeconfigs(h)
}

// apiserver is the certificate that kube-apiserver shows.
func apiserver() leaf {
	return leaf{user: "apiserver", name: "kube-apiserver", uses: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		hosts:     []string{labdir.First, "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"},
		addresses: []net.IP{net.ParseIP(serviceAddress), labdir.HostAddress(labdir.First).AsSlice(), net.IPv4(127, 0, 0, 1)}}
}

// ensureServiceAccountKey makes the pair of keys by which the tokens of ServiceAccounts are signed and checked.
func ensureServiceAccountKey(dir string) error {
	private, public := filepath.Join(dir, "sa.key"), filepath.Join(dir, "sa.pub")
	if _, err := readPEM(private); err == nil {
		if _, err = readPEM(public); err == nil {
			return nil
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	for _, half := range []struct {
		file, kind string
		mode       os.FileMode
		marshal    func() ([]byte, error)
	}{
		{private, "PRIVATE KEY", 0o600, func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(key) }},
		{public, "PUBLIC KEY", 0o600, func() ([]byte, error) { return x509.MarshalPKIXPublicKey(key.Public()) }},
	} {
		der, err := half.marshal()
		if err != nil {
			return err
		}
		if err := labdir.WriteFile(half.file, pem.EncodeToMemory(&pem.Block{Type: half.kind, Bytes: der}), half.mode); err != nil {
			return err
		}
	}
	return nil
}

// ensureKubeconfigs makes the kubeconfigs of both administrators: admin.conf by a binding in the cluster, which can be
// deleted, super-admin.conf by the group that kube-apiserver always lets in.
func (ca *authority) ensureKubeconfigs(h *labdir.Dir) error {
	server := h.ServerURL()
	for user, who := range map[string]leaf{
		"admin":       {name: "kubernetes-admin", group: adminGroup, uses: clientOnly},
		"super-admin": {name: "kubernetes-super-admin", group: "system:masters", uses: clientOnly},
	} {
		path := h.Kubeconfig(user)
		if ca.leads(path, server) {
			continue
		}
		data, err := ca.kubeconfig(server, who)
		if err != nil {
			return lang.Errorf("%s: %v", "%s：%v", path, err)
		}
		if err := labdir.WriteFile(path, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// kubeconfig is what is needed of a kubeconfig, in the form of its YAML.
type kubeconfig struct {
	APIVersion     string         `json:"apiVersion"`
	Kind           string         `json:"kind"`
	Clusters       []namedCluster `json:"clusters"`
	Contexts       []namedContext `json:"contexts"`
	CurrentContext string         `json:"current-context"`
	Users          []namedUser    `json:"users"`
}

type namedCluster struct {
	Name    string `json:"name"`
	Cluster struct {
		Authority []byte `json:"certificate-authority-data"`
		Server    string `json:"server"`
	} `json:"cluster"`
}

type namedContext struct {
	Name    string `json:"name"`
	Context struct {
		Cluster string `json:"cluster"`
		User    string `json:"user"`
	} `json:"context"`
}

type namedUser struct {
	Name string `json:"name"`
	User struct {
		Certificate []byte `json:"client-certificate-data"`
		Key         []byte `json:"client-key-data"`
	} `json:"user"`
}

// kubeconfig returns the kubeconfig of a user, with a new certificate in it.
func (ca *authority) kubeconfig(server string, who leaf) ([]byte, error) {
	cert, key, err := ca.make(who)
	if err != nil {
		return nil, err
	}
	certificate, private, err := encode(cert, key)
	if err != nil {
		return nil, err
	}
	c := kubeconfig{APIVersion: "v1", Kind: "Config", Clusters: make([]namedCluster, 1), Contexts: make([]namedContext, 1), Users: make([]namedUser, 1)}
	c.Clusters[0].Name, c.Clusters[0].Cluster.Server = "kubernetes", server
	c.Clusters[0].Cluster.Authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.cert.Raw})
	c.Users[0].Name, c.Users[0].User.Certificate, c.Users[0].User.Key = who.name, certificate, private
	c.CurrentContext = who.name + "@kubernetes"
	c.Contexts[0].Name, c.Contexts[0].Context.Cluster, c.Contexts[0].Context.User = c.CurrentContext, "kubernetes", who.name
	return yaml.Marshal(c)
}

// leads reports whether a kubeconfig is there, leads to this server, and has a certificate of this authority that lasts.
func (ca *authority) leads(file, server string) bool {
	data, err := labdir.ReadRegular(file)
	var c kubeconfig
	if err != nil || yaml.Unmarshal(data, &c) != nil || len(c.Clusters) != 1 || len(c.Users) != 1 || c.Clusters[0].Cluster.Server != server {
		return false
	}
	block, _ := pem.Decode(c.Users[0].User.Certificate)
	if block == nil {
		return false
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	return err == nil && lasts(cert) && cert.CheckSignatureFrom(ca.cert) == nil
}
