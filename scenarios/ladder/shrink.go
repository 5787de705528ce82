package ladder

import (
	"context"
	"time"

	"raftlab/scenarios"
	"raftlab/sim/script"
	"raftlab/sim/shrink"
	"raftlab/sim/trace"
)

// mostTries is how many runs a failure is made smaller with: a program in another process takes a tenth of a second for one.
const mostTries = 200

// smaller makes a schedule smaller while the same goes wrong.
func (p *player) smaller(ctx context.Context, d *scenarios.Draft, seed uint64, failure *Failure) (*scenarios.Draft, *Failure) {
	j := &judge{player: p, seed: seed, draft: *d, failure: failure}
	j.forgetExpectations()
	small := shrink.Shrink(ctx, j, d.Script, failure.At, shrink.Options{Settings: shrink.Usual, Most: mostTries})
	j.draft.Script = small.Script
	return &j.draft, j.failure
}

// judge says whether a schedule fails as the one did that is made smaller.
type judge struct {
	*player
	seed    uint64
	draft   scenarios.Draft
	failure *Failure // of the smallest schedule so far
}

// forgetExpectations leaves out what is expected of the whole run, if the failure is another: the run can then end with it.
func (j *judge) forgetExpectations() {
	with := j.draft.Expect
	j.draft.Expect = nil
	if _, fails := j.Shows(j.draft.Script); !fails {
		j.draft.Expect = with
	}
}

// Shows implements [shrink.Judge]. What a file cannot express, as a heal with nothing to heal, shows nothing.
func (j *judge) Shows(s *script.Script, sinks ...trace.Sink) (at time.Duration, shows bool) {
	d := j.draft
	d.Script = s
	scenario, err := load(&d)
	if err != nil {
		return 0, false
	}
	failure, err := j.play(scenario, j.seed, sinks...)
	if err != nil || failure == nil || failure.kind != j.failure.kind {
		return 0, false
	}
	j.failure = failure
	return failure.At, true
}

// load returns a draft as the scenario that its file is.
func load(d *scenarios.Draft) (*scenarios.Scenario, error) {
	source, err := d.YAML()
	if err != nil {
		return nil, err
	}
	return scenarios.Load(d.Name+".yaml", source)
}
