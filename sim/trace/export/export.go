// Package export writes a run in the form of another tool. Each form is a package in this folder.
package export

import (
	"io"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace/export/mermaid"
	"raftlab/sim/trace/export/perfetto"
	"raftlab/sim/trace/export/shiviz"
	"raftlab/sim/trace/export/tables"
	"raftlab/sim/trace/export/told"
	"raftlab/sim/trace/history"
)

// Options say what of a run is written.
type Options struct {
	Part  told.Part // shiviz, mermaid
	Table string    // csv: which table, see [tables.Names]
}

// Format is a form in which a run can be written.
type Format struct {
	Name  string
	About string

	OfStates bool // it is of what an engine did inside, which no recorded run has: the run is made for it

	takesPart, takesTable bool
	write                 func(w io.Writer, run *told.Run, o Options) error
}

// Formats returns all formats.
func Formats() []Format {
	return []Format{
		{Name: "perfetto", About: "Trace Event JSON of the whole run, for ui.perfetto.dev: roles, messages as flows",
			write: func(w io.Writer, run *told.Run, _ Options) error { return perfetto.Write(w, run) }},
		{Name: "shiviz", About: "a log with vector clocks of a part of the run, for ShiViz", takesPart: true, write: writeShiViz},
		{Name: "mermaid", About: "a sequence diagram of a part of the run, for Markdown", takesPart: true, write: writeMermaid},
		{Name: "csv", About: "a table of the whole run: --table " + strings.Join(tables.Names(), ", "), takesTable: true,
			write: func(w io.Writer, run *told.Run, o Options) error { return tables.Write(w, run.Timeline, o.Table) }},
		{Name: "porcupine", About: "a page with the history of the clients' commands, as Porcupine draws and judges it", write: writePorcupine},
		{Name: "tla", About: "every transition of etcd's Raft, for its TLA+ specification; of a scenario, by a raftlab that was built for it",
			OfStates: true, write: writeStates},
	}
}

// FormatOf returns the format of a name. The error of an unknown one has the nearest name.
func FormatOf(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	if near := lang.Nearest(name, names); near != "" {
		return Format{}, lang.Errorf("there is no format %q (did you mean %s?)", "没有格式 %q（是不是 %s？）", name, near)
	}
	return Format{}, lang.Errorf("there is no format %q (write %s)", "没有格式 %q（请写 %s）", name, strings.Join(names, ", "))
}

// Check returns why the format cannot be written with these options, whatever the run.
func (f Format) Check(o Options) error {
	switch {
	case !f.takesPart && o.Part != told.Part{}:
		return lang.Errorf("%s is of the whole run (leave out --from, --until and --election)",
			"%s 针对整个运行（请删去 --from、--until 和 --election）", f.Name)
	case !f.takesTable && o.Table != "":
		return lang.Errorf("%s has no tables (leave out --table, or write --to csv)", "%s 没有表（请删去 --table，或写 --to csv）", f.Name)
	case f.takesTable && o.Table == "":
		return lang.Errorf("which table? (write --table %s)", "哪个表？（请写 --table %s）", strings.Join(tables.Names(), ", --table "))
	case f.takesTable:
		return tables.Check(o.Table)
	}
	return nil
}

// Write writes a run. Options that [Format.Check] refuses are errors here too, and so is a part that the run does not have.
func (f Format) Write(w io.Writer, run *told.Run, o Options) error {
	if err := f.Check(o); err != nil {
		return err
	}
	return f.write(w, run, o)
}

func writeShiViz(w io.Writer, run *told.Run, o Options) error {
	part, err := run.Window(o.Part)
	if err != nil {
		return err
	}
	return shiviz.Write(w, run, part)
}

// mostTime is how long a history is judged before it is drawn as far as it was judged.
const mostTime = 10 * time.Second

func writePorcupine(w io.Writer, run *told.Run, _ Options) error {
	if len(run.Operations) > 0 {
		return history.JudgeOperations(run.Timeline, mostTime).Draw(w)
	}
	operations := history.Of(run.Timeline)
	if len(operations) == 0 {
		return lang.Errorf("no command of a client was taken in this run, so there is no history (choose a scenario that proposes commands)",
			"这次运行没有接受客户端的命令，所以没有历史（请选一个提交命令的场景）")
	}
	return history.Judge(operations, mostTime).Draw(w)
}

func writeStates(io.Writer, *told.Run, Options) error {
	return lang.Errorf("a recorded run does not have the transitions of its engine (give the name of its scenario)",
		"记录下来的运行没有引擎的状态转换（请写它的场景的名字）")
}

func writeMermaid(w io.Writer, run *told.Run, o Options) error {
	part, err := run.Window(o.Part)
	if err != nil {
		return err
	}
	return mermaid.Write(w, run, part)
}
