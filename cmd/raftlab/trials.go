package main

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/shard"
	"raftlab/sim/trials"
	"raftlab/sim/trials/report"
)

type trialsOptions struct {
	*console
	word        string
	number      uint64
	seed        seedFlag
	engine      engineFlag
	engineGiven bool
	expect      bool // judge, and measure nothing
	overrides   []string
	steps       []string
	vary        []string
	workers     int
	shard       shardFlag
	exitZero    bool
	result      string
	samples     string
	plots       []string
	figure      figureKind
	seedOf      seedOf
	emit        emitKind
	job         jobOptions
	format      format
}

// seedOf chooses trials whose run command is to be printed.
type seedOf string

// emitKind is a document that is printed in place of running the trials.
type emitKind string

const kubernetesJob emitKind = "kubernetes-job"

func newTrials(c *console) *cobra.Command {
	o := trialsOptions{console: c}
	cmd := &cobra.Command{
		Use:   "trials SCENARIO|FILE|-",
		Short: "Run a scenario many times and tell how long the cluster had no leader",
		Long: `Run a scenario many times and tell how long the cluster had no leader.

Each trial is a run of the scenario up to the end of its measured interval: from what "measure" in the
file says, or from the first crash of a leader, to the next leader. Trial i depends on the seed and on i alone, so
the result is the same for any number of workers and shards. Trials that did not come to their end
by the end of the scenario are counted as unfinished, and as slower than all others; the mean is then a bound,
and every row says whom it counts. A quantile p needs 10/(1-p) trials, else it is -, and null in JSON. A term is
contested if two candidates had votes in it and nobody won.

With --expect each trial runs to the end of the scenario, nothing is measured, and its expectations are judged
instead: in how many trials each held, and the first with which it did not. The exit code is then 0 if all held in
all trials, 1 if one was violated in any, else 4. raftlab run --seeds does the same with seeds that you choose.

The studies common-job, figure-16, split-vote-theory and wan repeat published experiments and print what was
published, what was measured, and the difference. Without --vary they vary what was varied there.

Mean, greatest, counts and sums are exact; quantiles are off by at most 0.1 %. With -o json times are
milliseconds. Files appear under their names when they are whole. An interrupt ends the trials, prints what there
is, leaves no files, and gives exit code 130. Violated safety gives exit code 1. With --exit-zero it is 0 whatever
the result says; bad input (2), files that cannot be written (3) and interrupts (130) keep theirs.

--shard job/16 is for the Pods of a Kubernetes Indexed Job: of sixteen shards the one whose number is
JOB_COMPLETION_INDEX plus one, since Kubernetes counts from 0.`,
		Example: examples(
			"the distribution behind a scenario", "raftlab trials leader-crash",
			"ten thousand trials on the algorithm of the paper", "raftlab trials leader-crash -n 10000 --engine textbook",
			"what if", "raftlab trials leader-crash --set election_timeout=12ms-24ms --set heartbeat=4ms --set network.latency=0ms-2ms",
			"a family of lines", "raftlab trials leader-crash --vary network.latency=1ms,10ms,20ms --plot latency.svg",
			"the slowest trial, event by event", "$(raftlab trials leader-crash --seed-of worst)",
			"do the expectations hold whatever the chance", "raftlab trials leader-crash -n 300 --expect",
			"figure 16 of the Raft paper", "raftlab trials figure-16 --engine textbook --plot figure-16.svg",
			"the wide-area network of the Raft thesis", "raftlab trials wan -n 10000",
			"a quarter of the work on each of four machines", "raftlab trials leader-crash -n 4000 --shard 1/4 --result 1.json"),
		Args:              oneArgument("a scenario", "一个场景"),
		ValidArgsFunction: completeNames(c),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.word = args[0]
			o.engineGiven = cmd.Flags().Changed("engine")
			return o.exit(o.run(cmd.Context()))
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *trialsOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.VarP(countFlag{&o.number}, "trials", "n", "how many trials (default 1000)")
	flags.Var(&o.seed, "seed", "seed of all trials (default 1)")
	addEngine(cmd, &o.engine)
	flags.Var(repeated{&o.overrides, "key=value"}, "set", "override a setting of the cluster; can be repeated")
	addSteps(cmd, &o.steps)
	flags.Var(repeated{&o.vary, "key=value,..."}, "vary", "run once for each value; can be repeated, for all combinations")
	flags.BoolVar(&o.expect, "expect", false, "run each trial to its end, and judge the expectations instead of measuring")
	flags.IntVar(&o.workers, "workers", 0, "trials at a time; 0: as many as there are processors")
	flags.Var(&o.shard, "shard", "only this part of the trials, as 2/4, or job/4 in a Kubernetes Job; with --result")
	flags.BoolVar(&o.exitZero, "exit-zero", false, "exit with 0 whatever the result says")
	flags.StringVar(&o.result, "result", "", "save the result to `FILE`, for raftlab merge")
	flags.StringVar(&o.samples, "samples", "", "save every trial to `FILE.csv`")
	flags.Var(repeated{&o.plots, "FILE.{svg,png,pdf}"}, "plot", "draw the distribution into a file; can be repeated")
	figures := figureKinds(plots.TrialKinds()...)
	addChoice(flags, &o.figure, figures, "figure", "", "what --plot draws (default: cdf, or what a study is about); see raftlab plot --help")
	seeds, emissions := []seedOf{"worst", "unfinished"}, []emitKind{kubernetesJob}
	addChoice(flags, &o.seedOf, seeds, "seed-of", "", "print only the command that runs the slowest, or the first unfinished, trial")
	addChoice(flags, &o.emit, emissions, "emit", "", "print only a Kubernetes Job that runs these trials in shards")
	o.job.addFlags(flags)
	addFormat(cmd, &o.format)
	mustComplete(cmd, "set", completeKeys)
	mustComplete(cmd, "vary", completeKeys)
	for _, flag := range []string{"trials", "seed", "workers", "shard"} {
		mustComplete(cmd, flag, cobra.NoFileCompletions)
	}
	completeWords(cmd, "figure", figures)
	completeWords(cmd, "seed-of", seeds)
	completeWords(cmd, "emit", emissions)
}

// countFlag is a number of trials.
type countFlag struct{ to *uint64 }

func (f countFlag) String() string {
	if f.to == nil || *f.to == 0 {
		return ""
	}
	return strconv.FormatUint(*f.to, 10)
}

func (f countFlag) Type() string { return "N" }

func (f countFlag) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || n < 1 {
		return lang.Errorf("write a whole number from 1", "请写从 1 起的整数")
	}
	if n > trials.MaxTrials {
		return lang.Errorf("at most %d trials", "至多 %d 次试验", uint64(trials.MaxTrials))
	}
	*f.to = n
	return nil
}

