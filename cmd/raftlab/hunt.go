package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"raftlab/scenarios"
	"raftlab/scenarios/finds"
	"raftlab/scenarios/run"
	"raftlab/sim/engine"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

type huntOptions struct {
	*console
	word        string // a scenario; "": each schedule draws its own cluster
	broken      []string
	engine      engineFlag
	engineGiven bool
	schedules   uint64
	seed        seedFlag
	time        time.Duration
	property    propertyFlag
	assumptions assumptions
	workers     int
	save        string
	plots       []string
	shard       shardFlag
	exitZero    bool
	result      string
	emit        emitKind
	job         jobOptions
	format      format
}

// assumptions is what is assumed of disks.
type assumptions string

const (
	keptAssumptions   assumptions = "kept"
	brokenAssumptions assumptions = "broken"
)

// usualSchedules is how many schedules are tried where nobody says how many.
const usualSchedules = 100_000

// aboutHunt is what the help says.
const aboutHunt = `Look for a run that breaks a promise of Raft, and make it as short as it gets. Random schedules of faults and
commands are tried, one after another, until a safety property is violated. Then everything is left out that can be left
out while the same property is violated, and what remains is a scenario: to run, to draw, to play and to edit.

With --break the textbook engine leaves a rule of the paper out, and the run shows what the rule is there for: with the rule it
breaks nothing. Without it the engine is hunted as it is, and a find is news. "raftlab hunt --break" with a wrong name lists
the rules.

Each schedule draws its cluster, and first which kinds of faults it has at all. With a scenario the schedules have its
cluster and its steps. The schedule with the lowest number that breaks something is the find, so it is the same for any
number of workers. With --time the hunt ends after that time: a faster machine then comes further. Coverage is how many
situations were seen in every 16th schedule: a kind of fault, the role of the server that it met, and a reason for which
a server then changed its role, decided on a vote or ignored a message.

With --property linearizable clients read and write the state machine, and what they are told is judged: by ReadIndex and through the log;
with --assumptions broken also from a server's own state and by lease. So are rules about reads, as read-through-the-leader.

With --property liveness the question is whether the cluster gets on: when all faults have ended, a leader must be elected, and
a command be committed, of those that clients then send to all servers, within 10 s. With liveness-with-a-majority only the
faults of a majority end, which hears each other; of the others some are heard by some. A cluster that does not get on
with a rule left out, and does with it, is a find. Without --break the settings are drawn too: fixed election timeouts,
PreVote and CheckQuorum or not.

A program of your own is hunted too, with --engine exec:./my-raft. It starts a process for each server and worker. If it breaks the
protocol the hunt ends, and the exit code is as with raftlab run. A sentence of Figure 2 that it broke is a warning.

With --assumptions broken disks also forget and lie. Raft's promises then need not hold, and a find says so.

--result saves what was hunted and found, with the scenario of the find, as JSON. A hunt too large for one machine is divided: each
shard hunts a part of the schedules and saves its result, and raftlab merge makes of all results that of one whole hunt, byte for byte.
--shard job/16 is for the Pods of a Kubernetes Indexed Job, which --emit kubernetes-job prints.

The exit code is 1 if something was found, and 0 if nothing was; with --exit-zero it is 0 in both cases. An interrupt prints how far the hunt came, or the smallest
run so far, and gives 130.`

func newHunt(c *console) *cobra.Command {
	o := huntOptions{console: c, assumptions: keptAssumptions, engine: engineFlag{Engine: run.DefaultEngine()}}
	cmd := &cobra.Command{
		Use:   "hunt [SCENARIO|FILE]",
		Short: "Look for a run that breaks a promise of Raft, and make it as short as it gets",
		Long:  aboutHunt,
		Example: examples(
			"what is the up-to-date check there for", "raftlab hunt --break up-to-date-check",
			"keep the run, and draw it", "raftlab hunt --break commit-own-term-only --save figure-8.yaml --plot figure-8.svg",
			"does etcd's Raft keep its promises", "raftlab hunt --engine etcd --seeds 500",
			"only what breaks this property", "raftlab hunt --break persist-vote --property 'election safety'",
			"does a cluster get on when everything is healed", "raftlab hunt --break step-back --property liveness",
			"and with which settings not, if only a majority is", "raftlab hunt --engine etcd --property liveness-with-a-majority",
			"on the cluster of a scenario", "raftlab hunt lossy-network --break keep-what-matches",
			"half of a large hunt", "raftlab hunt --engine textbook --seeds 2000 --shard 1/2 --result 1.json",
			"a program of your own, on the clusters that it can play", "raftlab try --starter go mine && go build -o raft-of-mine mine/raft.go && raftlab hunt --seeds 20 --engine exec:./raft-of-mine",
			"disks that lie", "raftlab hunt --engine textbook --assumptions broken"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return lang.Errorf("hunt takes one argument, a scenario; unexpected %q (see %s --help)",
					"hunt 只接受一个参数，即场景；多余的 %q（见 %s --help）", args[1], cmd.CommandPath())
			}
			return nil
		},
		ValidArgsFunction: completeNames(c),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.word = args[0]
			}
			o.engineGiven = cmd.Flags().Changed("engine")
			return o.exit(o.run(cmd.Context()))
		},
	}
	o.addFlags(cmd)
	return cmd
}

