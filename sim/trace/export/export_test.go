package export_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace/export"
	"raftlab/sim/trace/export/told"
)

// recorded returns a run of every built-in scenario, in both languages.
var recorded = sync.OnceValues(func() (map[string]*told.Run, error) {
	runs := map[string]*told.Run{}
	for _, info := range scenarios.Builtin() {
		for _, l := range lang.All {
			s, err := run.Open(run.Request{Word: info.Name, Seed: 1, Engine: run.DefaultEngine()}, nil)
			if err != nil {
				return nil, err
			}
			recorder := told.NewRecorder(s.Header, l)
			if _, err := s.Run(context.Background(), io.Discard, recorder); err != nil {
				return nil, err
			}
			runs[info.Name+" "+string(l)] = recorder.Run()
		}
	}
	return runs, nil
})

// eachRun calls f with every run as a format writes it.
func eachRun(t *testing.T, format string, o export.Options, f func(t *testing.T, r *told.Run, written string)) {
	runs, err := recorded()
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range runs {
		t.Run(name, func(t *testing.T) { f(t, r, write(t, format, r, o)) })
	}
}

func write(t *testing.T, format string, r *told.Run, o export.Options) string {
	form, err := export.FormatOf(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := form.Write(&out, r, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func oneRun(t *testing.T, name string) *told.Run {
	runs, err := recorded()
	if err != nil {
		t.Fatal(err)
	}
	return runs[name]
}

func TestFormatsRefuse(t *testing.T) {
	r := oneRun(t, "leader-crash en")
	for _, c := range []struct {
		format string
		o      export.Options
		want   string
	}{
		{"perfetto", export.Options{Part: told.Part{Election: 1}}, "perfetto is of the whole run"},
		{"perfetto", export.Options{Table: "roles"}, "perfetto has no tables"},
		{"csv", export.Options{}, "which table?"},
		{"csv", export.Options{Table: "role"}, "did you mean roles?"},
		{"csv", export.Options{Table: "seasons"}, "write roles, outages, elections, messages, commands or operations"},
		{"mermaid", export.Options{Part: told.Part{Election: 3}}, "there is no election 3: the run has 2"},
		{"mermaid", export.Options{Part: told.Part{Election: -1}}, "there is no election -1"},
		{"shiviz", export.Options{Part: told.Part{From: time.Hour}}, "it ends at 3s"},
		{"shiviz", export.Options{Part: told.Part{From: 2 * time.Second, Until: time.Second}}, "nothing of the run is between 2s and 1s"},
	} {
		form, err := export.FormatOf(c.format)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := form.Write(&out, r, c.o); err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("%s with %+v: %v and %d bytes, want %q and none", c.format, c.o, err, out.Len(), c.want)
		}
	}
	if _, err := export.FormatOf("perfeto"); err == nil || !strings.Contains(err.Error(), "did you mean perfetto?") {
		t.Errorf("an unknown format: %v", err)
	}
	if _, err := export.FormatOf("xml"); err == nil || !strings.Contains(err.Error(), "write perfetto, shiviz") {
		t.Errorf("an unknown format: %v", err)
	}
}
