package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"raftlab/plots"
	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// isResult reports whether a file is a result of trials, as far as its beginning tells.
func isResult(from *bufio.Reader) bool {
	head, _ := from.Peek(64)
	return bytes.Contains(head, []byte(`"raftlab_trials"`))
}

// drawResult draws a result of trials: of all, since a shard is only a part.
func (o *plotOptions) drawResult(from io.Reader, name string, pictures []picture) error {
	if o.from != 0 || o.to != 0 || o.election != 0 {
		return errors.New("--from, --to and --election choose a part of a trace, and this is a result of trials")
	}
	content, err := io.ReadAll(io.LimitReader(from, mostOfResult))
	if err != nil {
		return readError(fmt.Errorf("%s: %w", name, cause(err)))
	}
	file, err := trials.ReadFile(name, content)
	if err != nil {
		return err
	}
	if file.Shard.Of > 0 {
		return fmt.Errorf("%s is only shard %v (join all shards first: raftlab merge ... --result all.json)", name, file.Shard)
	}
	report, err := savedReport(o.console, file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	report.figure = cmp.Or(figure(o.kind), figureOf(report.study, file.Vary))
	if o.kind = figureKind(report.figure); !slices.Contains(figures, report.figure) {
		return fmt.Errorf("--kind %s draws traces, and %s is a result of trials (write --kind cdf)", o.kind, name)
	}
	if err := report.canDraw(); err != nil {
		return err
	}
	for _, p := range pictures {
		if err := report.draw(p, plots.Options{Lang: o.lang, Command: o.command(p.file.name), DPI: o.dpi}); err != nil {
			return err
		}
	}
	return nil
}

// savedReport returns the report on a saved result.
func savedReport(c *console, file *trials.File) (*trialsReport, error) {
	r := &trialsReport{console: c, file: file, study: study.ByName(file.Lines[0].Scenario)}
	for i := range file.Lines {
		line, builtin, err := savedLine(file.Vary, &file.Lines[i])
		if err != nil {
			return nil, err
		}
		if !builtin {
			r.study = nil
		}
		r.lines = append(r.lines, line)
	}
	return r, nil
}

// savedLine returns what was tried for a line of a result. Of a scenario that is not built in only the name is
// known.
func savedLine(vary []string, saved *trials.Line) (line trialLine, builtin bool, err error) {
	line.word, line.value = saved.Scenario, saved.Value
	if line.measure, err = scenarios.ParseMeasure(saved.Measure); err != nil {
		return line, false, err
	}
	for _, key := range vary {
		for _, override := range slices.Backward(saved.Overrides) {
			if strings.HasPrefix(override, key+"=") {
				line.setting = append(line.setting, override)
				break
			}
		}
	}
	if len(line.setting) != len(vary) {
		return line, false, errors.New("damaged: what was varied is not among the overrides")
	}
	scenario, err := scenarios.ByName(saved.Scenario)
	if err == nil && scenario.Set(saved.Overrides) == nil && scenario.Digest() == saved.ScenarioDigest {
		line.scenario = scenario
		return line, true, nil
	}
	line.scenario = &scenarios.Scenario{Name: saved.Scenario, Title: lang.Text{EN: saved.Scenario}}
	return line, false, nil
}
