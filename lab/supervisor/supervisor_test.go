//go:build linux || darwin

package supervisor

import (
	"context"
	"errors"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/lab/journal"
	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
)

var first = labdir.Member{Name: labdir.First, ClientPort: 21001, PeerPort: 21002}

// looker is a supervisor that only looks.
func looker(t *testing.T) *supervisor {
	t.Helper()
	h, err := labdir.Create(filepath.Join(t.TempDir(), "lab"))
	if err == nil {
		err = os.MkdirAll(h.Run(), 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	return &supervisor{home: h, manifests: map[string]*file{}, pods: map[string]*pod{}, broken: map[string]string{}, said: map[string]bool{}}
}

func text(t *testing.T) []byte {
	t.Helper()
	text, err := manifest.Make(&labdir.Dir{}, first, []labdir.Member{first}, manifest.New)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// write writes a manifest as an editor does, at a time.
func (s *supervisor) write(t *testing.T, text []byte, at time.Time) {
	t.Helper()
	path := s.home.Manifest(labdir.First)
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = os.WriteFile(path, text, 0o600)
	}
	if err == nil {
		err = os.Chtimes(path, at, at)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A manifest that is still being written is not read: half of one may be one.
func TestHalfAManifestIsNotRead(t *testing.T) {
	s, now := looker(t), time.Now()
	s.scan(now)
	s.write(t, text(t)[:100], now)
	s.scan(now)
	s.scan(now.Add(settleTime / 2))
	if len(s.pods) > 0 || len(s.broken) > 0 {
		t.Fatalf("it was read: %v %v", s.pods, s.broken)
	}
	s.write(t, text(t), now.Add(settleTime/2))
	s.scan(now.Add(settleTime))
	if len(s.pods) > 0 {
		t.Fatal("it was read at once")
	}
	s.scan(now.Add(2 * settleTime))
	if p := s.pods[labdir.First]; p == nil || p.want == nil || p.phase() != Starting {
		t.Fatalf("it was not read: %+v", p)
	}

	s.write(t, []byte("kind: [\n"), now.Add(2*settleTime))
	s.scan(now.Add(4 * settleTime))
	if s.pods[labdir.First].want != nil || s.broken["etcd.yaml"] == "" {
		t.Errorf("a broken one: %+v %v", s.pods[labdir.First], s.broken)
	}
	s.write(t, text(t), now.Add(4*settleTime))
	s.scan(now.Add(6 * settleTime))
	if s.pods[labdir.First].want == nil || len(s.broken) > 0 {
		t.Errorf("a mended one: %+v %v", s.pods[labdir.First], s.broken)
	}
	if err := os.Remove(s.home.Manifest(labdir.First)); err != nil {
		t.Fatal(err)
	}
	s.scan(now.Add(6 * settleTime))
	if s.pods[labdir.First].want != nil {
		t.Error("one that is gone is still wanted")
	}
}

// A file that was moved here is whole, however long ago it was written.
func TestMovedManifestIsReadAtOnce(t *testing.T) {
	s, now := looker(t), time.Now()
	s.scan(now)
	s.write(t, text(t), now.Add(-time.Hour))
	s.scan(now)
	if s.pods[labdir.First] == nil {
		t.Error("it was not read")
	}
}

// lineReader calls a function with each line that is written to a log.
type lineReader func(line string)

func (r lineReader) Write(line []byte) (int, error) {
	r(string(line))
	return len(line), nil
}

// Who reads in the log that a manifest is broken finds it so in the state: a wait for what is mended does not end with what was before.
func TestTheStateIsToldBeforeTheLog(t *testing.T) {
	s, now := looker(t), time.Now()
	read := false
	s.log.to = lineReader(func(line string) {
		if !strings.Contains(line, "etcd.yaml: ") {
			return
		}
		read = true
		if state, err := os.ReadFile(stateFile(s.home)); err != nil || !strings.Contains(string(state), "etcd.yaml") {
			t.Errorf("the log says %s, and the state is %s, %v", line, state, err)
		}
	})
	before := log.Writer()
	log.SetOutput(&s.log)
	defer log.SetOutput(before)
	s.write(t, []byte("kind: [\n"), now.Add(-2*settleTime))
	if err := s.act(now); err != nil || !read {
		t.Errorf("read: %v, %v", read, err)
	}
}

// A manifest that is taken away while the supervisor begins to look, and data that is exchanged at once after it was
// seen to be gone, are told in that order.
func TestAManifestThatIsGoneFirstIsToldFirst(t *testing.T) {
	s := looker(t)
	s.dirs = map[string]dataDir{}
	s.write(t, text(t), time.Now().Add(-time.Minute))
	s.observe(time.Now())
	data := s.pods[labdir.First].want.Data
	fresh := func() {
		if err := errors.Join(os.RemoveAll(data), os.MkdirAll(filepath.Join(data, "member"), 0o700)); err != nil {
			t.Fatal(err)
		}
	}
	fresh()
	s.observe(time.Now())
	begun := time.Now()
	if err := os.Remove(s.home.Manifest(labdir.First)); err != nil {
		t.Fatal(err)
	}
	s.observe(begun.Add(-time.Second))
	if err := os.Rename(data, data+".bak"); err != nil { // kept, lest the new one gets its inode
		t.Fatal(err)
	}
	fresh()
	s.observe(time.Now())
	entries, err := journal.Read(s.home.Journal())
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	slices.SortStableFunc(entries, func(a, b journal.Entry) int { return a.Time.Compare(b.Time) })
	for _, e := range entries {
		told = append(told, e.Args[1])
	}
	if want := []string{manifestGone, dataGone}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

// The first death costs nothing; then the waits grow up to a bound, and a long life ends the count.
func TestBackoff(t *testing.T) {
	now := time.Now()
	p := &pod{since: now}
	var waits []time.Duration
	for range 8 {
		p.died("why", now)
		waits = append(waits, p.backoffUntil.Sub(now))
	}
	want := []time.Duration{0, 250, 500, 1000, 2000, 4000, 5000, 5000}
	for i := range want {
		want[i] *= time.Millisecond
	}
	if !slices.Equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if p.died("why", now.Add(steady+1)); p.deaths != 1 || p.phase() != Failing {
		t.Errorf("after a long life: %+v", p)
	}
}

// Etcd reads flags from variables too: those of the user's shell are not for it.
func TestMembersSeeNoVariablesOfEtcd(t *testing.T) {
	t.Setenv("ETCD_NAME", "other")
	t.Setenv("ETCDCTL_ENDPOINTS", "other")
	t.Setenv("RAFTLAB_SHELL", "1")
	t.Setenv("GODEBUG", "")
	env := strings.Join(environment(), "\n")
	if strings.Contains(env, "other") || strings.Contains(env, "RAFTLAB_SHELL") || !strings.Contains(env, "GODEBUG=") {
		t.Error(env)
	}
}

func TestOneSupervisorForALab(t *testing.T) {
	s := looker(t)
	unlock, err := labdir.TryLock(lockFile(s.home))
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if err := Run(context.Background(), s.home); !errors.Is(err, labdir.ErrBusy) {
		t.Errorf("a second supervisor: %v", err)
	}
	if err := Clean(context.Background(), s.home); !errors.Is(err, labdir.ErrBusy) {
		t.Errorf("cleaning under one that runs: %v", err)
	}
}

// State that cannot be read is that of a lab that is down.
func TestGarbageForState(t *testing.T) {
	s := looker(t)
	for _, text := range []string{"", "{", "[]", `{"supervisor": {"pid": 1, "born": "x"}}`} {
		if err := os.WriteFile(stateFile(s.home), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(s.home); !errors.Is(err, ErrDown) {
			t.Errorf("%q: %v", text, err)
		}
		if err := Clean(context.Background(), s.home); err != nil {
			t.Error(err)
		}
	}
}
