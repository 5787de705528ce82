package sim_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/playback"
	"raftlab/sim/trace/timeline"
)

// played is a recording as a page reads it.
type played struct {
	Window  [2]float64
	Servers []map[string][][]any
}

func read(t *testing.T, r *playback.Recording, part playback.Window) (p played) {
	t.Helper()
	if err := json.Unmarshal(r.AppendJSON(nil, part), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// at returns what a server's lists say at a moment: of each the row that holds, of what a leader knows one for each server, and of
// the log the end.
func (p *played) at(server int, moment float64) map[string]any {
	said := map[string]any{}
	lists := p.Servers[server]
	for _, list := range []string{"commits", "applied", "starts", "ballots", "disk"} {
		for _, row := range lists[list] {
			if row[0].(float64) <= moment {
				said[list] = row
			}
		}
	}
	for _, row := range lists["progress"] {
		if row[0].(float64) <= moment {
			said[fmt.Sprint("progress of ", row[1])] = row
		}
	}
	log := map[int]any{}
	for _, row := range lists["log"] {
		switch {
		case row[0].(float64) > moment:
		case row[1].(float64) == 1:
			for index := range log {
				if index >= int(row[2].(float64)) {
					delete(log, index)
				}
			}
		default:
			log[int(row[3].(float64))] = row[4]
		}
	}
	last := 0
	for index := range log {
		last = max(last, index)
	}
	for index := max(last-9, 1); index <= last; index++ {
		said[fmt.Sprint("entry ", index)] = log[index]
	}
	return said
}

// A window of a run shows of each moment in it what the whole run shows.
func TestSoakWindowsOfAPlaybackShowTheSame(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		w := sim.New(e)
		for seed := range uint64(min(*seeds, 40)) {
			s := schedule.For(e, schedule.Honest(seed))
			if seed == 0 { // logs longer than what a window keeps of them
				s = led(3, 2*time.Second, script.Step{At: 100 * ms, Do: script.ProposeAction{Command: "x", Count: 1500, Every: ms}},
					script.Step{At: 900 * ms, Do: script.CrashAction{Nodes: nodes(1)}}, script.Step{At: 1300 * ms, Do: script.RestartAction{Nodes: nodes(1)}})
			}
			b, recorder := timeline.NewBuilder(trace.Header{Nodes: s.Cluster.Nodes}), playback.NewRecorder(lang.English)
			if err := w.Run(s, seed, b, recorder); err != nil {
				t.Fatal(err)
			}
			recording := recorder.Recording(b.Timeline())
			whole, windows := read(t, recording, playback.Window{}), recording.Windows(300)
			if len(windows) < 2 {
				continue
			}
			for _, part := range windows {
				own := read(t, recording, part)
				moments := []float64{float64(part.From), float64(part.From+part.To) / 2, float64(part.To)}
				for server := range whole.Servers {
					for _, moment := range moments {
						want, got := whole.at(server, moment), own.at(server, moment)
						if fmt.Sprint(want) != fmt.Sprint(got) {
							t.Fatalf("%s, seed %d, n%d at %.0f in the window %v:\nwhole  %v\nwindow %v", e.Name(), seed, server+1, moment, part, want, got)
						}
					}
				}
			}
		}
	}
}
