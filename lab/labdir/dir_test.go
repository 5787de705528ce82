//go:build linux || darwin

package labdir

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func create(t *testing.T, dir string) *Dir {
	t.Helper()
	h, err := Create(dir)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestPathsOfTheHostAreBelowTheLab(t *testing.T) {
	h := &Dir{Path: "/lab"}
	for path, want := range map[string]string{
		"/etc/kubernetes/pki/etcd/ca.crt": "/lab/etc/kubernetes/pki/etcd/ca.crt",
		"/etc/kubernetes":                 "/lab/etc/kubernetes",
		"/etc/kubernetesx":                "/etc/kubernetesx",
		"/etc/passwd":                     "/etc/passwd",
		"/var/lib/etcd":                   "/lab/var/lib/etcd",
		"/var/lib/etcd/member":            "/lab/var/lib/etcd/member",
		"/var/lib/etcd-k8s-master02":      "/lab/var/lib/etcd-k8s-master02",
		"/var/lib/etcdx":                  "/var/lib/etcdx",
		"backup/a.db":                     "backup/a.db",
	} {
		if got := h.Host(path); got != want {
			t.Errorf("%s is at %s, want %s", path, got, want)
		}
	}
}

// The first member has kubeadm's names; the others have their own in them.
func TestFilesOfMembers(t *testing.T) {
	h := &Dir{Path: "/lab"}
	for got, want := range map[string]string{
		h.Manifest(First):          "/lab/etc/kubernetes/manifests/etcd.yaml",
		h.Manifest("k8s-master02"): "/lab/etc/kubernetes/manifests/etcd-k8s-master02.yaml",
		h.Data(First):              "/lab/var/lib/etcd",
		h.Data("k8s-master02"):     "/lab/var/lib/etcd-k8s-master02",
		h.ServerUser(First):        "server",
		h.PeerUser("k8s-master03"): "peer-k8s-master03",
		Member{Name: "k8s-master03", PeerPort: 5}.Address(): "192.168.128.13",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if _, cert, _ := h.Certificates("apiserver-etcd-client"); cert != "/lab/etc/kubernetes/pki/apiserver-etcd-client.crt" {
		t.Error(cert)
	}
	for _, name := range []string{"", "k8s-master", "k8s-master00", "k8s-master1", "k8s-master011", "../k8s-master01", "K8S-master01"} {
		if CheckName(name) == nil {
			t.Errorf("%q is taken for a member's name", name)
		}
	}
}

func TestDefaultDirectory(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"/here":                            {"RAFTLAB_DIR": "/here", "HOME": "/home/a"},
		"/state/raftlab/lab":               {"XDG_STATE_HOME": "/state", "HOME": "/home/a"},
		"/home/a/.local/state/raftlab/lab": {"HOME": "/home/a"},
	} {
		if got, err := Default(func(name string) string { return env[name] }); err != nil || got != want {
			t.Errorf("%v: %s, %v, want %s", env, got, err, want)
		}
	}
	if dir, err := Default(func(string) string { return "" }); err == nil {
		t.Errorf("without HOME: %s", dir)
	}
}

func TestWhoseDirectory(t *testing.T) {
	base := t.TempDir()
	at := func(name string, files ...string) string {
		dir := filepath.Join(base, name)
		for _, file := range files {
			if err := WriteFile(filepath.Join(dir, file), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	empty := at("empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(base, "begun", "lab"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{at("none"), empty, at("begun")} {
		if _, err := Open(dir); !errors.Is(err, ErrNoLab) {
			t.Errorf("open %s: %v", dir, err)
		}
		h := create(t, dir)
		if info, err := os.Stat(h.Path); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%v %v", info, err)
		}
		if _, err := Open(dir); err != nil {
			t.Errorf("open %s: %v", dir, err)
		}
	}
	foreign := at("marker", "lab/raftlab-lab")
	if err := os.WriteFile(filepath.Join(foreign, "lab/raftlab-lab"), []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{at("other", "thesis.txt"), at("alike", "lab/notes.txt"), foreign} {
		if _, err := Create(dir); !errors.Is(err, ErrNotOurs) {
			t.Errorf("create %s: %v", dir, err)
		}
		if _, err := (&Dir{Path: dir}).Purge(); !errors.Is(err, ErrNotOurs) {
			t.Errorf("purge %s: %v", dir, err)
		}
	}
	if _, err := os.Stat(filepath.Join(base, "other", "thesis.txt")); err != nil {
		t.Error(err)
	}
	if _, err := Create(at("file", "x") + "/x/lab"); err == nil {
		t.Error("a lab in a file")
	}
	for _, dir := range []string{"/tmp/" + strings.Repeat("long/", 900), "/tmp/a:b", "/tmp/a\nb"} {
		if _, err := Create(dir); !errors.Is(err, ErrBadPath) {
			t.Errorf("%.20q: %v", dir, err)
		}
	}
}

func TestRecord(t *testing.T) {
	h := create(t, filepath.Join(t.TempDir(), "lab"))
	if err := h.Add(Member{Name: First, ClientPort: 1, PeerPort: 2}); err != nil {
		t.Fatal(err)
	}
	h.Complete = true
	if err := h.Add(Member{Name: "k8s-master02", ClientPort: 3, PeerPort: 4}); err != nil {
		t.Fatal(err)
	}
	if err := h.Add(Member{Name: First, ClientPort: 5, PeerPort: 6}); err == nil {
		t.Error("a member was added twice")
	}
	again, err := Open(h.Path)
	if err != nil || len(again.Members) != 2 || !again.Complete || again.Seeded {
		t.Errorf("%+v %v", again, err)
	}
	if m, ok := again.Member("k8s-master02"); !ok || m.ClientURL() != "https://127.0.0.1:3" || m.PeerURL() != "https://127.0.0.1:4" {
		t.Errorf("%+v", m)
	}
	if err := again.Forget(First); err != nil || len(again.Members) != 1 {
		t.Errorf("%+v %v", again, err)
	}
	for _, text := range []string{"", "{", `{"version": 99}`} {
		if err := os.WriteFile(filepath.Join(h.Path, "lab/lab.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(h.Path); !errors.Is(err, ErrRecord) || !strings.Contains(err.Error(), "--purge") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLockIsForOne(t *testing.T) {
	h := create(t, filepath.Join(t.TempDir(), "lab"))
	unlock, err := h.Lock(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Lock(ctx); !errors.Is(err, ErrBusy) {
		t.Errorf("two have the lock: %v", err)
	}
	unlock()
	if unlock, err = h.Lock(context.Background()); err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestWriteFileIsWholeOrNot(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "b")
	for _, text := range []string{"one", "two"} {
		if err := WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil || string(data) != text {
			t.Errorf("%q %v", data, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if err := WriteFile(filepath.Join(dir, "a"), nil, 0o600); err == nil || !strings.HasPrefix(err.Error(), filepath.Join(dir, "a")+": ") {
		t.Errorf("over a directory: %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%v %v: temporary files are left", entries, err)
	}
}

func TestLinksFollowTheProgram(t *testing.T) {
	h := create(t, filepath.Join(t.TempDir(), "lab"))
	for _, program := range []string{"/bin/a", "/bin/a", "/bin/b"} {
		if err := h.Link(program, []string{"etcd", "etcdctl"}); err != nil {
			t.Fatal(err)
		}
		if target, err := os.Readlink(filepath.Join(h.Bin(), "etcdctl")); err != nil || target != program {
			t.Errorf("%s %v", target, err)
		}
	}
}

func TestEnvironment(t *testing.T) {
	h := &Dir{Path: "/lab", Members: []Member{{Name: First, ClientPort: 1, PeerPort: 2}, {Name: "k8s-master02", ClientPort: 3, PeerPort: 4}}}
	t.Setenv("PATH", "/bin:/lab/bin:/usr/bin")
	env := strings.Join(h.Env(), "\n")
	for _, want := range []string{
		"RAFTLAB_DIR=/lab\n", "RAFTLAB_SHELL=1\n", "PATH=/lab/bin:/bin:/usr/bin\n",
		"ETCDCTL_ENDPOINTS=https://127.0.0.1:1,https://127.0.0.1:3\n",
		"ETCDCTL_CACERT=/lab/etc/kubernetes/pki/etcd/ca.crt\n",
	} {
		if !strings.Contains(env, want) {
			t.Errorf("%q is not in\n%s", want, env)
		}
	}
}

// A lab that is made while another command looks at its directory is no stranger's.
func TestCreateAtOnce(t *testing.T) {
	for range 200 {
		dir := filepath.Join(t.TempDir(), "lab")
		var creators sync.WaitGroup
		for range 4 {
			creators.Go(func() {
				h, err := Create(dir)
				if err == nil {
					err = WriteFile(h.at("lab/other"), nil, 0o600)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		creators.Wait()
	}
}

// What was locked by whoever was root in a machine is deleted too.
func TestPurgeOfLockedDirectories(t *testing.T) {
	h, err := Create(filepath.Join(t.TempDir(), "lab"))
	if err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(h.Path, "machine", "opt", "locked")
	if err := os.MkdirAll(filepath.Join(locked, "in", "it"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(locked, "in"), locked} {
		if err := os.Chmod(dir, 0); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := h.Purge(); err != nil || len(kept) > 0 {
		t.Errorf("%v %v", kept, err)
	}
}
