package ladder

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"raftlab/scenarios"
	"raftlab/sim/engine/guest"
	"raftlab/sim/lang"
)

// Options are what is tried, and how.
type Options struct {
	Host    guest.Host
	Title   string // of the engine, for its traces
	Seeds   uint64 // schedules of each part
	Workers int    // runs at the same time; below 1 counts as 1
	Done    *atomic.Uint64
}

// againIn says of which share of the runs that hold the answers are compared with those of fresh programs.
const againIn = 20

// Report is what was found.
type Report struct {
	Parts    []Result  `json:"parts"`
	Points   int       `json:"points"`
	Of       int       `json:"of"`
	Differs  lang.Text `json:"nondeterministic,omitzero"` // where the program answers an equal request differently
	NoAnswer bool      `json:"no_answer,omitempty"`       // a run proves nothing, since no answer came in time
}

// Held reports whether nothing failed.
func (r *Report) Held() bool {
	return r.Differs == lang.Text{} && !slices.ContainsFunc(r.Parts, func(p Result) bool { return p.First != nil })
}

// interrupted reports whether a part is unfinished. Points are of whole tries only.
func (r *Report) interrupted() bool {
	return slices.ContainsFunc(r.Parts, func(p Result) bool { return p.Unfinished })
}

// Result is what was found in one part.
type Result struct {
	Part       string    `json:"part"`
	Title      lang.Text `json:"title"`
	Scenarios  Count     `json:"scenarios"`
	Schedules  Count     `json:"schedules"`
	Points     int       `json:"points"`
	Of         int       `json:"of"`
	First      *First    `json:"first_failure,omitempty"`
	Unfinished bool      `json:"unfinished,omitempty"` // it was interrupted: there may be more that holds, and more that fails
	Failed     uint64    `json:"-"`                    // schedules
	Untried    bool      `json:"untried,omitempty"`    // the program announces nothing of what the part is about

	broken bool // a promise was broken in a schedule
}

// Count is how many held, of how many.
type Count struct {
	Held uint64 `json:"held"`
	Of   uint64 `json:"of"`
}

// First is the first failure of a part.
type First struct {
	Name   string    `json:"name"` // of the scenario
	Title  lang.Text `json:"title,omitzero"`
	Seed   uint64    `json:"seed"`
	Steps  int       `json:"steps"`  // of its script
	Before int       `json:"before"` // steps before it was made smaller; 0: it is a scenario of the part
	Failure
	Source string `json:"yaml"` // its file
}

// trier is a try under way.
type trier struct {
	Options
	report *Report

	mu sync.Mutex
}

// Runs returns how many runs a try makes at least.
func Runs(parts []Part, seeds uint64) (all uint64) {
	for i := range parts {
		if !parts[i].Untried() {
			all += uint64(len(parts[i].Scenarios)) + seeds
		}
	}
	return all
}

// Try tries a program. The end of ctx ends it with the error of ctx, and with what there is so far.
func Try(ctx context.Context, parts []Part, options Options) (*Report, error) {
	t := &trier{Options: options, report: &Report{}}
	players := make([]*player, max(options.Workers, 1))
	for i := range players {
		players[i] = newPlayer(options.Host, options.Title)
	}
	for i := range parts {
		result, err := t.part(ctx, &parts[i], players)
		if err != nil && ctx.Err() == nil {
			return nil, err
		}
		result.Unfinished = err != nil
		t.report.Parts = append(t.report.Parts, *result)
		if err != nil {
			return t.report, err
		}
		t.report.Points += result.Points
		t.report.Of += result.Of
		if result.First != nil && result.First.noAnswer {
			t.report.NoAnswer = true
			break
		}
	}
	return t.report, nil
}

// scenarioSeed is the seed of the scenarios of a part.
const scenarioSeed = 1