// exit returns what the command returns: with --exit-zero a find is a success.
func (o *huntOptions) exit(err error) error {
	if said := verdict(0); o.exitZero && errors.As(err, &said) {
		return nil
	}
	return err
}

func (o *huntOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.Var(repeated{&o.broken, "RULE"}, "break", "leave out this rule of the paper, on the textbook engine; can be repeated, for one hunt after another, or all")
	addEngine(cmd, &o.engine)
	flags.Var(scheduleFlag{&o.schedules}, "seeds", "how many schedules to try (default 100000, or with --time as many as it takes)")
	flags.Var(&o.seed, "seed", "seed of all schedules (default 1)")
	addWait(flags, &o.time, "time", 0, "1m", "end after this `TIME` on the clock of the machine: 1m")
	flags.Var(&o.property, "property", "only violations of this property count; or ask for progress: liveness, liveness-with-a-majority")
	kinds := []assumptions{keptAssumptions, brokenAssumptions}
	addChoice(flags, &o.assumptions, kinds, "assumptions", "", "whether what Raft rests on is kept")
	flags.IntVar(&o.workers, "workers", 0, "schedules at a time; 0: as many as there are processors")
	flags.StringVar(&o.save, "save", "", "save the run that was found as a scenario in `FILE.yaml`")
	flags.Var(repeated{&o.plots, "FILE.{svg,png,pdf}"}, "plot", "draw the run that was found; can be repeated")
	flags.Var(&o.shard, "shard", "only this part of the schedules, as 2/4, or job/4 in a Kubernetes Job; with --result")
	flags.BoolVar(&o.exitZero, "exit-zero", false, "exit with 0 also if something was found")
	flags.StringVar(&o.result, "result", "", "save the result to `FILE`, for raftlab merge")
	emissions := []emitKind{kubernetesJob}
	addChoice(flags, &o.emit, emissions, "emit", "", "print only a Kubernetes Job that runs this hunt in shards")
	o.job.addFlags(flags)
	addFormat(cmd, &o.format)
	completeWords(cmd, "emit", emissions)
	completeWords(cmd, "assumptions", kinds)
	mustComplete(cmd, "break", cobra.FixedCompletions(append([]string{allRules}, ruleNames()...), cobra.ShellCompDirectiveNoFileComp))
	mustComplete(cmd, "property", cobra.FixedCompletions(propertyNames(), cobra.ShellCompDirectiveNoFileComp))
	for _, flag := range []string{"seeds", "seed", "time", "workers", "shard"} {
		mustComplete(cmd, flag, cobra.NoFileCompletions)
	}
}

// complete fills in defaults and refuses options that do not fit together.
func (o *huntOptions) complete() error {
	if o.schedules == 0 {
		o.schedules = usualSchedules
		if o.time > 0 {
			o.schedules = hunt.MaxSchedules
		}
	}
	if o.workers == 0 {
		o.workers = runtime.GOMAXPROCS(0)
	}
	switch {
	case o.workers < 1 || o.workers > 1024:
		return lang.Errorf("--workers %d is not a number from 1 to 1024", "--workers %d 不是 1 到 1024 的数", o.workers)
	case o.seed.or(run.DefaultSeed) >= 1<<24:
		return lang.Errorf("--seed %d is too large (write a number below %d)", "--seed %d 太大（请写小于 %d 的数）", o.seed.value, 1<<24)
	case o.property.liveness != 0 && o.assumptions == brokenAssumptions:
		return lang.Errorf("--assumptions broken is about safety, and liveness is asked of disks that keep their promise (leave one out)",
			"--assumptions broken 针对安全性，而活性要求磁盘遵守承诺（请删去一个）")
	case len(o.broken) > 0 && o.engineGiven && o.engine.Name() != textbook.Name:
		return lang.Errorf("engine %s has all its rules, and --break leaves one out of the textbook engine (leave --engine out)",
			"引擎 %s 的规则是齐全的，而 --break 从 textbook 引擎中去掉一条（请删去 --engine）", o.engine.Name())
	case (len(o.broken) > 1 || len(o.broken) == 1 && o.broken[0] == allRules) && (o.save != "" || len(o.plots) > 0):
		return lang.Errorf("--save and --plot keep one find (write one --break)",
			"--save 和 --plot 只保存一个结果（请只写一个 --break）")
	}
	return o.refuseParts()
}

