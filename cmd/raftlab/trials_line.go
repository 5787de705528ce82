package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync/atomic"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// mostLines is how many combinations of settings one command tries.
const mostLines = 64

// trialLine is one set of settings to try.
type trialLine struct {
	word     string   // by which a command finds the scenario again
	value    string   // what was varied, in words; "" if nothing was
	setting  []string // the same as key=value, in the order of --vary
	scenario *scenarios.Scenario
	script   sim.Script
	measure  scenarios.Measure
}

// lines loads the scenario once for each combination of what is varied. A study that varies nothing
// by itself, and has no settings of its own, varies what was varied where it was published, and its picture
// shows what it is about, unless another was chosen. Its engine is the one that repeats it best, likewise.
func (o *trialsOptions) lines() (*study.Study, []trialLine, error) {
	published := study.ByName(o.word)
	vary := o.vary
	if published != nil && len(o.vary) == 0 && len(o.overrides) == 0 {
		vary = published.Vary
	}
	if !o.depicted {
		o.figure = figureOf(published, vary)
	}
	if published != nil && published.Engine != "" && !o.chosen {
		if err := o.engine.Set(published.Engine); err != nil {
			return nil, nil, err
		}
	}
	o.vary = vary
	settings, err := combinations(vary)
	if err != nil {
		return nil, nil, err
	}
	lines := make([]trialLine, len(settings))
	for i, setting := range settings {
		if lines[i], err = o.line(setting); err != nil {
			return nil, nil, err
		}
	}
	o.word = lines[0].word
	return published, lines, nil
}

// figureOf returns the figure that shows what a study is about.
func figureOf(published *study.Study, vary []string) figure {
	if published != nil && published.Splits && len(vary) > 0 {
		return splitsFigure
	}
	return cdfFigure
}

func (o *trialsOptions) line(setting []string) (line trialLine, err error) {
	line.setting = setting
	line.scenario, err = run.OpenScenario(o.word, append(append([]string{}, o.overrides...), setting...), o.readScenario)
	if err != nil {
		return line, blameVary(err, setting)
	}
	line.word = run.Retyped(o.word, line.scenario)
	line.script = line.scenario.Script()
	if line.measure, err = line.scenario.Measured(); err != nil && !o.expect {
		return line, err
	}
	line.value = strings.Join(setting, " ")
	if len(setting) == 1 {
		_, line.value, _ = strings.Cut(setting[0], "=")
	}
	return line, run.Refuse(line.scenario.Name, &line.script, o.engine.Engine)
}

// blameVary names the flag with which a value that is refused was given.
func blameVary(err error, setting []string) error {
	var problems scenarios.Problems
	if !errors.As(err, &problems) {
		return err
	}
	return problems.GivenWith("--vary", setting)
}

// varied returns the keys that are varied.
func (o *trialsOptions) varied() []string {
	var keys []string
	for _, one := range o.vary {
		key, _, _ := strings.Cut(one, "=")
		keys = append(keys, key)
	}
	return keys
}

// combinations returns the settings that --vary asks for, the last key varying fastest. Without
// --vary it is the one without settings.
func combinations(vary []string) ([][]string, error) {
	all := [][]string{nil}
	seen := map[string]bool{}
	for _, one := range vary {
		key, values, ok := strings.Cut(one, "=")
		if !ok || key == "" || values == "" {
			return nil, fmt.Errorf("--vary %s: write key=value,value, as network.latency=1ms,10ms", one)
		}
		if err := scenarios.FullWidthComma("--vary", one); err != nil {
			return nil, err
		}
		if seen[key] {
			return nil, fmt.Errorf("--vary %s: this key is varied twice (write all its values in one)", key)
		}
		seen[key] = true
		var next [][]string
		for _, before := range all {
			for _, value := range splitValues(values) {
				next = append(next, append(append([]string{}, before...), key+"="+value))
			}
		}
		if all = next; len(all) > mostLines {
			return nil, fmt.Errorf("--vary: %d combinations, and a result has at most %d", len(all), mostLines)
		}
	}
	return all, nil
}

// splitValues divides at commas that are not within brackets.
func splitValues(text string) (values []string) {
	depth, from := 0, 0
	for i, r := range text {
		switch r {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
			if depth == 0 {
				values, from = append(values, text[from:i]), i+1
			}
		}
	}
	return append(values, text[from:])
}

// The etcd library makes garbage with every message. The garbage collector waits until the heap has grown to
// nine times what is in use, which is a world per worker, and no longer than memory allows.
const (
	gcPercent       = 800
	memory          = 48 << 20 // bytes
	memoryPerWorker = 8 << 20
)

// runLines runs the trials of all lines. What is done when it is interrupted is in the report.
func (o *trialsOptions) runLines(ctx context.Context, report *trialsReport, files *trialFiles) error {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memory + memoryPerWorker*int64(o.workers))
	first, last := o.shard.Range(o.number)
	done := new(atomic.Uint64)
	stop := o.showProgress(done, (last-first)*uint64(len(report.lines)), lang.Text{EN: "trials", ZH: "试验"})
	defer stop()
	for i := range report.lines {
		line := &report.lines[i]
		plan := trials.Plan{Engine: o.engine.Engine, Script: &line.script, From: line.measure.From,
			Seed: o.seed.value, First: first, Last: last}
		result, err := trials.Run(ctx, &plan, trials.Options{Workers: o.workers, Done: done, Samples: files.sampler()})
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		report.add(line, result)
		if err != nil {
			report.partial = true
			return errInterrupted
		}
	}
	return nil
}

// add puts a line's result into the file.
func (r *trialsReport) add(line *trialLine, result *trials.Result) {
	r.file.Add(trials.Line{
		Value:          line.value,
		Scenario:       line.scenario.Name,
		ScenarioDigest: line.scenario.Digest(),
		Overrides:      append([]string{}, line.scenario.Overrides()...),
		Measure:        line.measure.String(),
		Result:         result,
	})
}
