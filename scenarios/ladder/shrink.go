package ladder

import (
	"context"
	"slices"

	"raftlab/scenarios"
)

// shrink leaves out one step of a schedule after another while the same goes wrong. What a file cannot express, as a heal
// with nothing to heal, is not tried.
func (p *player) shrink(ctx context.Context, d *scenarios.Draft, seed uint64, failure *Failure) (*scenarios.Draft, *Failure) {
	for again := true; again; {
		again = false
		for i := len(d.Script.Steps) - 1; i >= 0 && ctx.Err() == nil; i-- {
			smaller := without(d, i)
			if failed := p.fails(smaller, seed, failure.kind); failed != nil {
				d, failure, again = smaller, failed, true
			}
		}
	}
	return d, failure
}

// without returns a draft without one step.
func without(d *scenarios.Draft, i int) *scenarios.Draft {
	smaller, plan := *d, *d.Script
	plan.Steps = slices.Delete(slices.Clone(plan.Steps), i, i+1)
	smaller.Script = &plan
	return &smaller
}

// fails returns the failure of a draft if it is of a kind; nil if not.
func (p *player) fails(d *scenarios.Draft, seed uint64, kind string) *Failure {
	s, err := load(d)
	if err != nil {
		return nil
	}
	failure, err := p.play(s, seed)
	if err != nil || failure == nil || failure.kind != kind {
		return nil
	}
	return failure
}

// load returns a draft as the scenario that its file is.
func load(d *scenarios.Draft) (*scenarios.Scenario, error) {
	source, err := d.YAML()
	if err != nil {
		return nil, err
	}
	return scenarios.Load(d.Name+".yaml", source)
}
