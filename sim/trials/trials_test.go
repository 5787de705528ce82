package trials_test

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/guarded"
	"raftlab/sim/engine/guarded/testdata/bomb"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/shard"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

const ms = time.Millisecond

// crash returns a script in which the leader crashes at a random moment. The narrow timeouts make split
// votes, and the early end leaves some trials unfinished.
func crash(until time.Duration) *script.Script {
	c := script.DefaultCluster()
	c.ElectionTimeout = script.Range{Min: 150 * ms, Max: 180 * ms}
	c.Network = network.Settings{Latency: chance.Uniform(0, 9*ms)}
	c.Fsync = chance.Fixed(0)
	return &script.Script{Cluster: c, Until: until, Steps: []script.Step{
		{When: script.Condition{Kind: script.Elected}, After: 100 * ms, Within: 50 * ms,
			Do: script.CrashAction{Nodes: script.Selector{Kind: script.TheLeader}}},
	}}
}

func plan(first, last uint64) *trials.Plan {
	return &trials.Plan{Engine: textbook.Engine{}, Script: crash(700 * ms), From: trace.Crash, Seed: 7, First: first, Last: last}
}

func run(t *testing.T, p *trials.Plan, o trials.Options) *trials.Result {
	t.Helper()
	result, err := trials.Run(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// encoded returns the file of a result, which has all its counts and its digest.
func encoded(r *trials.Result) string {
	f := trials.NewFile("textbook", 7, r.Trials, shard.Shard{})
	f.Add(trials.Line{Scenario: "crash", Result: r})
	return string(f.Encode())
}

func TestWorkersDoNotChangeTheResult(t *testing.T) {
	want := encoded(run(t, plan(0, 3000), trials.Options{Workers: 1}))
	for _, processors := range []int{1, 8} {
		previous := runtime.GOMAXPROCS(processors)
		for _, workers := range []int{1, 2, 8} {
			if got := encoded(run(t, plan(0, 3000), trials.Options{Workers: workers})); got != want {
				t.Errorf("GOMAXPROCS %d, %d workers: the result differs", processors, workers)
			}
		}
		runtime.GOMAXPROCS(previous)
	}
	other := plan(0, 3000)
	other.Seed = 8
	if encoded(run(t, other, trials.Options{Workers: 2})) == want {
		t.Error("another seed gives the same result")
	}
}

// collect returns all trials, which must come in order.
func collect(t *testing.T, p *trials.Plan, workers int) (all []trials.Trial, result *trials.Result) {
	t.Helper()
	result = run(t, p, trials.Options{Workers: workers, Samples: func(block []trials.Trial) error {
		for _, trial := range block {
			if trial.Number != p.First+uint64(len(all)) {
				t.Fatalf("trial %d comes as number %d", trial.Number, len(all))
			}
			all = append(all, trial)
		}
		return nil
	}})
	return all, result
}

func TestResultIsTheSumOfItsTrials(t *testing.T) {
	all, result := collect(t, plan(100, 2100), 4)
	if len(all) != 2000 || result.Trials != 2000 {
		t.Fatalf("%d trials, the result counts %d", len(all), result.Trials)
	}
	sum, finished, split, terms := new(big.Int), uint64(0), uint64(0), uint64(0)
	var slowest trials.Trial
	for _, trial := range all {
		if trial.Seed != trials.SeedOf(7, trial.Number) {
			t.Fatalf("trial %d has seed %d", trial.Number, trial.Seed)
		}
		if !trial.Finished {
			continue
		}
		finished++
		sum.Add(sum, big.NewInt(int64(trial.Duration)))
		terms += trial.Terms
		if trial.Contested {
			split++
		}
		if trial.Duration > slowest.Duration {
			slowest = trial
		}
	}
	if finished == 0 || finished == 2000 || split == 0 {
		t.Fatalf("%d finished, %d split: this tests little", finished, split)
	}
	for _, trial := range all {
		sum.Add(sum, big.NewInt(int64(trial.Waited)))
	}
	began := finished + result.Leaderless.Trials
	mean := sum.Add(sum, big.NewInt(int64(began/2))).Quo(sum, big.NewInt(int64(began))).Int64()
	if got, bound := result.Mean(); int64(got) != mean || !bound {
		t.Errorf("the mean is %v, bound: %v; want %d, a bound", got, bound, mean)
	}
	if result.Finished != finished || result.UnfinishedCount() != 2000-finished || result.Contested != split || result.TermsSum != terms ||
		result.Max != slowest.Duration || result.Slowest != slowest.Number {
		t.Errorf("the result %+v does not fit its trials", result)
	}
}

// Trials that never came to the interval are left out of quantiles, as they are of the mean.
func TestQuantilesWithoutInterval(t *testing.T) {
	r := trials.NewResult()
	for i := range uint64(200) {
		r.Add(&trials.Trial{Number: i, Finished: i < 89, Duration: time.Duration(i+1) * ms})
	}
	if got, ok := r.Quantile(1, 2); !ok || got.Round(ms) != 45*ms {
		t.Errorf("the median of the 89 that came to the interval is %v, %v; want 45 ms", got, ok)
	}
	if _, ok := r.Quantile(99, 100); ok || r.Measured() != 89 {
		t.Errorf("89 trials gave a 99th percentile, of %d", r.Measured())
	}
}

// A quantile is the value of the trial at its rank, within a part in a thousand. Unfinished trials rank
// last, and ten trials must be expected on either side.
func TestQuantiles(t *testing.T) {
	r := trials.NewResult()
	for i := range uint64(1000) {
		r.Add(&trials.Trial{Number: i, Finished: i < 990, Duration: time.Duration(i+1) * ms,
			Leaderless: i >= 990, Waited: 2 * time.Second})
	}
	for _, test := range []struct {
		parts, whole uint64
		want         time.Duration
	}{{1, 2, 500 * ms}, {0, 1, 0}, {1, 1000, 0}, {1, 100, 10 * ms}, {99, 100, 990 * ms}, {989, 1000, 989 * ms}, {991, 1000, 0}, {999, 1000, 0}, {1, 1, 0}} {
		got, ok := r.Quantile(test.parts, test.whole)
		if off := got - test.want; ok != (test.want > 0) || ok && (off > test.want/1000 || off < -test.want/1000) {
			t.Errorf("quantile %d/%d is %v, %v; want %v", test.parts, test.whole, got, ok, test.want)
		}
	}
	r.Add(&trials.Trial{Number: 1000, Leaderless: true, Waited: 700 * ms})
	if got, ok := r.Quantile(80, 100); ok {
		t.Errorf("80 %% of the trials took at most %v, and one lasted 700 ms or longer", got)
	}
	if _, ok := r.Quantile(60, 100); !ok {
		t.Error("one trial lasted 700 ms or longer, and it is not known that 60 % took less")
	}
	if r.Unfinished != 990 {
		t.Errorf("the first unfinished trial is %d, want 990", r.Unfinished)
	}
}

// A trial is the run of its seed, to the nanosecond.
func TestTrialIsTheRunOfItsSeed(t *testing.T) {
	for i, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}, etcdraft.Engine{}, textbook.Engine{}} {
		p := plan(0, 50)
		p.Engine = e
		if i >= 2 {
			p.Script = commonJob() // which settles
		}
		all, _ := collect(t, p, 2)
		for _, trial := range all[40:] {
			watch := new(watch)
			if err := sim.New(e).Run(p.Script, trial.Seed, watch); err != nil {
				t.Fatal(err)
			}
			if trial.Finished != (watch.back > 0) || trial.Finished && trial.Duration != watch.back-watch.crash {
				t.Errorf("%s: trial %d took %v, its run %v", e.Name(), trial.Number, trial.Duration, watch.back-watch.crash)
			}
		}
	}
}

