//go:build linux || darwin

package cluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/process"
	"raftlab/lab/supervisor"
)

// move moves a file.
func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func waitHealthy(t *testing.T, h *labdir.Dir, name string) {
	t.Helper()
	if err := WaitHealthy(within(t), h, name); err != nil {
		t.Fatal(err)
	}
}

func waitStopped(t *testing.T, h *labdir.Dir, name string) {
	t.Helper()
	if err := WaitStopped(within(t), h, name); err != nil {
		t.Fatal(err)
	}
}

// edit changes a word in a manifest in place, as an editor does.
func edit(t *testing.T, file, from, to string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.ReplaceAll(string(text), from, to)
	if changed == string(text) {
		t.Fatalf("there is no %q in %s", from, text)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestManifestMoves(t *testing.T) {
	h := up(t, newLab(t), 1)
	file, away := h.Manifest(labdir.First), filepath.Join(h.Backup(), "etcd.yaml")
	before := state(t, h).Members[0].Process

	move(t, file, away)
	waitStopped(t, h, "")
	if before.Runs() {
		t.Fatal("stopped, and the process runs")
	}
	ctx, cancel := context.WithCancel(within(t))
	cancel()
	if err := WaitHealthy(ctx, h, ""); err == nil || !strings.Contains(err.Error(), "no manifest") {
		t.Errorf("without a manifest: %v", err)
	}

	move(t, away, file)
	waitHealthy(t, h, "")
	second := state(t, h).Members[0]

	edit(t, file, "--snapshot-count=10000", "--snapshot-count=20000")
	waitHealthy(t, h, labdir.First)
	third := state(t, h).Members[0]
	if third.Process == second.Process || third.Deaths != 0 {
		t.Errorf("a changed manifest: %+v after %+v", third, second)
	}

	edit(t, file, "--snapshot-count=20000", "--snapshot-count=many")
	err := WaitHealthy(within(t), h, "")
	if err == nil || !strings.Contains(err.Error(), "invalid value") {
		t.Errorf("a flag that etcd refuses: %v", err)
	}
	edit(t, file, "--snapshot-count=many", "--snapshot-count=10000")
	waitHealthy(t, h, "")
}

// A member that died again and again of what is mended by now is not blamed for it: not by up, and not by who waits.
func TestEarlierDeathsAreForgotten(t *testing.T) {
	for name, wait := range map[string]func(*testing.T, *labdir.Dir){
		"up":   func(t *testing.T, h *labdir.Dir) { up(t, h.Path, 0) },
		"wait": func(t *testing.T, h *labdir.Dir) { waitHealthy(t, h, "") },
	} {
		t.Run(name, func(t *testing.T) {
			h := up(t, newLab(t), 1)
			key := filepath.Join(h.PKI(labdir.First), "server.key")
			move(t, key, key+".away")
			if err := Command(within(t), h, labdir.First, supervisor.Restart); err != nil {
				t.Fatal(err)
			}
			err := supervisor.Until(within(t), h, func(s supervisor.State) bool {
				m, _ := s.Member(labdir.First)
				return m.Deaths >= hopeless
			})
			if err != nil {
				t.Fatal(err)
			}
			move(t, key+".away", key)
			wait(t, h)
		})
	}
}

// A death counts for whoever waited when the member was started, not for who came later.
func TestEvidenceIsOfAStartThatWasSeen(t *testing.T) {
	h := up(t, newLab(t), 1)
	pods, _, _ := manifest.ReadAll(h)
	dead := state(t, h).Members[0]
	dead.Phase, dead.Deaths, dead.Reason = supervisor.Failing, hopeless, "exit status 1"
	var never hopelessError
	if err := runs(h, dead, true, pods[labdir.First], time.Now()); err == nil || errors.As(err, &never) {
		t.Errorf("of a start before: %v", err)
	}
	if err := runs(h, dead, true, pods[labdir.First], dead.Since.Add(-time.Second)); !errors.As(err, &never) {
		t.Errorf("of a start since: %v", err)
	}
}

func TestBrokenManifestHurtsNobodyElse(t *testing.T) {
	h := up(t, newLab(t), 3)
	others := state(t, h)
	edit(t, h.Manifest("k8s-master02"), "kind: Pod", "kind: [Pod")
	copied := filepath.Join(h.Manifests(labdir.First), "etcd.yaml.bak")
	text, err := os.ReadFile(h.Manifest(labdir.First))
	if err == nil {
		err = os.WriteFile(copied, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	waitStopped(t, h, "k8s-master02")
	waitHealthy(t, h, "")
	s, err := Look(within(t), h)
	if err != nil {
		t.Fatal(err)
	}
	if s.Broken["etcd-k8s-master02.yaml"] == "" || !strings.Contains(s.Broken["etcd.yaml.bak"], "described by etcd.yaml already") || len(s.Broken) != 2 {
		t.Errorf("broken: %q", s.Broken)
	}
	for _, name := range []string{labdir.First, "k8s-master03"} {
		was, _ := others.Member(name)
		if is, _ := state(t, h).Member(name); is.Process != was.Process {
			t.Errorf("%s was restarted", name)
		}
	}
	edit(t, h.Manifest("k8s-master02"), "kind: [Pod", "kind: Pod")
	waitHealthy(t, h, "k8s-master02")
}

func TestCrashPauseResumeRestart(t *testing.T) {
	dir := newLab(t)
	h := up(t, dir, 3)
	const name = "k8s-master02"
	act := func(command supervisor.Command, phase supervisor.Phase) supervisor.Member {
		t.Helper()
		if err := Command(within(t), h, name, command); err != nil {
			t.Fatal(err)
		}
		m, _ := state(t, h).Member(name)
		if m.Phase != phase || m.Process.Runs() != (phase == supervisor.Running || phase == supervisor.Paused) {
			t.Fatalf("%s: %+v, want %s", command, m, phase)
		}
		return m
	}
	first := act(supervisor.Pause, supervisor.Paused)
	if err := WaitHealthy(within(t), h, labdir.First); err != nil {
		t.Errorf("the others: %v", err)
	}
	if m := act(supervisor.Resume, supervisor.Running); m.Process != first.Process {
		t.Error("resume started another process")
	}
	waitHealthy(t, h, "")
	act(supervisor.Crash, supervisor.Crashed)
	if err := Command(within(t), h, name, supervisor.Pause); err == nil || !strings.Contains(err.Error(), "restart") {
		t.Errorf("pause what is crashed: %v", err)
	}
	if m := act(supervisor.Restart, supervisor.Running); m.Process == first.Process {
		t.Error("restart changed nothing")
	}
	waitHealthy(t, h, "")
	act(supervisor.Crash, supervisor.Crashed)
	up(t, dir, 0) // repairs
	if m, _ := state(t, h).Member(name); m.Phase != supervisor.Running {
		t.Errorf("after up: %+v", m)
	}
	act(supervisor.Pause, supervisor.Paused)
	up(t, dir, 0)
	act(supervisor.Pause, supervisor.Paused)
	if err := Down(within(t), h); err != nil { // also what is paused
		t.Fatal(err)
	}
}

// A command ends with the manifest: one that comes back starts its member.
func TestManifestComesBackAfterACrash(t *testing.T) {
	h := up(t, newLab(t), 1)
	if err := Command(within(t), h, labdir.First, supervisor.Crash); err != nil {
		t.Fatal(err)
	}
	file, away := h.Manifest(labdir.First), filepath.Join(h.Backup(), "etcd.yaml")
	move(t, file, away)
	if err := supervisor.Until(within(t), h, func(s supervisor.State) bool { return len(s.Members) == 0 }); err != nil {
		t.Fatal(err)
	}
	move(t, away, file)
	waitHealthy(t, h, "")
}

// What was done while the supervisor stood still is repaired too, though its state tells nothing of it.
func TestPausedBehindTheBackOfTheSupervisor(t *testing.T) {
	dir := newLab(t)
	s := state(t, up(t, dir, 1))
	for _, p := range []process.Process{s.Supervisor, s.Members[0].Process} {
		if err := p.Signal(process.Stop); err != nil {
			t.Fatal(err)
		}
	}
	up(t, dir, 0)
}

// courseID is the id of the only member in the course. Etcd makes it from the peer URL.
const courseID = 0xefc91ac160b34f04

func memberID(t *testing.T, h *labdir.Dir) uint64 {
	t.Helper()
	status, err := member.Ask(within(t), h, labdir.First)
	if err != nil {
		t.Fatal(err)
	}
	return status.ID
}

// A member joins with the manifest that the lab makes for it, and its ports are its own.
func TestGrow(t *testing.T) {
	h := up(t, newLab(t), 1)
	if id := memberID(t, h); id != courseID {
		t.Errorf("the id of a member alone is %x, not that of the course", id)
	}
	const name = "k8s-master02"
	text, err := Manifest(within(t), h, name)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Manifest(within(t), h, name)
	if err != nil || string(again) != string(text) {
		t.Errorf("the second time: %v, or another manifest", err)
	}
	if err := h.Reload(); err != nil {
		t.Fatal(err)
	}
	m, ok := h.Member(name)
	if !ok {
		t.Fatal("it is not recorded")
	}
	client, err := member.Client(h, labdir.First)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	added, err := client.MemberAddAsLearner(within(t), []string{m.PeerURL()})
	if err != nil {
		t.Fatal(err)
	}
	if err := labdir.WriteFile(h.Manifest(name), text, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := within(t)
	for { // until it has caught up
		if _, err = client.MemberPromote(ctx, added.Member.ID); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	waitHealthy(t, h, "")
	if id := memberID(t, h); id != courseID {
		t.Errorf("the id of a member that is not alone any more is %x", id)
	}
	if text, err = Manifest(within(t), h, labdir.First); err != nil || !strings.Contains(string(text), "k8s-master01=https://192.168.128.11:2380") || !strings.Contains(string(text), "k8s-master02=https://192.168.128.12:2380") {
		t.Errorf("a manifest of a grown cluster: %v\n%s", err, text)
	}
}
