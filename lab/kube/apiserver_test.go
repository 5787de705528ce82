package kube

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take that is waited for: many times what it takes on a busy machine.
const patience = 3 * time.Minute

// cluster is a lab with a kube-apiserver before its etcd.
type cluster struct {
	*lab
	*authority
	port       string
	kubeconfig string
}

// startCluster starts a lab and its kube-apiserver, with a kubectl that is one of kubeadm's administrators. The
// rights of that group are in the lab's objects.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{lab: startLab(t), authority: newAuthority(t, t.TempDir()), port: freePort(t)}
	c.issue(t, "apiserver", "kube-apiserver")
	c.issue(t, "admin", "kubernetes-admin", "kubeadm:cluster-admins")
	c.keyPair(t, "sa")
	c.kubeconfig = c.file("admin.conf")
	config := fmt.Sprintf(`{"apiVersion":"v1","kind":"Config","current-context":"lab",
 "clusters":[{"name":"lab","cluster":{"server":"https://127.0.0.1:%s","certificate-authority":%q}}],
 "users":[{"name":"admin","user":{"client-certificate":%q,"client-key":%q}}],
 "contexts":[{"name":"lab","context":{"cluster":"lab","user":"admin"}}]}`, c.port, c.file("ca.crt"), c.file("admin.crt"), c.file("admin.key"))
	if err := os.WriteFile(c.kubeconfig, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// startServer starts kube-apiserver with kubeadm's flags, and returns when it is ready, with what ends it.
func (c *cluster) startServer(t *testing.T) (stop func()) {
	t.Helper()
	server := exec.Command(program(t, "raftlab-apiserver"),
		"--advertise-address=127.0.0.1", "--bind-address=127.0.0.1", "--secure-port="+c.port, "--endpoint-reconciler-type=none",
		"--allow-privileged=true", "--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--enable-bootstrap-token-auth=true",
		"--client-ca-file="+c.file("ca.crt"), "--tls-cert-file="+c.file("apiserver.crt"), "--tls-private-key-file="+c.file("apiserver.key"),
		"--etcd-servers="+c.endpoint(t), "--etcd-cafile="+c.pki("etcd/ca.crt"),
		"--etcd-certfile="+c.pki("apiserver-etcd-client.crt"), "--etcd-keyfile="+c.pki("apiserver-etcd-client.key"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local", "--service-cluster-ip-range=10.96.0.0/12",
		"--service-account-key-file="+c.file("sa.pub"), "--service-account-signing-key-file="+c.file("sa.key"))
	log, err := os.Create(filepath.Join(t.TempDir(), "apiserver.log"))
	if err != nil {
		t.Fatal(err)
	}
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			server.Process.Signal(syscall.SIGTERM)
			<-ended
			log.Close()
		}
	}
	t.Cleanup(stop)
	c.until(t, "kube-apiserver is ready", func() bool {
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("kube-apiserver: %v\n%s", err, c.read(t, log.Name()))
		default:
		}
		out, err := c.kubectl("get", "--raw", "/readyz")
		return err == nil && out == "ok"
	})
	return stop
}

// kubectl runs the real kubectl as the lab's administrator.
func (c *cluster) kubectl(arguments ...string) (string, error) {
	path, err := filepath.Abs(filepath.Join(*bin, "raftlab-kubectl"))
	if err != nil {
		return "", err
	}
	return c.try(path, append([]string{"--kubeconfig", c.kubeconfig, "--cache-dir", c.file("cache"), "--request-timeout=20s"}, arguments...)...)
}

// must runs kubectl, which has to succeed.
func (c *cluster) must(t *testing.T, arguments ...string) string {
	t.Helper()
	out, err := c.kubectl(arguments...)
	if err != nil {
		t.Fatalf("kubectl %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return out
}

// until waits for a condition.
func (c *cluster) until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("not in %v: %s", patience, what)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
