package export_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"raftlab/sim/trace/export"
	"raftlab/sim/trace/export/told"
	"raftlab/sim/trace/timeline"
)

// traceEvent is an object of the Trace Event Format, with the fields that we use and no others.
type traceEvent struct {
	Name    string          `json:"name"`
	Phase   string          `json:"ph"`
	Cat     string          `json:"cat"`
	At      *float64        `json:"ts"`
	Length  *float64        `json:"dur"`
	Process *int            `json:"pid"`
	Thread  *int            `json:"tid"`
	Scope   string          `json:"s"`
	Flow    string          `json:"bind_id"`
	Begins  bool            `json:"flow_out"`
	Ends    bool            `json:"flow_in"`
	Args    json.RawMessage `json:"args"`
}

type thread struct{ process, thread int }

// What Trace Event Format and the importer of Perfetto ask for: every event has a phase, a time, a process and a thread;
// what lasts has a length, and on one thread lies within another or beside it; a flow begins once, before it ends; and
// what is drawn has a name.
func TestPerfettoIsTraceEventFormat(t *testing.T) {
	eachRun(t, "perfetto", export.Options{}, func(t *testing.T, r *told.Run, written string) {
		var file struct {
			Unit   string         `json:"displayTimeUnit"`
			Other  map[string]any `json:"otherData"`
			Events []traceEvent   `json:"traceEvents"`
		}
		decoder := json.NewDecoder(strings.NewReader(written))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&file); err != nil {
			t.Fatal(err)
		}
		if file.Unit != "ns" || file.Other["scenario"] != r.Header.Scenario {
			t.Errorf("unit %q, scenario %v", file.Unit, file.Other["scenario"])
		}
		named, open, begun := map[thread]bool{}, map[thread][]float64{}, map[string]bool{}
		last, arrived := 0.0, 0
		for i, e := range file.Events {
			if e.Name == "" || e.Cat == "" || e.At == nil || e.Process == nil || e.Thread == nil {
				t.Fatalf("event %d lacks a name, a category, a time, a process or a thread: %+v", i, e)
			}
			if err := e.check(named, open, begun); err != nil {
				t.Fatalf("event %d, %q: %v", i, e.Name, err)
			}
			if *e.At < last {
				t.Fatalf("event %d is earlier than the one before it", i)
			}
			last = *e.At
			if e.Ends {
				arrived++
			}
		}
		for on, ends := range open {
			if len(ends) > 0 && math.IsInf(ends[0], 1) {
				t.Errorf("what began on %v has not ended", on)
			}
		}
		if want := arrivals(r); arrived != want {
			t.Errorf("%d flows end, and %d messages arrived", arrived, want)
		}
	})
}

func arrivals(r *told.Run) (n int) {
	for _, m := range r.Messages {
		if m.Fate == timeline.Delivered || m.Fate == timeline.Ignored {
			n++
		}
	}
	return n
}

// check holds an event against the format. open are the ends of what lasts, begun the flows.
func (e *traceEvent) check(named map[thread]bool, open map[thread][]float64, begun map[string]bool) error {
	on := thread{*e.Process, *e.Thread}
	switch e.Phase {
	case "M":
		named[on] = true
		return nil
	case "i":
		if e.Scope != "t" || e.Length != nil {
			return fmt.Errorf("an instant with scope %q", e.Scope)
		}
	case "B":
		if len(open[on]) > 0 && open[on][0] > *e.At {
			return fmt.Errorf("it begins before the one before it has ended")
		}
		open[on] = []float64{math.Inf(1)}
	case "E":
		if len(open[on]) != 1 || !math.IsInf(open[on][0], 1) {
			return fmt.Errorf("it ends and has not begun")
		}
		open[on] = nil
	case "X":
		if e.Length == nil || *e.Length < 0 {
			return fmt.Errorf("it has no length")
		}
		if err := nest(open, on, *e.At, *e.At+*e.Length); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unknown phase %q", e.Phase)
	}
	if !named[on] || !named[thread{on.process, 0}] {
		return fmt.Errorf("process %d or thread %d has no name", on.process, on.thread)
	}
	if on.thread == on.process {
		return fmt.Errorf("thread %d would be the main one of its process", on.thread)
	}
	switch {
	case e.Begins && (e.Ends || begun[e.Flow]), e.Ends && !begun[e.Flow], (e.Begins || e.Ends) != (e.Flow != ""):
		return fmt.Errorf("flow %q begins or ends at the wrong place", e.Flow)
	case e.Begins:
		begun[e.Flow] = true
	}
	return nil
}

// nest puts an interval into those that are open on its thread. A nanosecond is .001 here.
func nest(open map[thread][]float64, on thread, from, to float64) error {
	ends := open[on]
	for len(ends) > 0 && ends[len(ends)-1] <= from+1e-4 {
		ends = ends[:len(ends)-1]
	}
	outer := math.Inf(1)
	if len(ends) > 0 {
		outer = ends[len(ends)-1]
	}
	if to > outer+1e-4 {
		return fmt.Errorf("it ends at %f, after what it began in, which ends at %f", to, outer)
	}
	open[on] = append(ends, to)
	return nil
}
