//go:build linux || darwin

package cluster

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/lab/pki"
)

// Clients and peers are refused without a certificate, and with one of another authority.
func TestMutualTLS(t *testing.T) {
	h := up(t, newLab(t), 1)
	good, err := member.TLS(h)
	if err != nil {
		t.Fatal(err)
	}
	other := &labdir.Dir{Path: filepath.Join(t.TempDir(), "other"), Members: h.Members}
	if err := pki.Ensure(other); err != nil {
		t.Fatal(err)
	}
	foreign, err := member.TLS(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		pairs []tls.Certificate
		taken bool
	}{
		"its own":              {good.Certificates, true},
		"none":                 {nil, false},
		"of another authority": {foreign.Certificates, false},
	} {
		for _, url := range []string{h.Members[0].ClientURL(), h.Members[0].ListenPeerURL()} {
			pair := func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { // shown though nobody asked for it
				if len(c.pairs) == 0 {
					return &tls.Certificate{}, nil
				}
				return &c.pairs[0], nil
			}
			transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: good.RootCAs, GetClientCertificate: pair}, DisableKeepAlives: true}
			response, err := (&http.Client{Transport: transport}).Get(url + "/version")
			if err == nil {
				response.Body.Close()
			}
			if taken := err == nil && response.StatusCode == http.StatusOK; taken != c.taken {
				t.Errorf("%s with the certificate %s: taken %v, %v", url, name, taken, err)
			}
		}
	}
}

// A member whose certificate has expired is said to have that, and up makes another.
func TestExpiredCertificate(t *testing.T) {
	h := up(t, newLab(t), 1)
	expireServer(t, h)
	status, err := Look(within(t), h) // etcd reads certificates anew for each connection
	if err != nil {
		t.Fatal(err)
	}
	if reason := status.Members[0].Reason; !strings.Contains(reason, "server.crt expired on ") || !strings.Contains(reason, "raftlab lab up") {
		t.Errorf("the reason is %q", reason)
	}
	up(t, h.Path, 0)
	if status, err = Look(within(t), h); err != nil || status.Members[0].Reason != "" {
		t.Errorf("after up: %+v %v", status, err)
	}
}

// expireServer gives the first member a certificate for its key that was valid until a minute ago.
func expireServer(t *testing.T, h *labdir.Dir) {
	t.Helper()
	caFile, certFile, keyFile := h.Certificates(h.ServerUser(labdir.First))
	ca, err := tls.LoadX509KeyPair(caFile, strings.TrimSuffix(caFile, ".crt")+".key")
	if err != nil {
		t.Fatal(err)
	}
	own, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(-time.Minute),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: own.Leaf.ExtKeyUsage,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.Leaf, own.Leaf.PublicKey, ca.PrivateKey)
	if err == nil {
		err = labdir.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
