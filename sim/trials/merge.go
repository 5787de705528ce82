package trials

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"raftlab/sim/shard"
)

// Named is a result file with its name.
type Named struct {
	Name string
	*File
}

// Merge joins the shards of one set of trials. The result is, byte for byte, that of all trials in one
// run. Every shard must be there once, and nothing else.
func Merge(files []Named) (*File, error) {
	if len(files) == 0 {
		return nil, errors.New("there is nothing to merge")
	}
	first := files[0]
	names := make(map[uint64]string)
	for _, f := range files {
		if f.Shard == (shard.Shard{}) {
			return nil, fmt.Errorf("%s is not a shard: it holds all trials already", f.Name)
		}
		if err := sameTrials(first, f); err != nil {
			return nil, err
		}
		if other, double := names[f.Shard.Number]; double {
			return nil, fmt.Errorf("%s and %s are both shard %v", other, f.Name, f.Shard)
		}
		names[f.Shard.Number] = f.Name
	}
	if missing := shard.Missing(names, first.Shard.Of); missing != "" {
		return nil, errors.New(missing)
	}
	slices.SortFunc(files, func(a, b Named) int { return int(a.Shard.Number) - int(b.Shard.Number) })
	whole := *first.File
	whole.Shard, whole.Lines = shard.Shard{}, nil
	for i := range first.Lines {
		line := first.Lines[i]
		line.Result = NewResult()
		for _, f := range files {
			line.Result.Merge(f.Lines[i].Result)
		}
		whole.Add(line)
	}
	return &whole, nil
}

// sameTrials returns in what a file differs from the first.
func sameTrials(a, b Named) error {
	differ := func(what string, one, other any) error {
		return fmt.Errorf("%s does not belong to %s: %s %v, not %v", b.Name, a.Name, what, other, one)
	}
	switch {
	case a.Version != b.Version:
		return differ("simulation", a.Version, b.Version)
	case a.Format != b.Format:
		return differ("result format", a.Format, b.Format)
	case a.Engine != b.Engine:
		return differ("engine", a.Engine, b.Engine)
	case a.Seed != b.Seed:
		return differ("seed", a.Seed, b.Seed)
	case a.Trials != b.Trials:
		return differ("trials", a.Trials, b.Trials)
	case a.Shard.Of != b.Shard.Of:
		return differ("shard", a.Shard, b.Shard)
	case !slices.Equal(a.Vary, b.Vary) || len(a.Lines) != len(b.Lines):
		return differ("varied", a.varied(), b.varied())
	}
	for i := range a.Lines {
		one, other := &a.Lines[i], &b.Lines[i]
		switch {
		case one.Value != other.Value:
			return differ("varied", a.varied(), b.varied())
		case one.Scenario != other.Scenario:
			return differ("scenario", one.Scenario, other.Scenario)
		case one.ScenarioDigest != other.ScenarioDigest:
			return differ("scenario digest", one.ScenarioDigest, other.ScenarioDigest)
		case one.Measure != other.Measure:
			return differ("measure", one.Measure, other.Measure)
		case !slices.Equal(one.Overrides, other.Overrides):
			return differ("settings", one.Overrides, other.Overrides)
		}
	}
	return nil
}

// varied says what was varied, as --vary does.
func (f *File) varied() string {
	values := make([]string, len(f.Lines))
	for i := range f.Lines {
		values[i] = f.Lines[i].Value
	}
	return strings.Join(f.Vary, " ") + "=" + strings.Join(values, ",")
}
