package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

type plotOptions struct {
	*console
	saved    string // the file that is drawn
	files    []string
	kind     figureKind // "": the first that fits
	from, to time.Duration
	election int
	dpi      int

	seed      seedFlag // of a scenario, as those below
	engine    engineFlag
	overrides []string
	steps     []string
	runFlags  []string // which of these were given
}

func newPlot(c *console) *cobra.Command {
	o := plotOptions{console: c}
	cmd := &cobra.Command{
		Use:   "plot SCENARIO|TRACE|RESULT|-",
		Short: "Draw a run, a saved trace, or a saved result of trials",
		Long: `Draw a run of a scenario, a saved trace, or a saved result of trials. The ending of the file decides the
format: svg, png or pdf. The same run gives the same bytes. The kinds for a run and a trace:

` + aboutKinds(plots.Kinds()) + `
--from, --to and --election choose another part of the run. The kinds for a result of trials, as
raftlab trials --figure has them:

` + strings.TrimRight(aboutKinds(plots.TrialKinds()), "\n"),
		Example: examples(
			"draw a scenario", "raftlab plot split-vote --seed 7 -f split.svg",
			"what if n4 crashes as well", "raftlab plot leader-crash --step '{at: 1164ms, crash: n4}' -f crash.svg",
			"save a trace and draw it", "raftlab run split-vote --trace split.trace && raftlab plot split.trace -f split.svg",
			"its second election, message by message", "raftlab plot split.trace --kind messages --election 2 -f messages.svg",
			"for a slide", "raftlab plot split.trace -f split.png --dpi 192",
			"what all shards of trials found", "raftlab merge 1.json 2.json --result all.json && raftlab plot all.json -f all.svg",
			"without a file between", "raftlab run split-vote --trace - 2>/dev/null | raftlab plot - -f split.svg"),
		Args:              oneArgument("a scenario, a trace or a result", "场景、轨迹或结果"),
		ValidArgsFunction: completeNamesAndFiles(c),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.saved = args[0]
			for _, name := range []string{"step", "set", "seed", "engine"} {
				if cmd.Flags().Changed(name) {
					o.runFlags = append(o.runFlags, "--"+name)
				}
			}
			return o.run(cmd.Context())
		},
	}
	o.addFlags(cmd)
	return cmd
}

func (o *plotOptions) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.VarP(repeated{&o.files, "FILE.{svg,png,pdf}"}, "file", "f", "where to draw; can be repeated")
	kinds := figureKinds(append(plots.Kinds(), plots.TrialKinds()...)...)
	addChoice(flags, &o.kind, kinds, "kind", "", "what to draw (default: the first that fits)")
	flags.DurationVar(&o.from, "from", 0, "begin of the part to draw, as `TIME` since the start: 1.2s")
	flags.DurationVar(&o.to, "to", 0, "end of the part to draw, as `TIME` since the start")
	flags.IntVar(&o.election, "election", 0, "draw the `K`-th election, counted from 1")
	flags.IntVar(&o.dpi, "dpi", 0, "dots per inch of a png (default 96)")
	completeWords(cmd, "kind", kinds)
	flags.Var(&o.seed, "seed", "of a scenario: seed of every random choice in the run (default 1)")
	addEngine(cmd, &o.engine)
	flags.Var(repeated{&o.overrides, "key=value"}, "set", "of a scenario: override a setting of the cluster; can be repeated")
	addSteps(cmd, &o.steps)
	mustComplete(cmd, "set", completeKeys)
	mustComplete(cmd, "seed", cobra.NoFileCompletions)
}

func (o *plotOptions) run(ctx context.Context) error {
	if len(o.files) == 0 {
		return lang.Errorf("no output file (write -f picture.svg)", "没有输出文件（请写 -f picture.svg）")
	}
	if o.isScenario() {
		return o.runScenario(ctx)
	}
	if len(o.runFlags) > 0 {
		return lang.Errorf("%s changes a run, and %s is one that is over (draw a scenario: raftlab plot SCENARIO %s ... -f %s)",
			"%s 改变运行，而 %s 是已经结束的运行（请画场景：raftlab plot SCENARIO %s ... -f %s）",
			o.runFlags[0], o.saved, o.runFlags[0], lang.ShellWord(o.files[0]))
	}
	files := outputs{source: o.saved}
	defer files.discard()
	if err := files.beginPictures("-f", o.files); err != nil {
		return err
	}
	file, err := o.openInput(o.saved)
	if err != nil {
		return err
	}
	defer file.Close()
	from, draw := bufio.NewReader(file), o.drawTrace
	if isResult(from) {
		draw = o.drawResult
	}
	if err := draw(from, file.name, files.pictures); err != nil {
		return err
	}
	return files.commit()
}

// drawTrace draws a trace, which must be whole.
func (o *plotOptions) drawTrace(from io.Reader, name string, pictures []picture) error {
	r, err := trace.NewReader(from, name)
	if err != nil {
		return readError(err)
	}
	drawn, err := timeline.Read(r)
	if err != nil {
		return readError(err)
	}
	if drawn.Stop == 0 || drawn.Stop == trace.Interrupted {
		fmt.Fprintln(o.err, o.say("%s ends before its run does: the picture shows what is there, up to %s",
			"%s 在运行结束之前就断了：图中只画到 %s", name, diagnosis.Length(drawn.End)))
	}
	return o.drawTimeline(drawn, name, pictures, o.command)
}

// drawTimeline draws a run. The command is that which draws a file again.
func (o *plotOptions) drawTimeline(drawn *timeline.Timeline, name string, pictures []picture, command func(file string) string) error {
	o.kind = cmp.Or(o.kind, figureKind(plots.Focus.String()))
	kind, err := plots.KindOf(string(o.kind), plots.Kinds())
	if err != nil {
		return lang.Errorf("--kind %s draws results of trials, and %s is a run (write --kind timeline)",
			"--kind %s 画试验结果，而 %s 是一次运行（请写 --kind timeline）", o.kind, name)
	}
	for _, p := range pictures {
		options := plots.Options{Kind: kind, Lang: o.lang, Command: command(p.file.name), From: o.from, To: o.to,
			Election: o.election, DPI: o.dpi}
		if err := plots.Draw(p.file, drawn, p.format, options); err != nil {
			return err
		}
	}
	return nil
}

// command returns the command line that draws the picture of what was saved again.
func (o *plotOptions) command(file string) string {
	return run.Command{Verb: "plot", Operand: baseOf(o.saved), Flags: o.drawingFlags(file)}.String()
}

// drawingFlags are the flags that say what is drawn, and into which file.
func (o *plotOptions) drawingFlags(file string) []string {
	flags := []string{"--kind", string(o.kind), "-f", filepath.Base(file)}
	if o.from != 0 {
		flags = append(flags, "--from", o.from.String())
	}
	if o.to != 0 {
		flags = append(flags, "--to", o.to.String())
	}
	if o.election != 0 {
		flags = append(flags, "--election", strconv.Itoa(o.election))
	}
	if o.lang != lang.English {
		flags = append(flags, "--lang", string(o.lang))
	}
	return flags
}

// baseOf returns a file's name for a command that is typed in its directory.
func baseOf(name string) string {
	if run.IsReadOnce(name) {
		return run.Stdin
	}
	return filepath.Base(name)
}
