// Package machine makes the computer that a lab is: namespaces of its own, in which the paths, addresses and
// host names of a kubeadm control plane are real for every program, and the rest of the host is read-only.
//
// Three kinds of process take part. The first process of the machine builds it, is its number 1, and does for
// others what needs its privileges: it answers on a socket ([Socket]) that only the machine sees. Commands that
// people type outside come in by one door ([Enter]); what has come in has no privilege to change the
// machine. The lab's supervisor is started inside by the first process.
//
// The machine is k8s-master01. Further members have hosts of their own in it: with another host name, network,
// /etc/kubernetes, /var/lib and /var/log, and the same processes and other files. A network between the hosts
// (package wire) can be cut and slowed down.
//
// What the machine is built of is the user's own, as are all rights in it: whoever is root inside is outside
// who started it. A machine that real root starts can change only the lab's files.
//
// Reference: user_namespaces(7), mount_namespaces(7), pivot_root(2), setns(2).
package machine

import (
	"errors"
	"fmt"
	"path/filepath"
	"syscall"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
	"raftlab/sim/lang"
)

// Settings are what a machine is made for.
type Settings struct {
	Lab     string   // the lab's directory, absolute and without links
	Home    string   // the user's own home, which stays writable; "": none
	Program string   // the file of raftlab
	Hosts   []string // by name, the first is the machine itself
	Server  string   // the file of kube-apiserver as Kubernetes builds it; "": none
	Kubectl string   // that of kubectl
}

// Refused is the error of a system that lets nobody make a machine.
type Refused struct {
	Step string // what was refused
	Err  error
}

// Error names the step and what the system said.
func (r *Refused) Error() string { return fmt.Sprintf("%s: %v", r.Step, reason(r.Err)) }

// Unwrap returns what the system said.
func (r *Refused) Unwrap() error { return r.Err }

// reason names the errno, by which one finds help.
func reason(err error) string {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return fmt.Sprintf("%s (%v)", errnoName(errno), errno)
	}
	return err.Error()
}

// ErrDown is returned where a lab's machine does not run.
var ErrDown = lang.Errorf("the lab is down", "实验环境没有运行")

// Socket is where the first process answers.
const Socket = labdir.InsideDir + "/socket"

// Program is the file of raftlab inside.
const Program = labdir.InsideDir + "/raftlab"

// record is what is known outside of a machine. It lies where nothing inside can change it.
type record struct {
	First   process.Process `json:"first"`
	Lab     string          `json:"lab"`
	Program string          `json:"program"` // the identity of the file that is its raftlab
}

func recordFile(h *labdir.Dir) string { return filepath.Join(h.Outside(), "machine.json") }

// logFile is where the first process writes.
func logFile(h *labdir.Dir) string { return filepath.Join(h.Outside(), "machine.log") }

// Cure says what a user can do where machines are refused; no words if nothing is known.
func (r *Refused) Cure() lang.Text {
	switch {
	case restrictedByAppArmor():
		const commands = "  printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile raftlab PROGRAM flags=(unconfined) {\\n  userns,\\n}\\n' > /etc/apparmor.d/raftlab\n" +
			"  apparmor_parser -r /etc/apparmor.d/raftlab\n"
		return lang.Say("AppArmor refuses it here (Ubuntu 23.10 and later). Allow it for this program, as root:\n%sor for all programs: %s",
			"这里 AppArmor 不允许（Ubuntu 23.10 及以后）。请以 root 身份为这个程序放行：\n%s或为所有程序放行：%s",
			commands, "sysctl kernel.apparmor_restrict_unprivileged_userns=0")
	case errors.Is(r.Err, syscall.ENOSPC):
		return lang.Say("No namespace may be made: sysctl user.max_user_namespaces and user.max_net_namespaces say how many (0: none)",
			"不能再建命名空间：可建多少见 sysctl user.max_user_namespaces 和 user.max_net_namespaces（0 表示不能建）")
	case errors.Is(r.Err, syscall.ENOSYS):
		return lang.Say("Linux 5.12 or later is needed", "需要 Linux 5.12 或更新的版本")
	case errors.Is(r.Err, syscall.EPERM), errors.Is(r.Err, syscall.EACCES):
		return lang.Say("In a container, start it with: docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined (podman: --security-opt unmask=ALL)",
			"在容器中，请这样启动：docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined（podman：--security-opt unmask=ALL）")
	}
	return lang.Text{}
}
