package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"raftlab/lab/elections"
	"raftlab/lab/labdir"
	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
	"raftlab/sim/trials"
)

// comparison is real elections beside simulated ones.
type comparison struct {
	Members  int               `json:"members"`
	Fault    elections.Fault   `json:"fault"`
	Every    time.Duration     `json:"write_every_ns,omitempty"` // a client wrote so often; 0: none did
	Writes   *elections.Writes `json:"writes,omitempty"`
	Timers   labdir.Timers     `json:"timers"`
	Latency  string            `json:"latency"`
	Fsync    string            `json:"fsync"`
	Real     elections.Summary `json:"real"`
	Model    elections.Summary `json:"model"`
	Distance float64           `json:"distance"`
	Critical float64           `json:"critical"`
	Leases   struct {
		Real  float64 `json:"real"`
		Model float64 `json:"model"`
	} `json:"lease_refusals_per_election"`
	Late   int               `json:"late_heartbeats"`
	Others []other           `json:"wrong_models"`
	Rounds []elections.Round `json:"rounds"`

	model    []time.Duration // the simulated elections
	measured elections.Measurement
}

// other is a model that is known to be wrong.
type other struct {
	Name     string `json:"name"`
	words    lang.Text
	Distance float64 `json:"distance"`            // from the real elections
	Apart    float64 `json:"distance_from_model"` // from the model
}

// simulated is how many elections are simulated: enough that the simulation adds little to the critical value.
const simulated = 5000

// wholeRuns is how many runs are made in which refusals are counted.
const wholeRuns = 500

// wrong are models that leave out what etcd does.
var wrong = []struct {
	name, key, value string
	words            lang.Text
}{
	{"no lease", "check_quorum", "false", lang.Text{EN: "without CheckQuorum, so without a lease", ZH: "没有 CheckQuorum，即没有租约"}},
	{"fine ticks", "tick", "100µs", lang.Text{EN: "ticks of 100 µs instead of a heartbeat", ZH: "刻度为 100 µs，而不是一个心跳"}},
}

// newComparison returns what was measured, with nothing simulated yet.
func newComparison(members int, timers labdir.Timers, fault elections.Fault, every time.Duration, m elections.Measurement) *comparison {
	c := &comparison{Members: members, Fault: fault, Every: every, Timers: timers, Latency: law(m.OneWay), Fsync: law(m.Fsync), Late: m.Late, Writes: m.Writes, Rounds: m.Rounds, measured: m}
	c.Real = elections.Summarize(outages(m.Rounds))
	for _, r := range m.Rounds {
		c.Leases.Real += float64(r.Leases) / float64(len(m.Rounds))
	}
	return c
}

// simulate fills in what is simulated: the model, and wrong ones.
func (c *comparison) simulate(ctx context.Context, workers int, done *atomic.Uint64) error {
	if c.Latency == "" || c.Fsync == "" {
		return environment(lang.Errorf("the logs do not tell of votes, so latency and fsync are not known (raftlab lab observe says what is not understood)",
			"日志中没有投票，所以不知道延迟和 fsync（什么没有看懂，见 raftlab lab observe）"))
	}
	scenario, err := c.scenario()
	if err != nil {
		return err
	}
	model, err := sample(ctx, scenario, workers, done)
	if err != nil {
		return err
	}
	leases, err := refusals(ctx, scenario, workers)
	if err != nil {
		return err
	}
	lost := outages(c.Rounds)
	c.model = model
	c.Model, c.Leases.Model = elections.Summarize(model), leases
	c.Distance, c.Critical = elections.Distance(lost, model), elections.Critical(len(lost), len(model))
	for _, w := range wrong {
		scenario, err := c.scenario()
		if err == nil {
			err = scenario.Set([]string{w.key + "=" + w.value})
		}
		if err != nil {
			return err
		}
		others, err := sample(ctx, scenario, workers, done)
		if err != nil {
			return err
		}
		c.Others = append(c.Others, other{w.name, w.words, elections.Distance(lost, others), elections.Distance(model, others)})
	}
	return nil
}

