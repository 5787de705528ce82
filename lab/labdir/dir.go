// Package home is the directory of a lab: where everything in it lies, whose it is, and which members
// the cluster has.
//
// Below itself the directory mirrors the control-plane host of a kubeadm cluster, so that a path such as
// /etc/kubernetes/pki/etcd/ca.crt stands for the same path below the lab's directory ([Dir.Host]):
//
//	etc/kubernetes/manifests/etcd.yaml          static Pod of k8s-master01; of others etcd-NAME.yaml
//	etc/kubernetes/pki/etcd/ca.{crt,key}        etcd's own certificate authority
//	etc/kubernetes/pki/etcd/server.{crt,key}    of k8s-master01; of others server-NAME.{crt,key}
//	etc/kubernetes/pki/etcd/peer.{crt,key}      of k8s-master01; of others peer-NAME.{crt,key}
//	etc/kubernetes/pki/etcd/healthcheck-client.{crt,key}
//	etc/kubernetes/pki/apiserver-etcd-client.{crt,key}
//	var/lib/etcd                                data of k8s-master01; of others etcd-NAME
//	var/log/etcd-NAME.log, supervisor.log       what the programs said
//	bin/                                        etcd, etcdctl and the other tools: links to this program
//	backup/                                     a place for snapshots
//	lab/                                        raftlab's own: marker, lock, lab.json, journal, run/
//
// Directories have mode 0700, keys 0600. A directory is a lab's only if it holds the marker: others are
// never written to and never deleted. Writing is atomic: who reads a file finds an old or a new one,
// never half of one.
package labdir

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// First is the member that every lab has, named like the control-plane node of the course.
const First = "k8s-master01"

// Name returns the name of the member with a number: 1 is k8s-master01.
func Name(number int) string { return fmt.Sprintf("k8s-master%02d", number) }

var memberName = regexp.MustCompile(`^k8s-master(0[1-9]|[1-9][0-9])$`)

// CheckName refuses what is no member's name.
func CheckName(name string) error {
	if !memberName.MatchString(name) {
		return fmt.Errorf("%q is not a name for a member (write k8s-master01 to k8s-master99)", name)
	}
	return nil
}

// Member is a member of the cluster. Its ports are on 127.0.0.1.
type Member struct {
	Name       string `json:"name"`
	ClientPort int    `json:"client_port"`
	PeerPort   int    `json:"peer_port"`
}

// ClientURL is where the member serves clients.
func (m Member) ClientURL() string { return "https://127.0.0.1:" + strconv.Itoa(m.ClientPort) }

// PeerURL is where the member hears the others.
func (m Member) PeerURL() string { return "https://127.0.0.1:" + strconv.Itoa(m.PeerPort) }

// Address is the host of the course that the member stands for: k8s-master01 is 192.168.128.11. Nothing
// listens there; the certificates name it.
func (m Member) Address() string {
	number, _ := strconv.Atoi(strings.TrimPrefix(m.Name, "k8s-master"))
	return "192.168.128." + strconv.Itoa(10+number)
}

// Dir is a lab's directory, with what lab.json held when it was read.
type Dir struct {
	Path    string // absolute
	Members []Member
	Size    int // how many members it began with
	// Complete says that certificates and manifests have been made once. From then on a manifest that
	// is missing was taken away by somebody.
	Complete bool
	// Seeded says that the keys of a Kubernetes cluster have been put.
	Seeded bool
}

// Member returns the member of a name.
func (h *Dir) Member(name string) (Member, bool) {
	i := slices.IndexFunc(h.Members, func(m Member) bool { return m.Name == name })
	if i < 0 {
		return Member{}, false
	}
	return h.Members[i], true
}

// Names returns the names of the members in their order.
func (h *Dir) Names() []string {
	names := make([]string, len(h.Members))
	for i, m := range h.Members {
		names[i] = m.Name
	}
	return names
}

// Host returns where a path of the control-plane host lies: /etc/kubernetes, /var/lib/etcd* and
// /var/log are below the lab's directory. Other paths are returned as they are.
func (h *Dir) Host(path string) string {
	for _, mirrored := range []string{"/etc/kubernetes", "/var/lib/etcd", "/var/log"} {
		rest, below := strings.CutPrefix(path, mirrored)
		if below && (rest == "" || rest[0] == '/' || mirrored == "/var/lib/etcd" && rest[0] == '-') {
			return h.at(path)
		}
	}
	return path
}

// PKI is the directory of etcd's certificates.
func (h *Dir) PKI() string { return h.at("etc/kubernetes/pki/etcd") }

// Manifests is the directory of static Pods.
func (h *Dir) Manifests() string { return h.at("etc/kubernetes/manifests") }

// Manifest is the file of a member's static Pod.
func (h *Dir) Manifest(member string) string {
	return filepath.Join(h.Manifests(), "etcd"+suffix(member)+".yaml")
}

// Data is the data directory of a member.
func (h *Dir) Data(member string) string { return h.at("var/lib/etcd" + suffix(member)) }

// Logs is the directory of the logs.
func (h *Dir) Logs() string { return h.at("var/log") }

// Log is the file with what a member said.
func (h *Dir) Log(member string) string { return filepath.Join(h.Logs(), "etcd-"+member+".log") }

// SupervisorLog is the file with what the supervisor said.
func (h *Dir) SupervisorLog() string { return filepath.Join(h.Logs(), "supervisor.log") }

// Bin is the directory of the tools.
func (h *Dir) Bin() string { return h.at("bin") }

// Backup is the place for snapshots.
func (h *Dir) Backup() string { return h.at("backup") }

// Journal is the file of the commands run in the lab's shell.
func (h *Dir) Journal() string { return h.at("lab/journal.ndjson") }

// Progress is the file of the exercises passed.
func (h *Dir) Progress() string { return h.at("lab/progress.json") }

// Run is the directory of what runs: states written by the supervisor, commands for members.
func (h *Dir) Run() string { return h.at("lab/run") }

// Certificates returns the files that a user of the cluster shows: "healthcheck-client",
// "apiserver-etcd-client", or, for k8s-master01, "server" and "peer"; of others "server-NAME", "peer-NAME".
func (h *Dir) Certificates(user string) (ca, cert, key string) {
	dir := h.PKI()
	ca = filepath.Join(dir, "ca.crt")
	if user == "apiserver-etcd-client" { // as kubeadm has it
		dir = filepath.Dir(dir)
	}
	return ca, filepath.Join(dir, user+".crt"), filepath.Join(dir, user+".key")
}

// ServerUser and PeerUser are the names of a member's own certificates, as for [Dir.Certificates].
func ServerUser(member string) string { return "server" + suffix(member) }

// PeerUser is explained at [ServerUser].
func PeerUser(member string) string { return "peer" + suffix(member) }

// suffix is what distinguishes the files of a member from those that kubeadm makes for one.
func suffix(member string) string {
	if member == First {
		return ""
	}
	return "-" + member
}

func (h *Dir) at(path string) string { return filepath.Join(h.Path, filepath.FromSlash(path)) }

// The reasons why there is no lab to open. Errors wrap them and say the path and the way out.
var (
	ErrNoLab   = errors.New("there is no lab")
	ErrNotOurs = errors.New("the directory is not a lab's")
	ErrBusy    = errors.New("another command works on the lab")
	ErrRecord  = errors.New("its record cannot be read")
	ErrBadPath = errors.New("the lab cannot live there")
)
