package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/lab/labdir"
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
