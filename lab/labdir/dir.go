// Package labdir is the directory of a lab: where everything in it lies, whose it is, and which members
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
// The directory of a lab that is a machine ([Machine]) has these parts too, and no bin/ and backup/. Each member has
// kubeadm's names there, on a host of its own:
//
//	machine/                                    / of the machine: root/, opt/, tmp/, backup/ and what is made there
//	hosts/NAME/{etc/kubernetes,var/lib,var/log} files of the hosts other than k8s-master01
//	usr/local/bin, var/tmp                      of the machine
//	outside/                                    what the machine does not see: its first process, its log
//
// Directories have mode 0700, keys 0600. A directory is a lab's only if it holds the marker: others are
// never written to and never deleted. Writing is atomic: who reads a file finds an old or a new one,
// never half of one.
package labdir

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// First is the member that every lab has, named like the control-plane node of the course.
const First = "k8s-master01"

// Name returns the name of the member with a number: 1 is k8s-master01.
func Name(number int) string { return fmt.Sprintf("k8s-master%02d", number) }

var memberName = regexp.MustCompile(`^k8s-master(0[1-9]|[1-9][0-9])$`)

// CheckName refuses what is no member's name.
func CheckName(name string) error {
	if !memberName.MatchString(name) {
		return lang.Errorf("%q is not a name for a member (write k8s-master01 to k8s-master99)",
			"%q 不能作成员的名字（请写 k8s-master01 到 k8s-master99）", name)
	}
	return nil
}

// Member is a member of the cluster.
type Member struct {
	Name       string `json:"name"`
	Host       string `json:"host,omitempty"` // its own address in a machine; "": its ports are on 127.0.0.1
	ClientPort int    `json:"client_port"`
	PeerPort   int    `json:"peer_port"`
	// Advertised is the peer URL that a member of a lab on loopback tells: that of the course, from which etcd makes the id of the
	// course. Nothing listens there; the others come through their proxies (package proxy). "": the one that it listens at.
	Advertised string `json:"advertised,omitempty"`
}

// The ports of etcd, as everywhere.
const (
	ClientPort  = 2379
	PeerPort    = 2380
	MetricsPort = 2381
)

// HostMember returns a member that has a host of a machine to itself.
func HostMember(name string) Member {
	return Member{Name: name, Host: HostAddress(name).String(), ClientPort: ClientPort, PeerPort: PeerPort}
}

// ClientURL is where the member serves clients.
func (m Member) ClientURL() string { return m.url(m.ClientPort) }

// PeerURL is where the member hears the others, as the cluster's list of members has it.
func (m Member) PeerURL() string { return cmp.Or(m.Advertised, m.ListenPeerURL()) }

// ListenPeerURL is where the member listens for the others.
func (m Member) ListenPeerURL() string { return m.url(m.PeerPort) }

// LoopbackMember returns a member whose ports are on 127.0.0.1. It advertises the address of the course.
func LoopbackMember(name string, clientPort, peerPort int) Member {
	return Member{Name: name, ClientPort: clientPort, PeerPort: peerPort, Advertised: HostMember(name).ListenPeerURL()}
}

func (m Member) url(port int) string {
	return "https://" + cmp.Or(m.Host, "127.0.0.1") + ":" + strconv.Itoa(port)
}

// Address is the host of the course that the member is on, or stands for: k8s-master01 is 192.168.128.11. In a
// lab on loopback nothing listens there; the certificates name it.
func (m Member) Address() string { return HostAddress(m.Name).String() }

