//go:build unix

package program

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"raftlab/lab/labdir"
)

func TestHostPath(t *testing.T) {
	h := newHome(t, 1)
	for typed, want := range map[string]string{
		"/etc/kubernetes":                       "DIR/etc/kubernetes",
		"/etc/kubernetes/manifests/":            "DIR/etc/kubernetes/manifests/",
		"/etc//kubernetes/./pki/etcd/ca.crt":    "DIR/etc/kubernetes/pki/etcd/ca.crt",
		"/var/lib/etcd":                         "DIR/var/lib/etcd",
		"/var/lib/etcd/member":                  "DIR/var/lib/etcd/member",
		"/var/lib/etcd.old":                     "DIR/var/lib/etcd.old",
		"/var/lib/etcd_backup/x":                "DIR/var/lib/etcd_backup/x",
		"/var/lib/etcd-k8s-master02":            "DIR/var/lib/etcd-k8s-master02",
		"/var/lib/etcd/../etcd/member":          "DIR/var/lib/etcd/member",
		"/var/lib/etcd/../../../etc/passwd":     "/var/lib/etcd/../../../etc/passwd",
		"/etc/kubernetes/../../../../../../etc": "/etc/kubernetes/../../../../../../etc",
		"/var/lib":                              "/var/lib",
		"/etc/kubernetes-old":                   "/etc/kubernetes-old",
		"etc/kubernetes":                        "etc/kubernetes",
		"/mnt/etc/kubernetes":                   "/mnt/etc/kubernetes",
		"":                                      "",
	} {
		if got := strings.ReplaceAll(hostPath(h, typed), h.Path, "DIR"); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
}

// On loopback the files of a further host have its name in theirs. In a machine each host has its own, and whatever
// is typed there stays as it is.
func TestPathsOfAFurtherHost(t *testing.T) {
	h := newHome(t, 3)
	for typed, want := range map[string]string{
		"/etc/kubernetes/manifests/etcd.yaml":      "DIR/etc/kubernetes/manifests/etcd-k8s-master02.yaml",
		"/etc/kubernetes/pki/etcd/server.crt":      "DIR/etc/kubernetes/pki/etcd/server-k8s-master02.crt",
		"/etc/kubernetes/pki/etcd/ca.crt":          "DIR/etc/kubernetes/pki/etcd/ca.crt",
		"/var/lib/etcd":                            "DIR/var/lib/etcd-k8s-master02",
		"/var/lib/etcd/member/":                    "DIR/var/lib/etcd-k8s-master02/member",
		"https://192.168.128.12:2380":              "https://192.168.128.12:2380",
		"k8s-master01=https://192.168.128.11:2380": "k8s-master01=https://192.168.128.11:2380",
		"./a//b": "./a//b",
	} {
		if got := strings.ReplaceAll(hostPathOn(h, "k8s-master02", typed), h.Path, "DIR"); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
	h.Mode = labdir.Machine
	for _, typed := range []string{"/etc/kubernetes/pki/etcd/server.crt", "/var/lib/etcd", "https://192.168.128.12:2380", "./a//b"} {
		if got := hostPathOn(h, "k8s-master02", typed); got != typed {
			t.Errorf("in a machine, %s: %s", typed, got)
		}
	}
}

// A relative path that leads to a directory of this host is not for the lab, from wherever it is typed.
func TestRelativePathsIntoTheHost(t *testing.T) {
	h := newHome(t, 1)
	t.Chdir("/")
	for arg, want := range map[string]string{
		"etc/kubernetes/manifests/etcd.yaml": "/etc/kubernetes", "./var/lib/etcd": "/var/lib/etcd", "tmp/../etc/kubernetes": "/etc/kubernetes",
		"/etc/kubernetes": "", "-f": "", "etc/kubernetes-old": "", "var/lib": "",
	} {
		if dir, _ := inHostsOwn(h, []string{arg}); dir != want {
			t.Errorf("%s: %q, want %q", arg, dir, want)
		}
	}
}

func TestMemberAddresses(t *testing.T) {
	h := newHome(t, 3)
	for typed, want := range map[string]string{
		"https://192.168.128.11:2379":                              "https://127.0.0.1:10001",
		"192.168.128.11:2379":                                      "127.0.0.1:10001",
		"http://192.168.128.11:2379":                               "http://127.0.0.1:10001", // as refused as it would be there
		"https://192.168.128.12:2380":                              "https://127.0.0.1:10012",
		"https://192.168.128.11:2379,https://192.168.128.13:2379/": "https://127.0.0.1:10001,https://127.0.0.1:10021/",
		"k8s-master02=https://192.168.128.12:2380":                 "k8s-master02=https://127.0.0.1:10012",
		"https://127.0.0.1:2379":                                   "https://127.0.0.1:10011", // in the pod of k8s-master02
		"localhost:2379":                                           "127.0.0.1:10011",
		"https://127.0.0.1:10021":                                  "https://127.0.0.1:10021",
		"https://192.168.128.14:2379":                              "https://192.168.128.14:2379", // there is no such member
		"https://192.168.1.11:2379":                                "https://192.168.1.11:2379",   // another network
		"https://192.168.128.11:23790":                             "https://192.168.128.11:23790",
		"":                                                         "",
	} {
		if got := memberAddresses(h, "k8s-master02", typed); got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
}

// translate returns what a command line becomes, with DIR for the lab's directory, and its environment.
func translate(t *testing.T, env []string, line ...string) (string, []string) {
	t.Helper()
	h := newHome(t, 1)
	c := &call{home: h, name: line[0], typed: line[1:], args: slices.Clone(line[1:]), env: env}
	c.translate()
	return strings.ReplaceAll(strings.Join(c.args, " "), h.Path, "DIR"), c.env
}

func TestTranslatedLines(t *testing.T) {
	const k = "/etc/kubernetes"
	for typed, want := range map[string]string{
		"etcdctl --cacert=" + k + "/ca --cert " + k + "/crt --endpoints https://192.168.128.11:2379 get /etc/kubernetes": "--cacert=DIR" + k + "/ca --cert DIR" + k + "/crt --endpoints https://127.0.0.1:10001 get /etc/kubernetes",
		"etcdctl put url https://192.168.128.11:2379":                                                                    "put url https://192.168.128.11:2379",
		"etcdctl put /var/lib/etcd /etc/kubernetes":                                                                      "put /var/lib/etcd /etc/kubernetes",
		"etcdctl put -- --cert /etc/kubernetes":                                                                          "put -- --cert /etc/kubernetes",
		"etcdctl snapshot save /var/lib/etcd-backup/s.db":                                                                "snapshot save DIR/var/lib/etcd-backup/s.db",
		"etcdctl -w table --command-timeout 1s snapshot save /var/lib/etcd-backup/s.db":                                  "-w table --command-timeout 1s snapshot save DIR/var/lib/etcd-backup/s.db",
		"etcdctl snapshot save /root/s.db":                                                                               "snapshot save /root/s.db",
		"etcdctl member add x --peer-urls=https://192.168.128.11:2380":                                                   "member add x --peer-urls=https://127.0.0.1:10002",
		"etcdctl get --cert": "get --cert",
		"etcdutl snapshot restore s.db --data-dir=/var/lib/etcd --name a":                         "snapshot restore s.db --data-dir=DIR/var/lib/etcd --name a",
		"etcdutl snapshot restore s.db --data-dir /var/lib/etcd":                                  "snapshot restore s.db --data-dir DIR/var/lib/etcd",
		"etcdutl snapshot restore s.db --initial-cluster=a=https://192.168.128.11:2380":           "snapshot restore s.db --initial-cluster=a=https://127.0.0.1:10002",
		"etcdutl snapshot restore s.db --initial-advertise-peer-urls https://192.168.128.11:2380": "snapshot restore s.db --initial-advertise-peer-urls https://127.0.0.1:10002",
		"etcdutl defrag --data-dir /var/lib/etcd":                                                 "defrag --data-dir DIR/var/lib/etcd",
		"etcd --data-dir=/var/lib/etcd --cert-file=/etc/kubernetes/pki/etcd/server.crt":           "--data-dir=DIR/var/lib/etcd --cert-file=DIR/etc/kubernetes/pki/etcd/server.crt",
		"kubectl apply -f /etc/kubernetes/pod.yaml":                                               "apply -f DIR/etc/kubernetes/pod.yaml",
		"kubectl exec etcd-x -- etcdctl --cacert -f /etc/kubernetes":                              "exec etcd-x -- etcdctl --cacert -f /etc/kubernetes",
		"mv /etc/kubernetes/manifests/etcd.yaml /tmp/etcd.yaml":                                   "DIR/etc/kubernetes/manifests/etcd.yaml /tmp/etcd.yaml",
		"cp --target-directory=/var/lib/etcd x":                                                   "--target-directory=DIR/var/lib/etcd x",
		"rm -rf /var/lib/etcd/*":                                                                  "-rf DIR/var/lib/etcd/*", // as a shell has it where nothing matches
	} {
		if got, _ := translate(t, nil, strings.Fields(typed)...); got != want {
			t.Errorf("%s\n got %s\nwant %s", typed, got, want)
		}
	}
}

// A variable that a flag overrides is dropped: etcdctl would refuse to choose.
func TestVariablesThatFlagsOverride(t *testing.T) {
	env := []string{"ETCDCTL_CACERT=a", "ETCDCTL_CERT=b", "ETCDCTL_KEY=c", "ETCDCTL_ENDPOINTS=d", "ETCDCTL_WRITE_OUT=json", "ETCDCTL_API=3", "OTHER=x"}
	for line, want := range map[string]string{
		"etcdctl get foo":                         "ETCDCTL_CACERT=a ETCDCTL_CERT=b ETCDCTL_ENDPOINTS=d ETCDCTL_KEY=c ETCDCTL_WRITE_OUT=json OTHER=x",
		"etcdctl --cert=x --key x get foo":        "ETCDCTL_CACERT=a ETCDCTL_ENDPOINTS=d ETCDCTL_WRITE_OUT=json OTHER=x",
		"etcdctl -w table --endpoints=x get":      "ETCDCTL_CACERT=a ETCDCTL_CERT=b ETCDCTL_KEY=c OTHER=x",
		"etcdctl -wtable get":                     "ETCDCTL_CACERT=a ETCDCTL_CERT=b ETCDCTL_ENDPOINTS=d ETCDCTL_KEY=c OTHER=x",
		"etcdctl put -- --cacert=x":               "ETCDCTL_CACERT=a ETCDCTL_CERT=b ETCDCTL_ENDPOINTS=d ETCDCTL_KEY=c ETCDCTL_WRITE_OUT=json OTHER=x",
		"etcdctl --user --cert get --password=--": "ETCDCTL_CACERT=a ETCDCTL_CERT=b ETCDCTL_ENDPOINTS=d ETCDCTL_KEY=c ETCDCTL_WRITE_OUT=json OTHER=x",
	} {
		_, got := translate(t, env, strings.Fields(line)...)
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
	_, got := translate(t, []string{"ETCDCTL_CACERT=/etc/kubernetes/pki/etcd/ca.crt"}, "etcdctl", "get", "x")
	if !strings.HasSuffix(got[0]+got[1], "/etc/kubernetes/pki/etcd/ca.crtETCDCTL_ENDPOINTS=127.0.0.1:10001") || strings.HasPrefix(got[0], "ETCDCTL_CACERT=/etc") {
		t.Errorf("the course's path in a variable, and no address: %q", got)
	}
}

// A pattern is looked for where the files are: the shell has looked for it on the host.
func TestPatterns(t *testing.T) {
	h := newHome(t, 1)
	for _, name := range []string{"snap", "wal"} {
		if err := os.MkdirAll(filepath.Join(h.Data("k8s-master01"), "member", name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if got := run(t, h, shell(h), "ls", "-d", "/var/lib/etcd/member/*").out; got != h.Path+"/var/lib/etcd/member/snap\n"+h.Path+"/var/lib/etcd/member/wal\n" {
		t.Errorf("%s", got)
	}
	if got := run(t, h, shell(h), "rm", "-r", "/var/lib/etcd/member/*"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if left, _ := os.ReadDir(h.Data("k8s-master01") + "/member"); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}

func TestRestoreTarget(t *testing.T) {
	for line, want := range map[string]string{
		"snapshot restore s.db --data-dir=x":                        "x",
		"snapshot restore --data-dir x s.db":                        "x",
		"snapshot restore s.db":                                     "default.etcd",
		"snapshot restore s.db --name m":                            "m.etcd",
		"--write-out table snapshot --skip-hash-check restore s.db": "default.etcd",
		"snapshot status s.db --data-dir=x":                         "",
		"defrag --data-dir x":                                       "",
		"":                                                          "",
	} {
		if got := restoreTarget(strings.Fields(line)); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// FuzzParseEtcdctl: every place is one of an argument, and no word is counted twice.
func FuzzParseEtcdctl(f *testing.F) {
	f.Add("--cacert\x00x\x00snapshot\x00save\x00-w\x00table\x00--\x00-d")
	f.Add("-w=json\x00--=\x00-\x00--endpoints=\x00--cert")
	f.Fuzz(func(t *testing.T, joined string) {
		args := strings.Split(joined, "\x00")
		line := parseEtcdctl(args)
		seen := map[int]bool{}
		for _, place := range line.words {
			if seen[place] || strings.HasPrefix(args[place], "-") && len(args[place]) > 1 {
				t.Errorf("word %q of %q", args[place], args)
			}
			seen[place] = true
		}
		for _, flag := range line.flags {
			if seen[flag.at] || flag.value >= 0 && (seen[flag.value] || !strings.HasPrefix(args[flag.value], flag.prefix)) {
				t.Errorf("flag %+v of %q", flag, args)
			}
		}
	})
}
