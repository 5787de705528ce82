package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/trace"
)

// tasks are a lecturer's scenarios by name; their expectations count.
type tasks map[string]*scenarios.Scenario

// readTasks reads the scenario files of a directory; "" has none.
func readTasks(dir string) (tasks, error) {
	found := tasks{}
	if dir == "" {
		return found, nil
	}
	files, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%s has no scenario files (their names end in .yaml)", dir)
	}
	for _, file := range files {
		scenario, err := findScenario(file)
		if err != nil {
			return nil, err
		}
		found[scenario.Name] = scenario
	}
	return found, nil
}

// handedRun is what a result of raftlab run -o json says that can be held against a run.
type handedRun struct {
	Header  trace.Header  `json:"header"`
	Verdict trace.Verdict `json:"verdict"`
	Digest  string        `json:"digest"`
}

// gradeRun runs again what a result is of, and compares.
func (d *desk) gradeRun(ctx context.Context, said *handedRun, in *handIn) {
	h := &said.Header
	in.About = h.Scenario
	if h.Version != sim.Version {
		in.Remark = say("made by simulation %q, this is %q: run it again with the student's version",
			"由模拟器版本 %q 产生，这里是 %q：请用学生的版本重新运行", h.Version, sim.Version)
		return
	}
	scenario := d.scenario(h)
	if scenario == nil {
		in.Remark = say("the scenario file that it was run from is not here",
			"这里没有它所运行的场景文件")
		return
	}
	s, err := simulationOf(scenario, h)
	if err != nil {
		in.Remark = say("it cannot be run: %v", "无法运行：%v", err)
		return
	}
	o, err := s.run(ctx, io.Discard)
	if err != nil {
		in.Remark = say("it cannot be run: %v", "无法运行：%v", err)
		return
	}
	d.compare(said, s, o, in)
}

// compare holds a result against the run made again.
func (d *desk) compare(said *handedRun, s *simulation, o *outcome, in *handIn) {
	again := newResult(s, o)
	in.Verdict = again.Verdict
	if task := d.tasks[s.scenario.Name]; task != nil {
		in.Verdict = judgement(task.Judge(o.timeline), o.timeline)
	}
	in.Standing = verified
	switch {
	case said.Digest != again.Digest:
		in.Standing = forged
		in.Remark = say("forged: the run gives digest %s, the result says %s", "伪造：重新运行的摘要是 %s，结果里写的是 %s",
			short(again.Digest), short(said.Digest))
	case said.Verdict != again.Verdict:
		in.Standing = forged
		in.Remark = trace.Text{
			EN: fmt.Sprintf("forged: the run made again says %s, the result says %s",
				verdictOn(again.Verdict, trace.English), verdictOn(said.Verdict, trace.English)),
			ZH: fmt.Sprintf("伪造：重新运行的结论是“%s”，结果里写的是“%s”",
				verdictOn(again.Verdict, trace.Chinese), verdictOn(said.Verdict, trace.Chinese))}
	case in.Verdict != trace.Holds:
		in.Remark = trace.Text{EN: "expectations: " + verdictOn(in.Verdict, trace.English),
			ZH: "预期：" + verdictOn(in.Verdict, trace.Chinese)}
	}
}

// short returns so much of a digest that people can compare it.
func short(digest string) string { return fmt.Sprintf("%.19s…", digest) }

// scenario finds the scenario that a header names: among the student's files, else the built-in one.
// It is the right one only if it does the same.
func (d *desk) scenario(h *trace.Header) *scenarios.Scenario {
	var candidates []*scenarios.Scenario
	files, _ := filepath.Glob(filepath.Join(escapeGlob(d.dir), "*.y*ml"))
	for _, file := range files {
		if source, err := os.ReadFile(file); err == nil {
			if scenario, err := scenarios.Load(file, source); err == nil {
				candidates = append(candidates, scenario)
			}
		}
	}
	if builtin, err := scenarios.ByName(h.Scenario); err == nil {
		candidates = append(candidates, builtin)
	}
	for _, scenario := range candidates {
		if scenario.Name == h.Scenario && scenario.Digest() == h.ScenarioDigest {
			return scenario
		}
	}
	return nil
}

// simulationOf returns the simulation that a header is of.
func simulationOf(scenario *scenarios.Scenario, h *trace.Header) (*simulation, error) {
	if err := scenario.Set(h.Overrides); err != nil {
		return nil, err
	}
	engine := engineName(h.Engine)
	if !slices.Contains(engineNames, engine) {
		return nil, fmt.Errorf("there is no engine %q here", h.Engine)
	}
	return prepare(scenario, scenario.Name, seedFlag{h.Seed, true}, engine)
}

// say formats in both languages.
func say(en, zh string, args ...any) trace.Text {
	return trace.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}
}
