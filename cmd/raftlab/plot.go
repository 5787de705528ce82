package main

import (
	"bufio"
	"cmp"
	"errors"
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
	steps    []string // which only a run takes
}

func newPlot(c *console) *cobra.Command {
	o := plotOptions{console: c}
	cmd := &cobra.Command{
		Use:   "plot TRACE|RESULT|-",
		Short: "Draw a saved trace, or a saved result of trials",
		Long: `Draw a saved trace, or a saved result of trials. The ending of the file decides the format: svg, png or
pdf. The same trace gives the same bytes. The kinds for a trace:

` + aboutKinds(plots.Kinds()) + `
--from, --to and --election choose another part of the run. The kinds for a result of trials, as
raftlab trials --figure has them:

` + strings.TrimRight(aboutKinds(plots.TrialKinds()), "\n"),
		Example: examples(
			"save a trace and draw it", "raftlab run split-vote --trace split.trace && raftlab plot split.trace -f split.svg",
			"its second election, message by message", "raftlab plot split.trace --kind messages --election 2 -f messages.svg",
			"for a slide", "raftlab plot split.trace -f split.png --dpi 192",
			"what all shards of trials found", "raftlab merge 1.json 2.json --result all.json && raftlab plot all.json -f all.svg",
			"without a file between", "raftlab run split-vote --trace - 2>/dev/null | raftlab plot - -f split.svg"),
		Args: oneArgument("a trace or a result"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.saved = args[0]
			return o.run()
		},
	}
	flags := cmd.Flags()
	flags.VarP(repeated{&o.files, "FILE.{svg,png,pdf}"}, "file", "f", "where to draw; can be repeated")
	kinds := figureKinds(append(plots.Kinds(), plots.TrialKinds()...)...)
	addChoice(flags, &o.kind, kinds, "kind", "", "what to draw (default: the first that fits)")
	flags.DurationVar(&o.from, "from", 0, "begin of the part to draw, as `TIME` since the start: 1.2s")
	flags.DurationVar(&o.to, "to", 0, "end of the part to draw, as `TIME` since the start")
	flags.IntVar(&o.election, "election", 0, "draw the `K`-th election, counted from 1")
	flags.IntVar(&o.dpi, "dpi", 0, "dots per inch of a png (default 96)")
	completeWords(cmd, "kind", kinds)
	flags.Var(repeated{&o.steps, "{at: TIME, ...}"}, "step", "")
	cobra.CheckErr(flags.MarkHidden("step")) // it is only there to be refused with the way out
	return cmd
}

func (o *plotOptions) run() error {
	if len(o.files) == 0 {
		return errors.New("no output file (write -f picture.svg)")
	}
	if len(o.steps) > 0 {
		return fmt.Errorf("--step changes a run, and %s is one that is over (write raftlab run SCENARIO --step %s --plot %s)",
			o.saved, lang.ShellWord(o.steps[0]), lang.ShellWord(o.files[0]))
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
	o.kind = cmp.Or(o.kind, figureKind(plots.Focus.String()))
	kind, err := plots.KindOf(string(o.kind), plots.Kinds())
	if err != nil {
		return fmt.Errorf("--kind %s draws results of trials, and %s is a trace (write --kind timeline)", o.kind, name)
	}
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
	for _, p := range pictures {
		options := plots.Options{Kind: kind, Lang: o.lang, Command: o.command(p.file.name), From: o.from, To: o.to,
			Election: o.election, DPI: o.dpi}
		if err := plots.Draw(p.file, drawn, p.format, options); err != nil {
			return err
		}
	}
	return nil
}

// command returns the command line that draws the picture again.
func (o *plotOptions) command(file string) string {
	flags := []string{"--kind", string(o.kind), "-f", lang.ShellWord(filepath.Base(file))}
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
	return run.Command{Verb: "plot", Operand: baseOf(o.saved), Flags: flags}.String()
}

// baseOf returns a file's name for a command that is typed in its directory.
func baseOf(name string) string {
	if run.IsReadOnce(name) {
		return run.Stdin
	}
	return filepath.Base(name)
}
