package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"raftlab/scenarios/survey"
	"raftlab/sim/lang"
)

// survey runs everything and prints the result, also of an interrupted survey. The exit code is that of the verdict on
// all runs.
func (c *console) survey(ctx context.Context, s *survey.Survey, as format) error {
	ran := c.runSurvey(ctx, s)
	if ran != nil && !errors.Is(ran, errInterrupted) {
		return ran
	}
	if as == jsonFormat {
		if err := writeJSON(c.out, s.Document()); err != nil {
			return err
		}
	} else {
		write(c.out, s.Text(c.lang))
	}
	if ran != nil {
		return ran
	}
	return codeOf(s.Verdict())
}

func (c *console) runSurvey(ctx context.Context, s *survey.Survey) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	done := new(atomic.Uint64)
	hide := c.showProgress(done, s.Runs*uint64(len(s.Lines)), lang.Text{EN: "runs", ZH: "运行"})
	defer hide()
	return interrupted(s.Run(ctx, done))
}

// seedRange is a flag: the seeds from one to another.
type seedRange struct {
	from, to uint64
	given    bool
}

// mostSeeds is how many runs can be asked for: nobody waits for more.
const mostSeeds = 1_000_000_000

func (r *seedRange) String() string {
	if !r.given {
		return ""
	}
	return fmt.Sprintf("%d-%d", r.from, r.to)
}

func (r *seedRange) Type() string { return "A-B" }

func (r *seedRange) count() uint64 { return r.to - r.from + 1 }
