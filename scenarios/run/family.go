package run

import (
	"slices"
	"strings"

	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
	"raftlab/sim/trials/report"
	"raftlab/sim/trials/study"
)

// Plan returns the plan for trials of a line: those from number first up to last, which is not one of them. It fails if
// the scenario measures nothing.
func (l *Line) Plan(seed, first, last uint64) (*trials.Plan, error) {
	measure, err := l.Scenario.Measured()
	if err != nil {
		return nil, err
	}
	return &trials.Plan{Engine: l.Engine, Script: &l.Script, From: measure.From, Seed: seed, First: first, Last: last}, nil
}

// Saved returns the result of a line as a file of trials has it.
func (l *Line) Saved(result *trials.Result) trials.Line {
	measure, err := l.Scenario.Measured()
	if err != nil {
		panic(err) // there is a result, so something was measured
	}
	return trials.Line{
		Value:          l.Value,
		Scenario:       l.Scenario.Name,
		ScenarioDigest: l.Scenario.Digest(),
		Overrides:      l.Header.Overrides,
		Measure:        measure.String(),
		Result:         result,
	}
}

// NewFamily returns the report on trials of lines, whose results are to be added to file. It fails if the scenario
// measures nothing.
func NewFamily(lines []Line, file *trials.File, published *study.Study, command Command) (*report.Family, error) {
	first := lines[0].Scenario
	measure, err := first.Measured()
	if err != nil {
		return nil, err
	}
	f := &report.Family{Scenario: first.Name, Title: first.Title, From: measure.From, Study: published, File: file,
		Command: command.String(), Remark: command.Remark()}
	for i := range lines {
		l := &lines[i]
		f.Lines = append(f.Lines, report.Line{Value: l.Value, Setting: l.Setting, Parameters: l.Header.Parameters,
			Replay: func(seed uint64) string { return l.CommandOf(seed).String() }})
	}
	return f, nil
}

// SavedFamily returns the report on a saved result, with what was published if the scenario is a built-in one as it is
// today. Of another scenario only the name is known. A saved family has no commands.
func SavedFamily(file *trials.File) (*report.Family, error) {
	first := &file.Lines[0]
	f := &report.Family{Scenario: first.Scenario, Title: lang.Text{EN: first.Scenario}, File: file, Study: study.ByName(first.Scenario)}
	if slices.ContainsFunc(first.Overrides, isAddedStep) {
		f.Study = nil // nobody published what these steps bring
	}
	for i := range file.Lines {
		saved := &file.Lines[i]
		measure, err := scenarios.ParseMeasure(saved.Measure)
		if err != nil {
			return nil, err
		}
		line := report.Line{Value: saved.Value}
		if line.Setting, err = settingOf(file.Vary, saved.Overrides); err != nil {
			return nil, err
		}
		scenario := builtinOf(saved)
		if scenario == nil {
			f.Study = nil
		} else {
			line.Parameters = scenario.Parameters()
		}
		if i == 0 {
			f.From = measure.From
			if scenario != nil {
				f.Title = scenario.Title
			}
		}
		f.Lines = append(f.Lines, line)
	}
	return f, nil
}

func isAddedStep(override string) bool {
	_, adds := scenarios.AddedStep(override)
	return adds
}

// settingOf returns what was varied among overrides: the last of each key.
func settingOf(vary, overrides []string) (setting []string, err error) {
	for _, key := range vary {
		at := -1
		for i, override := range overrides {
			if strings.HasPrefix(override, key+"=") {
				at = i
			}
		}
		if at < 0 {
			return nil, lang.Errorf("damaged: what was varied is not among the overrides", "文件已损坏：变化的设置不在改写的设置之中")
		}
		setting = append(setting, overrides[at])
	}
	return setting, nil
}

// builtinOf returns the built-in scenario that a saved line is of; nil if it is another, or has changed.
func builtinOf(saved *trials.Line) *scenarios.Scenario {
	scenario, err := scenarios.ByName(saved.Scenario)
	if err != nil || scenario.Override(saved.Overrides) != nil || scenario.Digest() != saved.ScenarioDigest {
		return nil
	}
	return scenario
}
