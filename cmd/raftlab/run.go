package main

import (
	"context"

	"github.com/spf13/cobra"

	"raftlab/scenarios/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

type runOptions struct {
	*console
	word      string
	seed      seedFlag
	seeds     seedRange
	engine    engineFlag
	overrides []string
	steps     []string
	trace     string
	plots     []string
	format    format
	verbose   bool
}

func newRun(c *console) *cobra.Command {
	o := runOptions{console: c}
	cmd := &cobra.Command{
		Use:   "run SCENARIO|FILE|-",
		Short: "Run a scenario and tell what happened and why",
		Long: `Run a scenario and tell what happened and why: the events as lines, then a report, the scenario's
expectations with what was seen, the answers to its predictions, the digest of the trace, and the
command that repeats the run.

SCENARIO is the name of a built-in scenario. FILE is a scenario of your own; its name ends in .yaml or
.yml, or has a slash in it. - is a scenario on standard input. With --trace - the trace is printed, and all else goes to standard error.

With -o json the result is one document: header, title, report, expectations, predictions, verdict,
digest and command. Times in it are nanoseconds.

With --step another step is added to the script, written as in a file, with at or when. What was before it stays as it
was. Of the lesson's expectations only safety is judged then, and nothing is predicted.

With --seeds A-B the scenario is run to its end once for each seed, and nothing is printed but what the runs
showed of each expectation: in how many it held, and the first seed with which it did not. The exit code is 0 if
all expectations held in all runs, 1 if one was violated in any, else 4. An interrupt prints what there is.

A file appears under its name when it is whole. An interrupt ends the run, leaves nothing behind, and
gives exit code 130.`,
		Example: examples(
			"a leader crashes", "raftlab run leader-crash",
			"the same with other chance", "raftlab run leader-crash --seed 7",
			"without one rule of the paper", "raftlab run log-up-to-date --engine textbook-without-up-to-date-check",
			"on a slower network", "raftlab run leader-crash --set network.latency=40ms-80ms",
			"what if n4 crashes as well", "raftlab run leader-crash --step '{at: 1164ms, crash: n4}'",
			"save the trace", "raftlab run leader-crash --trace crash.trace",
			"draw it", "raftlab run leader-crash --plot crash.svg",
			"a scenario of your own", "raftlab show leader-crash > my.yaml && raftlab run my.yaml",
			"whatever the seed", "raftlab run leader-crash --seeds 1-300",
			"what was found, for a script", "raftlab run leader-crash -o json | jq .verdict"),
		Args:              oneArgument("a scenario", "一个场景"),
		ValidArgsFunction: completeNames(c),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.word = args[0]
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *runOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(&o.seed, "seed", "seed of every random choice in the run (default 1)")
	flags.Var(&o.seeds, "seeds", "run once with each of these seeds, and judge the expectations over all")
	addEngine(cmd, &o.engine)
	flags.Var(repeated{&o.overrides, "key=value"}, "set", "override a setting of the cluster; can be repeated")
	addSteps(cmd, &o.steps)
	flags.StringVar(&o.trace, "trace", "", "save the trace to `FILE`; - is standard output")
	flags.Var(repeated{&o.plots, "FILE.{svg,png,pdf}"}, "plot", "draw the run into a file; can be repeated")
	flags.BoolVarP(&o.verbose, "verbose", "v", false, "print every event: messages, timers, log entries too")
	addFormat(cmd, &o.format)
	mustComplete(cmd, "set", completeKeys)
	mustComplete(cmd, "seed", cobra.NoFileCompletions)
	mustComplete(cmd, "seeds", cobra.NoFileCompletions)
}

func (o *runOptions) run(ctx context.Context) error {
	if o.seeds.given {
		return o.runSeeds(ctx)
	}
	s, err := o.open(o.request())
	if err != nil {
		return err
	}
	files, err := o.createFiles()
	if err != nil {
		return err
	}
	defer files.discard()
	if o.trace != "-" {
		return o.tell(ctx, s, files, o.out)
	}
	people := newBufferedOutput(o.err, "standard error")
	err = o.tell(ctx, s, files, people)
	if flushed := people.Flush(); flushed != nil {
		return flushed
	}
	return err
}

// request returns which run is wanted.
func (o *runOptions) request() run.Request {
	return run.Request{Word: o.word, Overrides: o.overrides, Steps: o.steps, Seed: o.seed.or(run.DefaultSeed), Engine: o.engine.Engine}
}

// tell runs the simulation and prints it for people.
func (o *runOptions) tell(ctx context.Context, s *run.Simulation, files *runFiles, people *bufferedOutput) error {
	var sinks []trace.Sink
	if o.format == textFormat {
		write(people, s.Opening(o.lang))
		sinks = append(sinks, text.NewPrinter(people, o.printing(people)))
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	defer o.engine.endWith(ctx)()
	outcome, err := s.Run(ctx, files.trace, sinks...)
	if err != nil {
		return interrupted(err)
	}
	if err := files.finish(s, outcome, o.lang); err != nil {
		return err
	}
	result := run.NewResult(s, outcome)
	if o.format == jsonFormat {
		if err := writeJSON(people, result); err != nil {
			return err
		}
	} else {
		write(people, result.Text(o.lang))
	}
	o.engine.remark(o.console)
	if err := o.engine.failure(); err != nil {
		return err
	}
	return codeOf(result.Verdict)
}

// printing returns how events are printed: in colour on a terminal.
func (o *runOptions) printing(people *bufferedOutput) text.Options {
	options := text.Options{Lang: o.lang, Verbose: o.verbose}
	if o.colour && people == o.out {
		options.Palette = text.ANSI
	}
	return options
}
