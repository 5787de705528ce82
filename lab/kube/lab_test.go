package kube

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var bin = flag.String("bin", "../../bin", "the directory with raftlab, raftlab-apiserver and raftlab-kubectl")

// lab is a lab with one member on loopback, with its variables.
type lab struct {
	dir string
	env []string
}

// startLab starts a lab, and ends it with the test.
func startLab(t *testing.T) *lab {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "lab")
	l := &lab{dir: dir, env: append(os.Environ(), "RAFTLAB_DIR="+dir)}
	l.raftlab(t, "lab", "up", "--loopback")
	t.Cleanup(func() { l.raftlab(t, "lab", "down") })
	for line := range strings.Lines(l.raftlab(t, "lab", "env")) {
		l.env = append(l.env, strings.TrimPrefix(strings.TrimSpace(line), "export "))
	}
	return l
}

func (l *lab) raftlab(t *testing.T, arguments ...string) string {
	t.Helper()
	return l.run(t, program(t, "raftlab"), arguments...)
}

// inLab runs a program of the lab, such as etcdctl.
func (l *lab) inLab(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	return l.run(t, filepath.Join(l.dir, "bin", name), arguments...)
}

// run runs a program with the lab's variables, and returns what it prints. A test's cleanup may call it too.
func (l *lab) run(t *testing.T, path string, arguments ...string) string {
	t.Helper()
	out, err := l.try(path, arguments...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(path), strings.Join(arguments, " "), err, out)
	}
	return out
}

func (l *lab) try(path string, arguments ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, path, arguments...)
	command.Env = l.env
	out, err := command.CombinedOutput()
	return string(out), err
}

// endpoint returns where etcd listens.
func (l *lab) endpoint(t *testing.T) string {
	t.Helper()
	found := regexp.MustCompile(`--listen-client-urls=([^,\s]+)`).FindStringSubmatch(l.read(t, l.manifest()))
	if found == nil {
		t.Fatal("the manifest has no --listen-client-urls")
	}
	return found[1]
}

func (l *lab) manifest() string { return filepath.Join(l.dir, "etc/kubernetes/manifests/etcd.yaml") }

func (l *lab) pki(name string) string { return filepath.Join(l.dir, "etc/kubernetes/pki", name) }

func (l *lab) read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// restore puts a snapshot in the place of etcd's data, as the handout does: manifest away, restore, manifest back.
func (l *lab) restore(t *testing.T, snapshot string, flags ...string) {
	t.Helper()
	away, restored := filepath.Join(t.TempDir(), "etcd.yaml"), filepath.Join(t.TempDir(), "restored")
	flag := func(name string) string {
		return regexp.MustCompile(`--` + name + `=\S+`).FindString(l.read(t, away))
	}
	rename(t, l.manifest(), away)
	l.raftlab(t, "lab", "wait", "stopped")
	arguments := append([]string{"snapshot", "restore", snapshot, "--data-dir=" + restored, flag("name"), flag("initial-cluster"), flag("initial-advertise-peer-urls")}, flags...)
	l.inLab(t, "etcdutl", arguments...)
	data := filepath.Join(l.dir, "var/lib/etcd/member")
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	rename(t, filepath.Join(restored, "member"), data)
	rename(t, away, l.manifest())
	l.raftlab(t, "lab", "wait", "healthy")
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// program returns one of the programs under test. A missing one fails the test: it was asked for by name.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(*bin, name))
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Fatalf("%v (make build kube builds it)", err)
	}
	return path
}
