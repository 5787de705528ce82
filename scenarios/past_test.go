package scenarios

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// addedActions are added steps of every kind. The last of each is on trial; those before it give it something to do. Where it is
// about a message, this is one under way, at half its flight.
var addedActions = map[string][]string{
	"note":             {"{at: NOW, note: here}"},
	"crash":            {"{at: NOW, crash: leader}"},
	"restart":          {"{at: NOW, crash: n1}", "{at: LATER, restart: n1}"},
	"pause":            {"{at: NOW, pause: n2}"},
	"resume":           {"{at: NOW, pause: n2}", "{at: LATER, resume: paused}"},
	"partition":        {"{at: NOW, partition: [[leader, n2], [others]]}"},
	"isolate":          {"{at: NOW, isolate: n1}"},
	"heal":             {"{at: NOW, isolate: n1}", "{at: LATER, heal: all}"},
	"cut":              {"{at: NOW, cut: {from: n1, to: n2}}"},
	"network":          {"{at: NOW, network: {latency: 1ms, loss: 20%, duplicate: 5%}}"},
	"link":             {"{at: NOW, link: {from: n1, to: n2, latency: 1ms, loss: 20%, duplicate: 5%}}"},
	"clock":            {"{at: NOW, clock: {node: n2, rate: 1.2}}"},
	"timeout":          {"{at: NOW, timeout: n2}"},
	"election_timeout": {"{at: NOW, election_timeout: {node: all, range: 1s-2s}}"},
	"disk":             {"{at: NOW, disk: {node: n2, fault: forget hard state}}"},
	"propose":          {"{at: NOW, propose: {command: late, count: 3, every: 5ms}}"},
	"write":            {"{at: NOW, write: {key: x, value: 1, retry: 50ms}}"},
	"append":           {"{at: NOW, append: x=a}"},
	"read":             {"{at: NOW, write: x=1}", "{at: LATER, read: {key: x, to: n2}}"},
	"transfer":         {"{at: NOW, transfer: n2}"},
	"change":           {"{at: NOW, change: {learn: [n2]}}"},
	"compact":          {"{at: NOW, compact: all}"},
	"drop":             {"{at: FLIGHT, drop: MESSAGE}"},
	"duplicate":        {"{at: FLIGHT, duplicate: MESSAGE}"},
	"hold":             {"{at: FLIGHT, hold: {message: MESSAGE, for: 50ms}}"},
	"deliver":          {"{at: FLIGHT, deliver: MESSAGE}"},
}

// TestAddedStepLeavesThePast: until an added step is taken, all that the run tells is byte for byte what it was without it.
func TestAddedStepLeavesThePast(t *testing.T) {
	for _, a := range actions {
		if addedActions[a.key] == nil && a.key != "settle" { // which cannot be added
			t.Errorf("%s is not tested", a.key)
		}
	}
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		world := sim.New(e)
		for _, name := range []string{"leader-crash", "lossy-network", "split-vote", "partial-partition", "common-job"} {
			t.Run(e.Name()+"/"+name, func(t *testing.T) {
				for _, forms := range addedActions {
					for _, part := range []time.Duration{3, 2} {
						checkPast(t, e, world, name, part, forms)
					}
				}
			})
		}
	}
}

// checkPast compares a run with the last of some steps with the run without it.
func checkPast(t *testing.T, e engine.Engine, world *sim.World, name string, part time.Duration, forms []string) {
	t.Helper()
	now := added(t, name).Script().Until/part + 37*time.Microsecond
	message := flightAfter(runOn(t, e, added(t, name), 1), now)
	moments := strings.NewReplacer("NOW", chance.FormatDuration(now), "LATER", chance.FormatDuration(now+60*ms),
		"FLIGHT", chance.FormatDuration((message.Sent+message.Ended)/2), "MESSAGE", strconv.FormatUint(message.ID, 10))
	var steps []string
	for _, form := range forms {
		steps = append(steps, moments.Replace(form))
	}
	last := len(steps) - 1
	script := added(t, name, steps...).Script()
	if script.Needs().Without(e.Features()) != 0 {
		return
	}
	until := script.Steps[len(script.Steps)-1].At
	before := added(t, name, steps[:last]...)
	if want, got := linesUntil(t, world, before, until), linesUntil(t, world, added(t, name, steps...), until); !bytes.Equal(want, got) {
		t.Errorf("with %s the run is another before it", steps[last])
	} else if len(want) < 1000 {
		t.Errorf("before %v nothing happens", until)
	}
}

// flightAfter returns the first message sent after a moment that takes its time.
func flightAfter(t *timeline.Timeline, moment time.Duration) timeline.Message {
	for _, m := range t.Messages {
		if m.Sent > moment && m.Ended > m.Sent+1 && !m.Copy {
			return m
		}
	}
	return timeline.Message{}
}

// added returns a built-in scenario with steps added.
func added(t *testing.T, name string, steps ...string) *Scenario {
	t.Helper()
	s, err := ByName(name)
	if err == nil {
		err = s.Add(steps)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// past writes the events before a moment as lines of a trace.
type past struct {
	*trace.Writer
	until time.Duration
}

func (p past) Observe(e *trace.Event) {
	if e.At < p.until {
		p.Writer.Observe(e)
	}
}

// linesUntil returns the lines before a moment. The header, from which their sums begin, is always the same.
func linesUntil(t *testing.T, world *sim.World, s *Scenario, until time.Duration) []byte {
	t.Helper()
	var lines bytes.Buffer
	w, err := trace.NewWriter(&lines, &trace.Header{Format: trace.FormatVersion, Scenario: s.Name, Nodes: s.script.Cluster.Nodes})
	if err == nil {
		err = world.Run(&s.script, 1, past{w, until})
	}
	if err == nil {
		_, err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return lines.Bytes()
}
