package kubectl

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"raftlab/lab/kubernetes"
	"raftlab/lab/kubernetes/internal/etcdtest"
	"raftlab/sim/lang"
)

func TestMain(m *testing.M) { etcdtest.Main(m) }

// shell runs kubectl lines against a member.
type shell struct {
	t     *testing.T
	world World
	now   time.Time
}

// epoch is when the cluster of the tests was made.
var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newShell(t *testing.T, member *etcdtest.Member) *shell {
	s := &shell{t: t, now: epoch}
	s.world = World{
		Now:     func() time.Time { return s.now },
		Connect: member.Connect,
		Members: []string{"k8s-master01"},
		PodEnv: func(member string) []string {
			return []string{"PATH=" + os.Getenv("PATH"), "RAFTLAB_POD=" + member}
		},
	}
	return s
}

// run runs a line; words are separated by single blanks.
func (s *shell) run(line string) (out, errs string, code int) {
	var o, e bytes.Buffer
	world := s.world
	world.Out, world.Err = &o, &e
	code = Main(s.t.Context(), strings.Split(line, " "), world)
	return o.String(), e.String(), code
}

// transcript runs lines and returns what a terminal would show.
func (s *shell) transcript(lines ...string) string {
	var all strings.Builder
	for _, line := range lines {
		out, errs, code := s.run(line)
		all.WriteString("$ kubectl " + line + "\n" + out + errs)
		if code != 0 {
			all.WriteString("exit " + string(rune('0'+code)) + "\n")
		}
	}
	return all.String()
}

func seeded(t *testing.T) (*etcdtest.Member, *shell) {
	t.Helper()
	member := etcdtest.Start(t)
	if err := kubernetes.Seed(t.Context(), member.Client, epoch); err != nil {
		t.Fatal(err)
	}
	return member, newShell(t, member)
}

// Golden transcripts are below testdata: lines "$ kubectl ..." and what each prints. With -update they
// are written anew. "at 90s" sets the clock to 90 s after the cluster was made.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, s := seeded(t)
			got := s.replay(string(text))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(text), got); diff != "" {
				t.Errorf("%s (-update writes it anew):\n%s", file, diff)
			}
		})
	}
}

var update = flag.Bool("update", false, "write the transcripts anew")

// replay runs the commands of a transcript, and returns the transcript as it comes out.
func (s *shell) replay(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "# at "):
			after, err := time.ParseDuration(line[len("# at "):])
			if err != nil {
				s.t.Fatal(err)
			}
			s.now = epoch.Add(after)
			fallthrough
		case strings.HasPrefix(line, "#"):
			b.WriteString(line + "\n")
		case strings.HasPrefix(line, "$ kubectl "):
			b.WriteString(s.transcript(strings.TrimPrefix(line, "$ kubectl ")))
		}
	}
	return changing.ReplaceAllString(b.String(), "$1: (random)")
}

// changing is what differs from run to run.
var changing = regexp.MustCompile(`(uid|containerID|podIP|- ip|Container ID|\bIP): .*`)

func TestWatchListsAgainAfterARaisedRevision(t *testing.T) {
	member, s := seeded(t)
	s.transcript("run demo-pod --image=nginx")
	snapshot := member.Save(t)
	s.transcript("delete pod demo-pod")
	reader, writer := io.Pipe()
	world := s.world
	world.Out, world.Err = writer, writer
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() { ended <- Main(ctx, []string{"get", "pods", "-w", "--output-watch-events"}, world) }()
	defer func() {
		stop()
		if code := <-ended; code != 130 {
			t.Errorf("interrupted, it exits with %d", code)
		}
	}()
	lines := bufio.NewScanner(reader)
	next := func(want string) {
		t.Helper()
		if !lines.Scan() || !strings.Contains(lines.Text(), want) {
			t.Fatalf("%q, not %q", lines.Text(), want)
		}
	}
	s.transcript("run other --image=nginx")
	next("EVENT")
	next("ADDED      other") // listed or told
	member.Restore(t, snapshot, 1_000_000_000)
	next("etcd cancelled the watch: etcdserver: mvcc: required revision has been compacted")
	next("ADDED      demo-pod")
}