// scenario writes what the lab does as a scenario. etcd draws whole ticks of a heartbeat.
func (c *comparison) scenario() (*scenarios.Scenario, error) {
	t := c.Timers
	at := 4 * t.Shortest() // somebody leads by then; the phases of the ticks are those of the start
	text := fmt.Sprintf(`name: lab-elections
until: %v
%ssteps:%s
  - {at: %v, within: heartbeat, %s}
measure: {from: %s, to: leader}
`, at+60*t.Shortest(), labCluster(c.Members, t, c.Latency, c.Fsync), c.writing(at), at, steps[c.Fault], c.Fault)
	return scenarios.Load("lab-elections.yaml", []byte(text))
}

// labCluster writes a lab as the cluster of a scenario.
func labCluster(members int, t labdir.Timers, latency, fsync string) string {
	return fmt.Sprintf(`cluster:
  nodes: %d
  election_timeout: %v-%v
  heartbeat: %v
  tick: %v
  pre_vote: %t
  check_quorum: true
  network: {latency: "%s"}
  disk: {fsync: "%s"}
`, members, t.Shortest(), t.Longest(), t.Heartbeat, t.Heartbeat, !t.NoPreVote, latency, fsync)
}

// steps are the faults as steps of a scenario.
var steps = map[elections.Fault]string{
	elections.Crash: "crash: leader", elections.Pause: "pause: leader", elections.Transfer: "transfer: follower", elections.Partition: "partition: [[leader], [others]]",
}

// writing is the step of a client that writes up to the fault: appends reset the timers of followers too.
func (c *comparison) writing(fault time.Duration) string {
	if c.Every == 0 {
		return ""
	}
	from := fault - c.Timers.Shortest()
	return fmt.Sprintf("\n  - {at: %v, propose: {command: x, count: %d, every: %v}}", from, (c.Timers.Shortest()+c.Timers.Heartbeat)/c.Every+1, c.Every)
}

// sample simulates elections and returns how long nobody led in each.
func sample(ctx context.Context, scenario *scenarios.Scenario, workers int, done *atomic.Uint64) (list []time.Duration, err error) {
	measure, err := scenario.Measured()
	if err != nil {
		return nil, err
	}
	script := scenario.Script()
	plan := &trials.Plan{Engine: run.DefaultEngine(), Script: &script, From: measure.From, Seed: run.DefaultSeed, Last: simulated}
	_, err = trials.Run(ctx, plan, trials.Options{Workers: workers, Done: done, Samples: func(block []trials.Trial) error {
		for _, t := range block {
			if t.Finished {
				list = append(list, t.Duration)
			}
		}
		return nil
	}})
	return list, err
}

// refusals counts the requests that a lease refused, in each simulated run after the fault.
func refusals(ctx context.Context, scenario *scenarios.Scenario, workers int) (perRun float64, err error) {
	script := scenario.Script()
	whole := trials.Whole{Engine: run.DefaultEngine(), Script: &script, Runs: wholeRuns,
		Header: trace.Header{Scenario: scenario.Name, Engine: run.DefaultEngine().Name(), Nodes: script.Cluster.Nodes},
		Seed:   func(number uint64) uint64 { return trials.SeedOf(run.DefaultSeed, number) }}
	var found atomic.Uint64
	err = whole.Each(ctx, trials.Options{Workers: workers}, func(_ uint64, t *timeline.Timeline) {
		found.Add(refused(t))
	})
	return float64(found.Load()) / wholeRuns, err
}

// refused counts the requests that a lease refused between the first fault and the next leader.
func refused(t *timeline.Timeline) (n uint64) {
	if len(t.Faults) == 0 {
		return 0
	}
	from, to := t.Faults[0].At, t.End
	for _, span := range t.Led {
		if span.Leader != 0 && span.From > from {
			to = span.From
			break
		}
	}
	for _, d := range t.Denials {
		if d.Reason == trace.LeaderLease && d.At >= from && d.At <= to {
			n++
		}
	}
	return n
}

