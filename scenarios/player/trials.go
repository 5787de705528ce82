package player

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"time"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/script"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// Trials are what a slice of trials showed. The page adds slices up, so it can show what there is so far.
type Trials struct {
	Interval   string          `json:"interval"`         // what was measured
	Durations  []time.Duration `json:"durations"`        // of the finished trials, in nanoseconds
	Unfinished int             `json:"unfinished"`       // without a leader at the end, or never without one
	Contested  int             `json:"contested"`        // finished, with a term that two or more stood for in vain
	Broken     int             `json:"broken"`           // in which a property was violated or a server ended
	Worst      string          `json:"worst"`            // seed of the run of the longest; "" if none is finished
	Theory     time.Duration   `json:"theory,omitempty"` // the expected mean, if it has been published for such settings
	Command    string          `json:"command"`          // that makes all trials
}

// slice makes a slice of trials: those from number From up to To, which is not one of them. The slices of one set of
// trials read the scenario once: that takes as long as many trials.
func (p *Player) slice(q *Request) (*Answer, error) {
	same := *q
	same.From, same.To = 0, 0
	if p.tried == nil || !reflect.DeepEqual(same, p.triedFor) {
		s, err := p.open(q)
		if err != nil {
			return nil, err
		}
		p.tried, p.triedFor = s, same
	}
	s := p.tried
	line := run.Line{Simulation: s}
	plan, err := line.Plan(uint64(s.Header.Seed), uint64(q.From), uint64(q.To))
	if err != nil {
		return nil, err
	}
	measure, err := s.Scenario.Measured()
	if err != nil {
		return nil, err
	}
	t := Trials{Interval: measure.String(), Durations: []time.Duration{}, Theory: theory(&s.Script, measure)}
	var longest time.Duration
	_, err = trials.Run(context.Background(), plan, trials.Options{Workers: 1, Samples: func(list []trials.Trial) error {
		for i := range list {
			t.add(&list[i], &longest)
		}
		return nil
	}})
	if err != nil {
		return nil, err
	}
	command := run.NewCommand("trials", s.Word, append([]string{"-n", strconv.FormatInt(q.To, 10)}, run.SeedFlags(uint64(s.Header.Seed))...),
		s.Engine, s.Header.Overrides)
	t.Command = command.String()
	encoded, err := json.Marshal(&t)
	return &Answer{Trials: encoded}, err
}

func (t *Trials) add(trial *trials.Trial, longest *time.Duration) {
	if trial.Broken != "" || trial.Ended {
		t.Broken++
	}
	if !trial.Finished {
		t.Unfinished++
		return
	}
	t.Durations = append(t.Durations, trial.Duration)
	if trial.Contested {
		t.Contested++
	}
	if trial.Duration > *longest || t.Worst == "" {
		*longest, t.Worst = trial.Duration, strconv.FormatUint(trial.Seed, 10)
	}
}

// theory returns the mean time without a leader after a crash that the Raft thesis, chapter 9, gives for timeouts
// from T to 2T, a heartbeat of T/2 and one latency; 0 for other settings, of which nothing was published.
func theory(s *script.Script, measure scenarios.Measure) time.Duration {
	c := &s.Cluster
	least := c.ElectionTimeout.Min
	latency, err := time.ParseDuration(c.Network.Latency.String())
	plain := err == nil && c.ElectionTimeout.Max == 2*least && c.Heartbeat == least/2 && c.Network.Loss == 0 && !c.PreVote && len(c.Learners) == 0 && len(c.Links) == 0 && len(c.Node) == 0
	if !plain || measure.String() != "from crash to leader" {
		return 0
	}
	unit := float64(least)
	return time.Duration(study.ElectionTime(c.Nodes, c.Nodes-1, float64(latency)/unit) * unit)
}
