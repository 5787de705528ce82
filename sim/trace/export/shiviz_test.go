package export_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/sim/trace/export"
	"raftlab/sim/trace/export/told"
	"raftlab/sim/trace/timeline"
)

// shivizEvent is an event of the log as ShiViz reads it.
type shivizEvent struct {
	host  string
	clock map[string]int
	text  string
}

// readShiViz reads a log as ShiViz does: the first line is the expression, the second the delimiter of executions, and every
// match of the expression in the rest is an event. Nothing may be left over.
func readShiViz(t *testing.T, log string) (events []shivizEvent) {
	lines := strings.SplitN(log, "\n", 3)
	if len(lines) != 3 || lines[1] != "" {
		t.Fatalf("the log begins with %q", lines[:2])
	}
	expression := regexp.MustCompile("(?m)" + lines[0])
	read, field := 0, func(at []int, name string) string {
		group := 2 * expression.SubexpIndex(name)
		return lines[2][at[group]:at[group+1]]
	}
	for _, at := range expression.FindAllStringSubmatchIndex(lines[2], -1) {
		if between := strings.TrimSpace(lines[2][read:at[0]]); between != "" {
			t.Fatalf("ShiViz would not read %q", between)
		}
		read = at[1]
		e := shivizEvent{host: field(at, "host"), text: field(at, "event")}
		if err := json.Unmarshal([]byte(field(at, "clock")), &e.clock); err != nil {
			t.Fatalf("%s: %v", field(at, "clock"), err)
		}
		events = append(events, e)
	}
	if rest := strings.TrimSpace(lines[2][read:]); rest != "" {
		t.Fatalf("ShiViz would not read %q", rest)
	}
	return events
}

// The rules of ShiViz: the clock of a host counts its own events from 1 without a gap, an entry for another host names an
// event of it, and knows all that was known there.
func TestShiVizTakesTheLog(t *testing.T) {
	t.Run("a part", func(t *testing.T) {
		eachRun(t, "shiviz", export.Options{}, func(t *testing.T, _ *told.Run, written string) {
			checkClocks(t, readShiViz(t, written))
		})
	})
	t.Run("the whole run", func(t *testing.T) {
		whole := export.Options{Part: told.Part{Until: time.Minute}}
		eachRun(t, "shiviz", whole, func(t *testing.T, r *told.Run, written string) {
			events := readShiViz(t, written)
			checkClocks(t, events)
			checkLearning(t, r, events)
		})
	})
}

func checkClocks(t *testing.T, events []shivizEvent) {
	if len(events) == 0 {
		t.Fatal("there is no event")
	}
	at := map[string][]map[string]int{} // the clocks of a host's events
	for i, e := range events {
		if own := len(at[e.host]) + 1; e.clock[e.host] != own {
			t.Fatalf("event %d: the clock of %s is %d, want %d", i, e.host, e.clock[e.host], own)
		}
		for host, n := range e.clock {
			if host == e.host {
				continue
			}
			if n < 1 || n > len(at[host]) {
				t.Fatalf("event %d of %s knows event %d of %s, which has had %d", i, e.host, n, host, len(at[host]))
			}
			for other, known := range at[host][n-1] {
				if e.clock[other] < known {
					t.Fatalf("event %d of %s knows an event of %s, and not what was known there of %s", i, e.host, host, other)
				}
			}
		}
		at[e.host] = append(at[e.host], maps.Clone(e.clock))
	}
}

// Who receives a message knows what its sender knew; nobody else learns anything.
func checkLearning(t *testing.T, r *told.Run, events []shivizEvent) {
	before := map[string]map[string]int{}
	learned := 0
	for _, e := range events {
		news := slices.ContainsFunc(slices.Collect(maps.Keys(e.clock)), func(host string) bool {
			return host != e.host && e.clock[host] > before[e.host][host]
		})
		if news {
			learned++
		}
		before[e.host] = e.clock
	}
	ended := 0
	for _, m := range r.Messages {
		if m.Fate != timeline.UnderWay {
			ended++
		}
	}
	if learned > ended || ended > 0 && learned == 0 {
		t.Errorf("%d events learn from others, and %d messages ended", learned, ended)
	}
}
