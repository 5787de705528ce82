// Package pki makes the certificates of etcd as kubeadm lays them out on a control-plane node: a
// certificate authority of etcd's own, and what it signed for each member and each kind of client.
//
// Keys are ECDSA on P-256, one of kubeadm's choices and quick to make. What exists is kept; what is missing
// or about to expire is made anew, so [Ensure] may be called at any time.
//
// Reference: kubeadm, cmd/kubeadm/app/phases/certs/certlist.go (Kubernetes 1.37).
package pki

import (
	"crypto/x509"
	"net"
	"os"
	"path/filepath"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// The names in the certificates of clients, as kubeadm gives them.
const (
	healthcheckName = "kube-etcd-healthcheck-client"
	apiserverName   = "kube-apiserver-etcd-client"
)

// Ensure makes the certificates that a lab with these members needs and does not have. Each host of a machine has
// the authority's own files, and certificates of its own.
func Ensure(h *labdir.Dir) error {
	ca, err := ensureAuthority(h.PKI(labdir.First), "ca", "etcd-ca")
	if err != nil {
		return lang.Errorf("certificate authority of etcd: %v", "etcd 的证书颁发机构：%v", err)
	}
	for _, m := range h.Members {
		if err := ensureMember(h, ca, m); err != nil {
			return err
		}
		if m.Name != labdir.First && h.Mode == labdir.Machine {
			if err := ca.copyTo(h.PKI(m.Name)); err != nil {
				return err
			}
			if err := ensureClients(h, ca, m.Name); err != nil {
				return err
			}
		}
	}
	return ensureClients(h, ca, labdir.First)
}

// ensureClients makes what clients on a host show.
func ensureClients(h *labdir.Dir, ca *authority, host string) error {
	for _, client := range []leaf{
		{user: "healthcheck-client", name: healthcheckName, uses: clientOnly},
		{user: "apiserver-etcd-client", name: apiserverName, uses: clientOnly},
	} {
		if err := ca.ensure(h, host, client); err != nil {
			return err
		}
	}
	return nil
}

// ensureMember makes what a member shows to clients and to other members. etcd's gateway shows the
// server's certificate as a client too, so both have both uses, as with kubeadm.
func ensureMember(h *labdir.Dir, ca *authority, m labdir.Member) error {
	for _, user := range []string{h.ServerUser(m.Name), h.PeerUser(m.Name)} {
		err := ca.ensure(h, m.Name, leaf{
			user: user, name: m.Name, uses: serverAndClient,
			hosts:     []string{m.Name, "localhost"},
			addresses: []net.IP{net.ParseIP(m.Address()), net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ensure makes a certificate on a host where there is none that can be used.
func (ca *authority) ensure(h *labdir.Dir, host string, l leaf) error {
	_, cert, key := h.CertificatesOn(host, l.user)
	return ca.ensureFiles(cert, key, l)
}

// ensureFiles makes a certificate in two files where there is none that can be used.
func (ca *authority) ensureFiles(cert, key string, l leaf) error {
	if ca.usable(cert, key) {
		return nil
	}
	if err := ca.issue(cert, key, l); err != nil {
		return lang.Errorf("certificate of %s: %v", "%s 的证书：%v", l.user, err)
	}
	return nil
}

// copyTo gives another host the authority, as kubeadm does with hosts that join.
func (ca *authority) copyTo(dir string) error {
	certFile, keyFile := filepath.Join(dir, "ca.crt"), filepath.Join(dir, "ca.key")
	if cert, _, err := readPair(certFile, keyFile); err == nil && cert.Equal(ca.cert) {
		return nil
	}
	return writePair(certFile, keyFile, ca.cert, ca.key)
}

// usable reports whether a certificate is there, signed by this authority, with its key, and lasts a
// while.
func (ca *authority) usable(certFile, keyFile string) bool {
	cert, key, err := readPair(certFile, keyFile)
	return err == nil && lasts(cert) && matches(cert, key) && cert.CheckSignatureFrom(ca.cert) == nil
}

// ensureAuthority makes the authority whose files have the name user, where there is none that can be used.
func ensureAuthority(dir, user, name string) (*authority, error) {
	certFile, keyFile := pair(dir, user)
	if cert, key, err := readPair(certFile, keyFile); err == nil && lasts(cert) && matches(cert, key) {
		return &authority{cert, key}, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return newAuthority(certFile, keyFile, name)
}

var (
	serverAndClient = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	clientOnly      = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
)
