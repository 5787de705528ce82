package class

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"raftlab/scenarios"
	"raftlab/scenarios/course"
	"raftlab/scenarios/run"
	"raftlab/scenarios/survey"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Seeds is a range of seeds, both ends included. The zero value is none.
type Seeds struct{ From, To uint64 }

// judgements are those that were made of a task and a script on many seeds: who has the same script need not be judged again.
type judgements map[string]judgement

// judgement is what many runs of a script showed.
type judgement struct {
	verdict trace.Verdict
	remark  lang.Text // why it is no answer; empty if it is one
}

// judgeOnSeeds asks of a script that holds in the student's run whether it holds whatever the seed.
func (g *grader) judgeOnSeeds(ctx context.Context, asked *task, own *scenarios.Scenario, h *trace.Header, in *Submission) {
	if asked.exercise == nil && g.TaskSeeds == (Seeds{}) {
		return
	}
	key := strings.Join(append([]string{asked.id, own.Digest(), h.Engine}, h.Overrides...), "\n")
	if asked.exercise != nil && asked.exercise.OneSeed {
		key += fmt.Sprint("\n", h.Seed)
	}
	made, known := g.known[key]
	if !known {
		var err error
		if made, err = g.judge(ctx, asked, own, h); err != nil {
			in.Standing, in.Verdict, in.Remark = Unverified, 0, lang.Say("it cannot be run: %v", "无法运行：%v", err)
			return
		}
		g.known[key] = made
	}
	if made.verdict != trace.Holds {
		in.Verdict, in.Remark = made.verdict, made.remark
	}
}

// judge runs a script with many seeds.
func (g *grader) judge(ctx context.Context, asked *task, own *scenarios.Scenario, h *trace.Header) (judgement, error) {
	engine, err := run.ParseEngine(h.Engine)
	if err != nil {
		return judgement{}, err
	}
	s, err := run.New(own, own.Name, uint64(h.Seed), engine)
	if err != nil {
		return judgement{}, err
	}
	if asked.exercise != nil {
		result, err := asked.exercise.Check(ctx, s, g.Workers, new(atomic.Uint64))
		if err != nil {
			return judgement{}, err
		}
		if result.Runs == nil {
			return judgement{trace.Violated, lang.Say("no answer: %s", "不是答案：%s", result.Changed)}, nil
		}
		return ofSurvey(result.Runs, course.AllSeeds), nil
	}
	s.Scenario = asked.scenario
	many := &survey.Survey{Lines: []run.Line{{Simulation: s}}, Runs: g.TaskSeeds.To - g.TaskSeeds.From + 1, Workers: g.Workers,
		Seed: func(number uint64) uint64 { return g.TaskSeeds.From + number }}
	if err := many.Run(ctx, new(atomic.Uint64)); err != nil {
		return judgement{}, err
	}
	return ofSurvey(many, many.Runs), nil
}

// ofSurvey says what many runs showed.
func ofSurvey(s *survey.Survey, runs uint64) judgement {
	v := s.Verdict()
	if v == trace.Holds {
		return judgement{verdict: v}
	}
	seed, share := s.FirstFailed()
	return judgement{v, lang.Say("does not hold whatever the seed: in %s of %d runs, not with seed %d", "并非任何种子都成立：%[2]d 次中 %[1]s 成立，种子 %[3]d 不成立",
		share, runs, seed)}
}