// refuseParts refuses what does not go with a part of a hunt.
func (o *huntOptions) refuseParts() error {
	switch parts := o.shard.Of > 0 || o.emit != ""; {
	case o.shard.Of > 0 && o.result == "" && o.emit == "":
		return lang.Errorf("--shard without --result: a part of a hunt is only good for raftlab merge (add --result FILE)",
			"有 --shard 而没有 --result：寻找的一个分片只能供 raftlab merge 使用（请加上 --result FILE）")
	case parts && o.time > 0:
		return lang.Errorf("--time ends a part where the machine says, and shards must be whole (write --seeds, which every machine tries equally)",
			"--time 在哪里结束取决于机器，而分片必须完整（请写 --seeds，各台机器尝试的一样多）")
	case parts && o.engine.own != nil:
		return lang.Errorf("--shard and --emit do not go with a program of your own, of which a result does not know whether it was the same everywhere (leave them out)",
			"--shard 和 --emit 不能与自己的程序同用：结果无法知道各处的程序是否相同（请删去）")
	case o.emit != "" && (o.save != "" || len(o.plots) > 0 || o.result != ""):
		return lang.Errorf("--emit prints a Job, which saves results itself (leave --result, --save and --plot out)",
			"--emit 打印一个 Job，它自己保存结果（请删去 --result、--save 和 --plot）")
	}
	return nil
}

