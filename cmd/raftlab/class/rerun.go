package class

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// claimedRun is what a result of raftlab run -o json says that can be held against a run.
type claimedRun struct {
	Header       trace.Header      `json:"header"`
	Expectations []run.Expectation `json:"expectations"`
	Verdict      trace.Verdict     `json:"verdict"`
	Digest       string            `json:"digest"`

	seed string // of the header, as it stands in the file
}

// seedIn returns the seed of a result as it stands in the file; "" if it has none.
func seedIn(data []byte) string {
	var form struct {
		Header struct {
			Seed json.RawMessage `json:"seed"`
		} `json:"header"`
	}
	if json.Unmarshal(data, &form) != nil {
		return ""
	}
	return strings.Trim(string(form.Header.Seed), `"`)
}

// isOf reports whether the result says what a run showed of a scenario's expectations. Their words are not
// compared: they may change from one version to the next.
func (claim *claimedRun) isOf(findings []scenarios.Finding) bool {
	return slices.EqualFunc(claim.Expectations, findings,
		func(e run.Expectation, f scenarios.Finding) bool { return e.Verdict == f.Verdict })
}

// gradeRun runs again what a result is of, and compares.
func (g *grader) gradeRun(ctx context.Context, claim *claimedRun, in *Submission) {
	h := &claim.Header
	in.About = h.Scenario
	var asked *task
	if g.tasks != nil {
		if asked, in.Remark = g.tasks.of(in.File, h.Scenario); asked == nil {
			in.Standing = Extra
			return
		}
		in.Task = asked.id
	}
	if h.Version != sim.Version {
		in.Remark = lang.Say("made by simulation %q, this is %q: run it again with the student's version",
			"由模拟器版本 %q 产生，这里是 %q：请用学生的版本重新运行", h.Version, sim.Version)
		return
	}
	sources := g.sources(in.File, h)
	if len(sources) == 0 {
		in.Remark = g.noSource(in.File)
		return
	}
	o, err := g.again(ctx, sources, h)
	if err != nil {
		in.Remark = lang.Say("it cannot be run: %v", "无法运行：%v", err)
		return
	}
	in.compare(claim, sources, o)
	if asked != nil && in.Standing == Verified {
		in.judge(asked, sources[0], h, o)
		if in.Verdict == trace.Holds {
			g.judgeOnSeeds(ctx, asked, sources[0], h, in)
		}
	}
}

// noSource says why there is no script for a result: it is missing, or the file with its name has another one.
func (g *grader) noSource(result string) lang.Text {
	for _, file := range filesLike(g.dir, "*.y*ml") {
		if stem(file) == stem(result) {
			return lang.Say("%[1]s beside it has another script: one of the two was edited, or comes from elsewhere",
				"旁边的 %[1]s 是另一个脚本：两者之一被修改过，或来自别处", filepath.Base(file))
		}
	}
	return lang.Say("the scenario file that it was run from is not here", "这里没有它所运行的场景文件")
}

// compare holds a result against the run made again. Several files may do the same and expect different
// things: the result may be of any.
func (in *Submission) compare(claim *claimedRun, sources []*scenarios.Scenario, o *run.Outcome) {
	if claim.Digest != o.Digest && trace.LooksRounded(claim.seed) {
		in.Remark = lang.Say("its seed %s looks rounded, as jq and other tools round numbers above 2^53: hand in the file as raftlab wrote it",
			"它的种子 %s 像是被舍入过：jq 等工具会舍入大于 2^53 的数。请交 raftlab 写出的原文件", claim.seed)
		return
	}
	if claim.Digest != o.Digest {
		in.markForged(lang.Say("forged: the run gives digest %s, the result says %s", "伪造：重新运行的摘要是 %s，结果里写的是 %s",
			shortest(o.Digest, claim.Digest), shortest(claim.Digest, o.Digest)))
		return
	}
	for _, source := range sources {
		findings := source.Judge(o.Timeline)
		v := run.Overall(findings, o.Timeline)
		if claim.Verdict == v && claim.isOf(findings) {
			in.markVerified(v)
			return
		}
	}
	v := run.Overall(sources[0].Judge(o.Timeline), o.Timeline)
	in.markForged(lang.Text{
		EN: fmt.Sprintf("forged: the run made again says %s, the result says %s",
			run.VerdictWord(v, lang.English), run.VerdictWord(claim.Verdict, lang.English)),
		ZH: fmt.Sprintf("伪造：重新运行的结论是“%s”，结果里写的是“%s”",
			run.VerdictWord(v, lang.Chinese), run.VerdictWord(claim.Verdict, lang.Chinese))})
	if v == claim.Verdict {
		in.Remark = lang.Say("forged: the run made again does not give the expectations in the result", "伪造：重新运行得不到结果里的预期")
	}
}

// judge judges a run by the expectations of the task, and tells what the student changed.
func (in *Submission) judge(asked *task, own *scenarios.Scenario, h *trace.Header, o *run.Outcome) {
	in.markVerified(run.Overall(asked.scenario.Judge(o.Timeline), o.Timeline))
	in.Changed = changes(asked.scenario, own)
	for _, override := range h.Overrides {
		in.Changed = append(in.Changed, "+"+run.OverrideFlag(override))
	}
	if h.Seed != run.DefaultSeed {
		in.Changed = append(in.Changed, fmt.Sprintf("+--seed %d", h.Seed))
	}
}

// markVerified says that the result is what it says it is, and what the run made again shows.
func (in *Submission) markVerified(v trace.Verdict) {
	in.Standing, in.Verdict = Verified, v
	in.Remark = lang.Text{EN: run.VerdictWord(v, lang.English), ZH: run.VerdictWord(v, lang.Chinese)}
}

// shortest returns so much of a digest that people can tell it from another.
func shortest(digest, other string) string {
	if short := fmt.Sprintf("%.19s…", digest); short != fmt.Sprintf("%.19s…", other) {
		return short
	}
	return digest
}

// sources returns the scenarios that do what a header says: the student's files, the one with the name of
// the result first, then the built-in one.
func (g *grader) sources(result string, h *trace.Header) []*scenarios.Scenario {
	files := filesLike(g.dir, "*.y*ml")
	slices.SortStableFunc(files, func(a, b string) int {
		switch stem(result) {
		case stem(b):
			return 1
		case stem(a):
			return -1
		}
		return 0
	})
	var found []*scenarios.Scenario
	add := func(s *scenarios.Scenario, err error) {
		if err == nil && s.Name == h.Scenario && s.Digest() == h.ScenarioDigest {
			found = append(found, s)
		}
	}
	for _, file := range files {
		if source, err := g.Read(file, scenarios.MostBytes); err == nil {
			add(scenarios.Load(file, source))
		}
	}
	add(scenarios.ByName(h.Scenario))
	return found
}

// again sets on all scenarios of a result what its header says, and makes the run.
func (g *grader) again(ctx context.Context, sources []*scenarios.Scenario, h *trace.Header) (*run.Outcome, error) {
	for _, source := range sources {
		if err := source.Override(h.Overrides); err != nil {
			return nil, err
		}
	}
	return rerun(ctx, sources[0], h)
}

// rerun makes a run again: that of a scenario with the engine and the seed that a header says.
func rerun(ctx context.Context, scenario *scenarios.Scenario, h *trace.Header) (*run.Outcome, error) {
	engine, err := run.ParseEngine(h.Engine)
	if err != nil {
		return nil, lang.Errorf("there is no engine %q here", "这里没有引擎 %q", h.Engine)
	}
	s, err := run.New(scenario, scenario.Name, uint64(h.Seed), engine)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx, io.Discard)
}
