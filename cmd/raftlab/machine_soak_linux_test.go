package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/process"
)

var (
	rounds = flag.Int("rounds", 1, "rounds of TestMachineSoak")
	seed   = flag.Uint64("seed", 1, "seed of the first round of TestMachineSoak")
)

// strikes is how many faults a round has.
const strikes = 4

// A round is up, faults while somebody writes, repair, down: any process of the machine is killed or stopped, the
// network is cut, slowed and healed, manifests are taken away. Every write that was acknowledged is there after the
// repair, and after down no process is left.
func TestMachineSoak(t *testing.T) {
	needMachine(t)
	m := &soaked{dir: filepath.Join(t.TempDir(), "lab"), seen: map[process.Process]string{}}
	t.Cleanup(func() { m.run(t, "lab", "down", "--purge", "--force") })
	for round := range *rounds {
		own := *seed + uint64(round)
		m.log("round %d: -seed %d", round+1, own)
		m.round(t, rand.New(rand.NewPCG(own, 0)))
		if t.Failed() {
			t.Log(strings.Join(m.story, "\n"))
			return
		}
	}
	t.Logf("%d rounds, %d writes acknowledged, %d processes seen", *rounds, len(m.acknowledged), len(m.seen))
}

// soaked is a lab that is soaked.
type soaked struct {
	dir          string
	h            *labdir.Dir
	attempts     int // keys that were tried
	acknowledged []string
	seen         map[process.Process]string // all processes of the machine that were ever seen
	story        []string                   // of the last rounds
}

func (m *soaked) log(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	if testing.Verbose() {
		fmt.Println(line)
	}
	m.story = append(m.story, line)
	m.story = m.story[max(0, len(m.story)-20):]
}

func (m *soaked) round(t *testing.T, random *rand.Rand) {
	if out, err := m.run(t, "lab", "up", "--members", "3"); err != nil {
		t.Fatalf("up: %v\n%s", err, out)
	}
	var err error
	if m.h, err = labdir.Open(m.dir); err != nil {
		t.Fatal(err)
	}
	w := m.write(t)
	w.await(5)
	for range strikes {
		m.log("%s", m.strike(t, random, w))
		w.await(1) // what began before the fault may be acknowledged, what comes next begins with it
	}
	m.repair(t)
	w.stop()
	m.check(t)
	m.look()
	if out, err := m.run(t, "lab", "down", "--force"); err != nil {
		t.Errorf("down: %v\n%s", err, out)
	}
	for p, name := range m.seen {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // who was told to hang up may need a moment
		if p.Wait(ctx) != nil {
			t.Errorf("%s, process %d, is left", name, p.PID)
		}
		cancel()
	}
}

// run runs raftlab on the lab. A fault may keep it from answering: it has a while.
func (m *soaked) run(t *testing.T, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := m.command(ctx, args...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (m *soaked) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "raftlab", args...)
	cmd.Env = append(os.Environ(), "RAFTLAB_DIR="+m.dir, "LC_ALL=C", "GORACE=atexit_sleep_ms=0")
	cmd.WaitDelay = time.Second
	return cmd
}

// strike makes one fault, and returns what it was. One that is not possible now is none.
func (m *soaked) strike(t *testing.T, random *rand.Rand, w *soakWriter) string {
	a, b := 1+random.IntN(3), 1+random.IntN(3)
	name := labdir.Name(a)
	switch random.IntN(8) {
	case 0, 1:
		return m.signal(random, w, process.Kill)
	case 2:
		return m.signal(random, w, process.Stop)
	case 3:
		fault := [][]string{{"partition", strconv.Itoa(a)}, {"cut", "1", "3"}, {"slow", "1", "2", "20ms"}, {"lossy", "2", "3", "20%"}}[random.IntN(4)]
		return m.attempt(t, append([]string{"lab", "network"}, fault...)...)
	case 4:
		return m.attempt(t, "lab", "network", "heal")
	case 5:
		return fmt.Sprint("take the manifest of ", name, ": ", os.Rename(m.h.Manifest(name), m.away(name)))
	case 6:
		return fmt.Sprint("put the manifest of ", name, " back: ", os.Rename(m.away(name), m.h.Manifest(name)))
	default:
		return m.attempt(t, "lab", "member", labdir.Name(b), []string{"crash", "pause", "restart"}[random.IntN(3)])
	}
}

// attempt runs a command that may be in vain.
func (m *soaked) attempt(t *testing.T, args ...string) string {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	return fmt.Sprint(strings.Join(args, " "), ": ", m.command(ctx, args...).Run())
}