func (o *labElectionsOptions) printComparison(c *comparison) {
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }
	difference := func(real, model time.Duration) string {
		return fmt.Sprintf("%+.1f %%", 100*(float64(real)/float64(model)-1))
	}
	o.tellLines(o.timerWords(c.Timers), "")
	rows := [][]string{{o.say("TIME WITHOUT A LEADER, ms", "没有领导者的时间，ms"), o.say("REAL", "真实"), o.say("SIMULATED", "模拟"), o.say("DIFFERENCE", "差")},
		{o.say("elections", "选举次数"), fmt.Sprint(c.Real.N), fmt.Sprint(c.Model.N), ""}}
	for _, row := range []struct {
		name        string
		real, model time.Duration
	}{
		{o.say("least", "最短"), c.Real.Least, c.Model.Least}, {o.say("median", "中位数"), c.Real.Median, c.Model.Median},
		{o.say("mean", "平均"), c.Real.Mean, c.Model.Mean}, {o.say("90 % are within", "90 % 不超过"), c.Real.P90, c.Model.P90},
		{o.say("longest", "最长"), c.Real.Most, c.Model.Most},
	} {
		rows = append(rows, []string{row.name, ms(row.real), ms(row.model), difference(row.real, row.model)})
	}
	rows = append(rows, []string{o.say("requests refused by a lease, per election", "每次选举被租约拒绝的请求"), fmt.Sprintf("%.2f", c.Leases.Real), fmt.Sprintf("%.2f", c.Leases.Model), ""})
	if c.Model.N == 0 { // interrupted
		for i := range rows {
			rows[i] = rows[i][:2]
		}
	}
	o.table(rows)
	if c.Model.N > 0 {
		o.tellLines("", o.verdictWords(c))
	}
	for _, w := range c.Others {
		o.tellLines(o.otherWords(c, w))
	}
	if c.Writes != nil {
		o.tellLines("", o.say("A client wrote every %v: %d writes, %d not acknowledged within %v.", "客户端每 %v 写一次：共 %d 次，其中 %d 次未在 %v 内得到确认。", c.Every, c.Writes.Sent, c.Writes.Failed, c.deadline()))
	}
	if c.Late > 0 {
		o.tellLines("", o.say("The machine was overloaded: leaders sent %d heartbeats late. Do not blame the model for the longest times; measure again on a quiet machine.",
			"机器过载：领导者有 %d 次心跳发送过晚。最长的时间不能归咎于模型，请在空闲的机器上重新测量。", c.Late))
	}
	o.tellLines("", o.say("Latency one way, from the same logs: %s", "单程延迟，来自同样的日志：%s", o.spread(c.measured.OneWay)),
		o.say("Fsync, from the same logs: %s", "落盘时间，来自同样的日志：%s", o.spread(c.measured.Fsync)))
}

// deadline is how long a write may take: longer than an election.
func (c *comparison) deadline() time.Duration { return 2 * c.Timers.Longest() }

func (o *labElectionsOptions) verdictWords(c *comparison) string {
	if c.Distance > c.Critical {
		return o.say("Distance %.3f, critical %.3f: the model is rejected.", "距离 %.3f，临界值 %.3f：模型被否定。", c.Distance, c.Critical)
	}
	return o.say("Distance %.3f, critical %.3f: the model is not rejected.", "距离 %.3f，临界值 %.3f：模型未被否定。", c.Distance, c.Critical)
}

// otherWords say whether so many elections tell a wrong model from the real thing.
func (o *labElectionsOptions) otherWords(c *comparison, w other) string {
	words := w.words.In(o.lang)
	switch {
	case w.Distance > c.Critical:
		return o.say("A wrong model, %s: distance %.3f, rejected.", "错误的模型，%s：距离 %.3f，被否定。", words, w.Distance)
	case w.Apart < c.Critical:
		return o.say("A wrong model, %s: distance %.3f. It is %.3f from the model: %d elections cannot tell these apart.",
			"错误的模型，%s：距离 %.3f。它与模型相距 %.3f：%d 次选举无法区分两者。", words, w.Distance, w.Apart, c.Real.N)
	}
	return o.say("A wrong model, %s: distance %.3f, not rejected.", "错误的模型，%s：距离 %.3f，未被否定。", words, w.Distance)
}
