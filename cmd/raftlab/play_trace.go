package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"

	"raftlab/plots/player"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/playback"
	"raftlab/sim/trace/timeline"
)

// eventsInPart is how many events of a saved run the page unpacks at once.
const eventsInPart = 50_000

// pageOfTrace returns a page that plays a saved run.
func (o *playOptions) pageOfTrace(in io.Reader, name string) (*player.Options, error) {
	r, err := trace.NewReader(in, name)
	if err != nil {
		return nil, readError(err)
	}
	h := r.Header()
	builder := timeline.NewBuilder(*h)
	var recorders []*playback.Recorder
	for _, l := range lang.All {
		recorders = append(recorders, playback.NewDetailedRecorder(l, playback.Window{}))
	}
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, readError(err)
		}
		builder.Observe(e)
		for _, recorder := range recorders {
			recorder.Observe(e)
		}
	}
	t := builder.Timeline()
	saved := map[lang.Lang]player.Run{}
	for i, l := range lang.All {
		recording := recorders[i].Recording(t)
		one := player.Run{Title: lang.Clean(h.Scenario), Digest: r.Digest()}
		for _, part := range recording.Windows(eventsInPart) {
			one.Parts = append(one.Parts, player.Part{From: part.From, To: part.To, Recording: recording.AppendJSON(nil, part)})
		}
		saved[l] = one
	}
	start := player.Start{Name: lang.Clean(h.Scenario), Seed: strconv.FormatUint(uint64(h.Seed), 10), Engine: lang.Clean(h.Engine), At: o.at,
		Lang: o.lang, Engines: run.EngineNames(), Scenarios: []player.Scenario{}}
	return &player.Options{Title: lang.Clean(h.Scenario), Start: start, Saved: saved}, nil
}

// pageOfOwn returns a page that plays a run of a program of the user's. The page cannot run that program, so the run is made here.
func (o *playOptions) pageOfOwn(ctx context.Context, s *run.Simulation) (*player.Options, error) {
	ctx, stop := untilSignal(ctx)
	defer stop()
	defer o.engine.endWith(ctx)()
	var saved bytes.Buffer
	if _, err := s.Run(ctx, &saved); err != nil {
		return nil, interrupted(err)
	}
	o.engine.remark(o.console)
	if err := o.engine.failure(); err != nil {
		return nil, err
	}
	return o.pageOfTrace(&saved, s.Word)
}

// refuseChanges refuses what a saved run cannot be asked for.
func (o *playOptions) refuseChanges() error {
	for flag, given := range map[string]bool{"--seed": o.seed.given, "--set": len(o.overrides) > 0, "--step": len(o.steps) > 0, "--course": o.course,
		"--engine": o.engine.Name() != run.DefaultEngine().Name()} {
		if given {
			return lang.Errorf("%[1]s changes a run, and %[2]s is a saved trace (give a scenario, or leave out %[1]s)",
				"%[1]s 改变运行，而 %[2]s 是保存的轨迹（请给出场景，或删去 %[1]s）", flag, o.word)
		}
	}
	return nil
}
