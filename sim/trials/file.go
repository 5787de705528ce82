package trials

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/shard"
	"raftlab/sim/trace"
)

// Format is the version of the result file. Format 1, which calls contested terms split votes and does not know
// how long unfinished trials waited, is read too, and written again as it was read.
const Format = 2

// File is what a result file holds: everything that the results are a function of, and the results.
type File struct {
	Format  int         `json:"raftlab_trials"`
	Version string      `json:"simulation"` // sim.Version: another version runs other trials
	Engine  string      `json:"engine"`
	Seed    trace.Seed  `json:"seed"`
	Trials  uint64      `json:"trials"`         // of all shards together
	Shard   shard.Shard `json:"shard,omitzero"` // not there: all trials
	Vary    []string    `json:"vary,omitempty"` // the keys that were varied
	Lines   []Line      `json:"lines"`          // one, or one for each value that was varied
}

// Line is the result for one set of settings.
type Line struct {
	Value          string   `json:"value,omitempty"` // of the keys that were varied
	Scenario       string   `json:"scenario"`
	ScenarioDigest string   `json:"scenario_digest"`
	Overrides      []string `json:"overrides"`
	Measure        string   `json:"measure"`
	Result         *Result  `json:"result"`
	Digest         string   `json:"digest"` // of this line alone, as if nothing had been varied
}

// NewFile returns a file without lines.
func NewFile(engine string, seed, trials uint64, part shard.Shard) *File {
	return &File{Format: Format, Version: sim.Version, Engine: engine, Seed: trace.Seed(seed), Trials: trials, Shard: part}
}

// Add adds a line and computes its digest.
func (f *File) Add(line Line) {
	line.Digest = f.digest(&line)
	f.Lines = append(f.Lines, line)
}

