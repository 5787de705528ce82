package main

import (
	"raftlab/scenarios/finds"
	"raftlab/scenarios/run"
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
)

// huntDocument is what raftlab hunt -o json prints. Times are nanoseconds.
type huntDocument struct {
	Engine    string        `json:"engine"`
	Seed      uint64        `json:"seed"`
	Schedules uint64        `json:"schedules"` // tried without a gap
	Coverage  int           `json:"coverage"`  // situations seen
	Finished  bool          `json:"finished"`  // neither --time nor an interrupt ended it
	Find      *findDocument `json:"find"`      // null: nothing was found
}

type findDocument struct {
	Number           uint64    `json:"number"` // of the schedule, from 0
	Title            lang.Text `json:"title"`
	Property         string    `json:"property"`    // "": a server ended
	BySettings       bool      `json:"by_settings"` // liveness: with recommended settings the engine gets on
	Evidence         string    `json:"evidence"`
	At               int64     `json:"t"`
	StepsBefore      int       `json:"steps_before"`
	ServersBefore    int       `json:"servers_before"`
	Steps            int       `json:"steps"`
	Servers          int       `json:"servers"`
	Tries            int       `json:"tries"`
	Minimal          bool      `json:"minimal"` // nothing more can be left out
	AssumptionBroken bool      `json:"assumption_broken"`
	Scenario         string    `json:"scenario"` // the file
	Run              string    `json:"run"`
	Play             string    `json:"play"`
}

func (r *huntReport) document(o *huntOptions) *huntDocument {
	d := &huntDocument{Engine: r.job.Engine.Name(), Seed: r.job.Seed, Schedules: r.seen.Schedules, Coverage: r.seen.Coverage.Len(),
		Finished: r.small != nil || r.seen.Schedules == r.job.Last-r.job.First}
	if r.small == nil {
		return d
	}
	s := r.small
	d.Find = &findDocument{Number: s.Number, Title: r.exhibit.Title, Property: propertyOf(&s.Breach), BySettings: s.BySettings, Evidence: finds.Evidence(&s.Find).EN, At: int64(s.At),
		StepsBefore: s.Steps, ServersBefore: s.Servers, Steps: len(s.Script.Steps), Servers: s.Script.Cluster.Nodes, Tries: s.Tried,
		Minimal: s.Minimal, AssumptionBroken: finds.BrokenAssumption(s.Script).EN != "", Scenario: string(r.exhibit.Source),
		Run:  r.exhibit.Simulation.Command().String(),
		Play: run.NewCommand("play", o.fileOf(), run.SeedFlags(hunt.RunSeed), r.job.Engine, nil).String()}
	return d
}

func propertyOf(b *hunt.Breach) string {
	switch {
	case b.Liveness != 0:
		return b.Liveness.String()
	case b.Answers:
		return hunt.AnswersToReads.String()
	}
	return b.Property.String()
}
