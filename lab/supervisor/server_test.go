//go:build linux || darwin

package supervisor

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"raftlab/lab/journal"
	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
)

// withServer is a supervisor that only looks, in a lab with a member and a kube-apiserver.
func withServer(t *testing.T) *supervisor {
	t.Helper()
	s := looker(t)
	s.dirs = map[string]dataDir{}
	s.home.Members, s.home.Kubernetes = []labdir.Member{first}, labdir.Kubernetes{Port: 21009, Complete: true}
	if err := manifest.WriteServer(s.home, "v1.37.2"); err != nil {
		t.Fatal(err)
	}
	s.write(t, text(t), time.Now().Add(-time.Minute))
	return s
}

// Moved away kube-apiserver is not wanted any more, moved back it is. The journal tells both
// in words of the server's own: it is no member, whose manifests and data graders ask for.
func TestManifestOfServerComesAndGoes(t *testing.T) {
	s := withServer(t)
	s.observe(later())
	if got := s.names(); !slices.Equal(got, []string{labdir.First, labdir.APIServer}) || s.pods[labdir.APIServer].want == nil {
		t.Fatalf("Pods are %v", got)
	}
	path, away := filepath.Join(s.home.Manifests(labdir.First), "kube-apiserver.yaml"), filepath.Join(s.home.Path, "kube-apiserver.yaml")
	for _, step := range [][2]string{{path, away}, {away, path}} {
		if err := os.Rename(step[0], step[1]); err != nil {
			t.Fatal(err)
		}
		s.observe(later())
		if wanted := s.pods[labdir.APIServer].want != nil; wanted != (step[1] == path) {
			t.Errorf("moved to %s: wanted is %v", step[1], wanted)
		}
	}
	told, err := journal.Read(s.home.Journal())
	if err != nil || len(told) != 2 {
		t.Fatalf("the journal tells %v, %v", told, err)
	}
	for i, want := range []string{serverManifestGone, serverManifestPlaced} {
		if args := []string{"kubelet", want, labdir.APIServer}; !slices.Equal(told[i].Args, args) {
			t.Errorf("the journal tells %q, want %q", told[i].Args, args)
		}
	}
}

// Each program gets the flags by which it shares its port with the reservation.
func TestCommandLines(t *testing.T) {
	s := withServer(t)
	s.observe(later())
	member, server := s.commandLine(s.pods[labdir.First].want), s.commandLine(s.pods[labdir.APIServer].want)
	if member[0] != "etcd" || !slices.Contains(member, "--socket-reuse-port=true") {
		t.Errorf("%q", member)
	}
	if server[0] != "kube-apiserver" || server[len(server)-1] != "--permit-port-sharing=true" || slices.Contains(server, "--socket-reuse-port=true") {
		t.Errorf("%q", server)
	}
}

// kube-apiserver alone plays the worker's kubelet, as an administrator whose rights no binding can take away.
func TestAgentIsInTheServer(t *testing.T) {
	s := withServer(t)
	s.observe(later())
	want := agentVariable + "=" + s.home.Kubeconfig("super-admin")
	for name, agent := range map[string]bool{labdir.First: false, labdir.APIServer: true} {
		env, err := s.environmentOf(s.pods[name].want)
		if err != nil || slices.Contains(env, want) != agent {
			t.Errorf("%s: %q, %v", name, env, err)
		}
	}
}

// A program that is gone is said to be, and the server starts again once it is there.
func TestProgramOfServerIsGone(t *testing.T) {
	s := withServer(t)
	s.observe(later())
	want := s.pods[labdir.APIServer].want
	if _, err := s.program(want); err == nil {
		t.Error("a program that is not there was found")
	}
	file := filepath.Join(s.home.Programs(), labdir.APIServer)
	if err := labdir.WriteFile(file, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if got, err := s.program(want); got != file || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}

// later is when whoever has written a file is done.
func later() time.Time { return time.Now().Add(time.Hour) }
