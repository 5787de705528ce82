package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

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
	if len(f.all)+len(o.all) > 0 { // usually nothing was found
		f.copyAll(o)
	}
}

//go:noinline // it is seldom called
func (f *violations) copyAll(o *violations) { f.all = append(f.all[:0], o.all...) }

func (f *violations) take() []Result {
	fresh := f.all[f.told:]
	f.told = len(f.all)
	return fresh
}

// property is what one property has come to so far.
type property struct {
	property  trace.Property
	reference string
	tested    bool // something happened that could have violated it
	keys      []key
	first     Result
	findings  *violations
}

// key tells one contradiction from another. What it means depends on the property.
type key struct{ a, b uint64 }

// mostKeys bounds the violations of one property that are reported.
const mostKeys = 64

func (l *property) open(p trace.Property, reference string, f *violations) {
	*l = property{property: p, reference: reference, findings: f, keys: l.keys[:0]}
}

// copyFrom leaves the findings to the suite, which has them for all properties.
func (l *property) copyFrom(o *property) {
	l.tested = o.tested
	if len(l.keys)+len(o.keys) > 0 { // usually nothing was found
		l.copyFound(o)
	}
}

//go:noinline // it is seldom called
func (l *property) copyFound(o *property) {
	l.keys = append(l.keys[:0], o.keys...)
	if l.first.Verdict != o.first.Verdict || l.first.Event != o.first.Event {
		l.first = o.first
	}
}

// isNew reports whether a contradiction is to be reported. It says so once.
func (l *property) isNew(a, b uint64) bool {
	k := key{a, b}
	if len(l.keys) == mostKeys || slices.Contains(l.keys, k) {
		return false
	}
	l.keys = append(l.keys, k)
	return true
}

// violated records a contradiction that e shows, in words that "at 212 ms" can follow.
func (l *property) violated(e *trace.Event, format string, args ...any) {
	l.tested = true
	found := Result{Property: l.property, Reference: l.reference, Verdict: trace.Violated, At: e.At, Event: e.Seq,
		Evidence: fmt.Sprintf("%v: %s at %s", l.property, fmt.Sprintf(format, args...), milliseconds(e.At))}
	if l.first.Verdict == 0 {
		l.first = found
	}
	l.findings.all = append(l.findings.all, found)
}

func (l *property) result() Result {
	switch {
	case l.first.Verdict == trace.Violated:
		return l.first
	case l.tested:
		return Result{Property: l.property, Reference: l.reference, Verdict: trace.Holds}
	}
	return Result{Property: l.property, Reference: l.reference, Verdict: trace.Untested}
}

// milliseconds writes a time as people read it: 212 ms, 0.25 ms. Less than a microsecond is cut off.
func milliseconds(t time.Duration) string {
	us := t.Round(time.Microsecond).Microseconds()
	text := fmt.Sprintf("%d.%03d", us/1000, us%1000)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " ms"
}
