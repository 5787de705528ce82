package manifest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"raftlab/lab/labdir"
)

// withServer is a lab on loopback with a kube-apiserver.
var withServer = &labdir.Dir{Path: "/lab", Members: lab.Members, Kubernetes: labdir.Kubernetes{Port: 21009, Complete: true}}

func server(t *testing.T, h *labdir.Dir) string {
	t.Helper()
	text, err := makeServer(h, "v1.37.2")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What the lab writes for kube-apiserver it can read, and it is no member.
func TestMadeManifestOfServerIsRead(t *testing.T) {
	pod, err := Read(withServer, labdir.First, []byte(server(t, withServer)))
	if err != nil {
		t.Fatal(err)
	}
	if pod.Program != "kube-apiserver" || pod.Key != "kube-apiserver" || pod.IsMember() {
		t.Errorf("%+v", pod)
	}
	for _, flag := range []string{
		"--etcd-servers=https://127.0.0.1:21001", "--secure-port=21009", "--bind-address=127.0.0.1", "--etcd-cafile=/lab/etc/kubernetes/pki/etcd/ca.crt",
		"--tls-cert-file=/lab/etc/kubernetes/pki/apiserver.crt", "--service-account-key-file=/lab/etc/kubernetes/pki/sa.pub",
	} {
		if !slices.Contains(pod.Args, flag) {
			t.Errorf("%s is not in %q", flag, pod.Args)
		}
	}
}

// In a machine the manifest has the addresses and paths of kubeadm, and nothing more.
func TestServerInAMachineIsKubeadms(t *testing.T) {
	h := &labdir.Dir{Path: "/lab", Mode: labdir.Machine, Here: labdir.First, Members: []labdir.Member{labdir.HostMember(labdir.First)}, Kubernetes: labdir.Kubernetes{Port: labdir.ServerPort}}
	pod, err := Read(h, labdir.First, []byte(server(t, h)))
	if err != nil {
		t.Fatal(err)
	}
	for flag, want := range map[string]string{
		"advertise-address": "192.168.128.11", "etcd-servers": "https://127.0.0.1:2379", "secure-port": "6443",
		"etcd-certfile": "/etc/kubernetes/pki/apiserver-etcd-client.crt", "bind-address": "", "endpoint-reconciler-type": "",
	} {
		if got := pod.flag(flag); got != want {
			t.Errorf("--%s=%s, want %q", flag, got, want)
		}
	}
	if _, err := Read(h, "k8s-master02", []byte(server(t, h))); err == nil || !strings.Contains(err.Error(), "the lab has one, on k8s-master01") {
		t.Errorf("on another host: %v", err)
	}
}

func TestRefusedManifestsOfServers(t *testing.T) {
	text := server(t, withServer)
	for want, change := range map[string][2]string{
		"--bind-address: \"0.0.0.0\": the lab listens": {"--bind-address=127.0.0.1", "--bind-address=0.0.0.0"},
		"--bind-address: \"\": the lab listens":        {"--bind-address=127.0.0.1", "--v=2"},
		"--secure-port is missing":                     {"--secure-port=21009", "--v=2"},
		"--etcd-servers is missing":                    {"--etcd-servers=https://127.0.0.1:21001", "--v=2"},
		"--tls-cert-file is missing":                   {"--tls-cert-file=/etc/kubernetes/pki/apiserver.crt", "--v=2"},
		"/etc/ssl/ca.crt is in no volume":              {"--client-ca-file=/etc/kubernetes/pki/ca.crt", "--client-ca-file=/etc/ssl/ca.crt"},
		"ca.crt is no absolute path":                   {"--client-ca-file=/etc/kubernetes/pki/ca.crt", "--client-ca-file=ca.crt"},
		"the lab runs etcd and kube-apiserver only":    {"- kube-apiserver\n", "- kube-scheduler\n"},
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if changed == text {
			t.Errorf("there is no %q", change[0])
		}
		if _, err := Read(withServer, labdir.First, []byte(changed)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", change[1], err, want)
		}
	}
	if _, err := Read(lab, labdir.First, []byte(text)); err == nil || !strings.Contains(err.Error(), "etcd only (this one too: raftlab lab up --kubernetes)") {
		t.Errorf("in a lab without Kubernetes: %v", err)
	}
}

// A link in the lab does not lead kube-apiserver out of it.
func TestServerReadsTheLabOnly(t *testing.T) {
	h := &labdir.Dir{Path: t.TempDir(), Members: lab.Members, Kubernetes: withServer.Kubernetes}
	if err := os.MkdirAll(filepath.Join(h.Path, "etc/kubernetes"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), filepath.Join(h.Path, "etc/kubernetes/pki")); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(h, labdir.First, []byte(server(t, h))); err == nil || !strings.Contains(err.Error(), "leads out of the lab") {
		t.Error(err)
	}
}

// Whoever asks for members gets members.
func TestServerIsNoMember(t *testing.T) {
	h := &labdir.Dir{Path: t.TempDir(), Members: lab.Members, Kubernetes: withServer.Kubernetes}
	if err := WriteServer(h, "v1.37.2"); err != nil {
		t.Fatal(err)
	}
	if err := Write(h, h.Members[0], New); err != nil {
		t.Fatal(err)
	}
	pods, files, broken := ReadAll(h)
	if len(pods) != 1 || len(files) != 1 || pods[labdir.First] == nil || len(broken) != 0 {
		t.Errorf("%v %v %v", pods, files, broken)
	}
	if s := Server(h); s == nil || s.Program != labdir.APIServer {
		t.Errorf("the server is %+v", s)
	}
	copied := filepath.Join(h.Manifests(labdir.First), "kube-apiserver.yaml.bak")
	if err := labdir.WriteFile(copied, []byte(server(t, h)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, broken := ReadAll(h); !strings.Contains(broken["kube-apiserver.yaml.bak"], "kube-apiserver is described by kube-apiserver.yaml already") {
		t.Errorf("%v", broken)
	}
}
