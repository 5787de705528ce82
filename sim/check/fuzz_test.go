package check

import (
	"strings"
	"testing"

	"raftlab/sim/trace"
)

// Whatever the events, the checks come to a verdict and say the same thing twice.
func FuzzObserve(f *testing.F) {
	f.Add([]byte("\x01\x01\x04\x01\x0a\x01\x01\x01\x0c\x01\x01\x01\x01\x02\x04\x02"))
	f.Add([]byte("\x0f\x01\xff\x03\x0a\x01\xff\x02\x10\x01\xff\x03\x0d\x01\xff\x00"))
	f.Add([]byte("\x0a\xff\x01\x01\x0b\xff\x01\x00\x0e\xff\xfe\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		once, again := NewSuite(3), NewSuite(0)
		for events := data; len(events) >= 4; events = events[4:] {
			e := eventOf([4]byte(events))
			once.Observe(&e)
			again.Observe(&e)
		}
		if first, second := evidence(once.Violations()), evidence(again.Violations()); strings.Join(first, "\n") !=
			strings.Join(second, "\n") {
			t.Errorf("%q, then %q", first, second)
		}
		for _, r := range once.Results() {
			if (r.Verdict == trace.Violated) != strings.HasPrefix(r.Evidence.String(), r.Property.String()+": ") {
				t.Errorf("%v has evidence %q", r.Verdict, r.Evidence)
			}
		}
	})
}

// eventOf makes an event of four bytes: small numbers are common, the largest are possible.
func eventOf(b [4]byte) trace.Event {
	small, term := number(b[2]), trace.Term(number(b[3]))
	node := trace.NodeID(b[1] % 8)
	if b[1] == 255 {
		node = 65535 // allowed, and slow
	}
	return trace.Event{
		Kind: trace.Kind(b[0] % 32), Fault: trace.Fault(1 + b[0]/32%2), Node: node,
		Peer: trace.NodeID(1 + b[3]%4), Role: trace.Role(b[2] % 5), Term: term, Granted: true,
		Index: trace.Index(small), First: trace.Index(number(b[3] / 8)), EntryTerm: term,
		Last:  trace.Position{Term: term, Index: trace.Index(small)},
		Entry: trace.EntryKind(b[0] / 64), Command: string(b[0]/64 + 'a'), Data: trace.Digest(b[2] % 4),
		State: trace.Digest(b[3] % 4), Config: configOf(b[2]), Message: trace.MessageKind(b[2] % 16),
	}
}

// configOf makes one of some configurations, or none.
func configOf(b byte) *trace.Config {
	nodes := func(n byte) (all []trace.NodeID) {
		for id := range trace.NodeID(n) {
			all = append(all, id+1)
		}
		return all
	}
	if b%4 == 0 {
		return nil
	}
	return &trace.Config{Voters: nodes(b % 4), Outgoing: nodes(b / 4 % 4)}
}

// number spreads a byte over all that 64 bits can hold.
func number(b byte) uint64 {
	switch {
	case b >= 250:
		return ^uint64(0) - uint64(255-b)
	case b >= 240:
		return mostIndex - uint64(b-240)
	}
	return uint64(b % 8)
}
