package labdir

import (
	"cmp"
	"net"
	"path/filepath"
	"strconv"
)

// APIServer is the name of the static Pod that is no member: Kubernetes' own kube-apiserver, on [First].
const APIServer = "kube-apiserver"

// ServerPort is the port of kube-apiserver, as kubeadm has it.
const ServerPort = 6443

// Kubernetes is the kube-apiserver of a lab.
type Kubernetes struct {
	Port     int  `json:"port"`     // on the address of [First], or 127.0.0.1; 0: there is none
	Complete bool `json:"complete"` // its manifest has been made once, as [Dir.Complete] says
}

// ServerAddress is where kube-apiserver listens.
func (h *Dir) ServerAddress() string {
	first, _ := h.Member(First)
	return cmp.Or(first.Host, "127.0.0.1")
}

// ServerURL is where kube-apiserver serves clients.
func (h *Dir) ServerURL() string {
	return "https://" + net.JoinHostPort(h.ServerAddress(), strconv.Itoa(h.Kubernetes.Port))
}

// InsidePrograms is where a machine has Kubernetes' own programs, if they were there when it was started.
const InsidePrograms = InsideDir + "/kubernetes"

// Programs is the directory of kube-apiserver and kubectl as Kubernetes builds them: they are there under these
// names once a lab has a kube-apiserver.
func (h *Dir) Programs() string {
	if h.Mode == Machine {
		return InsidePrograms
	}
	return h.at("lab/kubernetes")
}

// Kubeconfig is the kubeconfig of an administrator: "admin" or "super-admin".
func (h *Dir) Kubeconfig(user string) string {
	return filepath.Join(h.On(First, "etc/kubernetes"), user+".conf")
}
