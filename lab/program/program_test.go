//go:build unix

package program

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"raftlab/lab/journal"
	"raftlab/lab/labdir"
)

// The test binary is also every program, as raftlab is.
func TestMain(m *testing.M) {
	if Dispatch(os.Args) {
		return
	}
	os.Exit(m.Run())
}

// newHome returns a lab's directory with members that nobody runs, and its tools.
func newHome(t *testing.T, members int) *labdir.Dir {
	t.Helper()
	h, err := labdir.Create(filepath.Join(t.TempDir(), "lab"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range members {
		if err := h.Add(labdir.Member{Name: labdir.Name(i + 1), ClientPort: 10001 + 10*i, PeerPort: 10002 + 10*i}); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Link(os.Args[0], slices.Concat(Names, Tools)); err != nil {
		t.Fatal(err)
	}
	return h
}

// said is what a program did.
type said struct {
	out, err string
	code     int
}

// shell returns the environment of the lab's shell, with changes.
func shell(h *labdir.Dir, change ...string) []string {
	env := []string{"HOME=" + h.Path, "LC_ALL=C", "PATH=" + os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0"}
	return append(append(env, h.Env()...), change...)
}

// run runs a program of the lab in its directory.
func run(t *testing.T, h *labdir.Dir, env []string, args ...string) said {
	t.Helper()
	cmd := exec.Command(filepath.Join(h.Bin(), args[0]), args[1:]...)
	cmd.Dir, cmd.Env = h.Path, env
	cmd.Args[0] = args[0]
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	cmd.Run()
	return said{out.String(), err.String(), cmd.ProcessState.ExitCode()}
}

func entries(t *testing.T, h *labdir.Dir) []journal.Entry {
	t.Helper()
	all, err := journal.Read(h.Journal())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// harmless are command lines that need no member.
var harmless = [][]string{
	{"etcd", "--version"}, {"etcd", "--nonsense"}, {"etcd", "--help"},
	{"etcdctl", "version"}, {"etcdctl"}, {"etcdctl", "nonsense"}, {"etcdctl", "put"}, {"etcdctl", "options"},
	{"etcdctl", "vers"}, {"etcdctl", "get", "--help"}, {"etcdctl", "get", "x", "--cacert=no/such", "--endpoints=https://127.0.0.1:1"},
	{"etcdutl", "version"}, {"etcdutl"}, {"etcdutl", "snapshot"}, {"etcdutl", "snapshot", "restore"}, {"etcdutl", "snap", "--help"},
	{"etcdutl", "nonsense"}, {"etcdutl", "--nonsense"}, {"etcdutl", "help", "hashkv"}, {"etcdutl", "completion", "bash"},
}

// Outside the lab's shell each is the program that etcd's own source gives, byte for byte, and
// in the shell its output and exit code are the same.
func TestTheyAreTheRealPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("builds etcd's own programs")
	}
	h := newHome(t, 1)
	real := t.TempDir()
	for name, path := range map[string]string{"etcd": "server", "etcdctl": "etcdctl", "etcdutl": "etcdutl"} {
		out, err := exec.Command("go", "build", "-o", filepath.Join(real, name), "go.etcd.io/etcd/"+path+"/v3").CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	plainEnv := []string{"HOME=" + h.Path, "PATH=" + os.Getenv("PATH"), "RAFTLAB_DIR=" + h.Path, "LC_ALL=C"}
	for _, line := range harmless {
		cmd := exec.Command(filepath.Join(real, line[0]), line[1:]...)
		cmd.Args[0], cmd.Dir, cmd.Env = line[0], h.Path, plainEnv
		var out, err bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &err
		cmd.Run()
		want := said{out.String(), err.String(), cmd.ProcessState.ExitCode()}
		mask := func(s said) said { s.err = timestamp.ReplaceAllString(s.err, "<time>"); return s }
		if got := run(t, h, plainEnv, line...); mask(got) != mask(want) {
			t.Errorf("%q outside the shell:\ngot  %+v\nwant %+v", line, got, want)
		}
		inShell := slices.DeleteFunc(shell(h), func(v string) bool { return strings.HasPrefix(v, "ETCDCTL_") })
		if got := run(t, h, inShell, line...); mask(got) != mask(want) {
			t.Errorf("%q in the shell:\ngot  %+v\nwant %+v", line, got, want)
		}
	}
	if got := len(entries(t, h)); got != len(harmless) {
		t.Errorf("%d commands in the journal, want the %d of the shell", got, len(harmless))
	}
}

var (
	optionLine = regexp.MustCompile(`(?m)^ +(?:-(\w), )?--([a-z-]+)( \w+)?  `)
	timestamp  = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z`)
)

// What the translation knows of etcdctl's flags is what etcdctl itself says.
func TestEtcdctlFlags(t *testing.T) {
	h := newHome(t, 1)
	options := run(t, h, []string{"HOME=" + h.Path}, "etcdctl", "options").out
	count := 0
	for _, m := range optionLine.FindAllStringSubmatch(options, -1) {
		short, name, value := m[1], m[2], m[3]
		count++
		meaning, known := etcdctlFlags[name]
		if !known || (value != "") != (meaning != noValue) {
			t.Errorf("--%s%s: known %v, meaning %v", name, value, known, meaning)
		}
		if short != "" && short != "h" && etcdctlShort[short[0]] != name {
			t.Errorf("-%s is --%s", short, name)
		}
	}
	if count < 15 {
		t.Errorf("only %d options were found in\n%s", count, options)
	}
}
