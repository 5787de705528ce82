package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
)

// testHeader is a header that uses every member.
func testHeader() *Header {
	return &Header{
		Format: FormatVersion, Scenario: "leader-crash", ScenarioDigest: strings.Repeat("0f", 32),
		Overrides: []string{"heartbeat=20ms", `title="<&>"`}, Seed: 1<<64 - 1, Engine: "etcd", Version: "1",
		Nodes: 5, Parameters: []Parameter{{"election_timeout", "150ms-300ms"}, {"heartbeat", "20ms"}},
		Program: []Argument{{Word: "python3"}, {"my raft.py", strings.Repeat("a1", 32)}},
	}
}

// testEvents is the start of a run: enough kinds of lines for the tests of damage.
func testEvents() []Event {
	return []Event{
		{Kind: ClusterLed, Reason: Boot},
		{Kind: RoleChange, Node: 1, Role: Follower, Reason: Boot},
		{Kind: TimerSet, Node: 1, Timeout: 150 * time.Millisecond, Deadline: 150 * time.Millisecond, Drawn: true,
			Reason: Boot},
		{Kind: TimerFired, Node: 1, At: 150 * time.Millisecond, Timeout: 150 * time.Millisecond,
			Reason: ElectionTimeout},
		{Kind: Client, At: 151 * time.Millisecond, ID: 1, Outcome: Proposed, Command: "x=\"1\"\n\t\x01<&>\u2028语"},
		{Kind: Stopped, At: 160 * time.Millisecond, Reason: RunOver},
	}
}

// write returns the trace of the events, numbered 1, 2, 3, ..., and its digest.
func write(t testing.TB, h *Header, events []Event) (file, digest string) {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, h)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range events {
		e.Seq = uint64(i + 1)
		w.Observe(&e)
	}
	digest, err = w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), digest
}

// read returns everything in a trace.
func read(file string) (h *Header, events []Event, digest string, err error) {
	r, err := NewReader(strings.NewReader(file), "run.trace")
	if err != nil {
		return nil, nil, "", err
	}
	for {
		e, err := r.Next()
		if err == io.EOF {
			return r.Header(), events, r.Digest(), nil
		}
		if err != nil {
			return nil, nil, "", err
		}
		events = append(events, *e)
	}
}

func TestRoundTrip(t *testing.T) {
	file, digest := write(t, testHeader(), testEvents())
	h, events, found, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(h, testHeader()) {
		t.Errorf("header: got %+v, want %+v", h, testHeader())
	}
	if found != digest || !strings.HasPrefix(digest, "sha256:") {
		t.Errorf("reader's digest %q, writer's %q", found, digest)
	}
	want := testEvents()
	for i := range want {
		want[i].Seq = uint64(i + 1)
	}
	if !reflect.DeepEqual(events, want) {
		t.Errorf("events: got %+v, want %+v", events, want)
	}
}

// fill gives every field of v a value that is not zero, another one for another n.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n))
	case reflect.Uint8:
		v.SetUint(uint64(n%2 + 1)) // every table has at least two words
	case reflect.Uint16, reflect.Uint64:
		v.SetUint(uint64(n))
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d \"\\\n\x02语", n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if member(v.Type().Field(i)) != "-" {
				fill(v.Field(i), n+i)
			}
		}
	default:
		panic("no value for " + v.Type().String())
	}
}

