package browser_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"

	"raftlab/plots/player"
	"raftlab/scenarios"
	"raftlab/scenarios/run"
)

var long = flag.Bool("long", false, "run the tests that take long: all scenarios on both engines")

// The page runs what the command line runs.
func TestDigestsAreThoseOfTheCommandLine(t *testing.T) {
	infos := scenarios.Builtin()
	if !*long {
		infos = infos[:2]
	}
	p := open(t, write(t, &player.Options{Title: "raftlab", Start: start("cold-start"), Simulator: simulator(t)}))
	for _, info := range infos {
		for _, engine := range []string{"etcd", "textbook"} {
			want := digestOf(t, info.Name, engine)
			got := p.eval(fmt.Sprintf(`sim.ask({do: 'run', name: %q, yaml: '', seed: '1', engine: %q, set: [], steps: [], lang: 'en'}).then(a => a.digest || a.problems[0].message)`, info.Name, engine))
			if got != want {
				t.Errorf("%s on %s: the page has %s, the command line %s", info.Name, engine, got, want)
			}
		}
	}
	p.fine()
}

// digestOf returns the digest of a run, or why there is none.
func digestOf(t *testing.T, name, engine string) string {
	t.Helper()
	e, err := run.ParseEngine(engine)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.Open(run.Request{Word: name, Seed: 1, Engine: e}, nil)
	if err != nil {
		return err.Error()
	}
	outcome, err := s.Run(context.Background(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return outcome.Digest
}

// traceOf returns the trace of a run.
func traceOf(t *testing.T, name string) string {
	t.Helper()
	s, err := run.Open(run.Request{Word: name, Seed: 1, Engine: run.DefaultEngine()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var trace strings.Builder
	if _, err := s.Run(context.Background(), &trace); err != nil {
		t.Fatal(err)
	}
	return trace.String()
}

// quote writes a text as a string of JavaScript.
func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // it is text
	}
	return string(b)
}
