package pki

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sigs.k8s.io/yaml"

	"raftlab/lab/labdir"
)

const server = "https://127.0.0.1:6443"

func ensureKubernetes(t *testing.T, h *labdir.Dir, port int) string {
	t.Helper()
	h.Kubernetes.Port = port
	if err := EnsureKubernetes(h); err != nil {
		t.Fatal(err)
	}
	return h.On(labdir.First, "etc/kubernetes")
}

func TestKubernetesHasWhatKubeadmMakes(t *testing.T) {
	dir := ensureKubernetes(t, newHome(t), 6443)
	for user, want := range map[string]struct {
		by, name string
		groups   []string
		uses     []x509.ExtKeyUsage
	}{
		"apiserver":                {"ca", "kube-apiserver", nil, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}},
		"apiserver-kubelet-client": {"ca", "kube-apiserver-kubelet-client", []string{"kubeadm:cluster-admins"}, clientOnly},
		"front-proxy-client":       {"front-proxy-ca", "front-proxy-client", nil, clientOnly},
	} {
		ca, _, err := readPair(pair(filepath.Join(dir, "pki"), want.by))
		if err != nil {
			t.Fatal(err)
		}
		cert, key, err := readPair(pair(filepath.Join(dir, "pki"), user))
		if err != nil {
			t.Fatal(err)
		}
		if err := cert.CheckSignatureFrom(ca); err != nil || !matches(cert, key) || cert.Subject.CommonName != want.name ||
			!slices.Equal(cert.Subject.Organization, want.groups) || !slices.Equal(cert.ExtKeyUsage, want.uses) {
			t.Errorf("%s: %s for %v, %v", user, cert.Subject, cert.ExtKeyUsage, err)
		}
		for _, host := range []string{"kubernetes.default.svc.cluster.local", "10.96.0.1", "192.168.128.11", "127.0.0.1", labdir.First} {
			if err := cert.VerifyHostname(host); (err == nil) != (user == "apiserver") {
				t.Errorf("%s for %s: %v", user, host, err)
			}
		}
	}
}

func TestKubeconfigsAreThoseOfKubeadmsAdministrators(t *testing.T) {
	dir := ensureKubernetes(t, newHome(t), 6443)
	for file, want := range map[string][2]string{
		"admin.conf":       {"kubernetes-admin", "kubeadm:cluster-admins"},
		"super-admin.conf": {"kubernetes-super-admin", "system:masters"},
	} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		var c kubeconfig
		if err := yaml.UnmarshalStrict(data, &c); err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(c.Users[0].User.Certificate)
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil || cert.Subject.CommonName != want[0] || cert.Subject.Organization[0] != want[1] {
			t.Errorf("%s is for %s, %v", file, cert.Subject, err)
		}
		if c.Clusters[0].Cluster.Server != server || c.CurrentContext != want[0]+"@kubernetes" {
			t.Errorf("%s leads to %s as %s", file, c.Clusters[0].Cluster.Server, c.CurrentContext)
		}
	}
}

// What can be used stays; a kubeconfig that leads to another server is made anew.
func TestKubernetesCertificatesStay(t *testing.T) {
	h := newHome(t)
	dir := ensureKubernetes(t, h, 6443)
	files := []string{"admin.conf", "super-admin.conf", "pki/ca.crt", "pki/ca.key", "pki/apiserver.crt", "pki/front-proxy-client.key", "pki/sa.key", "pki/sa.pub"}
	content := func() (all []string) {
		for _, file := range files {
			data, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(data))
		}
		return all
	}
	before := content()
	ensureKubernetes(t, h, 6443)
	if !slices.Equal(before, content()) {
		t.Error("made anew, although nothing was missing")
	}
	ensureKubernetes(t, h, 7443)
	for i, now := range content() {
		if kubeconfig := filepath.Ext(files[i]) == ".conf"; (now != before[i]) != kubeconfig {
			t.Errorf("%s: made anew is %v", files[i], now != before[i])
		}
	}
}