// member is the name of a struct field in a line, "-" for one that another is written for.
func member(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// Every field of Event alone, and all of them together, come back as they were written; so a field
// that writer or reader forgets fails here.
func TestEveryFieldOfAnEventComesBack(t *testing.T) {
	all := Event{}
	fill(reflect.ValueOf(&all).Elem(), 3)
	all.Seq = 1
	cases := []Event{all}
	for i := range reflect.TypeFor[Event]().NumField() {
		if member(reflect.TypeFor[Event]().Field(i)) == "-" {
			continue
		}
		e := Event{Kind: RoleChange}
		fill(reflect.ValueOf(&e).Elem().Field(i), 7+i)
		e.Seq = 1
		cases = append(cases, e)
	}
	for _, want := range cases {
		file, _ := write(t, testHeader(), []Event{want})
		_, events, _, err := read(file)
		if err != nil {
			t.Errorf("%v\n%s", err, file)
		} else if !reflect.DeepEqual(events[0], want) {
			t.Errorf("got %+v\nwant %+v", events[0], want)
		}
	}
}

func TestMembersAreTheFieldsInOrder(t *testing.T) {
	event := reflect.TypeFor[Event]()
	var want []string
	for i := range event.NumField() {
		if name := member(event.Field(i)); name != "-" {
			want = append(want, name)
		}
	}
	got := []string{"seq", "t", "kind"}
	for _, f := range fields {
		got = append(got, f.name)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("fields table: %v\nstruct Event: %v", got, want)
	}
}

func TestWriterRefusesWhatCouldNotBeRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []Event
		want   string
	}{
		{"a gap", []Event{{Seq: 1, Kind: Noted}, {Seq: 3, Kind: Noted}}, "event 3 where event 2 belongs"},
		{"time", []Event{{Seq: 1, Kind: Noted, At: 2}, {Seq: 2, Kind: Noted, At: 1}},
			"event 2: time runs backwards, from 2 ns to 1 ns"},
		{"no kind", []Event{{Seq: 1}}, "event 1: seq 1, t 0, kind 0 cannot be written"},
		{"a role without a word", []Event{{Seq: 1, Kind: RoleChange, Role: 99}}, "event 1: role has no word for 99"},
		{"a negative count", []Event{{Seq: 1, Kind: Tallied, Votes: -1}}, "event 1: votes is negative"},
		{"node 0 in a group", []Event{{Seq: 1, Kind: FaultMade, Groups: [][]NodeID{{1, 0}}}},
			"event 1: groups holds a node without a number"},
		{"node 0 in a configuration", []Event{{Seq: 1, Kind: Reconfigured, Config: &Config{Voters: []NodeID{0}}}},
			"event 1: config holds a node without a number"},
		{"a long line", []Event{{Seq: 1, Kind: Noted, Detail: strings.Repeat("x", MaxLine)}},
			"event 1: a line of 1048635 bytes is longer than 1048576"},
	} {
		w, err := NewWriter(io.Discard, testHeader())
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.events {
			w.Observe(&c.events[i])
		}
		if _, err := w.Close(); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

func TestWriterRefusesAHeaderThatCouldNotBeRead(t *testing.T) {
	for _, h := range []*Header{{Nodes: -1}, {Nodes: 65536}, {Scenario: strings.Repeat("x", MaxLine)}} {
		if _, err := NewWriter(io.Discard, h); err == nil {
			t.Errorf("took a header with %d nodes and a name of %d bytes", h.Nodes, len(h.Scenario))
		}
	}
}

// limitReached is a disk with room for a few bytes.
type full int

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if *f -= full(len(b)); *f < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWriterKeepsTheFirstError(t *testing.T) {
	disk := full(100)
	w, err := NewWriter(&disk, testHeader())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2000 {
		w.Observe(&Event{Seq: uint64(i + 1), Kind: Noted, Detail: "a remark"})
	}
	if digest, err := w.Close(); digest != "" || !errors.Is(err, errFull) || !errors.Is(w.Err(), errFull) {
		t.Errorf("got digest %q, error %v", digest, err)
	}
}

func TestNothingIsWrittenAfterClose(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, testHeader())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	file := out.String()
	w.Observe(&Event{Seq: 1, Kind: Noted})
	if w.Err() == nil {
		t.Error("an event after Close is no error")
	}
	if _, err := w.Close(); err == nil || out.String() != file {
		t.Errorf("closing again: error %v, %d more bytes", err, out.Len()-len(file))
	}
}

func TestDigestIsTheSameWhereverTheTraceGoes(t *testing.T) {
	_, want := write(t, testHeader(), testEvents())
	w, err := NewWriter(io.Discard, testHeader())
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range testEvents() {
		e.Seq = uint64(i + 1)
		w.Observe(&e)
	}
	if got, err := w.Close(); err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

// benchmarkEvents are n events in the mix of a quiet run: mostly heartbeats and timers.
func benchmarkEvents(n int) []Event {
	mix := []Event{
		{Kind: Sent, Node: 1, Term: 3, Peer: 2, Message: Heartbeat, Commit: 17},
		{Kind: Delivered, Node: 2, Term: 3, Peer: 1, Message: Heartbeat},
		{Kind: TimerSet, Node: 2, Term: 3, Peer: 1, Reason: HeartbeatHeard, Timeout: 212_345_678, Deadline: 40_712_345_678},
		{Kind: Sent, Node: 2, Term: 3, Peer: 1, Message: HeartbeatReply, Granted: true},
		{Kind: Delivered, Node: 1, Term: 3, Peer: 2, Message: HeartbeatReply, Granted: true},
	}
	events := make([]Event, n)
	for i := range events {
		events[i] = mix[i%len(mix)]
		events[i].Seq, events[i].ID, events[i].At = uint64(i+1), uint64(i/5+1), time.Duration(i)*2_012_345
	}
	return events
}

// One operation is the trace of a run of 60 s: 30,000 events.
func BenchmarkWriter(b *testing.B) {
	events := benchmarkEvents(30_000)
	file, _ := write(b, testHeader(), events)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		w, err := NewWriter(io.Discard, testHeader())
		if err != nil {
			b.Fatal(err)
		}
		for i := range events {
			w.Observe(&events[i])
		}
		if _, err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReader(b *testing.B) {
	file, _ := write(b, testHeader(), benchmarkEvents(30_000))
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := NewReader(strings.NewReader(file), "run.trace")
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = r.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
