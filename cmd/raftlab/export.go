package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/export"
	"raftlab/sim/trace/export/told"
)

type exportOptions struct {
	*console
	word   string
	source string // the file that is read; "" if there is none
	file   string
	to     string
	export.Options

	seed      seedFlag
	engine    engineFlag
	overrides []string
	steps     []string
}

func newExport(c *console) *cobra.Command {
	o := exportOptions{console: c}
	cmd := &cobra.Command{
		Use:   "export TRACE|SCENARIO|FILE|- --to FORMAT",
		Short: "Write a run in the form of another tool",
		Long: `Write a run in the form of another tool: that of a saved trace, or of a scenario, which is run for it.
- is a trace on standard input. The formats:

` + aboutFormats() + `
Without --from, --until and --election a part of the run is the part that tells most, as in raftlab plot.
Without -f the result goes to standard output.`,
		Example: examples(
			"open it in ui.perfetto.dev", "raftlab export leader-crash --to perfetto -f crash.json",
			"a saved trace, for ShiViz", "raftlab run split-vote --trace split.trace && raftlab export split.trace --to shiviz -f split.log",
			"its second election as a diagram for Markdown", "raftlab export split.trace --to mermaid --election 2",
			"all messages, for a spreadsheet", "raftlab export split.trace --to csv --table messages -f messages.csv"),
		Args:              oneArgument("a trace or a scenario", "一个轨迹或场景"),
		ValidArgsFunction: completeNames(c),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.word = args[0]
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *exportOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.to, "to", "", "the `FORMAT`: "+strings.Join(formatNames(), ", "))
	flags.StringVarP(&o.file, "file", "f", "", "write to `FILE`")
	flags.StringVar(&o.Table, "table", "", "csv: which `TABLE`")
	flags.DurationVar(&o.Part.From, "from", 0, "begin of the part to write, as `TIME` since the start: 1.2s")
	flags.DurationVar(&o.Part.Until, "until", 0, "end of the part to write, as `TIME` since the start")
	flags.IntVar(&o.Part.Election, "election", 0, "write the `K`-th election, counted from 1")
	flags.Var(&o.seed, "seed", "a scenario: seed of every random choice in the run (default 1)")
	addEngine(cmd, &o.engine)
	flags.Var(repeated{&o.overrides, "key=value"}, "set", "a scenario: override a setting of the cluster; can be repeated")
	addSteps(cmd, &o.steps)
	completeWords(cmd, "to", formatNames())
	mustComplete(cmd, "set", completeKeys)
	mustComplete(cmd, "seed", cobra.NoFileCompletions)
}

func formatNames() (names []string) {
	for _, f := range export.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// aboutFormats lists the formats for a help text.
func aboutFormats() string {
	var b strings.Builder
	for _, f := range export.Formats() {
		fmt.Fprintf(&b, "  %-9s %s\n", f.Name, f.About)
	}
	return b.String()
}

func (o *exportOptions) run(ctx context.Context) error {
	if o.to == "" {
		return lang.Errorf("in which form? (write --to %s)", "哪种格式？（请写 --to %s）", strings.Join(formatNames(), ", --to "))
	}
	format, err := export.FormatOf(o.to)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if err := format.Check(o.Options); err != nil {
		return err
	}
	if format.OfStates {
		return o.exportStates(ctx)
	}
	recorded, err := o.record(ctx)
	if err != nil {
		return err
	}
	if o.file == "" {
		return format.Write(o.out, recorded, o.Options)
	}
	files := outputs{source: o.source}
	defer files.discard()
	file, err := files.add(o.file)
	if err != nil {
		return err
	}
	if err := format.Write(file, recorded, o.Options); err != nil {
		return err
	}
	return files.commit()
}

// record reads the trace, or runs the scenario.
func (o *exportOptions) record(ctx context.Context) (*told.Run, error) {
	var saved *input
	var err error
	if o.word == run.Stdin {
		saved, err = o.openInput(o.word)
	} else {
		saved, err = o.openTrace(o.word)
	}
	if err != nil {
		return nil, err
	}
	if saved != nil {
		defer saved.Close()
		o.source = o.word
		return o.recordTrace(saved)
	}
	o.source = sourceOf(o.word)
	s, err := o.open(run.Request{Word: o.word, Overrides: o.overrides, Steps: o.steps, Seed: o.seed.or(run.DefaultSeed), Engine: o.engine.Engine})
	if err != nil {
		return nil, err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	recorder := told.NewRecorder(s.Header, o.lang)
	defer o.engine.endWith(ctx)()
	if _, err := s.Run(ctx, io.Discard, recorder); err != nil {
		return nil, interrupted(err)
	}
	if err := o.engine.failure(); err != nil {
		return nil, err
	}
	return recorder.Run(), nil
}

// recordTrace reads a whole trace. What would change the run is refused.
func (o *exportOptions) recordTrace(saved *input) (*told.Run, error) {
	if o.seed.given || o.engine.Engine.Name() != run.DefaultEngine().Name() || len(o.overrides)+len(o.steps) > 0 {
		return nil, lang.Errorf("%s is a run that is over: --seed, --engine, --set and --step make another (give the name of its scenario)",
			"%s 是已经结束的运行：--seed、--engine、--set 和 --step 会得到另一次运行（请写它的场景的名字）", saved.name)
	}
	r, err := trace.NewReader(saved, saved.name)
	if err != nil {
		return nil, readError(err)
	}
	recorder := told.NewRecorder(*r.Header(), o.lang)
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return recorder.Run(), nil
		}
		if err != nil {
			return nil, readError(err)
		}
		recorder.Observe(e)
	}
}
