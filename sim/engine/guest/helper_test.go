package guest_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/engine/guest"
	"raftlab/sim/engine/guest/testdata/figure2"
	"raftlab/sim/trace"
)

// answerer is a program in this process.
type answerer interface{ Answer(line []byte) []byte }

// host makes such programs.
type host func() answerer

func (h host) Start() (guest.Conn, error) {
	c := conn{h()}
	_, err := guest.Hello(c)
	return c, err
}

// Features asks a program of its own.
func (h host) Features() engine.Features {
	has, err := guest.Hello(conn{h()})
	if err != nil {
		return engine.AllFeatures
	}
	return has
}
func (host) End(guest.Conn) {}

type conn struct{ answerer }

// Call asks the program. One that panics has ended, as a process would.
func (c conn) Call(request []byte) (reply []byte, err error) {
	defer func() {
		if why := recover(); why != nil {
			err = fmt.Errorf("the program ended: %v", why)
		}
	}()
	return c.Answer(request), nil
}

func right() answerer { return &figure2.Program{} }

func wrong(mistake string) func() answerer {
	return func() answerer { return &figure2.Program{Mistake: mistake} }
}

// findings keeps what is found.
type findings struct{ all []guest.Finding }

func engineOf(make func() answerer) (*guest.Engine, *findings) {
	f := &findings{}
	return &guest.Engine{Title: "exec:./raft", Host: host(make), Found: func(one guest.Finding) { f.all = append(f.all, one) }}, f
}

// record keeps the events of a run.
type record struct{ events []trace.Event }

func (r *record) Observe(e *trace.Event) { r.events = append(r.events, *e) }

// compare fails the test at the first event in which two runs differ.
func compare(t *testing.T, what string, got, want []trace.Event) {
	t.Helper()
	for i := range want {
		if i >= len(got) {
			t.Fatalf("%s: it ends after %d events of %d", what, len(got), len(want))
		}
		if !reflect.DeepEqual(got[i], want[i]) {
			g, _ := json.Marshal(got[i])
			w, _ := json.Marshal(want[i])
			t.Fatalf("%s: event %d of %d\n got %s\nwant %s", what, i+1, len(want), g, w)
		}
	}
	if len(got) > len(want) {
		t.Fatalf("%s: it goes on after %d events: %+v", what, len(want), got[len(want)])
	}
}