func (t *trier) part(ctx context.Context, part *Part, players []*player) (*Result, error) {
	r := &Result{Part: part.Letter, Title: part.Title, Of: part.Points, Scenarios: Count{Of: uint64(len(part.Scenarios))}, Schedules: Count{Of: t.Seeds}}
	if part.Untried() {
		return &Result{Part: part.Letter, Title: part.Title, Untried: true}, nil
	}
	for _, p := range players {
		p.judges(part)
	}
	for _, s := range part.Scenarios {
		failure, err := t.one(ctx, players[0], s, scenarioSeed, true)
		switch {
		case err != nil:
			return r, err
		case failure == nil:
			r.Scenarios.Held++
		case r.First == nil:
			script := s.Script()
			r.First = &First{Name: s.Name, Title: s.Title, Seed: scenarioSeed, Steps: len(script.Steps), Failure: *failure, Source: string(s.Source())}
		}
		if r.First != nil && r.First.noAnswer {
			return r, nil
		}
	}
	failed, err := t.schedules(ctx, part, players, r)
	if err != nil {
		return r, err
	}
	if r.First == nil && failed > 0 {
		if r.First, err = t.smallest(ctx, part, players[0], failed); err != nil {
			return r, err
		}
	}
	r.Points = points(part.Points, r)
	return r, nil
}

// points: half for the scenarios, half for the schedules; none for schedules that break a promise of Raft.
func points(most int, r *Result) int {
	share := func(c Count) float64 {
		if c.Of == 0 {
			return 1
		}
		return float64(c.Held) / float64(c.Of)
	}
	all := float64(most) / 2 * share(r.Scenarios)
	if !r.broken {
		all += float64(most) / 2 * share(r.Schedules)
	}
	return int(all)
}

// one makes a run. If it fails, or if it is one of those to compare, it is made again with fresh programs.
func (t *trier) one(ctx context.Context, p *player, s *scenarios.Scenario, seed uint64, compare bool) (*Failure, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	failure, err := p.play(s, seed)
	if err == nil && (compare || failure != nil) && (failure == nil || !failure.noAnswer) {
		err = t.compare(p, s, seed)
	}
	if t.Done != nil {
		t.Done.Add(1)
	}
	if interrupted := ctx.Err(); interrupted != nil {
		return nil, interrupted
	}
	return failure, err
}

// compare looks for an answer that differs, until there is one.
func (t *trier) compare(p *player, s *scenarios.Scenario, seed uint64) error {
	t.mu.Lock()
	known := t.report.Differs != lang.Text{}
	t.mu.Unlock()
	if known {
		return nil
	}
	differs, err := p.repeats(s, seed)
	if err == nil && differs != (lang.Text{}) {
		t.mu.Lock()
		t.report.Differs = differs
		t.mu.Unlock()
	}
	return err
}

// schedules runs the schedules of a part, and returns the number of the first that fails; 0 if none does.
func (t *trier) schedules(ctx context.Context, part *Part, players []*player, r *Result) (failed uint64, err error) {
	var next atomic.Uint64
	var group sync.WaitGroup
	for _, p := range players {
		group.Go(func() {
			for number := next.Add(1); number <= t.Seeds; number = next.Add(1) {
				failure, wrong := t.schedule(ctx, part, p, number)
				t.mu.Lock()
				switch {
				case wrong != nil:
					err = wrong
				case failure == nil:
					r.Schedules.Held++
				default:
					r.Failed++
					if failed == 0 || number < failed {
						failed = number
					}
				}
				r.broken = r.broken || failure != nil && failure.promise
				over := err != nil || failure != nil && failure.noAnswer
				t.mu.Unlock()
				if over {
					return
				}
			}
		})
	}
	group.Wait()
	return failed, err
}

func (t *trier) schedule(ctx context.Context, part *Part, p *player, number uint64) (*Failure, error) {
	d, err := part.schedule(number)
	if err != nil {
		return nil, err
	}
	s, err := load(d)
	if err != nil {
		return nil, err
	}
	return t.one(ctx, p, s, number, number%againIn == 0)
}

// smallest makes the schedule of a number smaller.
func (t *trier) smallest(ctx context.Context, part *Part, p *player, number uint64) (*First, error) {
	d, err := part.schedule(number)
	if err != nil {
		return nil, err
	}
	s, err := load(d)
	if err != nil {
		return nil, err
	}
	failure, err := p.play(s, number)
	if err != nil || failure == nil { // it failed before, so it answers differently, which is reported
		return nil, err
	}
	before := len(d.Script.Steps)
	if !failure.noAnswer && failure.kind != tooMany {
		d, failure = p.smaller(ctx, d, number, failure)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	source, err := d.YAML()
	if err != nil {
		return nil, err
	}
	return &First{Name: d.Name, Seed: number, Steps: len(d.Script.Steps), Before: before, Failure: *failure, Source: string(source)}, nil
}