// watch notes the first crash and the first leader after it.
type watch struct{ crash, back time.Duration }

func (w *watch) Observe(e *trace.Event) {
	switch {
	case e.Kind == trace.FaultMade && e.Fault == trace.Crash && w.crash == 0:
		w.crash = e.At
	case e.Kind == trace.ClusterLed && e.Node != 0 && w.crash > 0 && w.back == 0:
		w.back = e.At
	}
}

// Shards give the result of one run, byte for byte, in whatever order they are merged.
func TestMergeIsTheWhole(t *testing.T) {
	whole := trials.NewFile("textbook", 7, 1001, shard.Shard{})
	whole.Add(trials.Line{Scenario: "crash", Result: run(t, plan(0, 1001), trials.Options{Workers: 2})})
	for _, order := range [][]uint64{{1, 2, 3, 4}, {4, 2, 1, 3}} {
		merged, err := trials.Merge(shards(t, order, 1001))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(merged.Encode(), whole.Encode()) {
			t.Errorf("order %v: the merged result differs from the whole", order)
		}
	}
}

// shards returns some of four shards, each written and read again.
func shards(t *testing.T, numbers []uint64, all uint64) (files []trials.Named) {
	t.Helper()
	for _, number := range numbers {
		part := shard.Shard{Number: number, Of: 4}
		first, last := part.Range(all)
		f := trials.NewFile("textbook", 7, all, part)
		f.Add(trials.Line{Scenario: "crash", Result: run(t, plan(first, last), trials.Options{})})
		name := "shard" + part.String()
		read, err := trials.ReadFile(name, f.Encode())
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, trials.Named{Name: name, File: read})
	}
	return files
}

