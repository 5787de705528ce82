package hunt

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/shard"
	"raftlab/sim/trace"
)

// Format is the version of the result file.
const Format = 1

// File is what a result file holds: all that the hunts are a function of, and what they brought.
type File struct {
	Format         int         `json:"raftlab_hunt"`
	Version        string      `json:"simulation"` // sim.Version: another version runs other schedules
	Seed           trace.Seed  `json:"seed"`
	Schedules      uint64      `json:"schedules"`                 // that were asked for, of all shards together
	Shard          shard.Shard `json:"shard,omitzero"`            // not there: all schedules
	Scenario       string      `json:"scenario,omitempty"`        // on whose cluster the hunts are; "": each schedule draws its own
	ScenarioDigest string      `json:"scenario_digest,omitempty"` // of that file
	Property       string      `json:"property,omitempty"`        // the only one that counts; "": any
	Lies           bool        `json:"assumptions_broken,omitempty"`
	Lines          []Line      `json:"hunts"`
	Digest         string      `json:"digest"` // SHA-256 over all of the above
}

// Line is one hunt.
type Line struct {
	Engine     string   `json:"engine"`
	Tried      uint64   `json:"tried"`      // schedules, up to the find
	Situations []string `json:"situations"` // the coverage, in order: fault, role of the server that it met, reason
	Found      *Found   `json:"find"`       // null: nothing was found
}

// Found is a find, made small.
type Found struct {
	Number        uint64    `json:"number"` // of the schedule, from 0
	Title         lang.Text `json:"title"`
	Property      string    `json:"property"` // "": a server ended
	Evidence      string    `json:"evidence"` // or with which words it ended
	At            int64     `json:"t"`        // nanoseconds since the start
	StepsBefore   int       `json:"steps_before"`
	ServersBefore int       `json:"servers_before"`
	Steps         int       `json:"steps"`
	Servers       int       `json:"servers"`
	Tries         int       `json:"tries"`
	Scenario      string    `json:"scenario"` // its file
}

// Situations returns the coverage in words, in order.
func (c *Coverage) Situations() []string {
	words := make([]string, 0, len(c.seen))
	for s := range c.seen {
		role := s.role.String()
		if s.role == 0 {
			role = "down"
		}
		words = append(words, s.fault.String()+" "+role+" "+s.reason.String())
	}
	slices.Sort(words)
	return words
}

// Encode returns the bytes of the file, with its digest. The same results have the same bytes.
func (f *File) Encode() []byte {
	whole := *f
	whole.Digest = f.digest()
	text, err := json.MarshalIndent(&whole, "", " ")
	if err != nil {
		panic(err) // every part of it can be written
	}
	return append(text, '\n')
}

