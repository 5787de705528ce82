// Package report tells what trials showed: as text for people in two languages, and as a document for programs. A
// [Family] is one scenario, tried with one set of settings or with several; each number says of which trials it is,
// and one that too few trials could show is left out.
//
//	fmt.Print(family.Text(lang.English))
//	json.NewEncoder(os.Stdout).Encode(family.Document())
package report

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// Family is what trials of a scenario showed, and what is needed to tell it.
type Family struct {
	Scenario string
	Title    lang.Text
	From     trace.Fault  // where the measured interval begins; 0: at the start
	Study    *study.Study // what was published about it; nil: nothing
	Lines    []Line
	File     *trials.File // the results, in the order of Lines; fewer if Partial
	Partial  bool         // the trials were interrupted
	Command  string       // makes the trials again, in whole
	Remark   lang.Text    // what has to be done beside typing the command; mostly nothing
	Columns  int          // of the terminal: sentences are broken there, and the table of several lines leaves out what tells least; 0: it is none
}

// Line is one set of settings.
type Line struct {
	Value      string            // of what was varied, in words; "" if nothing was
	Setting    []string          // the same as key=value
	Parameters []trace.Parameter // of the cluster
	Replay     func(seed uint64) string
}

// Verdict returns the verdict on safety in all trials. It is violated if a property was in any or a server gave up, and
// untested if no trial came to the end of its interval. A shard may have no trials; then it holds.
func (f *Family) Verdict() trace.Verdict {
	finished, tried := uint64(0), uint64(0)
	for i := range f.File.Lines {
		result := f.File.Lines[i].Result
		finished, tried = finished+result.Finished, tried+result.Trials
		if result.Broken+result.Ended > 0 {
			return trace.Violated
		}
	}
	if finished == 0 && tried > 0 {
		return trace.Untested
	}
	return trace.Holds
}

// Replay returns the command that runs a trial of a line, event by event.
func (f *Family) Replay(line int, trial uint64) string { return f.Lines[line].Replay(f.seedOf(trial)) }

func (f *Family) seedOf(trial uint64) uint64 { return trials.SeedOf(uint64(f.File.Seed), trial) }

// Interval says in a language what was measured.
func (f *Family) Interval(l lang.Lang) string {
	if f.From == 0 {
		return l.Say("from start to leader", "从启动到产生领导者")
	}
	return l.Say("from %s to leader", "从%s到产生领导者", text.Fault(l, f.From))
}

// quantiles are those that are told.
var quantiles = [...]struct {
	parts, whole uint64
	name         lang.Text
}{
	{1, 2, lang.Text{EN: "median", ZH: "中位数"}}, {9, 10, lang.Text{EN: "p90"}}, {99, 100, lang.Text{EN: "p99"}},
	{999, 1000, lang.Text{EN: "p99.9"}}, {9999, 10000, lang.Text{EN: "p99.99"}},
}
