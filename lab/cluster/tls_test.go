//go:build linux || darwin

package cluster

import (
	"crypto/tls"
	"net/http"
	"path/filepath"
	"testing"

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