// Dir is a lab's directory, with what lab.json held when it was read.
type Dir struct {
	Path    string // absolute
	Mode    Mode
	Here    string // the host of the machine that this program is in; "" outside
	Members []Member
	Size    int // how many members it began with
	// Timers are what the lab writes into the manifests that it makes. What members run with is what their
	// manifests say.
	Timers Timers
	// Complete says that certificates and manifests have been made once. From then on a manifest that
	// is missing was taken away by somebody.
	Complete bool
	// Seeded says that the keys of a Kubernetes cluster have been put.
	Seeded bool
	// Kubernetes is the kube-apiserver before the cluster; the zero value for a lab without one.
	Kubernetes Kubernetes
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

// root returns where the files of a host lie.
func (h *Dir) root(host string) string {
	switch {
	case h.Mode == Loopback, host == First && h.Here != First:
		return h.Path
	case host == h.Here:
		return "/"
	}
	return h.at(filepath.Join(HostsName, host))
}

// On returns where a path of a host lies: in a machine every host has its own files below /etc/kubernetes, /var/lib
// and /var/log. On loopback there is one host.
func (h *Dir) On(host, path string) string {
	return filepath.Join(h.root(host), filepath.FromSlash(path))
}

// Root is where paths of exercises begin: / of a machine, and on loopback the lab's directory.
func (h *Dir) Root() string {
	switch {
	case h.Mode == Loopback:
		return h.Path
	case h.Here != "":
		return "/"
	}
	return h.at("machine")
}

// Host returns where a path of the control-plane host lies. In a machine it is there. On loopback
// /etc/kubernetes, /var/lib/etcd*, /var/log and /backup are below the lab's directory; other paths are returned
// as they are.
func (h *Dir) Host(path string) string {
	if h.Here != "" {
		return path
	}
	for _, mirrored := range []string{"/etc/kubernetes", "/var/lib/etcd", "/var/log", "/backup"} {
		rest, below := strings.CutPrefix(path, mirrored)
		if below && (rest == "" || rest[0] == '/' || mirrored == "/var/lib/etcd" && rest[0] == '-') {
			return h.On(First, path)
		}
	}
	return path
}

// Shown returns how people call a path on a host: /etc/kubernetes, and of another host than where this program
// is k8s-master02:/etc/kubernetes. On loopback, and outside of a machine, it is the path.
func (h *Dir) Shown(host, path string) string {
	rest, err := filepath.Rel(h.root(host), path)
	switch {
	case h.Here == "" || err != nil:
		return path
	case host == h.Here:
		return path
	}
	return host + ":/" + filepath.ToSlash(rest)
}

// Relative returns how a path is called in evidence: from the lab's directory, or what is / for those who work there.
func (h *Dir) Relative(path string) string {
	rest, err := filepath.Rel(h.Path, path)
	switch {
	case err == nil && filepath.IsLocal(rest):
		rest = strings.TrimPrefix(rest, "machine/")
	case h.Here == "":
		return path
	case h.Here == First:
		rest = strings.TrimPrefix(path, "/")
	default:
		rest = HostsName + "/" + h.Here + path
	}
	return filepath.ToSlash(rest)
}

// At returns the path that [Dir.Relative] calls so.
func (h *Dir) At(relative string) string {
	first, _, _ := strings.Cut(relative, "/")
	if h.Mode == Machine && first != "etc" && first != "var" && first != HostsName {
		return h.at("machine/" + relative)
	}
	return h.at(relative)
}

// PKI is the directory of etcd's certificates on the host of a member.
func (h *Dir) PKI(member string) string { return h.On(member, "etc/kubernetes/pki/etcd") }

// Manifests is the directory of static Pods on the host of a member.
func (h *Dir) Manifests(member string) string { return h.On(member, "etc/kubernetes/manifests") }

// Manifest is the file of a member's static Pod.
func (h *Dir) Manifest(member string) string {
	return filepath.Join(h.Manifests(member), "etcd"+h.suffix(member)+".yaml")
}

// Data is the data directory of a member.
func (h *Dir) Data(member string) string { return h.On(member, "var/lib/etcd"+h.suffix(member)) }

// Logs is the directory of the logs on the host of a member.
func (h *Dir) Logs(member string) string { return h.On(member, "var/log") }

// Log is the file with what a member said, or kube-apiserver ([APIServer]).
func (h *Dir) Log(name string) string {
	if name == APIServer {
		return filepath.Join(h.Logs(First), APIServer+".log")
	}
	return filepath.Join(h.Logs(name), "etcd-"+name+".log")
}

// SupervisorLog is the file with what the supervisor said.
func (h *Dir) SupervisorLog() string { return filepath.Join(h.Logs(First), "supervisor.log") }

// NetworkLog is the file with what was done to the network between the members.
func (h *Dir) NetworkLog() string { return h.at("lab/network.ndjson") }

// Bin is the directory of the tools.
func (h *Dir) Bin() string {
	if h.Mode == Machine {
		return "/usr/local/bin"
	}
	return h.at("bin")
}

// Backup is the place for snapshots.
func (h *Dir) Backup() string { return filepath.Join(h.Root(), "backup") }

// Outside is the directory of what a machine does not see.
func (h *Dir) Outside() string { return h.at(OutsideName) }

// Journal is the file of the commands run in the lab's shell.
func (h *Dir) Journal() string { return h.at("lab/journal.ndjson") }

// Progress is the file of the exercises passed.
func (h *Dir) Progress() string { return h.at("lab/progress.json") }

// Run is the directory of what runs: states written by the supervisor, commands for members.
func (h *Dir) Run() string { return h.at("lab/run") }

// Certificates returns the files that a user of the cluster shows, on the host where this program is:
// "healthcheck-client", "apiserver-etcd-client", or what [Dir.ServerUser] and [Dir.PeerUser] return.
func (h *Dir) Certificates(user string) (ca, cert, key string) {
	return h.CertificatesOn(cmp.Or(h.Here, First), user)
}

// CertificatesOn is [Dir.Certificates] for the host of a member.
func (h *Dir) CertificatesOn(member, user string) (ca, cert, key string) {
	dir := h.PKI(member)
	ca = filepath.Join(dir, "ca.crt")
	if user == "apiserver-etcd-client" { // as kubeadm has it
		dir = filepath.Dir(dir)
	}
	return ca, filepath.Join(dir, user+".crt"), filepath.Join(dir, user+".key")
}

// ServerUser and PeerUser are the names of a member's own certificates, as for [Dir.Certificates]: where several
// members have one directory, others than k8s-master01 have their name in them.
func (h *Dir) ServerUser(member string) string { return "server" + h.suffix(member) }

// PeerUser is explained at [Dir.ServerUser].
func (h *Dir) PeerUser(member string) string { return "peer" + h.suffix(member) }

// DataOnHost is a member's data directory, as its host calls it.
func (h *Dir) DataOnHost(member string) string { return "/var/lib/etcd" + h.suffix(member) }

// suffix is what distinguishes the files of a member from those that kubeadm makes for one.
func (h *Dir) suffix(member string) string {
	if member == First || h.Mode == Machine {
		return ""
	}
	return "-" + member
}

func (h *Dir) at(path string) string { return filepath.Join(h.Path, filepath.FromSlash(path)) }

// The reasons why there is no lab to open. Errors wrap them and say the path and the way out.
var (
	ErrNoLab   = lang.Errorf("there is no lab", "这里没有实验环境")
	ErrNotOurs = lang.Errorf("the directory is not a lab's", "这个目录不是实验环境")
	ErrBusy    = lang.Errorf("another command works on the lab", "另一个命令正在操作实验环境")
	ErrRecord  = lang.Errorf("its record cannot be read", "它的记录无法读取")
	ErrBadPath = lang.Errorf("the lab cannot live there", "实验环境不能放在那里")
	ErrOutside = lang.Errorf("it is outside of this machine", "它在这台虚拟机器之外")
)
