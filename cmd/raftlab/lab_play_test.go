package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
	"raftlab/lab/supervisor"
	"raftlab/plots/player/live"
	"raftlab/scenarios"
	"raftlab/sim/trace"
)

// What a page asks for becomes a command that one could type, and nothing else does.
func TestCommandsOfPages(t *testing.T) {
	h := &labdir.Dir{Members: []labdir.Member{{Name: "k8s-master01"}, {Name: "k8s-master02"}, {Name: "k8s-master03"}}}
	for _, one := range []struct {
		asked live.Request
		typed string // "": refused
	}{
		{live.Request{Do: "crash", Servers: []int{3}}, "member k8s-master03 crash"},
		{live.Request{Do: "restart", Servers: []int{1}}, "member k8s-master01 restart"},
		{live.Request{Do: "alone", Servers: []int{2}}, "network partition k8s-master02"},
		{live.Request{Do: "cut", Servers: []int{1, 3}}, "network cut k8s-master01 k8s-master03"},
		{live.Request{Do: "heal"}, "network heal"},
		{live.Request{Do: "put", Key: "a", Value: "b c"}, "shell|-c|etcdctl put a 'b c'"},
		{live.Request{Do: "put", Key: "a", Value: "--lease=1"}, "shell|-c|etcdctl put -- a --lease=1"},
		{live.Request{Do: "get", Key: "--prefix"}, "shell|-c|etcdctl get -- --prefix"},
		{live.Request{Do: "get", Key: "$(reboot); x"}, "shell|-c|etcdctl get '$(reboot); x'"},
		{live.Request{Do: "get"}, ""},
		{live.Request{Do: "put", Key: "a\x00b"}, ""},
		{live.Request{Do: "crash"}, ""},
		{live.Request{Do: "crash", Servers: []int{4}}, ""},
		{live.Request{Do: "crash", Servers: []int{0}}, ""},
		{live.Request{Do: "cut", Servers: []int{1}}, ""},
		{live.Request{Do: "heal", Servers: []int{1}}, ""},
		{live.Request{Do: "down"}, ""},
		{live.Request{}, ""},
	} {
		want := strings.Split(one.typed, "|")
		if len(want) == 1 {
			want = strings.Fields(one.typed)
		}
		got, err := labCommand(h, one.asked)
		if !slices.Equal(got, want) || (err == nil) != (one.typed != "") {
			t.Errorf("%+v: %q, %v", one.asked, got, err)
		}
	}
}

