package timeline

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"raftlab/sim/trace"
)

func TestReadEqualsObserve(t *testing.T) {
	header := trace.Header{Format: trace.FormatVersion, Scenario: "tiny", Overrides: []string{}, Nodes: 3,
		Parameters: []trace.Parameter{}}
	var file bytes.Buffer
	w, err := trace.NewWriter(&file, &header)
	if err != nil {
		t.Fatal(err)
	}
	b := NewBuilder(header)
	for i, e := range minute()[:500] {
		e.Seq = uint64(i + 1)
		w.Observe(&e)
		b.Observe(&e)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	read := func(text string) (*Timeline, error) {
		r, err := trace.NewReader(strings.NewReader(text), "tiny.trace")
		if err != nil {
			t.Fatal(err)
		}
		return Read(r)
	}
	got, err := read(file.String())
	if err != nil {
		t.Fatal(err)
	}
	want := b.Timeline()
	if got.Header = header; !reflect.DeepEqual(got, want) { // nil and empty lists are the same to a file
		t.Errorf("read %d events and %d messages, want %d and %d, or other differences",
			got.Events, len(got.Messages), want.Events, len(want.Messages))
	}
	if _, err := read(strings.TrimSuffix(file.String(), "\n")); err == nil {
		t.Error("a cut trace was read")
	}
}

// minute returns the events of a minute in which n1 leads five servers undisturbed: about 30,000.
func minute() (events []trace.Event) {
	events = append(events, at(0, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected))...)
	var id uint64
	for beat := range 1200 {
		for to := trace.NodeID(2); to <= 5; to++ {
			id += 2
			set := trace.Event{Kind: trace.TimerSet, Node: to, Timeout: 150 * ms, Reason: trace.HeartbeatHeard,
				Deadline: time.Duration(beat*50+160) * ms}
			events = append(events, at(beat*50+int(to), send(id, trace.Heartbeat, 1, to), deliver(id, to), set,
				send(id+1, trace.HeartbeatReply, to, 1), deliver(id+1, 1))...)
		}
	}
	return events
}

func BenchmarkMinute(b *testing.B) {
	events := minute()
	b.ReportAllocs()
	for b.Loop() {
		builder := NewBuilder(trace.Header{Nodes: 5})
		for i := range events {
			builder.Observe(&events[i])
		}
		builder.Timeline()
	}
	b.ReportMetric(float64(len(events)), "events/op")
}