// A watch shows the restarts of etcd, which the kubelet knows and etcd does not.
func TestWatchShowsRestartsOfEtcd(t *testing.T) {
	_, s := seeded(t)
	reader, writer := io.Pipe()
	world := s.world
	world.Out, world.Err = writer, writer
	var restarts atomic.Int32
	world.Static = func(member string) (Static, bool) {
		return Static{Restarts: int(restarts.Load()), Running: true}, member == "k8s-master01"
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int)
	go func() {
		ended <- Main(ctx, []string{"get", "pods", "-n", "kube-system", "-l", "component=etcd", "-w", "--no-headers"}, world)
	}()
	defer func() { stop(); <-ended }()
	lines := bufio.NewScanner(reader)
	for n := range 3 {
		restarts.Store(int32(n))
		lines.Scan()
		if fields := strings.Fields(lines.Text()); len(fields) != 5 || fields[0] != "etcd-k8s-master01" || fields[3] != strconv.Itoa(n) {
			t.Fatalf("%q, and it was started again %d times", lines.Text(), n)
		}
	}
}

func TestWhenEtcdIsDown(t *testing.T) {
	member, s := seeded(t)
	member.Stop()
	got := s.transcript("get pods", "run demo-pod --image=nginx", "exec etcd-k8s-master01 -n kube-system -- true", "get pods -w")
	if n := strings.Count(got, "The connection to the server 192.168.128.11:6443 was refused"); n != 4 {
		t.Errorf("%d of 4 are refused:\n%s", n, got)
	}
	if strings.Contains(got, "No resources found") {
		t.Errorf("it says what it does not know:\n%s", got)
	}
	if !strings.Contains(got, "/etc/kubernetes/manifests") {
		t.Errorf("no hint:\n%s", got)
	}
	out, errs, code := s.run("run demo-pod --image=nginx --dry-run=client -o name")
	if out != "pod/demo-pod\n" || errs != "" || code != 0 {
		t.Errorf("a dry run needs no etcd: %q %q %d", out, errs, code)
	}
}

func TestStandInIsSaidOnce(t *testing.T) {
	_, s := seeded(t)
	said := map[string]bool{}
	s.world.Once = func(name string) bool { first := !said[name]; said[name] = true; return first }
	for l, want := range map[lang.Lang]string{lang.English: "is a stand-in", lang.Chinese: "是替身"} {
		clear(said)
		s.world.Lang = l
		if got := s.transcript("get pods", "get pods"); strings.Count(got, want) != 1 {
			t.Errorf("%s: not once %q:\n%s", l, want, got)
		}
	}
}

func TestExecIsInThePod(t *testing.T) {
	_, s := seeded(t)
	run := func(args ...string) (string, int) {
		var out, errs bytes.Buffer
		world := s.world
		world.In, world.Out, world.Err = strings.NewReader("typed\n"), &out, &errs
		code := Main(t.Context(), append([]string{"exec", "etcd-k8s-master01", "-n", "kube-system"}, args...), world)
		return out.String() + errs.String(), code
	}
	for _, c := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"--", "sh", "-c", "echo $RAFTLAB_POD"}, "k8s-master01\n", 0},
		{[]string{"-i", "--", "cat"}, "typed\n", 0},
		{[]string{"--", "cat"}, "", 0},
		{[]string{"--", "sh", "-c", "exit 3"}, "command terminated with exit code 3\n", 3},
		{[]string{"--", "no-such-program"}, "error: exec: \"no-such-program\": executable file not found in $PATH\n", 1},
		{[]string{"-it", "--", "true"}, "Unable to use a TTY - input is not a terminal or the right kind of file\n", 0},
		{[]string{"-c", "sidecar", "--", "true"}, "error: container sidecar is not valid for pod etcd-k8s-master01\n", 1},
	} {
		if got, code := run(c.args...); got != c.want || code != c.code {
			t.Errorf("%q: %q, exit %d; want %q, exit %d", c.args, got, code, c.want, c.code)
		}
	}
}

func TestMergeTakesKeepsAndRemoves(t *testing.T) {
	type fields = map[string]any
	is := fields{"spec": fields{"clusterIP": "10.96.0.9", "type": "ClusterIP", "selector": fields{"a": "1", "b": "2"}}}
	last := fields{"spec": fields{"selector": fields{"a": "1", "b": "2"}}}
	want := fields{"spec": fields{"selector": fields{"a": "3"}}}
	got := merge(is, last, want)
	if diff := cmp.Diff(fields{"spec": fields{"clusterIP": "10.96.0.9", "type": "ClusterIP", "selector": fields{"a": "3"}}}, got); diff != "" {
		t.Error(diff)
	}
}
