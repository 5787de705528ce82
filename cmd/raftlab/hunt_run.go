package main

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"raftlab/scenarios/finds"
	"raftlab/scenarios/run"
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
	"raftlab/sim/trace/text"
)

// huntReport is what a hunt brought.
type huntReport struct {
	job     *hunt.Job
	seen    hunt.Seen
	took    time.Duration // on the clock of the machine, up to the find
	late    bool          // --time ended it
	small   *hunt.Small   // nil: nothing was found
	exhibit *finds.Exhibit
}

// hunt hunts, and makes what it finds small. There is a report of an interrupted hunt too.
func (o *huntOptions) hunt(ctx context.Context, job *hunt.Job) (*huntReport, error) {
	r := &huntReport{job: job}
	began := time.Now()
	find, err := o.search(ctx, r)
	r.took = time.Since(began)
	if find == nil {
		return r, err
	}
	if again, err := job.Breach(find.Script); err != nil || again == nil || !again.Equal(&find.Breach) {
		if o.engine.own != nil {
			return nil, &failure{exitViolated, lang.Errorf("schedule %d of seed %d broke %s, and does not when it is run again: the program answers an equal request differently "+
				"(use no clock and no chance, and forget everything at boot)",
				"调度 %d（种子 %d）违反了%s，重新运行却没有：程序对相同的请求答复不同（不要使用时钟和随机数，启动时忘掉一切）", find.Number, job.Seed, what(&find.Breach, lang.English))}
		}
		return nil, &failure{exitDefect, lang.Errorf("schedule %d of seed %d broke %s with engine %s, and does not when it is run again: this is a defect of raftlab. "+
			"Please report it with this line, %s and %s",
			"调度 %d（种子 %d）违反了%s（引擎 %s），重新运行却没有：这是 raftlab 的缺陷。请报告，并附上这一行、%s 和 %s", find.Number, job.Seed, what(&find.Breach, lang.English), job.Engine.Name(), o.command(), buildInfo())}
	}
	r.small = hunt.Shrink(ctx, job, find, func(f *hunt.Find) bool { return finds.Told(job.Engine, f) })
	if r.exhibit, err = o.exhibit(job, r.small); err != nil {
		return nil, err
	}
	return r, interrupted(ctx.Err())
}

// search tries schedules. What it returns with an error is not to be reported.
func (o *huntOptions) search(ctx context.Context, r *huntReport) (*hunt.Find, error) {
	limited := ctx
	if o.time > 0 {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, o.time)
		defer cancel()
	}
	done := new(atomic.Uint64)
	stop := o.showProgress(done, r.job.Last-r.job.First, lang.Text{EN: "schedules", ZH: "调度"})
	defer stop()
	find, seen, err := hunt.Run(limited, r.job, hunt.Options{Workers: o.workers, Done: done})
	r.seen = seen
	r.late = errors.Is(err, context.DeadlineExceeded)
	if r.late {
		err = nil
	}
	return find, interrupted(err)
}

// print prints a report, of many hunts as one line for each.
func (o *huntOptions) print(r *huntReport, many bool) error {
	switch {
	case o.format == jsonFormat:
		return writeJSON(o.out, r.document(o))
	case many:
		write(o.out, r.row(o.lang), "\n")
	default:
		write(o.out, r.text(o))
	}
	return nil
}

// row says a hunt in a line.
func (r *huntReport) row(l lang.Lang) string {
	name := lang.Pad(r.job.Engine.Name(), 46)
	if r.small == nil {
		return name + l.Say("nothing in %d schedules", "%d 个调度中没有发现", r.seen.Schedules)
	}
	return name + l.Say("%s, schedule %d, %d steps on %d servers", "%s，调度 %d，%d 个步骤，%d 台服务器",
		what(&r.small.Breach, l), r.small.Number, len(r.small.Script.Steps), r.small.Script.Cluster.Nodes)
}

// what names what was broken.
func what(b *hunt.Breach, l lang.Lang) string {
	switch {
	case b.Liveness != 0:
		return l.Say("no progress", "没有进展")
	case b.Ended && strings.HasPrefix(b.Message, "panic: "):
		return l.Say("%v panics", "%v 崩溃", b.Node)
	case b.Answers:
		return l.Say("not linearizable", "不满足线性一致性")
	case b.Ended:
		return l.Say("Raft gave up on %v", "Raft 终止 %v", b.Node)
	}
	return text.Property(l, b.Property)
}

