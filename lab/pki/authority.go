package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"path/filepath"
	"time"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// How long certificates are valid, as with kubeadm, and how long before the end they are made anew. They
// begin a little in the past, for clocks that are set back.
const (
	authorityYears = 10
	leafYears      = 1
	renewBefore    = 7 * 24 * time.Hour
	clockSkew      = 5 * time.Minute
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// leaf is a certificate to be made.
type leaf struct {
	user      string // the name of its files
	name      string // the common name
	group     string // the organization, which is a group of Kubernetes; "" for none
	uses      []x509.ExtKeyUsage
	hosts     []string
	addresses []net.IP
}

func newAuthority(certFile, keyFile, name string) (*authority, error) {
	template := &x509.Certificate{
		Subject:  pkix.Name{CommonName: name},
		DNSNames: []string{name},
		NotAfter: time.Now().AddDate(authorityYears, 0, 0),
		KeyUsage: x509.KeyUsageKeyEncipherment | x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		IsCA:     true, BasicConstraintsValid: true,
	}
	cert, key, err := sign(template, nil)
	if err != nil {
		return nil, err
	}
	return &authority{cert, key}, writePair(certFile, keyFile, cert, key)
}

// issue makes a certificate and writes it into two files.
func (ca *authority) issue(certFile, keyFile string, l leaf) error {
	cert, key, err := ca.make(l)
	if err != nil {
		return err
	}
	return writePair(certFile, keyFile, cert, key)
}

func (ca *authority) make(l leaf) (*x509.Certificate, crypto.Signer, error) {
	subject := pkix.Name{CommonName: l.name}
	if l.group != "" {
		subject.Organization = []string{l.group}
	}
	return sign(&x509.Certificate{
		Subject:  subject,
		DNSNames: l.hosts, IPAddresses: l.addresses,
		NotAfter:    time.Now().AddDate(leafYears, 0, 0),
		KeyUsage:    x509.KeyUsageKeyEncipherment | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: l.uses, BasicConstraintsValid: true,
	}, ca)
}

// sign completes a certificate with a new key. Without an authority it is signed by itself.
func sign(template *x509.Certificate, by *authority) (*x509.Certificate, crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template.SerialNumber = number.Add(number, big.NewInt(1))
	template.NotBefore = time.Now().Add(-clockSkew)
	parent, signer := template, crypto.Signer(key)
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return cert, key, err
}

func writePair(certFile, keyFile string, cert *x509.Certificate, key crypto.Signer) error {
	certificate, private, err := encode(cert, key)
	if err != nil {
		return err
	}
	if err := labdir.WriteFile(keyFile, private, 0o600); err != nil {
		return err
	}
	return labdir.WriteFile(certFile, certificate, 0o644)
}

// encode returns a certificate and its key as files have them.
func encode(cert *x509.Certificate, key crypto.Signer) (certificate, private []byte, err error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// pair returns the files of a certificate and its key in a directory.
func pair(dir, user string) (certFile, keyFile string) {
	return filepath.Join(dir, user+".crt"), filepath.Join(dir, user+".key")
}

func readPair(certFile, keyFile string) (*x509.Certificate, crypto.Signer, error) {
	der, err := readPEM(certFile)
	if err != nil {
		return nil, nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, err
	}
	if der, err = readPEM(keyFile); err != nil {
		return nil, nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, nil, errors.New("a key that cannot sign")
	}
	return cert, signer, nil
}

func readPEM(file string) ([]byte, error) {
	data, err := labdir.ReadRegular(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, lang.Errorf("%s: no PEM block", "%s：其中没有 PEM 块", file)
	}
	return block.Bytes, nil
}

func lasts(cert *x509.Certificate) bool {
	now := time.Now()
	return now.After(cert.NotBefore) && now.Add(renewBefore).Before(cert.NotAfter)
}

func matches(cert *x509.Certificate, key crypto.Signer) bool {
	public, ok := key.Public().(*ecdsa.PublicKey)
	return ok && public.Equal(cert.PublicKey)
}
