//go:build unix

package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/lab/labdir"
	"raftlab/lab/pki"
)

// withKubernetes is a lab with a kube-apiserver that nobody runs, whose kubectl is a file.
func withKubernetes(t *testing.T, kubectl string) *labdir.Dir {
	t.Helper()
	h := newHome(t, 1)
	h.Kubernetes = labdir.Kubernetes{Port: 10009, Complete: true}
	for _, err := range []error{h.Save(), pki.EnsureKubernetes(h), os.MkdirAll(h.Programs(), 0o700), os.Symlink(kubectl, filepath.Join(h.Programs(), "kubectl"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// decoy is a kubeconfig of the user's own, at home.
func decoy(t *testing.T) (home, file string) {
	t.Helper()
	home = t.TempDir()
	file = filepath.Join(home, ".kube", "config")
	const text = `{"apiVersion":"v1","kind":"Config","current-context":"production","clusters":[{"name":"production","cluster":{"server":"https://production.invalid"}}],
"contexts":[{"name":"production","context":{"cluster":"production","user":"me"}}],"users":[{"name":"me","user":{"token":"secret"}}]}`
	if err := labdir.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return home, file
}

// script is a program that says how it was called.
func script(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kubectl")
	if err := os.WriteFile(file, []byte("#!/bin/sh\necho \"$*\"\nenv\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

// Kubernetes' kubectl is told the lab's kubeconfig, and nothing of what the user has outside.
func TestKubectlIsToldTheLabsCluster(t *testing.T) {
	h := withKubernetes(t, script(t))
	home, file := decoy(t)
	admin := h.Kubeconfig("admin")
	for _, c := range []struct{ variable, want string }{
		{"", admin},
		{file, admin},
		{file + ":" + admin, admin},
		{h.Kubeconfig("super-admin") + ":" + file, admin},
		{h.Kubeconfig("super-admin"), h.Kubeconfig("super-admin")},
		{"/etc/kubernetes/super-admin.conf", h.Kubeconfig("super-admin")},
	} {
		env := shell(h, "HOME="+home, "KUBECONFIG="+c.variable, "HTTPS_PROXY=http://proxy.invalid", "KUBERNETES_SERVICE_HOST=other.invalid")
		got := run(t, h, env, "kubectl", "get", "pods", "-n", "exec")
		if got.code != 0 || !strings.HasPrefix(got.out, "get pods -n exec\n") || !strings.Contains(got.out, "\nKUBECONFIG="+c.want+"\n") || !strings.Contains(got.out, "\nKUBERC=off\n") ||
			strings.Contains(got.out, ".invalid") {
			t.Errorf("KUBECONFIG=%s: %+v", c.variable, got)
		}
	}
}

// --kubeconfig names a file of the lab or nothing is done, be it a link there.
func TestKubeconfigIsOfTheLab(t *testing.T) {
	h := withKubernetes(t, script(t))
	home, file := decoy(t)
	link := filepath.Join(h.Path, "etc/kubernetes/link.conf")
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	env := shell(h, "HOME="+home)
	for _, args := range [][]string{{"--kubeconfig", file, "get", "pods"}, {"get", "pods", "--kubeconfig=" + file}, {"get", "pods", "--kubeconfig=/etc/kubernetes/link.conf"},
		{"get", "--kubeconfig=/etc/kubernetes/admin.conf", "--kubeconfig", file}} {
		got := run(t, h, env, append([]string{"kubectl"}, args...)...)
		if got.code != 1 || got.out != "" || !strings.Contains(got.err, "is not in the lab, whose kubectl reads no other: write "+h.Kubeconfig("admin")) {
			t.Errorf("%q: %+v", args, got)
		}
	}
	got := run(t, h, env, "kubectl", "get", "pods", "--kubeconfig=/etc/kubernetes/super-admin.conf")
	if got.code != 0 || !strings.HasPrefix(got.out, "get pods --kubeconfig="+h.Kubeconfig("super-admin")+"\n") {
		t.Errorf("the lab's own: %+v", got)
	}
	if err := os.Remove(h.Kubeconfig("admin")); err != nil {
		t.Fatal(err)
	}
	if got := run(t, h, env, "kubectl", "get", "pods"); got.code != 1 || got.out != "" || !strings.Contains(got.err, "admin.conf is not there (raftlab lab up makes it anew)") {
		t.Errorf("without it: %+v", got)
	}
}

// What needs a kubelet is the stand-in's, wherever its word stands; so is all of it in a lab without kube-apiserver.
func TestTheStandInDoesWhatNeedsAKubelet(t *testing.T) {
	h := withKubernetes(t, script(t))
	for _, line := range []string{"logs --help", "-n kube-system exec --help", "--kubeconfig /etc/kubernetes/admin.conf logs --help"} {
		got := run(t, h, shell(h), append([]string{"kubectl"}, strings.Fields(line)...)...)
		if strings.Contains(got.out, "KUBECONFIG=") {
			t.Errorf("%s: %+v", line, got)
		}
	}
	h.Kubernetes = labdir.Kubernetes{}
	if err := h.Save(); err != nil {
		t.Fatal(err)
	}
	if got := run(t, h, shell(h), "kubectl", "--help"); !strings.Contains(got.out, "stand-in") {
		t.Errorf("%+v", got)
	}
}

// The real kubectl reads the lab's kubeconfig, whatever is at home and in its variable.
func TestRealKubectlReadsTheLabsKubeconfig(t *testing.T) {
	dir := os.Getenv("RAFTLAB_KUBE")
	if dir == "" {
		t.Skip("RAFTLAB_KUBE does not say where Kubernetes' programs are")
	}
	h := withKubernetes(t, filepath.Join(dir, "raftlab-kubectl"))
	home, file := decoy(t)
	for _, variable := range []string{"", file, filepath.Join(home, "none")} {
		env := shell(h, "HOME="+home, "KUBECONFIG="+variable)
		got := run(t, h, env, "kubectl", "config", "view", "-o", "jsonpath={.clusters[*].cluster.server} {.users[*].name}")
		if want := h.ServerURL() + " kubernetes-admin"; got.code != 0 || got.out != want {
			t.Errorf("KUBECONFIG=%s: %+v, want %s", variable, got, want)
		}
	}
	if _, err := os.Stat(filepath.Join(home, ".kube", "cache")); err == nil {
		t.Error("it keeps its cache in the user's home")
	}
}
