package report

import (
	"time"

	"raftlab/sim"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

// document is what trials of one line showed, in the names of the JSON form. Times are milliseconds; null: no such number, because
// there are too few trials for it or too many are unfinished.
type document struct {
	Scenario      string      `json:"scenario"`
	Value         string      `json:"value,omitempty"` // of what was varied
	Overrides     []string    `json:"overrides"`
	Measure       string      `json:"measure"`
	Engine        string      `json:"engine"`
	Simulation    string      `json:"simulation"`
	Seed          trace.Seed  `json:"seed"`
	Shard         string      `json:"shard,omitempty"`
	Partial       bool        `json:"partial"`
	Trials        uint64      `json:"trials"`
	Finished      uint64      `json:"finished"`
	Unfinished    uint64      `json:"unfinished"`
	Leaderless    uint64      `json:"leaderless"` // of these: they ended without a leader
	Mean          *float64    `json:"mean_ms"`    // null if it is a bound
	MeanAtLeast   *float64    `json:"mean_at_least_ms,omitempty"`
	MeanInterval  *[2]float64 `json:"mean_interval_ms"` // 95 %
	Min           *float64    `json:"min_ms"`
	Median        *float64    `json:"median_ms"`
	P90           *float64    `json:"p90_ms"`
	P99           *float64    `json:"p99_ms"`
	P999          *float64    `json:"p999_ms"`
	P9999         *float64    `json:"p9999_ms"`
	Max           *float64    `json:"max_ms"`
	QuantileError float64     `json:"quantile_error"` // relative
	contestedTerms
	oldNames
	TermsMean *float64      `json:"terms_mean"`
	TermsMax  uint64        `json:"terms_max"`
	Terms     []termCount   `json:"terms"`
	Violated  uint64        `json:"violated"`
	Ended     uint64        `json:"ended"`
	Broken    []brokenTrial `json:"broken"`
	Worst     *oneTrial     `json:"worst"`
	FirstLeft *oneTrial     `json:"first_unfinished"`
	Compared  []comparison  `json:"compared,omitempty"`
	Digest    string        `json:"digest,omitempty"` // none of a part: it cannot be repeated
	Command   string        `json:"command"`
}

// contestedTerms are the trials with a term in which two candidates had votes and nobody won.
type contestedTerms struct {
	Contested         uint64      `json:"contested"`
	ContestedRate     *float64    `json:"contested_rate"`     // of the finished trials
	ContestedInterval *[2]float64 `json:"contested_interval"` // 95 %, Wilson
}

// oldNames are those that contested terms had in simulation 1. They go with simulation 3.
type oldNames struct {
	Split         uint64      `json:"split"`
	SplitRate     *float64    `json:"split_rate"`
	SplitInterval *[2]float64 `json:"split_interval"`
}

// termCount is how many trials needed so many terms; 63 stands for 63 or more.
type termCount struct {
	Terms  int    `json:"terms"`
	Trials uint64 `json:"trials"`
}

// oneTrial is a trial and the command that runs it.
type oneTrial struct {
	Trial   uint64     `json:"trial"`
	Seed    trace.Seed `json:"seed"`
	Command string     `json:"command"`
}

type brokenTrial struct {
	oneTrial
	Evidence string `json:"evidence,omitempty"`
	Ended    bool   `json:"ended"`
}

// comparison is a published number beside ours.
type comparison struct {
	What      string   `json:"what"`
	Unit      string   `json:"unit"`
	Published float64  `json:"published"`
	Measured  *float64 `json:"measured"`
	AtLeast   *float64 `json:"at_least,omitempty"` // measured is at least this: trials are unfinished
}

// Document returns what is printed as JSON: one document, or, if something was varied, one with a list of them.
func (f *Family) Document() any {
	documents := make([]document, len(f.File.Lines))
	for i := range documents {
		documents[i] = f.document(i)
	}
	if len(f.Lines) == 1 {
		return documents[0]
	}
	return struct {
		Vary    []string   `json:"vary"`
		Partial bool       `json:"partial"`
		Lines   []document `json:"lines"`
		Command string     `json:"command"`
	}{f.File.Vary, f.Partial, documents, f.Command}
}

func (f *Family) document(i int) document {
	line, saved := &f.Lines[i], &f.File.Lines[i]
	result := saved.Result
	d := document{Scenario: saved.Scenario, Value: saved.Value, Overrides: saved.Overrides, Measure: saved.Measure,
		Engine: f.File.Engine, Simulation: sim.Version, Seed: f.File.Seed, Shard: f.File.Shard.String(), Partial: f.Partial,
		Trials: result.Trials, Finished: result.Finished, Unfinished: result.UnfinishedCount(), QuantileError: 0.001,
		Leaderless: result.Leaderless.Trials, TermsMax: result.TermsMax, Terms: []termCount{}, Violated: result.Broken, Ended: result.Ended,
		Broken: []brokenTrial{}, Compared: f.comparisons(line, result), Digest: saved.Digest, Command: f.Command}
	if f.Partial {
		d.Digest = ""
	}
	d.fill(result)
	for terms, n := range result.Terms {
		if n > 0 {
			d.Terms = append(d.Terms, termCount{terms, n})
		}
	}
	for _, b := range result.BrokenList {
		d.Broken = append(d.Broken, brokenTrial{*f.one(line, b.Number), b.Evidence, b.Ended})
	}
	if result.Finished > 0 {
		d.Worst = f.one(line, result.Slowest)
	}
	if result.UnfinishedCount() > 0 {
		d.FirstLeft = f.one(line, result.Unfinished)
	}
	return d
}

func (f *Family) comparisons(line *Line, result *trials.Result) (list []comparison) {
	if f.Study == nil {
		return nil
	}
	for _, row := range f.Study.Compare(line.Parameters, result) {
		list = append(list, comparison{row.What.EN, row.Unit, row.Published,
			optional(row.Measured, !row.Missing && !row.Bound), optional(row.Measured, !row.Missing && row.Bound)})
	}
	return list
}

// fill fills in the numbers that there may not be.
func (d *document) fill(result *trials.Result) {
	some := result.Finished > 0
	inMS := func(v time.Duration, ok bool) *float64 { return optional(float64(v)/1e6, ok) }
	mean, bound := result.Mean()
	d.Mean, d.MeanAtLeast = inMS(mean, some && !bound), inMS(mean, bound)
	d.Min, d.Max = inMS(result.Min, some), inMS(result.Max, some)
	for i, to := range []**float64{&d.Median, &d.P90, &d.P99, &d.P999, &d.P9999} {
		*to = inMS(result.Quantile(quantiles[i].parts, quantiles[i].whole))
	}
	d.TermsMean = optional(result.TermsMean(), some)
	if some && !bound {
		half := result.MeanError()
		d.MeanInterval = &[2]float64{float64(mean-half) / 1e6, float64(mean+half) / 1e6}
	}
	d.Contested = result.Contested
	if some {
		low, high := trials.Wilson(result.Contested, result.Finished)
		d.ContestedRate, d.ContestedInterval = optional(float64(result.Contested)/float64(result.Finished), true), &[2]float64{low, high}
	}
	d.oldNames = oldNames{d.Contested, d.ContestedRate, d.ContestedInterval}
}

// optional returns a number; nil if there is none.
func optional(value float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &value
}

func (f *Family) one(line *Line, number uint64) *oneTrial {
	seed := f.seedOf(number)
	return &oneTrial{number, trace.Seed(seed), line.Replay(seed)}
}