// text tells a hunt to people.
func (r *huntReport) text(o *huntOptions) string {
	p := &lang.Printer{Lang: o.lang}
	if o.shard.Of > 0 {
		p.Put(p.Say("shard %v of %s schedules", "分片 %v，共 %s 个调度", o.shard.Shard, lang.Grouped(o.schedules)), "\n")
	}
	perSecond := strconv.FormatFloat(float64(r.seen.Schedules)/max(r.took.Seconds(), 0.001), 'f', 0, 64)
	if r.small == nil {
		p.Put(p.Say("Nothing found: engine %s kept all its promises in %d schedules (%s a second, coverage %d).",
			"没有发现：引擎 %s 在 %d 个调度中信守了全部承诺（每秒 %s 个，覆盖 %d）。", r.job.Engine.Name(), r.seen.Schedules, perSecond, r.seen.Coverage.Len()), "\n")
		return p.String()
	}
	x, s := r.exhibit, r.small
	p.Put(p.Say("Found: %s", "发现：%s", x.Title), "\n")
	p.Put("  ", p.Say("schedule %d of seed %d, after %d schedules, coverage %d",
		"种子 %[2]d 的调度 %[1]d，共试 %[3]d 个调度，覆盖 %[4]d", s.Number, r.job.Seed, r.seen.Schedules, r.seen.Coverage.Len()), "\n")
	p.Put("  ", p.Say("%d steps on %d servers became %d on %d, in %d tries", "%d 个步骤、%d 台服务器，缩减为 %d 个步骤、%d 台服务器，共试 %d 次",
		s.Steps, s.Servers, len(s.Script.Steps), s.Script.Cluster.Nodes, s.Tried), "\n")
	if !s.Minimal {
		p.Put("  ", p.Say("unfinished: it may become smaller", "尚未完成：还可能更短"), "\n")
	}
	if broken := finds.BrokenAssumption(s.Script); broken.EN != "" {
		p.Put("  ", p.Say("assumption broken: %s", "假设被破坏：%s", broken), "\n")
	}
	p.Put("  ", p.Say("%s", "%s", r.sound()), "\n")
	p.Put("\n", string(x.Source), "\n")
	if o.save == "" {
		p.Put(p.Say("Keep it: ", "保存："), p.InSameLanguage(o.command().With("--save", o.fileOf()).String()), "\n")
	}
	p.Put(p.Say("Run it:  ", "运行："), p.InSameLanguage(x.Simulation.Command().String()), "\n")
	play := run.NewCommand("play", o.fileOf(), run.SeedFlags(hunt.RunSeed), r.job.Engine, nil)
	p.Put(p.Say("Play it: ", "播放："), p.InSameLanguage(play.String()), "\n")
	return p.String()
}

// sound says what the same run shows with all rules, or with other settings.
func (r *huntReport) sound() lang.Text {
	switch {
	case r.job.Sound != nil && r.job.Liveness != 0:
		return lang.Say("with the rule a command is committed in time in the same run", "保留该规则时，同样的运行会按时提交命令")
	case r.job.Sound != nil:
		return lang.Say("with the rule the same run breaks nothing", "保留该规则时，同样的运行不违反任何性质")
	case r.small.BySettings:
		return lang.Say("with pre_vote, check_quorum and random election timeouts a command is committed in time in the same run",
			"启用 pre_vote 和 check_quorum，并使用随机选举超时，同样的运行会按时提交命令")
	}
	if finds.BrokenAssumption(r.small.Script).EN != "" {
		return lang.Say("then no engine has to keep this promise: its rules are not at fault",
			"此时没有引擎必须兑现这项承诺：这不是其规则的缺陷")
	}
	if strings.Contains(r.job.Engine.Name(), ":") { // a command line
		return lang.Say("every step of Raft in it was decided by the program", "其中 Raft 的每一步都由该程序决定")
	}
	return lang.Say("the engine has all its rules: this is news", "该引擎保留了全部规则：这是新发现")
}

// command returns the command that hunts again.
func (o *huntOptions) command() run.Command {
	var own []string
	for _, rule := range o.broken {
		own = append(own, "--break", rule)
	}
	if o.seed.given {
		own = append(own, run.SeedFlags(o.seed.value)...)
	}
	if o.schedules != usualSchedules {
		own = append(own, "--seeds", strconv.FormatUint(o.schedules, 10))
	}
	if property := o.property.String(); property != "" {
		own = append(own, "--property", strings.ReplaceAll(property, " ", "-"))
	}
	if o.assumptions != keptAssumptions {
		own = append(own, "--assumptions", string(o.assumptions))
	}
	if len(o.broken) > 0 {
		return run.NewCommand("hunt", o.word, own, run.DefaultEngine(), nil)
	}
	return run.NewCommand("hunt", o.word, own, o.engine.Engine, nil)
}