// signal sends a signal to any process of the machine, its first and its visitors included.
func (m *soaked) signal(random *rand.Rand, w *soakWriter, s syscall.Signal) string {
	all := append(m.look(), tree(w.cmd.Process.Pid)...)
	if len(all) == 0 {
		return "nothing runs"
	}
	pid := all[random.IntN(len(all))]
	return fmt.Sprintf("signal %d to %s: %v", s, commandLine(pid), syscall.Kill(pid, s))
}

// look returns the processes of the machine by their numbers outside, and remembers them.
func (m *soaked) look() []int {
	first, err := machine.Find(m.h)
	if err != nil {
		return nil
	}
	all := tree(first.PID)
	for _, pid := range all {
		if p, err := process.Of(pid); err == nil {
			m.seen[p] = commandLine(pid)
		}
	}
	return all
}

// tree returns a process and all that descend from it.
func tree(root int) []int {
	children := map[int][]int{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		fields := strings.Fields(string(data[bytes.LastIndexByte(data, ')')+1:]))
		parent, _ := strconv.Atoi(fields[1])
		pid, _ := strconv.Atoi(strings.Split(file, "/")[2])
		children[parent] = append(children[parent], pid)
	}
	all := []int{root}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}

func commandLine(pid int) string {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	words := strings.Split(string(data), "\x00")
	return strings.Join(words[:min(3, len(words))], " ")
}

func (m *soaked) away(name string) string {
	return filepath.Join(filepath.Dir(m.h.Manifests(name)), "etcd.yaml.away")
}

// repair undoes what was done to files and the network; lab up does the rest.
func (m *soaked) repair(t *testing.T) {
	for _, name := range m.h.Names() {
		os.Rename(m.away(name), m.h.Manifest(name)) // if it is there
	}
	for _, line := range [][]string{{"lab", "network", "heal"}, {"lab", "up"}} {
		if out, err := m.run(t, line...); err != nil {
			t.Fatalf("%v: %v\n%s\n%s", line, err, out, strings.Join(m.story, "\n"))
		}
	}
}

// check compares what is there with what was acknowledged.
func (m *soaked) check(t *testing.T) {
	out, err := m.run(t, "lab", "shell", "-c", "etcdctl --command-timeout=20s get soak/ --prefix --keys-only")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	there := map[string]bool{}
	for key := range strings.FieldsSeq(out) {
		there[key] = true
	}
	for _, number := range m.acknowledged {
		if !there["soak/"+number] {
			t.Errorf("soak/%s was acknowledged, and is not there", number)
		}
	}
	if len(m.acknowledged) == 0 {
		t.Error("no write was acknowledged: nothing was tested")
	}
}

// soakWriter puts keys, each once, by a shell of the lab.
type soakWriter struct {
	cmd   *exec.Cmd
	lines chan string // of attempts; closed when the shell has gone
	stop  func()
}

// writing tells each attempt: a number that was acknowledged, or that it was in vain.
const writing = `i=%d; while :; do i=$((i+1)); if etcdctl --command-timeout=1s put soak/$i $i >/dev/null 2>&1; then echo $i; else echo "- $i"; fi; done`

func (m *soaked) write(t *testing.T) *soakWriter {
	w := &soakWriter{cmd: m.command(context.Background(), "lab", "shell", "-c", fmt.Sprintf(writing, m.attempts)), lines: make(chan string, 1)}
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := w.cmd.StdoutPipe()
	if err == nil {
		err = w.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var told sync.WaitGroup
	told.Go(func() {
		defer close(w.lines)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			number, inVain := strings.CutPrefix(lines.Text(), "- ")
			m.attempts, _ = strconv.Atoi(number)
			if !inVain {
				m.acknowledged = append(m.acknowledged, number)
			}
			select {
			case w.lines <- number:
			default:
			}
		}
	})
	w.stop = sync.OnceFunc(func() {
		all := tree(w.cmd.Process.Pid)
		for _, pid := range all { // none of them starts another while we look
			syscall.Kill(pid, syscall.SIGKILL)
		}
		w.cmd.Wait() // closes our end: a process that was stopped may have the other for longer
		told.Wait()
		m.attempts += 10 // the last ones may have been begun and not told
	})
	t.Cleanup(w.stop)
	return w
}

// await waits for further attempts to write, as long as somebody writes.
func (w *soakWriter) await(attempts int) {
	patience := time.After(5 * time.Second) // the writer itself may have been stopped
	for range attempts {
		select {
		case <-w.lines:
		case <-patience:
			return
		}
	}
}