func (o *huntOptions) run(ctx context.Context) error {
	if err := o.complete(); err != nil {
		return err
	}
	jobs, err := o.jobs()
	if err != nil {
		return err
	}
	if o.emit != "" {
		return o.emitJob()
	}
	files := huntFiles{outputs: outputs{source: sourceOf(o.word)}}
	defer files.discard()
	if err := o.begin(&files); err != nil {
		return err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	ctx, end := o.engine.untilFailure(ctx)
	defer end()
	defer o.engine.remark(o.console)
	return o.huntAll(ctx, jobs, &files)
}

// huntAll hunts one job after another, prints what they bring, and then keeps it: what cannot be written has been printed.
func (o *huntOptions) huntAll(ctx context.Context, jobs []*hunt.Job, files *huntFiles) error {
	var reports []*huntReport
	found := false
	for _, job := range jobs {
		report, err := o.hunt(ctx, job)
		if failed := o.engine.failure(); failed != nil {
			return failed
		}
		if report == nil {
			return err
		}
		reports = append(reports, report)
		if printed := o.print(report, len(jobs) > 1); printed != nil {
			return printed
		}
		if report.exhibit != nil {
			found = true
			if kept := o.keep(report, files); kept != nil {
				return kept
			}
		}
		if err != nil {
			return err
		}
	}
	if err := o.keepResult(reports, files); err != nil {
		return err
	}
	if found {
		return verdict(exitViolated)
	}
	return nil
}

// jobs returns what to hunt: one job for each rule, or the engine as it is.
func (o *huntOptions) jobs() (jobs []*hunt.Job, err error) {
	engines, err := o.engines()
	if err != nil {
		return nil, err
	}
	base, err := o.base()
	if err != nil {
		return nil, err
	}
	for _, e := range engines {
		job := &hunt.Job{Engine: e, Base: base, Lies: o.assumptions == brokenAssumptions, Property: o.property.Property,
			Liveness: o.property.liveness, Answers: o.property.answers, Seed: o.seed.or(run.DefaultSeed)}
		job.First, job.Last = o.shard.Range(o.schedules)
		if broken, ok := e.(textbook.Engine); ok && broken.Broken != 0 {
			job.Sound = textbook.Engine{}
			job.Answers = max(job.Answers, answersWithout(broken.Broken))
		}
		if err := o.refuseBase(job); err != nil {
			return nil, err
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// answersWithout returns what clients do to find out what a rule about reads is there for; 0: it is about something else.
func answersWithout(rule textbook.Rule) hunt.Answers {
	switch {
	case rule == textbook.AllowanceForDrift:
		return hunt.AnswersByLease
	case rule.IsAboutReads():
		return hunt.AnswersToReads
	}
	return 0
}

// engines returns the engines that are hunted.
func (o *huntOptions) engines() (engines []engine.Engine, err error) {
	rules := o.broken
	if len(rules) == 1 && rules[0] == allRules {
		rules = ruleNames()
	}
	for _, name := range rules {
		rule, err := textbook.ParseRule(name)
		if err != nil {
			return nil, fmt.Errorf("--break: %w", err)
		}
		engines = append(engines, textbook.Engine{Broken: rule})
	}
	if len(engines) == 0 {
		engines = append(engines, o.engine.Engine)
	}
	return engines, nil
}

// base returns the script around which is hunted; nil if there is none.
func (o *huntOptions) base() (*script.Script, error) {
	scenario, err := o.scenario()
	if scenario == nil || err != nil {
		return nil, err
	}
	base := scenario.Script()
	return &base, nil
}

// scenario returns the scenario around which is hunted; nil if there is none.
func (o *huntOptions) scenario() (*scenarios.Scenario, error) {
	if o.word == "" {
		return nil, nil
	}
	return run.OpenScenario(&run.Request{Word: o.word}, o.readScenario)
}

// refuseBase refuses a scenario that the engine cannot run, and one that breaks by itself what is hunted.
func (o *huntOptions) refuseBase(job *hunt.Job) error {
	if job.Base == nil {
		return nil
	}
	if err := run.Refuse(o.word, job.Base, job.Engine); err != nil {
		return err
	}
	if job.Liveness != 0 {
		if err := refuseEvents(o.word, job.Base); err != nil {
			return err
		}
	}
	alone := *job
	alone.Sound = nil
	breach, err := alone.Breach(job.Base)
	if err != nil || breach == nil {
		return err
	}
	broken := lang.Text{EN: what(breach, lang.English), ZH: what(breach, lang.Chinese)}
	if breach.Property != 0 {
		broken = lang.Say("%s violated", "%s被违反", broken)
	}
	if job.Liveness != 0 {
		return lang.Errorf("%s does not get on by itself, from %s on; there is nothing to hunt", "%s 本身从 %s 起就没有进展；没有要寻找的", o.word, lang.Duration(breach.At))
	}
	see := run.NewCommand("run", o.word, nil, job.Engine, nil).String()
	return lang.Errorf("%s shows it by itself, at %s: %s; there is nothing to hunt (see %s)", "%s 本身在 %s 就已如此：%s；没有要寻找的（见 %s）",
		o.word, lang.Duration(breach.At), broken, lang.Text{EN: see, ZH: lang.Chinese.InSameLanguage(see)})
}

// refuseEvents refuses a scenario of which it cannot be said when its faults end.
func refuseEvents(word string, base *script.Script) error {
	for i := range base.Steps {
		if base.Steps[i].When.Kind != 0 {
			return lang.Errorf("%s: step %d waits for an event, so nobody knows when the faults end (for liveness all steps have a time)",
				"%s：第 %d 步等待一个事件，所以不知道故障何时结束（检验活性时，每一步都要有时刻）", word, i+1)
		}
	}
	return nil
}

// word returns the file by which commands name a find.
func (o *huntOptions) fileOf() string {
	if o.save != "" {
		return o.save
	}
	return "find.yaml"
}

// exhibit makes a scenario of what was found.
func (o *huntOptions) exhibit(job *hunt.Job, small *hunt.Small) (*finds.Exhibit, error) {
	return finds.New(context.Background(), job.Engine, &small.Find, o.fileOf())
}

const allRules = "all"

func ruleNames() (names []string) {
	for _, rule := range textbook.Rules() {
		names = append(names, rule.String())
	}
	return names
}

func propertyNames() (names []string) {
	for _, p := range trace.Properties {
		names = append(names, p.String())
	}
	for _, l := range hunt.Livenesses {
		names = append(names, l.String())
	}
	return append(names, hunt.AnswersToReads.String())
}

// nearestOf suggests the word that was meant.
func nearestOf(word string, known []string) lang.Text {
	if near := lang.Nearest(word, known); near != "" {
		return lang.Say(", did you mean %s?", "，是不是 %s？", near)
	}
	return lang.Text{}
}
