package pki

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"raftlab/lab/labdir"
)

func newHome(t *testing.T) *labdir.Dir {
	return &labdir.Dir{Path: t.TempDir(), Members: []labdir.Member{{Name: labdir.First}, {Name: "k8s-master02"}}}
}

func ensure(t *testing.T, h *labdir.Dir) {
	t.Helper()
	if err := Ensure(h); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, h *labdir.Dir, user string) *x509.Certificate {
	t.Helper()
	_, cert, key := h.Certificates(user)
	c, signer, err := readPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	if !matches(c, signer) {
		t.Errorf("%s: the key is another one's", user)
	}
	return c
}

func TestCertificatesAsKubeadmMakesThem(t *testing.T) {
	h := newHome(t)
	ensure(t, h)
	caFile, _, _ := h.Certificates("server")
	ca, _, err := readPair(caFile, filepath.Join(h.PKI(labdir.First), "ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	if ca.Subject.CommonName != "etcd-ca" || !ca.IsCA {
		t.Errorf("authority %s, %v", ca.Subject, ca.IsCA)
	}
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	for user, want := range map[string]struct {
		name  string
		hosts []string
		uses  []x509.ExtKeyUsage
	}{
		"server":                {labdir.First, []string{"localhost", "127.0.0.1", "::1", labdir.First, "192.168.128.11"}, serverAndClient},
		"peer":                  {labdir.First, []string{"127.0.0.1"}, serverAndClient},
		"server-k8s-master02":   {"k8s-master02", []string{"192.168.128.12"}, serverAndClient},
		"peer-k8s-master02":     {"k8s-master02", []string{"127.0.0.1"}, serverAndClient},
		"healthcheck-client":    {"kube-etcd-healthcheck-client", nil, clientOnly},
		"apiserver-etcd-client": {"kube-apiserver-etcd-client", nil, clientOnly},
	} {
		c := read(t, h, user)
		if c.Subject.CommonName != want.name || !slices.Equal(c.ExtKeyUsage, want.uses) {
			t.Errorf("%s: %s for %v", user, c.Subject, c.ExtKeyUsage)
		}
		for _, host := range want.hosts {
			if err := c.VerifyHostname(host); err != nil {
				t.Errorf("%s: %v", user, err)
			}
		}
		if _, err := c.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: want.uses}); err != nil {
			t.Errorf("%s: %v", user, err)
		}
	}
	err = filepath.WalkDir(h.Path, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && filepath.Ext(path) == ".key" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// What is there and good is kept; what is missing or not signed by the authority is made.
func TestEnsureKeepsAndRepairs(t *testing.T) {
	h := newHome(t)
	ensure(t, h)
	kept, gone := read(t, h, "server"), read(t, h, "peer")
	_, cert, key := h.Certificates("peer")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	ensure(t, h)
	if !read(t, h, "server").Equal(kept) {
		t.Error("a good certificate was replaced")
	}
	if read(t, h, "peer").Equal(gone) {
		t.Error("a certificate without its key was kept")
	}
	if err := os.WriteFile(cert, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	ensure(t, h)
	read(t, h, "peer")
	if err := os.Remove(filepath.Join(h.PKI(labdir.First), "ca.key")); err != nil {
		t.Fatal(err)
	}
	ensure(t, h) // a new authority, which signed none of them
	if read(t, h, "server").Equal(kept) {
		t.Error("a certificate of another authority was kept")
	}
}