func (f *File) digest() string {
	bare := *f
	bare.Digest = ""
	text, err := json.Marshal(&bare)
	if err != nil {
		panic(err) // every part of it can be written
	}
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ReadFile reads a file whole. Its name is for messages.
func ReadFile(name string, text []byte) (*File, error) {
	f := new(File)
	if err := f.decode(text); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

func (f *File) decode(text []byte) error {
	var version struct {
		Format     *int   `json:"raftlab_hunt"`
		Simulation string `json:"simulation"`
	}
	if json.Unmarshal(text, &version) != nil || version.Format == nil {
		return lang.Errorf("this is not a result of raftlab hunt, or not all of it", "这不是 raftlab hunt 的结果，或不完整")
	}
	if *version.Format != Format {
		return lang.Errorf("result format %d, and this raftlab reads format %d (hunt again)",
			"结果的格式是 %d，而这个 raftlab 读格式 %d（请重新寻找）", *version.Format, Format)
	}
	if version.Simulation != sim.Version {
		return lang.Errorf("from simulation %s, and this is simulation %s, whose schedules run differently (hunt again)",
			"来自模拟版本 %s，而这是版本 %s，调度的运行不同（请重新寻找）", version.Simulation, sim.Version)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(f); err != nil {
		return lang.Errorf("damaged: %v", "文件已损坏：%v", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return lang.Errorf("damaged: something follows the result", "文件已损坏：结果之后还有内容")
	}
	return f.check()
}

// check compares what a file says with itself.
func (f *File) check() error {
	if f.Digest != f.digest() {
		return lang.Errorf("damaged: its digest does not fit its content", "文件已损坏：摘要与内容不符")
	}
	first, last := f.Shard.Range(f.Schedules)
	for i := range f.Lines {
		line := &f.Lines[i]
		switch {
		case line.Found != nil && line.Found.Number != first+line.Tried-1,
			line.Found == nil && f.Shard.Of > 0 && line.Tried != last-first:
			return lang.Errorf("damaged: it does not hold schedules %d to %d", "文件已损坏：其中不是调度 %d 到 %d", first, last-1)
		}
	}
	return nil
}

// Named is a result file with its name.
type Named struct {
	Name string
	*File
}

// Merge joins the shards of the same hunts. The result is, byte for byte, that of one whole hunt: of each hunt the find with the lowest
// number, and what was seen up to it. Every shard must be there once, and nothing else.
func Merge(files []Named) (*File, error) {
	if len(files) == 0 {
		return nil, lang.Errorf("there is nothing to merge", "没有可合并的")
	}
	names := map[uint64]string{}
	for _, f := range files {
		if f.Shard == (shard.Shard{}) {
			return nil, lang.Errorf("%s is not a shard: it holds all schedules already", "%s 不是分片：它已含有全部调度", f.Name)
		}
		if err := sameHunts(files[0], f); err != nil {
			return nil, err
		}
		if other, double := names[f.Shard.Number]; double {
			return nil, lang.Errorf("%s and %s are both shard %v", "%s 和 %s 都是分片 %v", other, f.Name, f.Shard)
		}
		names[f.Shard.Number] = f.Name
	}
	if missing := shard.Missing(names, files[0].Shard.Of); missing != nil {
		return nil, missing
	}
	slices.SortFunc(files, func(a, b Named) int { return cmp.Compare(a.Shard.Number, b.Shard.Number) })
	whole := *files[0].File
	whole.Shard, whole.Lines = shard.Shard{}, nil
	for i := range files[0].Lines {
		whole.Lines = append(whole.Lines, joined(files, i))
	}
	return &whole, nil
}

// joined returns one hunt of all shards, up to the first that found something.
func joined(files []Named, i int) Line {
	line := Line{Engine: files[0].Lines[i].Engine, Situations: []string{}}
	for _, f := range files {
		part := &f.Lines[i]
		line.Tried += part.Tried
		line.Situations = append(line.Situations, part.Situations...)
		if part.Found != nil {
			line.Found = part.Found
			break
		}
	}
	slices.Sort(line.Situations)
	line.Situations = slices.Compact(line.Situations)
	return line
}

// sameHunts returns in what a file differs from the first.
func sameHunts(a, b Named) error {
	engines := func(f Named) (all []string) {
		for i := range f.Lines {
			all = append(all, f.Lines[i].Engine)
		}
		return all
	}
	for _, differs := range []struct {
		what       lang.Text
		one, other any
	}{
		{lang.Say("seed", "种子"), a.Seed, b.Seed}, {lang.Say("schedules", "调度数"), a.Schedules, b.Schedules}, {lang.Say("engines", "引擎"), fmt.Sprint(engines(a)), fmt.Sprint(engines(b))},
		{lang.Say("scenario", "场景"), a.Scenario, b.Scenario}, {lang.Say("scenario digest", "场景的摘要"), a.ScenarioDigest, b.ScenarioDigest},
		{lang.Say("property", "性质"), a.Property, b.Property}, {lang.Say("assumptions broken", "打破的前提"), a.Lies, b.Lies}, {lang.Say("number of shards", "分片数"), a.Shard.Of, b.Shard.Of},
	} {
		if differs.one != differs.other {
			return lang.Errorf("%s does not belong to %s: %s %v, not %v", "%s 与 %s 不属于同一组：%s是 %v，而不是 %v", b.Name, a.Name, differs.what, differs.other, differs.one)
		}
	}
	return nil
}