// shardFlag is a part of the trials, or of the schedules of a hunt.
type shardFlag struct{ shard.Shard }

func (f *shardFlag) Type() string { return "I/N" }

func (f *shardFlag) Set(text string) (err error) {
	if of, ofJob := strings.CutPrefix(text, "job/"); ofJob {
		text, err = shardOfJob(of)
	}
	if err == nil {
		f.Shard, err = shard.Parse(text)
	}
	return err
}

// complete fills in defaults and refuses options that do not fit together.
func (o *trialsOptions) complete() error {
	if o.number == 0 {
		o.number = 1000
	}
	if o.workers == 0 {
		o.workers = runtime.GOMAXPROCS(0)
	}
	if !o.seed.given {
		o.seed = seedFlag{value: run.DefaultSeed, given: true}
	}
	if o.expect {
		if err := o.refuseWithExpect(); err != nil {
			return err
		}
	}
	switch {
	case o.workers < 1 || o.workers > 1024:
		return lang.Errorf("--workers %d is not a number from 1 to 1024", "--workers %d 不是 1 到 1024 的数", o.workers)
	case o.shard.Of > 0 && o.result == "" && o.emit == "":
		return lang.Errorf("--shard without --result: a part of the trials is only good for raftlab merge (add --result FILE)",
			"有 --shard 而没有 --result：试验的一个分片只能供 raftlab merge 使用（请加上 --result FILE）")
	}
	return nil
}

