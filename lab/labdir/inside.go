package labdir

import (
	"encoding/json"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// A lab lives on the loopback interface of the host, or is a machine of its own (package machine). What it is is
// decided when it is made, and stays: manifests and certificates hold its addresses.
type Mode string

// The modes. Labs made before there were machines have none in their record.
const (
	Loopback Mode = ""
	Machine  Mode = "machine"
)

// Places inside of a machine, the same in all labs.
const (
	InsideDir  = "/run/raftlab"          // what the machine tells programs in it
	InsideFile = InsideDir + "/lab.json" // which lab it is
	InsidePath = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:" + InsideDir + "/bin"
)

// Names in the lab's directory that matter to a machine.
const (
	OutsideName = "outside" // what is seen outside only
	HostsName   = "hosts"   // files of further hosts
)

// Shared are the parts of the lab's directory that a machine shows where they are outside.
var Shared = []string{"lab", "etc", "var", "machine", HostsName}

// The worker of the course. Nothing runs there.
const (
	Worker        = "k8s-node01"
	WorkerAddress = "192.168.128.21"
)

// MaxHosts is how many hosts a machine can have: the next address would be the worker's.
const MaxHosts = 9

// Tools are the names by which this program is called in a machine.
var Tools = []string{"raftlab", "etcd", "etcdctl", "etcdutl", "kubectl", "sudo", "ssh", "scp", "systemctl", "crictl", "journalctl", "ll"}

// Lookalikes are names that are mistyped so often that there is an answer to them.
var Lookalikes = []string{"etcdct1", "etcdctI", "etcdut1", "etcdutI", "kubect1", "kubectI"}

// HostAddress is the address of a host of the course.
func HostAddress(name string) netip.Addr {
	number, _ := strconv.Atoi(strings.TrimPrefix(name, "k8s-master"))
	return netip.AddrFrom4([4]byte{192, 168, 128, byte(10 + number)})
}

// NameAt returns the name of the host of the course at an address.
func NameAt(address string) (string, bool) {
	for number := 1; number <= MaxHosts; number++ {
		if HostAddress(Name(number)).String() == address {
			return Name(number), true
		}
	}
	return "", false
}

// CheckHost refuses what is no host's name.
func CheckHost(name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if number, _ := strconv.Atoi(strings.TrimPrefix(name, "k8s-master")); number > MaxHosts {
		return lang.Errorf("%s: a lab has hosts up to %s", "%s：实验环境的主机至多到 %s", name, Name(MaxHosts))
	}
	return nil
}

// Places are the directories that a machine needs in the lab's directory.
func Places(hosts []string) []string {
	places := []string{
		"lab", "etc/kubernetes/manifests", "var/lib", "var/log", "var/tmp", "usr/local/bin", HostsName,
		"machine/root", "machine/tmp", "machine/opt", "machine/backup",
	}
	for _, name := range hosts[1:] {
		places = append(places, HostPlaces(name)...)
	}
	return places
}

// HostPlaces are those that a further host needs.
func HostPlaces(name string) []string {
	own := HostsName + "/" + name
	return []string{own + "/etc/kubernetes/manifests", own + "/var/lib", own + "/var/log"}
}

// Inside says which machine a program is in.
type Inside struct {
	Lab  string `json:"lab"`            // the lab's directory
	Home string `json:"home,omitempty"` // the home of the user outside, if it is there
}

// WhereAmI returns the machine that this program is in, and the host in it; false outside.
func WhereAmI() (inside Inside, host string, ok bool) {
	data, err := os.ReadFile(InsideFile)
	if err != nil || json.Unmarshal(data, &inside) != nil || inside.Lab == "" {
		return Inside{}, "", false
	}
	host, err = os.Hostname()
	if err != nil || CheckName(host) != nil {
		host = First
	}
	return inside, host, true
}