// digest returns the SHA-256 over all that a line is a function of, and its result.
func (f *File) digest(line *Line) string {
	alone, only := *f, *line
	only.Value, only.Digest, alone.Vary = "", "", nil
	alone.Lines = []Line{only}
	sum := sha256.Sum256(alone.marshal())
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (f *File) marshal() []byte {
	text, err := json.Marshal(f)
	if err != nil {
		panic(err) // every part of it can be written
	}
	return text
}

// Encode returns the bytes of the file. The same results have the same bytes.
func (f *File) Encode() []byte {
	var text bytes.Buffer
	if err := json.Indent(&text, f.marshal(), "", " "); err != nil {
		panic(err)
	}
	text.WriteByte('\n')
	return text.Bytes()
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
		Format     *int            `json:"raftlab_trials"`
		Simulation string          `json:"simulation"`
		Seed       json.RawMessage `json:"seed"`
	}
	if json.Unmarshal(text, &version) != nil || version.Format == nil {
		return lang.Errorf("this is not a result of raftlab trials, or not all of it", "这不是 raftlab trials 的结果，或不完整")
	}
	if *version.Format < 1 || *version.Format > Format {
		return lang.Errorf("result format %d, and this raftlab reads formats 1 to %d (run the trials again)",
			"结果的格式是 %d，而这个 raftlab 读格式 1 到 %d（请重新运行试验）", *version.Format, Format)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(f); err != nil {
		return lang.Errorf("damaged: %v", "文件已损坏：%v", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return lang.Errorf("damaged: something follows the result", "文件已损坏：结果之后还有内容")
	}
	if !known(version.Simulation) {
		return lang.Errorf("from simulation %s, and this is simulation %s, which does not know it (run the trials again)",
			"来自模拟版本 %s，而这是版本 %s，不认识它（请重新运行试验）",
			version.Simulation, sim.Version)
	}
	err := f.check()
	if seed := string(version.Seed); err != nil && trace.LooksRounded(seed) {
		return lang.Errorf("damaged: its seed %s looks rounded, as jq and other tools round numbers above 2^53 "+
			"(use the file as raftlab wrote it)",
			"文件已损坏：种子 %s 像是被舍入过，jq 等工具会舍入大于 2^53 的数（请用 raftlab 写出的原文件）", seed)
	}
	return err
}

// known reports whether a version of the simulation is this one or an earlier one.
func known(version string) bool {
	number, err := strconv.ParseUint(version, 10, 32)
	newest, _ := strconv.ParseUint(sim.Version, 10, 32)
	return err == nil && number >= 1 && number <= newest
}

// check compares what a file says with itself.
func (f *File) check() error {
	first, last := f.Shard.Range(f.Trials)
	if f.Trials > MaxTrials || len(f.Lines) == 0 {
		return lang.Errorf("damaged: it holds no result", "文件已损坏：其中没有结果")
	}
	for i := range f.Lines {
		line := &f.Lines[i]
		switch {
		case line.Result == nil || line.Result.Trials != last-first:
			return lang.Errorf("damaged: it does not hold trials %d to %d", "文件已损坏：其中不是试验 %d 到 %d", first, last-1)
		case line.Result.old != (f.Format == 1):
			return lang.Errorf("damaged: its counts are not those of format %d", "文件已损坏：计数不属于格式 %d", f.Format)
		case line.Digest != f.digest(line):
			return lang.Errorf("damaged: its digest does not fit its content", "文件已损坏：摘要与内容不符")
		}
	}
	return nil
}

// document is the form of a result in a file.
type document struct {
	Trials     uint64     `json:"trials"`
	Finished   uint64     `json:"finished"`
	Unfinished *uint64    `json:"first_unfinished,omitempty"`
	Min        int64      `json:"min_ns"`
	Max        int64      `json:"max_ns"`
	Slowest    uint64     `json:"slowest"`
	Sum        string     `json:"sum_ns"`
	Squares    string     `json:"sum_of_squares"`
	Split      *uint64    `json:"split,omitempty"`     // format 1
	Contested  *uint64    `json:"contested,omitempty"` // since format 2
	Terms      [][2]int64 `json:"terms"`               // number of terms (64: or more), trials
	TermsSum   uint64     `json:"terms_sum"`
	TermsMax   uint64     `json:"terms_max"`
	Broken     uint64     `json:"broken"`
	Ended      uint64     `json:"ended"`
	BrokenList []Broken   `json:"broken_list"`
	Leaderless *waiting   `json:"leaderless,omitempty"` // since format 2
	Buckets    [][2]int64 `json:"buckets"`              // least duration of a bucket in nanoseconds, trials
	Hash       uint64     `json:"hash,string"`
}

// waiting is the form of Leaderless in a file.
type waiting struct {
	Trials uint64 `json:"trials"`
	Min    int64  `json:"min_ns"`
	Max    int64  `json:"max_ns"`
	Sum    string `json:"sum_ns"`
}

// MarshalJSON writes all that a result counts.
func (r *Result) MarshalJSON() ([]byte, error) {
	d := document{Trials: r.Trials, Finished: r.Finished, Min: int64(r.Min), Max: int64(r.Max), Slowest: r.Slowest,
		Sum: r.sum.String(), Squares: r.squares.String(), Terms: [][2]int64{}, TermsSum: r.TermsSum,
		TermsMax: r.TermsMax, Broken: r.Broken, Ended: r.Ended, BrokenList: append([]Broken{}, r.BrokenList...),
		Buckets: [][2]int64{}, Hash: r.hash}
	if r.UnfinishedCount() > 0 {
		d.Unfinished = &r.Unfinished
	}
	if r.old {
		d.Split = &r.Contested
	} else {
		d.Contested, d.Leaderless = &r.Contested, r.Leaderless.form()
	}
	for terms, n := range r.Terms {
		if n > 0 {
			d.Terms = append(d.Terms, [2]int64{int64(terms), int64(n)})
		}
	}
	for _, b := range r.Buckets() {
		d.Buckets = append(d.Buckets, [2]int64{int64(b.From), int64(b.Count)})
	}
	return json.Marshal(d)
}

func (l *Leaderless) form() *waiting {
	if l.Trials == 0 {
		return nil
	}
	return &waiting{l.Trials, int64(l.Min), int64(l.Max), l.sum.String()}
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses what does not add up.
func (r *Result) UnmarshalJSON(text []byte) error {
	var d document
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return err
	}
	*r = Result{Trials: d.Trials, Finished: d.Finished, Min: time.Duration(d.Min), Max: time.Duration(d.Max),
		Slowest: d.Slowest, TermsSum: d.TermsSum, TermsMax: d.TermsMax, Broken: d.Broken,
		Ended: d.Ended, BrokenList: d.BrokenList, durations: newHistogram(), hash: d.Hash}
	if d.Unfinished != nil {
		r.Unfinished = *d.Unfinished
	}
	if !r.sum.parse(d.Sum) || !r.squares.parse(d.Squares) {
		return lang.Errorf("a sum is not a number", "总和不是数")
	}
	if err := r.fillNamed(&d); err != nil {
		return err
	}
	return r.fill(&d)
}

// fillNamed fills in what the formats name differently. How long the unfinished trials of format 1 waited is not
// known: not at all is a bound that holds.
func (r *Result) fillNamed(d *document) error {
	switch {
	case (d.Split == nil) == (d.Contested == nil) || d.Split != nil && d.Leaderless != nil || d.Finished > d.Trials:
		return lang.Errorf("the counts are of no format", "计数不属于任何格式")
	case d.Split != nil:
		r.old, r.Contested = true, *d.Split
		r.Leaderless.Trials = d.Trials - d.Finished
		return nil
	}
	r.Contested = *d.Contested
	w := d.Leaderless
	if w == nil {
		return nil
	}
	r.Leaderless = Leaderless{Trials: w.Trials, Min: time.Duration(w.Min), Max: time.Duration(w.Max)}
	if w.Trials == 0 || w.Trials > d.Trials-d.Finished || w.Min < 0 || w.Min > w.Max || !r.Leaderless.sum.parse(w.Sum) {
		return lang.Errorf("the trials without a leader do not add up", "没有领导者的试验数对不上")
	}
	return nil
}

// fill fills in the counts.
func (r *Result) fill(d *document) error {
	wrong := lang.Errorf("the counts do not add up", "计数对不上")
	var byTerms, byDuration uint64
	for _, pair := range d.Terms {
		if pair[0] < 0 || pair[0] >= MostTerms || pair[1] <= 0 || pair[1] > MaxTrials {
			return wrong
		}
		r.Terms[pair[0]] += uint64(pair[1])
		byTerms += uint64(pair[1])
	}
	for _, pair := range d.Buckets {
		if pair[0] < 0 || pair[1] <= 0 || pair[1] > MaxTrials || !r.durations.add(time.Duration(pair[0]), uint64(pair[1])) {
			return wrong
		}
		byDuration += uint64(pair[1])
	}
	if d.Finished > d.Trials || byTerms != d.Finished || byDuration != d.Finished {
		return wrong
	}
	return nil
}