func TestMergeRefuses(t *testing.T) {
	change := func(f func(*trials.File)) []trials.Named {
		files := shards(t, []uint64{1, 2, 3, 4}, 8)
		f(files[2].File)
		return files
	}
	for want, files := range map[string][]trials.Named{
		"shard 3/4 is missing":                shards(t, []uint64{1, 2, 4}, 8),
		"shards 1/4, 3/4 are missing":         shards(t, []uint64{4, 2}, 8),
		"shard2/4 and shard2/4 are both":      shards(t, []uint64{1, 2, 2, 3}, 8),
		"there is nothing to merge":           nil,
		"shard3/4 is not a shard":             change(func(f *trials.File) { f.Shard = shard.Shard{} }),
		"does not belong to shard1/4: seed":   change(func(f *trials.File) { f.Seed = 8 }),
		"does not belong to shard1/4: engine": change(func(f *trials.File) { f.Engine = "etcd" }),
		"does not belong to shard1/4: trials": change(func(f *trials.File) { f.Trials = 9 }),
		"does not belong to shard1/4: shard":  change(func(f *trials.File) { f.Shard.Of = 5 }),
		"to shard1/4: scenario":               change(func(f *trials.File) { f.Lines[0].Scenario = "other" }),
		"to shard1/4: settings":               change(func(f *trials.File) { f.Lines[0].Overrides = []string{"nodes=3"} }),
		"to shard1/4: measure":                change(func(f *trials.File) { f.Lines[0].Measure = "other" }),
	} {
		if _, err := trials.Merge(files); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestReadFileRefuses(t *testing.T) {
	f := trials.NewFile("textbook", 7, 20, shard.Shard{})
	f.Add(trials.Line{Scenario: "crash", Result: run(t, plan(0, 20), trials.Options{})})
	good := string(f.Encode())
	for name, test := range map[string]struct{ text, want string }{
		"empty":           {"", "not a result of raftlab trials"},
		"cut short":       {good[:len(good)/2], "not a result of raftlab trials"},
		"other document":  {`{"trace": 1}`, "not a result of raftlab trials"},
		"another format":  {strings.Replace(good, `"raftlab_trials": 2`, `"raftlab_trials": 3`, 1), "result format 3"},
		"a wrong format":  {strings.Replace(good, `"raftlab_trials": 2`, `"raftlab_trials": 1`, 1), "not those of format 1"},
		"no version":      {strings.Replace(good, `"simulation": "`, `"simulation": "0.`, 1), "does not know it"},
		"a later version": {strings.Replace(good, `"simulation": "`, `"simulation": "9`, 1), "does not know it"},
		"unknown key":     {strings.Replace(good, `"seed"`, `"sead"`, 1), "damaged"},
		"changed count":   {strings.Replace(good, `"contested": `, `"contested": 1`, 1), "digest"},
		"two names":       {strings.Replace(good, `"contested": `, `"split": 0, "contested": `, 1), "no format"},
		"something more":  {good + "{}", "not a result"},
		"too few trials":  {strings.Replace(good, `"trials": 20`, `"trials": 21`, 1), "damaged"},
	} {
		if _, err := trials.ReadFile("x.json", []byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
}

func FuzzReadFile(f *testing.F) {
	r, err := trials.Run(context.Background(), plan(0, 5), trials.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encoded(r))
	f.Add(`{"raftlab_trials":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		read, err := trials.ReadFile("x", []byte(text))
		if err != nil {
			return
		}
		again, err := trials.ReadFile("y", read.Encode())
		if err != nil || !bytes.Equal(again.Encode(), read.Encode()) {
			t.Fatalf("what was read is not read again: %v", err)
		}
	})
}

// The mean of trials that end early is a bound: below the mean of the same trials left to go on, and above what it
// would be if those without a leader had found one at once.
func TestAMeanWithUnfinishedTrialsIsABound(t *testing.T) {
	long := plan(0, 500)
	long.Script = crash(10 * time.Second)
	whole := run(t, long, trials.Options{})
	truth, bound := whole.Mean()
	if bound || whole.UnfinishedCount() > 0 || whole.Leaderless.Trials > 0 {
		t.Fatalf("%d trials are unfinished after 10 s", whole.UnfinishedCount())
	}
	for _, until := range []time.Duration{420 * ms, 500 * ms, 600 * ms, 700 * ms} {
		short := plan(0, 500)
		short.Script = crash(until)
		result := run(t, short, trials.Options{Workers: 2})
		mean, bound := result.Mean()
		if !bound || mean >= truth || mean <= 0 {
			t.Errorf("until %v: the mean is %v, bound: %v; the true mean is %v", until, mean, bound, truth)
		}
		l := result.Leaderless
		if l.Trials == 0 || l.Trials > result.UnfinishedCount() || l.Min > l.Max || l.Max > until {
			t.Errorf("until %v: %d of %d unfinished ended without a leader, after %v to %v", until, l.Trials, result.UnfinishedCount(), l.Min, l.Max)
		}
	}
}

// A trial that never comes to its interval, or in which there is a leader all along, has no part in the mean.
func TestTrialsWithoutAnIntervalAreNotInTheMean(t *testing.T) {
	for name, change := range map[string]func(p *trials.Plan){
		"no crash of a leader": func(p *trials.Plan) {
			p.Script.Steps[0].Do = script.CrashAction{Nodes: script.Selector{Kind: script.AFollower}}
		},
		"a partition that leaves a quorum": func(p *trials.Plan) {
			p.From = trace.PartitionNet
			p.Script.Steps[0].Do = script.PartitionAction{Groups: []script.Selector{{Kind: script.AFollower}, {Kind: script.Others}}}
		},
	} {
		p := plan(0, 30)
		p.Script.Until = 450 * ms
		change(p)
		result := run(t, p, trials.Options{})
		if mean, bound := result.Mean(); result.Finished != 0 || result.Leaderless.Trials != 0 || mean != 0 || bound {
			t.Errorf("%s: %d finished, %d without a leader, mean %v, bound: %v", name, result.Finished, result.Leaderless.Trials, mean, bound)
		}
	}
}

// Nothing that breaks is passed over: not a rule of the engine, not a server that ends.
func TestBrokenTrialsAreNamed(t *testing.T) {
	p := plan(0, 400)
	p.Engine = textbook.Engine{Broken: textbook.OneVotePerTerm}
	p.Script.Cluster.ElectionTimeout = script.Range{Min: 150 * ms, Max: 152 * ms}
	result := run(t, p, trials.Options{Workers: 2})
	if result.Broken == 0 || len(result.BrokenList) == 0 {
		t.Fatal("servers vote twice and no trial is broken")
	}
	first := result.BrokenList[0]
	if uint64(first.Seed) != trials.SeedOf(7, first.Number) || first.Evidence == "" {
		t.Errorf("the first broken trial is %+v", first)
	}
}

// An interrupt returns what is done.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	done := new(atomic.Uint64)
	result, err := trials.Run(ctx, plan(0, 1_000_000), trials.Options{Workers: 2, Done: done,
		Samples: func([]trials.Trial) error { cancel(); return nil }})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if result.Trials == 0 || result.Trials == 1_000_000 || result.Trials != done.Load() {
		t.Errorf("%d trials in the result, %d done", result.Trials, done.Load())
	}
}

func TestErrors(t *testing.T) {
	full := errors.New("disk full")
	if _, err := trials.Run(context.Background(), plan(0, 100), trials.Options{Workers: 3,
		Samples: func([]trials.Trial) error { return full }}); !errors.Is(err, full) {
		t.Errorf("error %v, want that of the samples", err)
	}
	bad := plan(0, 1)
	bad.Script.Until = -1
	if _, err := trials.Run(context.Background(), bad, trials.Options{}); err == nil {
		t.Error("an invalid script is run")
	}
}

func TestSeedsDiffer(t *testing.T) {
	seen := map[uint64]bool{}
	for i := range uint64(100_000) {
		seen[trials.SeedOf(1, i)] = true
		seen[trials.SeedOf(2, i)] = true
	}
	if len(seen) != 200_000 {
		t.Errorf("200000 trials have %d seeds", len(seen))
	}
}

// In the steady state a trial on the textbook engine takes no memory.
func TestATrialAllocatesNothing(t *testing.T) {
	world := sim.New(textbook.Engine{})
	if err := world.Prepare(commonJob(), quiet{}); err != nil {
		t.Fatal(err)
	}
	seed := uint64(0)
	trial := func() {
		seed++
		world.Try(seed)
	}
	for range 500 {
		trial()
	}
	if allocs := testing.AllocsPerRun(200, trial); allocs > 0 {
		t.Errorf("a trial allocates %v times", allocs)
	}
}

// quiet is a sink that needs nothing.
type quiet struct{}

func (quiet) Observe(*trace.Event) {}
func (quiet) Kinds() trace.Kinds   { return 0 }

// A server that panics ends, as one does that gives up, and the trials go on: with guarded calls they are the same.
func TestAPanicIsTheEndOfAServerOfOneTrial(t *testing.T) {
	s := crash(2 * time.Second)
	s.Steps = []script.Step{{At: 500 * ms, Within: 300 * ms, Do: script.ProposeAction{Command: "x", Count: 6}},
		{At: 600 * ms, Do: script.CrashAction{Nodes: script.Selector{Kind: script.TheLeader}}}}
	of := func(e engine.Engine) *trials.Result {
		return run(t, &trials.Plan{Engine: e, Script: s, From: trace.Crash, Seed: 1, Last: 50}, trials.Options{Workers: 2})
	}
	plain, guards := of(bomb.Engine{}), of(guarded.Engine(bomb.Engine{}))
	if plain.Ended == 0 || plain.Ended == 50 || encoded(plain) != encoded(guards) {
		t.Errorf("in %d of 50 trials a server ended\n%s\n%s", plain.Ended, encoded(plain), encoded(guards))
	}
}
