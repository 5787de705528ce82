package check

import (
	"cmp"
	"slices"

	"raftlab/sim/trace"
)

// violations are the violations of a run, of all properties, in order.
type violations struct {
	all  []Result
	told int
}

func (f *violations) reset() { f.all, f.told = f.all[:0], 0 }

func (f *violations) copyFrom(o *violations) {
	f.told = o.told
	if len(f.all)+len(o.all) > 0 { // to copy nothing takes 43 of the 15,000 instructions of a trial
		f.all = append(f.all[:0], o.all...)
	}
}

func (f *violations) take() []Result {
	fresh := f.all[f.told:]
	f.told = len(f.all)
	return fresh
}

// property is what one property has come to so far.
type property struct {
	property   trace.Property
	reference  string
	tested     bool // something happened that could have violated it
	keys       []key
	first      Result
	violations *violations
}

// key tells one contradiction from another. What it means depends on the property.
type key struct{ a, b uint64 }

// mostKeys bounds the violations of one property that are reported.
const mostKeys = 64

func (p *property) open(of trace.Property, reference string, all *violations) {
	*p = property{property: of, reference: reference, violations: all, keys: p.keys[:0]}
}

// copyFrom leaves the violations to the suite, which has them for all properties.
func (p *property) copyFrom(o *property) {
	p.tested = o.tested
	if len(p.keys)+len(o.keys) > 0 { // to copy nothing, for each property, takes 228 of the 15,000 instructions of a trial
		p.copyFound(o)
	}
}

//go:noinline // inlined for each property it costs a trial 34 instructions of 15,000
func (p *property) copyFound(o *property) {
	p.keys = append(p.keys[:0], o.keys...)
	if p.first.Verdict != o.first.Verdict || p.first.Event != o.first.Event {
		p.first = o.first
	}
}

// isNew reports whether a contradiction is to be reported. It says so once.
func (p *property) isNew(a, b uint64) bool {
	k := key{a, b}
	if len(p.keys) == mostKeys || slices.Contains(p.keys, k) {
		return false
	}
	p.keys = append(p.keys, k)
	return true
}

// violated records a contradiction that e shows. What was seen is complete but for what the event and the property say.
func (p *property) violated(e *trace.Event, seen *trace.Evidence) {
	p.tested = true
	seen.Property, seen.At, seen.Node = p.property, e.At, cmp.Or(seen.Node, e.Node)
	found := Result{Property: p.property, Reference: p.reference, Verdict: trace.Violated, At: e.At, Event: e.Seq, Evidence: seen}
	if p.first.Verdict == 0 {
		p.first = found
	}
	p.violations.all = append(p.violations.all, found)
}

func (p *property) result() Result {
	switch {
	case p.first.Verdict == trace.Violated:
		return p.first
	case p.tested:
		return Result{Property: p.property, Reference: p.reference, Verdict: trace.Holds}
	}
	return Result{Property: p.property, Reference: p.reference, Verdict: trace.Untested}
}
