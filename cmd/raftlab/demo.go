package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/report"
	"raftlab/sim/trace/text"
)

// demoScenario is the scenario of the tour, and demoPicture its picture, in the current directory.
const demoScenario, demoPicture = "leader-crash", "raftlab-demo.svg"

func newDemo(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Take the two-minute tour",
		Long: `Take the two-minute tour: five servers elect a leader, the leader crashes, and you see what happens,
what it costs, and what is checked. Then a study of five hundred crashes, and an exercise on real etcd, which
runs in a temporary directory and is removed again. The tour draws one picture, ` + demoPicture + `, into
the current directory. At a terminal it waits after each step, until Enter or for some seconds.`,
		Example: examples("the tour", "raftlab demo", "the tour in Chinese", "raftlab demo --lang zh"),
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), c) },
	}
}

func runDemo(ctx context.Context, c *console) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	s, err := c.open(run.Request{Word: demoScenario, Seed: run.DefaultSeed, Engine: run.DefaultEngine()})
	if err != nil {
		return err
	}
	t := &tour{console: c, simulation: s, ctx: ctx, enter: enterKeys()}
	t.printer = text.NewPrinter(&t.line, (&runOptions{console: c}).printing(c.out))
	for _, step := range []func() error{t.crash, t.cost, t.draw, t.study, t.lab, t.next} {
		if err := step(); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return errInterrupted
		}
		if t.out.closed {
			return nil
		}
	}
	return codeOf(run.NewResult(s, t.outcome).Verdict)
}

// tour is a sink that prints the parts of a run that it wants to be looked at.
type tour struct {
	*console
	ctx        context.Context // ends with a signal
	enter      <-chan struct{} // see enterKeys
	simulation *run.Simulation
	outcome    *run.Outcome // of the simulation
	printer    *text.Printer
	line       bytes.Buffer // the line of the present event, if it has one
	showing    bool
	crashed    bool
}

// crash runs the scenario, and shows two parts of it.
func (t *tour) crash() (err error) {
	t.sentences("Raftlab runs clusters of Raft servers on virtual time, with the Raft code of etcd. Here five servers "+
		"start, and after a second their leader crashes. Each line is an event: when, at which server, its term, its "+
		"role, and why.",
		"raftlab 在虚拟时间里运行 Raft 服务器集群，用的是 etcd 的 Raft 代码。这里启动五台服务器，一秒后领导者宕机。"+
			"每一行是一个事件：时刻、服务器、任期、角色、原因。")
	t.open("1. The first election", "1. 第一次选举")
	t.outcome, err = t.simulation.Run(t.ctx, io.Discard, t)
	return interrupted(err)
}

// Observe prints the event if it is in a part to be shown. The first part ends with the first
// leader, the second lasts from its crash to the next.
func (t *tour) Observe(e *trace.Event) {
	if e.Kind == trace.FaultMade && e.Fault == trace.Crash {
		t.crashed = true
		t.open("2. The leader crashes", "2. 领导者宕机")
	}
	t.line.Reset()
	t.printer.Observe(e)
	if t.showing {
		t.out.Write(t.line.Bytes())
	}
	if t.showing && e.Kind == trace.ClusterLed && e.Node != 0 {
		t.showing = false
		t.explain()
	}
}

func (t *tour) open(en, zh string) {
	t.showing = true
	t.heading(en, zh)
}

// explain says what to look at in the part just shown.
func (t *tour) explain() {
	if !t.crashed {
		t.paragraph("Look at the first timer that expires. Every server drew its own random wait; the shortest wins the right "+
			"to ask first. Three votes of five are a majority, and nobody votes twice in a term.",
			"请看第一个到期的计时器。每台服务器都抽取了自己的随机等待时间，最短的一台最先发起请求。"+
				"五票中的三票就是多数派，而且没有人会在一个任期里投两次票。")
		t.try("raftlab run cold-start --seed 2")
		return
	}
	t.paragraph("Look at the gap after the crash. Nobody is told; the others wait until a timer expires that was set by the "+
		"dead leader's last heartbeat. The request to the dead server is lost, and three of the other four are enough.",
		"请看宕机之后的空白。没有人得到通知；其他服务器一直等到有一个计时器到期，而它从宕机领导者的最后一次心跳开始计时。"+
			"发给宕机服务器的请求丢失了，其余四台里有三票就够了。")
	t.try("raftlab run leader-crash --set election_timeout=150ms-150ms")
}

