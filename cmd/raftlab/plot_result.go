package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"

	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
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
		return lang.Errorf("--from, --to and --election choose a part of a trace, and this is a result of trials",
			"--from、--to 和 --election 选取轨迹的一部分，而这是试验结果")
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
		return lang.Errorf("%s is only shard %v (join all shards first: raftlab merge ... --result all.json)",
			"%s 只是分片 %v（请先合并全部分片：raftlab merge ... --result all.json）", name, file.Shard)
	}
	family, err := run.SavedFamily(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if slices.Contains(figureKinds(plots.Kinds()...), o.kind) {
		return lang.Errorf("--kind %s draws traces, and %s is a result of trials (write --kind cdf)",
			"--kind %s 画轨迹，而 %s 是试验结果（请写 --kind cdf）", o.kind, name)
	}
	kind, err := o.kind.kindFor(family, "--kind")
	if err != nil {
		return err
	}
	o.kind = figureKind(kind.String())
	for _, p := range pictures {
		options := plots.Options{Kind: kind, Lang: o.lang, Command: o.command(p.file.name), DPI: o.dpi}
		if err := plots.DrawTrials(p.file, family, p.format, options); err != nil {
			return fmt.Errorf("%s: %w", p.file.name, err)
		}
	}
	return nil
}