// scripted is what real servers did, as the steps of a scenario.
func scripted(t *testing.T, name string) string {
	t.Helper()
	file, err := os.Open(filepath.Join("../../lab/observe/testdata", name+".trace"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := trace.NewReader(file, name)
	if err != nil {
		t.Fatal(err)
	}
	s := &labScript{timers: labdir.FastTimers}
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return s.write(r.Header().Nodes, 10*time.Second)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.delays.Observe(e)
		s.see(e)
	}
}

// What real servers did becomes a scenario of the same faults, which can be run.
func TestSimulationOfALab(t *testing.T) {
	for name, want := range map[string]string{
		"crash": `steps:
  - {at: 1ms, timeout: n1}  # it led first
  - {at: 1.9s, crash: n1}
  - {at: 3.337s, restart: n1}
`,
		"transfer": `steps:
  - {at: 1ms, timeout: n3}  # it led first
  - {at: 1.9s, transfer: n2}
`,
		"partition": `steps:
  - {at: 1ms, timeout: n2}  # it led first
  - {at: 1.9s, partition: [[n1, n3], [n2]]}
  - {at: 2.405s, heal: all}
`,
	} {
		source := scripted(t, name)
		if _, err := scenarios.Load("lab.yaml", []byte(source)); err != nil {
			t.Errorf("%s: %v\n%s", name, err, source)
		}
		if at := strings.Index(source, "steps:"); at < 0 || source[at:] != want {
			t.Errorf("%s:\n%s", name, source)
		}
		if !strings.Contains(source, "election_timeout: 200ms-380ms\n  heartbeat: 20ms") || !strings.Contains(source, "assumed") {
			t.Errorf("%s has other timers, or was measured in too few votes:\n%s", name, source)
		}
	}
}

// watched is a lab of three members that seems to run, with logs that the test writes.
type watched struct {
	*testing.T
	home   *labdir.Dir
	watch  *labWatch
	server *live.Server
}

func watchLab(t *testing.T) *watched {
	t.Helper()
	h, err := labdir.Create(filepath.Join(t.TempDir(), "lab"))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		h.Members = append(h.Members, labdir.LoopbackMember(labdir.Name(n), 20000+n, 21000+n))
	}
	self, err := process.Self()
	if err == nil {
		err = errors.Join(h.Save(), os.MkdirAll(h.Run(), 0o700), os.MkdirAll(h.Logs(labdir.First), 0o700))
	}
	state, _ := json.Marshal(supervisor.State{Supervisor: self, Looked: true})
	if err == nil {
		err = os.WriteFile(filepath.Join(h.Run(), "state.json"), state, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	server, err := live.New(0, live.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{t, h, newLabWatch(h), server}
	t.Cleanup(func() {
		w.watch.close()
		over, end := context.WithCancel(context.Background())
		end()
		server.Serve(over)
	})
	return w
}

// says writes into the log of the first member.
func (w *watched) says(at time.Time, sentence string) {
	w.Helper()
	log, err := os.OpenFile(w.home.Log(labdir.First), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		w.Fatal(err)
	}
	defer log.Close()
	fmt.Fprintf(log, `{"level":"info","ts":"%s","logger":"raft","caller":"v3@v3.7.0/raft.go:1","msg":"a1 %s"}`+"\n", at.UTC().Format("2006-01-02T15:04:05.000000Z"), sentence)
}

// tries is a member that asks again and again whether it should stand.
func (w *watched) tries(from, to time.Time, every time.Duration) {
	for at := from; at.Before(to); at = at.Add(every) {
		w.says(at, "became pre-candidate at term 5")
		w.says(at.Add(every/2), "became follower at term 5")
	}
}

// told is the moment of the last event that pages have been shown.
func (w *watched) told() time.Time {
	all := w.watch.window.All(w.watch.state.Until)
	if len(all) == 0 {
		return time.Time{}
	}
	return w.watch.window.From.Add(all[len(all)-1].At)
}

// A page that is open for an hour holds a bounded part of it, and what happened last, however much happens.
func TestAnHourOfEvents(t *testing.T) {
	for name, every := range map[string]time.Duration{"little": 2 * time.Second, "much": 50 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			w, step := watchLab(t), 20*time.Second
			begun := time.Now().Add(-time.Hour)
			end := begun.Add(min(time.Hour, 3000*every))
			w.says(begun, "became follower at term 5")
			if err := w.watch.begin(begun.Add(time.Second)); err != nil {
				t.Fatal(err)
			}
			renewed, from := 0, w.watch.window.From
			for now := begun.Add(step); now.Before(end); now = now.Add(step) {
				w.tries(now.Add(-step), now, every)
				w.watch.look(now, w.server)
				if age := now.Sub(w.watch.window.From); age > 2*windowLength+step {
					t.Fatalf("the window is %v old", age)
				}
				if n, most := w.watch.window.Events(), mostEvents+int(2*step/every)+10; n > most {
					t.Fatalf("the window has %d events, more than %d", n, most)
				}
				if behind := now.Sub(w.told()); behind > every+time.Second {
					t.Fatalf("pages are %v behind", behind)
				}
				if !w.watch.window.From.Equal(from) {
					renewed, from = renewed+1, w.watch.window.From
				}
			}
			if renewed == 0 {
				t.Error("the window was never renewed")
			}
		})
	}
}

// A page goes on where the clock is set back, where logs are rotated, and where they are cut.
func TestLogsUnderAPage(t *testing.T) {
	w, now := watchLab(t), time.Now().Add(-10*time.Minute).Truncate(time.Second)
	w.says(now, "became follower at term 5")
	if err := w.watch.begin(now); err != nil {
		t.Fatal(err)
	}
	goesOn := func(what string) {
		t.Helper()
		now = now.Add(10 * time.Second)
		w.says(now, "became pre-candidate at term 5")
		w.watch.look(now.Add(time.Second), w.server)
		if !w.told().Equal(now) {
			t.Errorf("%s: told up to %v, not %v (%s)", what, w.told(), now, w.watch.state.Remark.EN)
		}
		w.says(now.Add(time.Second), "became follower at term 5")
	}
	goesOn("first")
	log := w.home.Log(labdir.First)
	if err := os.Rename(log, log+".1"); err != nil {
		t.Fatal(err)
	}
	goesOn("rotated")
	if err := os.Truncate(log, 0); err != nil {
		t.Fatal(err)
	}
	goesOn("cut")
	now = now.Add(-5 * time.Minute)
	goesOn("a clock that was set back")
	goesOn("after that")
	now = now.Add(7 * time.Minute)
	goesOn("a clock that was set forward")
}