// try ends a step: it names a command that goes on from here, and lets the step be read.
func (t *tour) try(command string) {
	write(t.out, "\n", t.say("Try: ", "试试："), command, "\n")
	t.pause(t.ctx)
}

func (t *tour) heading(en, zh string) { write(t.out, "\n", t.say(en, zh), "\n\n") }

// paragraph prints sentences, broken into lines, below what was printed before.
func (t *tour) paragraph(en, zh string) {
	write(t.out, "\n")
	t.sentences(en, zh)
}

func (t *tour) sentences(en, zh string) {
	write(t.out, strings.Join(lang.Wrap(lang.Breakable(t.say(en, zh)), t.terminal().Width), "\n"), "\n")
}

// cost shows the report.
func (t *tour) cost() error {
	t.heading("3. What was seen, and what it cost", "3. 看到了什么，代价是多少")
	write(t.out, report.Text(t.outcome.Timeline, t.lang))
	t.paragraph("Most of the time without a leader is waiting; the votes take one round trip. The twelve properties under "+
		"Safety are checked on every event of every run.",
		"没有领导者的时间大部分花在等待上；投票只要一个来回。“安全性”下的十二条性质在每次运行的每个事件上都会检查。")
	t.paragraph("The lesson of the scenario: "+t.simulation.Scenario.Lesson.EN, "这个场景的要点："+t.simulation.Scenario.Lesson.ZH)
	t.try("raftlab show leader-crash")
	return nil
}

// draw draws the picture. A tour without one, in a directory that cannot be written, is still a tour.
func (t *tour) draw() error {
	t.heading("4. The picture", "4. 图")
	files := &runFiles{trace: io.Discard}
	defer files.discard()
	file, err := createFile(demoPicture)
	if err == nil {
		files.pending = []*atomicFile{file}
		files.pictures = []picture{{file, plots.SVG}}
		err = files.finish(t.simulation, t.outcome, t.lang)
	}
	if err != nil {
		write(t.out, t.say("There is none here: %v\n", "这里没有图：%v\n", err))
		return nil
	}
	write(t.out, t.say("The same run is drawn in ./%s: open it in a browser.\n", "同一次运行画在 ./%s 里：用浏览器打开它。\n", demoPicture))
	t.try("raftlab run split-vote --plot split-vote.svg")
	return nil
}

// study asks for a distribution, as one run is an anecdote.
func (t *tour) study() error {
	t.heading("5. How much randomness is enough?", "5. 多少随机性才够？")
	o := trialsOptions{console: t.console, word: demoScenario, number: 500, engine: engineFlag{Engine: run.DefaultEngine()},
		vary: []string{"election_timeout=150ms-160ms,150ms-200ms,150ms-300ms"}, format: textFormat}
	if err := o.run(t.ctx); err != nil {
		return err
	}
	t.paragraph("The same crash five hundred times for each range of waits. With a narrow range two servers ask at once, the "+
		"vote splits, and another wait is lost; with a wide one there is hardly ever a second election.",
		"每个等待范围都把同样的宕机重复五百次。范围太窄，两台服务器会同时请求，选票分裂，又白等一轮；"+
			"范围够宽，几乎不需要第二次选举。")
	t.try("raftlab trials leader-crash --vary network.latency=1ms,10ms,20ms --plot latency.svg")
	return nil
}

// next says how to go on.
func (t *tour) next() error {
	t.heading("7. Go on", "7. 接下来")
	for _, line := range []struct{ command, en, zh string }{
		{"raftlab list", "the scenarios of the course", "课程中的场景"},
		{"raftlab run leader-crash --seed 2", "the same with other chance", "同一场景，换一批随机数"},
		{"raftlab run leader-crash --verbose", "every message and every timer", "每条消息和每个计时器"},
		{"raftlab trials leader-crash --plot crash.svg", "how long without a leader: the distribution", "没有领导者的时间：分布"},
		{"raftlab lab exercises", "what there is to do with real etcd", "用真实的 etcd 可以做哪些练习"},
	} {
		fmt.Fprintf(t.out, "  %-44s  %s\n", line.command, t.say(line.en, line.zh))
	}
	return nil
}
