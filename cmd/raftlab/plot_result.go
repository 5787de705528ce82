package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/trials"
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
	family, err := run.SavedFamily(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	drawn := &trialsFigure{Family: family, Lang: o.lang, kind: cmp.Or(figure(o.kind), figureOf(family.Study, file.Vary))}
	if o.kind = figureKind(drawn.kind); !slices.Contains(figures, drawn.kind) {
		return fmt.Errorf("--kind %s draws traces, and %s is a result of trials (write --kind cdf)", o.kind, name)
	}
	if err := drawn.canDraw(); err != nil {
		return err
	}
	for _, p := range pictures {
		if err := drawn.draw(p, plots.Options{Lang: o.lang, Command: o.command(p.file.name), DPI: o.dpi}); err != nil {
			return err
		}
	}
	return nil
}
