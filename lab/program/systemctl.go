package program

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// actPatience is how long a unit may take to start or to stop.
const actPatience = 20 * time.Second

// systemctl starts and stops etcd, and what plays the kubelet, on a host. kubeadm has no unit for etcd, so there is a
// remark.
func (s *standIn) systemctl() int {
	var words []string
	for _, word := range s.args {
		if !strings.HasPrefix(word, "-") {
			words = append(words, strings.TrimSuffix(word, ".service"))
		}
	}
	if len(words) == 0 {
		return s.complain("usage: systemctl start|stop|restart|status|is-active|enable UNIT")
	}
	verb, units := words[0], words[1:]
	switch {
	case verb == "daemon-reload":
		return 0
	case verb == "list-units" || verb == "list-unit-files":
		return s.listUnits()
	case !slices.Contains(systemctlVerbs, verb):
		return s.complain("systemctl %s is not in the lab's stand-in (it has %s, list-units and daemon-reload)", verb, strings.Join(systemctlVerbs, ", "))
	case len(units) == 0:
		return s.complain("Too few arguments.")
	}
	code := 0
	for _, unit := range units {
		code = max(code, s.unit(verb, unit))
	}
	return code
}

// systemctlVerbs are what can be done with a unit.
var systemctlVerbs = []string{"start", "stop", "restart", "status", "is-active", "is-enabled", "enable", "disable"}

// listUnits prints the units that the lab has.
func (s *standIn) listUnits() int {
	kubelet := "active running"
	if !supervisor.KubeletRuns(s.home, s.host) {
		kubelet = "inactive dead"
	}
	fmt.Printf("UNIT            LOAD   ACTIVE SUB\nkubelet.service loaded %s\n", kubelet)
	return 0
}

func (s *standIn) unit(verb, unit string) int {
	if unit != "etcd" && unit != "kubelet" {
		fmt.Fprintf(os.Stderr, "Unit %s.service could not be found.\n", unit)
		return 4
	}
	switch verb {
	case "enable", "disable":
		return 0
	case "is-enabled":
		fmt.Println("enabled")
		return 0
	}
	if unit == "kubelet" {
		return s.kubelet(verb)
	}
	return s.etcd(verb)
}

func (s *standIn) kubelet(verb string) int {
	switch verb {
	case "start", "restart":
		return s.failed(supervisor.StartKubelet(s.home, s.host))
	case "stop":
		return s.failed(supervisor.StopKubelet(s.home, s.host))
	}
	active := supervisor.KubeletRuns(s.home, s.host)
	return s.status(verb, "kubelet", "kubelet: The Kubernetes Node Agent", active, 0, s.home.SupervisorLog())
}

// etcd stops and starts the member of the host.
func (s *standIn) etcd(verb string) int {
	state, err := supervisor.Read(s.home)
	if err != nil {
		return s.failed(err)
	}
	m, known := state.Member(s.host)
	if verb != "status" && verb != "is-active" {
		s.remarkUnit(verb)
	}
	ctx, cancel := context.WithTimeout(context.Background(), actPatience)
	defer cancel()
	switch {
	case verb == "status" || verb == "is-active":
		return s.status(verb, "etcd", "etcd of "+s.host, known && m.Phase == supervisor.Running, m.Process.PID, s.home.Log(s.host))
	case !known:
		return s.complain("Unit etcd.service not loaded: %s has no manifest in /etc/kubernetes/manifests.", s.host)
	case verb == "stop":
		return s.failed(supervisor.Ask(ctx, s.home, s.host, supervisor.Crash))
	}
	return s.failed(supervisor.Ask(ctx, s.home, s.host, supervisor.Restart))
}

func (s *standIn) remarkUnit(verb string) {
	move := map[string]string{
		"stop": "mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/", "start": "mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/",
		"restart": "mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/; sleep 1; mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/",
	}[verb]
	remark(lang.Text{
		EN: "kubeadm's hosts have no unit etcd: there etcd is a static Pod, and this line fails (Unit etcd.service not loaded). There it is:\n  " + move + "\nHere the member obeys systemctl nevertheless.",
		ZH: "kubeadm 的主机上没有 etcd 这个 unit：那里 etcd 是静态 Pod，这条命令会失败（Unit etcd.service not loaded）。那里的做法是：\n  " + move + "\n在这里，成员仍然会照 systemctl 的意思做。",
	}.In(langOfRemarks()))
}

func (s *standIn) failed(err error) int {
	if err != nil {
		return s.complain("%v", err)
	}
	return 0
}

// status prints what systemctl does of a unit, as far as the lab knows it.
func (s *standIn) status(verb, unit, title string, active bool, pid int, logFile string) int {
	word, code := "active", 0
	if !active {
		word, code = "inactive", 3
	}
	if verb == "is-active" {
		fmt.Println(word)
		return code
	}
	fmt.Printf("● %s.service - %s\n     Loaded: loaded\n", unit, title)
	if active {
		fmt.Println("     Active: active (running)")
	} else {
		fmt.Println("     Active: inactive (dead)")
	}
	if pid != 0 {
		fmt.Printf("   Main PID: %d (%s)\n", pid, unit)
	}
	fmt.Println()
	for _, line := range s.journal(unit, logFile, 5) {
		fmt.Println(line)
	}
	return code
}
