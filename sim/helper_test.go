package sim_test

import (
	"io"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

// record keeps the events of a run.
type record struct{ events []trace.Event }

func (r *record) Observe(e *trace.Event) { r.events = append(r.events, *e) }

// where returns the events of one kind that satisfy all conditions.
func (r *record) where(kind trace.Kind, conditions ...func(e *trace.Event) bool) []trace.Event {
	var found []trace.Event
next:
	for i := range r.events {
		if r.events[i].Kind != kind {
			continue
		}
		for _, condition := range conditions {
			if !condition(&r.events[i]) {
				continue next
			}
		}
		found = append(found, r.events[i])
	}
	return found
}

func at(id trace.NodeID) func(*trace.Event) bool {
	return func(e *trace.Event) bool { return e.Node == id }
}

func became(role trace.Role) func(*trace.Event) bool {
	return func(e *trace.Event) bool { return e.Role == role && e.From != role }
}

func why(reason trace.Reason) func(*trace.Event) bool {
	return func(e *trace.Event) bool { return e.Reason == reason }
}

func fault(f trace.Fault) func(*trace.Event) bool {
	return func(e *trace.Event) bool { return e.Fault == f }
}

// run runs a script on a new world and returns its events.
func run(t testing.TB, plan *script.Script, seed uint64) *record {
	t.Helper()
	r := &record{}
	if err := sim.New(etcdraft.Engine{}).Run(plan, seed, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// digestOf runs a script on a world and returns the digest of its trace.
func digestOf(t testing.TB, w *sim.World, plan *script.Script, seed uint64) string {
	t.Helper()
	writer, err := trace.NewWriter(io.Discard, &trace.Header{Format: trace.FormatVersion, Scenario: "test",
		Seed: trace.Seed(seed), Engine: etcdraft.Name, Version: sim.Version, Nodes: plan.Cluster.Nodes})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(plan, seed, writer); err != nil {
		t.Fatal(err)
	}
	digest, err := writer.Close()
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

// newScript returns a script for a cluster of so many servers.
func newScript(nodes int, until time.Duration, steps ...script.Step) *script.Script {
	c := script.DefaultCluster()
	c.Nodes = nodes
	return &script.Script{Cluster: c, Until: until, Steps: steps}
}

func kind(k script.SelectorKind) script.Selector { return script.Selector{Kind: k} }

func nodes(ids ...trace.NodeID) script.Selector {
	return script.Selector{Kind: script.Named, Nodes: ids}
}

// noViolation fails if a property was violated or Raft gave up on a server.
func (r *record) noViolation(t testing.TB) {
	t.Helper()
	for _, e := range r.events {
		if e.Kind == trace.Checked && e.Verdict == trace.Violated || e.Kind == trace.Ended {
			t.Fatalf("event %d at %v: %v %v: %s", e.Seq, e.At, e.Property, e.Node, e.Evidence)
		}
	}
}
