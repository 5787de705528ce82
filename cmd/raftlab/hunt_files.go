package main

import (
	"path/filepath"

	"raftlab/plots"
	"raftlab/scenarios/finds"
	"raftlab/scenarios/run"
	"raftlab/sim"
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// huntFiles are the files that a hunt writes.
type huntFiles struct {
	outputs
	result *atomicFile // of all hunts; nil: not wanted
	saved  *atomicFile // the scenario of the find; nil: not wanted
}

// begin begins the files that are wanted.
func (o *huntOptions) begin(files *huntFiles) (err error) {
	if o.result != "" {
		if files.result, err = files.add(o.result); err != nil {
			return err
		}
	}
	if o.save != "" {
		if !run.IsFile(o.save) {
			return lang.Errorf("--save %s: the name of a scenario file ends in .yaml (write --save %s.yaml)",
				"--save %s：场景文件以 .yaml 结尾（请写 --save %s.yaml）", o.save, o.save)
		}
		if files.saved, err = files.add(o.save); err != nil {
			return err
		}
	}
	return files.beginPictures("--plot", o.plots)
}

// keep writes the scenario and the pictures that are wanted, the scenario under its name before all else.
func (o *huntOptions) keep(r *huntReport, files *huntFiles) error {
	if files.saved != nil {
		if _, err := files.saved.Write(r.exhibit.Source); err != nil {
			return err
		}
		if err := files.saved.commit(); err != nil {
			return err
		}
	}
	for _, p := range files.pictures {
		command := r.exhibit.Simulation.Command().With("--plot", filepath.Base(p.file.name))
		if err := plots.Draw(p.file, r.exhibit.Outcome.Timeline, p.format, plots.Options{Lang: o.lang, Command: o.lang.InSameLanguage(command.String())}); err != nil {
			return err
		}
		if err := p.file.commit(); err != nil {
			return err
		}
	}
	return nil
}

// keepResult writes the result of all hunts, if it is wanted.
func (o *huntOptions) keepResult(reports []*huntReport, files *huntFiles) error {
	if files.result == nil {
		return nil
	}
	scenario, err := o.scenario()
	if err != nil {
		return err
	}
	f := &hunt.File{Format: hunt.Format, Version: sim.Version, Seed: trace.Seed(o.seed.or(run.DefaultSeed)), Schedules: o.schedules, Shard: o.shard.Shard,
		Property: o.property.String(), Lies: o.assumptions == brokenAssumptions}
	if scenario != nil {
		f.Scenario, f.ScenarioDigest = scenario.Name, scenario.Digest()
	}
	for _, r := range reports {
		f.Lines = append(f.Lines, hunt.Line{Engine: r.job.Engine.Name(), Tried: r.seen.Schedules, Situations: r.seen.Coverage.Situations(), Found: r.found()})
	}
	if _, err := files.result.Write(f.Encode()); err != nil {
		return err
	}
	return files.result.commit()
}

// found returns the find for a result; nil if there is none.
func (r *huntReport) found() *hunt.Found {
	if r.small == nil {
		return nil
	}
	s := r.small
	return &hunt.Found{Number: s.Number, Title: r.exhibit.Title, Property: propertyOf(&s.Breach), Evidence: finds.Evidence(&s.Find).EN, At: int64(s.At),
		StepsBefore: s.Steps, ServersBefore: s.Servers, Steps: len(s.Script.Steps), Servers: s.Script.Cluster.Nodes, Tries: s.Tried, Scenario: string(r.exhibit.Source)}
}
