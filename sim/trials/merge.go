package trials

import (
	"slices"
	"strings"

	"raftlab/sim/lang"
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
		return nil, lang.Errorf("there is nothing to merge", "没有可合并的")
	}
	first := files[0]
	names := make(map[uint64]string)
	for _, f := range files {
		if f.Shard == (shard.Shard{}) {
			return nil, lang.Errorf("%s is not a shard: it holds all trials already", "%s 不是分片：它已含有全部试验", f.Name)
		}
		if err := sameTrials(first, f); err != nil {
			return nil, err
		}
		if other, double := names[f.Shard.Number]; double {
			return nil, lang.Errorf("%s and %s are both shard %v", "%s 和 %s 都是分片 %v", other, f.Name, f.Shard)
		}
		names[f.Shard.Number] = f.Name
	}
	if missing := shard.Missing(names, first.Shard.Of); missing != nil {
		return nil, missing
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
	differ := func(what lang.Text, one, other any) error {
		return lang.Errorf("%s does not belong to %s: %s %v, not %v", "%s 与 %s 不属于同一组：%s是 %v，而不是 %v", b.Name, a.Name, what, other, one)
	}
	switch {
	case a.Version != b.Version:
		return differ(lang.Say("simulation", "模拟版本"), a.Version, b.Version)
	case a.Format != b.Format:
		return differ(lang.Say("result format", "结果的格式"), a.Format, b.Format)
	case a.Engine != b.Engine:
		return differ(lang.Say("engine", "引擎"), a.Engine, b.Engine)
	case a.Seed != b.Seed:
		return differ(lang.Say("seed", "种子"), a.Seed, b.Seed)
	case a.Trials != b.Trials:
		return differ(lang.Say("trials", "试验次数"), a.Trials, b.Trials)
	case a.Shard.Of != b.Shard.Of:
		return differ(lang.Say("shard", "分片"), a.Shard, b.Shard)
	case !slices.Equal(a.Vary, b.Vary) || len(a.Lines) != len(b.Lines):
		return differ(lang.Say("varied", "变化的设置"), a.varied(), b.varied())
	}
	for i := range a.Lines {
		one, other := &a.Lines[i], &b.Lines[i]
		switch {
		case one.Value != other.Value:
			return differ(lang.Say("varied", "变化的设置"), a.varied(), b.varied())
		case one.Scenario != other.Scenario:
			return differ(lang.Say("scenario", "场景"), one.Scenario, other.Scenario)
		case one.ScenarioDigest != other.ScenarioDigest:
			return differ(lang.Say("scenario digest", "场景的摘要"), one.ScenarioDigest, other.ScenarioDigest)
		case one.Measure != other.Measure:
			return differ(lang.Say("measure", "测量的区间"), one.Measure, other.Measure)
		case !slices.Equal(one.Overrides, other.Overrides):
			return differ(lang.Say("settings", "设置"), one.Overrides, other.Overrides)
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
