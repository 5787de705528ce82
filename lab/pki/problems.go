package pki

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"raftlab/lab/labdir"
)

// Problems returns what is wrong with the certificates of a lab, each as a sentence that names the file: those that
// have expired, are missing, or are not signed by the lab's authority. The programs that use them say no more than
// that a handshake failed, or that time is over.
func Problems(h *labdir.Dir) (problems []string) {
	authorityFile := filepath.Join(h.PKI(labdir.First), "ca.crt")
	cert, key, err := readPair(authorityFile, filepath.Join(h.PKI(labdir.First), "ca.key"))
	ca := &authority{cert, key}
	if err != nil {
		ca = nil
		problems = append(problems, ofFile(authorityFile, err))
	}
	for _, m := range h.Members {
		for _, user := range []string{h.ServerUser(m.Name), h.PeerUser(m.Name)} {
			problems = append(problems, problemsOf(h, ca, m.Name, user)...)
		}
	}
	return append(problems, problemsOf(h, ca, labdir.First, "healthcheck-client")...)
}

func problemsOf(h *labdir.Dir, ca *authority, host, user string) []string {
	_, certFile, keyFile := h.CertificatesOn(host, user)
	shown := h.Shown(host, certFile)
	cert, key, err := readPair(certFile, keyFile)
	switch {
	case err != nil:
		return []string{ofFile(shown, err)}
	case time.Now().After(cert.NotAfter):
		return []string{fmt.Sprintf("%s expired on %s", shown, cert.NotAfter.Local().Format("2006-01-02 15:04"))}
	case time.Now().Before(cert.NotBefore):
		return []string{fmt.Sprintf("%s is valid from %s on only", shown, cert.NotBefore.Local().Format("2006-01-02 15:04"))}
	case !matches(cert, key):
		return []string{fmt.Sprintf("%s and its key do not belong together", shown)}
	case ca != nil && cert.CheckSignatureFrom(ca.cert) != nil:
		return []string{fmt.Sprintf("%s is not signed by the lab's ca.crt", shown)}
	}
	return nil
}

func ofFile(file string, err error) string {
	var of *os.PathError
	if errors.As(err, &of) {
		file, err = of.Path, of.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return file + " is not there"
	}
	return fmt.Sprintf("%s: %v", file, err)
}
