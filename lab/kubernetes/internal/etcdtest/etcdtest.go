// Package etcdtest gives tests a real etcd: the test binary itself, started again.
package etcdtest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/etcdutl/v3/snapshot"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
)

// child is the variable by which the test binary knows that it is to be etcd.
const child = "RAFTLAB_TEST_ETCD"

// Main runs the tests, or etcd. TestMain of a package that calls [Start] calls it.
func Main(m *testing.M) {
	if os.Getenv(child) != "" {
		etcdmain.Main(append([]string{"etcd"}, os.Args[1:]...))
		return
	}
	os.Exit(m.Run())
}

// Member is a running member that is alone in its cluster.
type Member struct {
	Client *clientv3.Client
	dir    string
	args   []string
	run    *exec.Cmd
}

// Start starts a member on an empty data directory, and ends it with the test.
func Start(t *testing.T) *Member {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("listens at a socket in the file system")
	}
	dir, err := os.MkdirTemp("", "etcd") // the path of t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	m := &Member{dir: dir}
	m.args = []string{"--name=k8s-master01", "--log-level=error",
		"--listen-client-urls=" + m.at("client"), "--advertise-client-urls=" + m.at("client"),
		"--listen-peer-urls=" + m.at("peer"), "--initial-advertise-peer-urls=" + m.at("peer"),
		"--initial-cluster=k8s-master01=" + m.at("peer"), "--heartbeat-interval=20", "--election-timeout=200"}
	m.Client, err = m.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Client.Close() })
	m.Restart(t, "data")
	t.Cleanup(m.Stop)
	return m
}

// Connect returns a further client, which tries again soon where nobody listens yet.
func (m *Member) Connect() (*clientv3.Client, error) {
	soon := backoff.Config{BaseDelay: 10 * time.Millisecond, Multiplier: 1, MaxDelay: 10 * time.Millisecond}
	return clientv3.New(clientv3.Config{Endpoints: []string{m.at("client")}, Logger: zap.NewNop(),
		DialOptions: []grpc.DialOption{grpc.WithConnectParams(grpc.ConnectParams{Backoff: soon, MinConnectTimeout: time.Second})}})
}

// Data returns the path of a data directory beside the others of the member.
func (m *Member) Data(name string) string { return filepath.Join(m.dir, name) }

// Restart starts the member, which does not run, on a data directory, and waits until it serves.
func (m *Member) Restart(t *testing.T, data string) {
	t.Helper()
	said, err := os.Create(filepath.Join(m.dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	m.run = exec.Command(os.Args[0], append(m.args, "--data-dir="+m.Data(data))...)
	m.run.Env = append(os.Environ(), child+"=1")
	m.run.Stdout, m.run.Stderr = said, said
	if err := m.run.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := m.Client.Get(ctx, "ready"); err != nil {
		text, _ := os.ReadFile(said.Name())
		t.Fatalf("etcd does not answer: %v\n%s", err, text)
	}
}

// Save saves a snapshot of the member, and returns the file.
func (m *Member) Save(t *testing.T) string {
	t.Helper()
	file := m.Data("snapshot.db")
	config := clientv3.Config{Endpoints: m.Client.Endpoints(), Logger: zap.NewNop()}
	if _, err := snapshot.NewV3(zap.NewNop()).Save(t.Context(), config, file); err != nil {
		t.Fatal(err)
	}
	return file
}

// Restore stops the member and starts it again on what a snapshot restores to. With a bump, the
// revision is raised by so much and all older ones are marked as compacted.
func (m *Member) Restore(t *testing.T, file string, bump uint64) {
	t.Helper()
	m.Stop()
	err := snapshot.NewV3(zap.NewNop()).Restore(snapshot.RestoreConfig{
		SnapshotPath: file, OutputDataDir: m.Data("restored"), Name: "k8s-master01", PeerURLs: []string{m.at("peer")},
		InitialCluster: "k8s-master01=" + m.at("peer"), InitialClusterToken: "etcd-cluster",
		RevisionBump: bump, MarkCompacted: bump > 0,
	})
	if err != nil {
		t.Fatal(err)
	}
	m.Restart(t, "restored")
}

// at returns the URL of one of the member's sockets.
func (m *Member) at(name string) string {
	return (&url.URL{Scheme: "unix", Path: filepath.Join(m.dir, name)}).String()
}

// Stop ends the member on the spot.
func (m *Member) Stop() {
	m.run.Process.Kill()
	m.run.Wait()
	os.Remove(filepath.Join(m.dir, "client"))
	os.Remove(filepath.Join(m.dir, "peer"))
}