// exit returns what the command returns: with --exit-zero a result is a success, whatever it says.
func (o *trialsOptions) exit(err error) error {
	if said := verdict(0); o.exitZero && errors.As(err, &said) {
		return nil
	}
	return err
}

func (o *trialsOptions) run(ctx context.Context) error {
	if err := o.complete(); err != nil {
		return err
	}
	if o.expect {
		return o.judge(ctx)
	}
	lines, family, err := o.family()
	switch {
	case err != nil:
		return err
	case o.emit != "":
		return o.emitJob(lines)
	}
	return o.measure(ctx, lines, family)
}

// family returns the settings to try, and the report to which their results are added.
func (o *trialsOptions) family() ([]run.Line, *report.Family, error) {
	study, lines, err := o.lines()
	if err != nil {
		return nil, nil, err
	}
	file := trials.NewFile(o.engine.Name(), o.seed.value, o.number, o.shard.Shard)
	file.Vary = run.VariedKeys(o.vary)
	family, err := run.NewFamily(lines, file, study, o.command())
	return lines, family, err
}

// measure runs the trials, prints the report and writes the files. All that can be wrong with the files is known before
// the first trial.
func (o *trialsOptions) measure(ctx context.Context, lines []run.Line, family *report.Family) error {
	kind, err := o.figure.kindFor(family, "--figure")
	if err != nil && len(o.plots) > 0 {
		return err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	ctx, end := o.engine.untilFailure(ctx)
	defer end()
	files, err := o.createFiles(len(lines))
	if err != nil {
		return err
	}
	defer files.discard()
	ran := o.runLines(ctx, lines, family, files)
	o.engine.remark(o.console)
	if err := o.engine.failure(); err != nil {
		return err
	}
	if ran != nil && !errors.Is(ran, errInterrupted) {
		return ran
	}
	if err := o.print(family); err != nil {
		return err
	}
	if ran != nil {
		return ran
	}
	if err := o.save(files, family, kind); err != nil {
		return err
	}
	return codeOf(family.Verdict())
}

// save writes all files, the result first, and puts them under their names.
func (o *trialsOptions) save(files *trialFiles, family *report.Family, kind plots.Kind) error {
	if err := files.finish(family.File); err != nil {
		return err
	}
	if err := o.draw(family, kind, files.pictures); err != nil {
		return err
	}
	return files.commit()
}

// print prints the report in the form that was asked for.
func (o *trialsOptions) print(f *report.Family) error {
	switch {
	case o.seedOf != "":
		return o.printSeeds(f)
	case o.format == jsonFormat:
		return writeJSON(o.out, f.Document())
	}
	f.Columns = o.out.columns
	write(o.out, f.Text(o.lang))
	return nil
}

// printSeeds prints the commands that run the trials asked for, one for each line.
func (o *trialsOptions) printSeeds(f *report.Family) error {
	for i := range f.File.Lines {
		result := f.File.Lines[i].Result
		number := result.Slowest
		switch {
		case o.seedOf == "unfinished" && result.UnfinishedCount() == 0:
			return lang.Errorf("no trial is unfinished", "没有未完成的试验")
		case o.seedOf == "unfinished":
			number = result.Unfinished
		case result.Finished == 0:
			return lang.Errorf("no trial is finished (see --seed-of unfinished)", "没有完成的试验（见 --seed-of unfinished）")
		}
		write(o.out, o.lang.InSameLanguage(f.Replay(i, number)), "\n")
	}
	return nil
}

// command returns the command line that repeats the trials, in whole.
func (o *trialsOptions) command() run.Command {
	number := append([]string{"-n", strconv.FormatUint(o.number, 10)}, run.SeedFlags(o.seed.value)...)
	command := run.NewCommand("trials", o.word, number, o.engine.Engine, o.request().AllOverrides())
	for _, vary := range o.vary {
		command = command.With("--vary", vary)
	}
	return command
}
