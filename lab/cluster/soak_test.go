//go:build linux || darwin

package cluster

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/lab/process"
	"raftlab/lab/supervisor"
)

var (
	rounds = flag.Int("rounds", 2, "rounds of TestSoak")
	seed   = flag.Uint64("seed", 1, "seed of the first round of TestSoak")
)

// strikes of one round.
const strikes = 4

// A round is up, strikes while somebody writes, repair, down. Every write that was acknowledged is there
// after the repair, and after down nothing is left.
func TestSoak(t *testing.T) {
	dir := newLab(t)
	w := &writer{acknowledged: map[string]write{}, inDoubt: map[string][]string{}}
	for round := range *rounds {
		own := *seed + uint64(round)
		t.Logf("round %d: -seed %d", round+1, own)
		soak(t, dir, w, rand.New(rand.NewPCG(own, 0)))
		if t.Failed() {
			return
		}
	}
	t.Logf("%d writes acknowledged", len(w.acknowledged))
}

func soak(t *testing.T, dir string, w *writer, random *rand.Rand) {
	h := up(t, dir, 3)
	stop := w.begin(t, h)
	w.attempts(50)
	for range strikes {
		strike(t, h, random)
		w.attempts(3) // the last of them began while the fault was there
	}
	ctx := within(t)
	putBack(t, h)
	if _, err := Up(ctx, dir, 0, labdir.Timers{}); err != nil {
		stop()
		t.Fatalf("repair: %v", err)
	}
	stop()
	w.check(t, h)
	last := state(t, h)
	if err := Down(ctx, h); err != nil {
		t.Fatal(err)
	}
	noneRuns(t, h, last)
}

// strike makes one fault. One that is not possible now, as to a member that is down already, is none.
func strike(t *testing.T, h *labdir.Dir, random *rand.Rand) {
	t.Helper()
	s, _ := supervisor.Read(h) // it may have been killed before
	name := labdir.Name(1 + random.IntN(3))
	m, _ := s.Member(name)
	what := "nothing"
	switch random.IntN(7) {
	case 0:
		what = fmt.Sprint("kill the supervisor: ", s.Supervisor.Signal(process.Kill))
	case 1:
		what = fmt.Sprint("kill ", name, ": ", m.Process.Signal(process.Kill))
	case 2:
		what = fmt.Sprint("pause ", name, ": ", m.Process.Signal(process.Stop))
	case 3:
		what = fmt.Sprint("pause the supervisor: ", s.Supervisor.Signal(process.Stop))
	case 4:
		ctx, cancel := context.WithTimeout(context.Background(), time.Second) // the supervisor may be paused
		what = fmt.Sprint("crash ", name, ": ", Command(ctx, h, name, supervisor.Crash))
		cancel()
	case 5:
		what = fmt.Sprint("take the manifest of ", name, ": ", os.Rename(h.Manifest(name), away(h, name)))
	case 6:
		what = fmt.Sprint("put the manifest of ", name, " back: ", os.Rename(away(h, name), h.Manifest(name)))
	}
	t.Log(what)
}

func away(h *labdir.Dir, name string) string {
	return filepath.Join(h.Backup(), filepath.Base(h.Manifest(name)))
}

func putBack(t *testing.T, h *labdir.Dir) {
	for _, name := range h.Names() {
		os.Rename(away(h, name), h.Manifest(name))
	}
}

// writer puts keys, one after the other, and remembers which were acknowledged.
type writer struct {
	mu           sync.Mutex
	acknowledged map[string]write    // the last of each key
	inDoubt      map[string][]string // values whose writes got no answer: each may take effect later, as when a paused member resumes
	next         int                 // of the last attempt
	attempted    chan struct{}
}

// write is a value, and the revision at which etcd said it was written.
type write struct {
	value    string
	revision int64
}

func (w *writer) begin(t *testing.T, h *labdir.Dir) (stop func()) {
	client, err := member.Client(h)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.attempted = make(chan struct{}, 1)
	var running sync.WaitGroup
	running.Go(func() {
		for ctx.Err() == nil {
			w.put(ctx, client)
			select {
			case w.attempted <- struct{}{}:
			default:
			}
		}
	})
	return func() { cancel(); running.Wait(); client.Close() }
}

func (w *writer) put(ctx context.Context, client *clientv3.Client) {
	ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	w.next++
	key, value := fmt.Sprintf("soak/%d", w.next%500), strconv.Itoa(w.next)
	r, err := client.Put(ctx, key, value)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		w.acknowledged[key] = write{value, r.Header.Revision}
	} else {
		w.inDoubt[key] = append(w.inDoubt[key], value)
	}
}

// attempts waits for further attempts to write, be they acknowledged or not.
func (w *writer) attempts(n int) {
	for range n {
		<-w.attempted
	}
}

func (w *writer) check(t *testing.T, h *labdir.Dir) {
	t.Helper()
	client, err := member.Client(h)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	r, err := client.Get(within(t), "soak/", clientv3.WithPrefix())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, kv := range r.Kvs {
		found[string(kv.Key)] = string(kv.Value)
	}
	for key, last := range w.acknowledged {
		if found[key] == last.value {
			continue
		}
		if then := at(t, client, key, last.revision); then != last.value || !slices.Contains(w.inDoubt[key], found[key]) {
			t.Errorf("%s=%s was acknowledged at revision %d, where %q is, and there is %q; in doubt are %v",
				key, last.value, last.revision, then, found[key], w.inDoubt[key])
		}
	}
	if len(w.acknowledged) == 0 {
		t.Error("no write was acknowledged: nothing was tested")
	}
}

// at returns what a key was at a revision.
func at(t *testing.T, client *clientv3.Client, key string, revision int64) string {
	t.Helper()
	r, err := client.Get(within(t), key, clientv3.WithRev(revision))
	if err != nil || len(r.Kvs) == 0 {
		t.Errorf("%s at revision %d: %v", key, revision, err)
		return ""
	}
	return string(r.Kvs[0].Value)
}
