package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
)

// What is wrong with a certificate is said in a sentence that names its file.
func TestProblems(t *testing.T) {
	for want, spoil := range map[string]func(t *testing.T, h *labdir.Dir, cert, key string){
		"server.crt expired on 2": expire,
		"server.crt is not there": func(t *testing.T, _ *labdir.Dir, cert, _ string) { remove(t, cert) },
		"server.key is not there": func(t *testing.T, _ *labdir.Dir, _, key string) { remove(t, key) },
		"server.crt and its key do not belong together": func(t *testing.T, h *labdir.Dir, _, key string) {
			_, _, other := h.Certificates("peer")
			exchange(t, other, key)
		},
		"server.crt is not signed by the lab's ca.crt": func(t *testing.T, _ *labdir.Dir, cert, key string) {
			another := newHome(t)
			ensure(t, another)
			_, otherCert, otherKey := another.Certificates("server")
			exchange(t, otherCert, cert)
			exchange(t, otherKey, key)
		},
	} {
		h := newHome(t)
		ensure(t, h)
		if problems := Problems(h); len(problems) > 0 {
			t.Fatalf("new ones: %q", problems)
		}
		_, cert, key := h.Certificates("server")
		spoil(t, h, cert, key)
		if problems := Problems(h); len(problems) != 1 || !strings.Contains(problems[0], want) {
			t.Errorf("%q, want one with %q", problems, want)
		}
		ensure(t, h)
		if problems := Problems(h); len(problems) > 0 {
			t.Errorf("after they were made anew: %q", problems)
		}
	}
}

// expire puts a certificate of the lab's authority in its place that was valid until a minute ago.
func expire(t *testing.T, h *labdir.Dir, certFile, keyFile string) {
	t.Helper()
	caCert, caKey, err := readPair(filepath.Join(h.PKI(labdir.First), "ca.crt"), filepath.Join(h.PKI(labdir.First), "ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	cert, key, err := sign(&x509.Certificate{Subject: pkix.Name{CommonName: labdir.First}, NotAfter: time.Now().Add(-time.Minute)}, &authority{caCert, caKey})
	if err == nil {
		err = writePair(certFile, keyFile, cert, key)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, file string) {
	t.Helper()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

func exchange(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
