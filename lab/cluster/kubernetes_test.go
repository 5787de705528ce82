//go:build linux || darwin

package cluster

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/lab/labdir"
	"raftlab/lab/supervisor"
)

// What is missing is said with its name and where it was looked for, and the lab stays what it was.
func TestKubernetesWithoutItsPrograms(t *testing.T) {
	h := up(t, newLab(t), 1)
	dir := t.TempDir()
	t.Setenv(ProgramsVariable, dir)
	for _, missing := range []string{serverFile, kubectlFile} {
		err := AddKubernetes(within(t), h)
		if err == nil || !strings.HasPrefix(err.Error(), missing+" is not in "+dir+": make kube") {
			t.Errorf("%v", err)
		}
		if err := os.WriteFile(filepath.Join(dir, missing), []byte("#!/bin/sh\necho other\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := AddKubernetes(within(t), h); err == nil || !strings.Contains(err.Error(), `is no kube-apiserver: asked for its version, it says "other\n"`) {
		t.Errorf("another program: %v", err)
	}
	now, err := labdir.Open(h.Path)
	if err != nil || now.Kubernetes != (labdir.Kubernetes{}) {
		t.Errorf("the lab has %+v, %v", now.Kubernetes, err)
	}
	if _, err := os.Stat(h.Kubeconfig("admin")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its kubeconfig was made: %v", err)
	}
}

// The real kube-apiserver serves, stops when its manifest is moved away, starts when it is back, and goes down with the lab.
func TestKubernetes(t *testing.T) {
	if os.Getenv(ProgramsVariable) == "" {
		t.Skipf("%s does not say where Kubernetes' programs are", ProgramsVariable)
	}
	dir := newLab(t)
	h := up(t, dir, 1)
	if err := AddKubernetes(within(t), h); err != nil {
		t.Fatal(err)
	}
	path, away := filepath.Join(h.Manifests(labdir.First), "kube-apiserver.yaml"), filepath.Join(dir, "kube-apiserver.yaml")
	if err := os.Rename(path, away); err != nil {
		t.Fatal(err)
	}
	if err := supervisor.Until(within(t), h, func(s supervisor.State) bool { _, there := s.Member(labdir.APIServer); return !there }); err != nil {
		t.Fatal(err)
	}
	if listens(t, h) {
		t.Error("it listens without a manifest")
	}
	up(t, dir, 0)
	if listens(t, h) {
		t.Error("raftlab lab up has started it without a manifest")
	}
	if err := os.Rename(away, path); err != nil {
		t.Fatal(err)
	}
	known := func(s supervisor.State) bool { _, there := s.Member(labdir.APIServer); return there }
	if err := supervisor.Until(within(t), h, known); err != nil {
		t.Fatal(err)
	}
	up(t, dir, 0)
	if !listens(t, h) {
		t.Error("it does not serve")
	}
	if err := Down(within(t), h); err != nil {
		t.Fatal(err)
	}
	if listens(t, h) {
		t.Error("it listens after raftlab lab down")
	}
	up(t, dir, 0)
	if !listens(t, h) {
		t.Error("it does not serve after raftlab lab up")
	}
}

// listens reports whether somebody takes connections where kube-apiserver serves. The reservation of the port takes none.
func listens(t *testing.T, h *labdir.Dir) bool {
	t.Helper()
	now, err := labdir.Open(h.Path)
	if err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(now.ServerURL())
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", at.Host)
	if err == nil {
		c.Close()
	}
	return err == nil
}
