package main

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/plots"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// figureKind is a kind of figure as the command line names it.
type figureKind string

type plotOptions struct {
	*console
	trace    string
	files    []string
	kind     figureKind
	from, to time.Duration
	election int
	dpi      int
}

func newPlot(c *console) *cobra.Command {
	o := plotOptions{console: c, kind: figureKind(plots.Focus.String())}
	cmd := &cobra.Command{
		Use:   "plot TRACE|-",
		Short: "Draw a saved trace",
		Long: `Draw a saved trace. The ending of the file decides the format: svg, png or pdf. The same trace gives the
same bytes.

  focus      the whole run in small, and below it the part that tells most: a violated property, or
             else the longest time without a leader after the first leader
  timeline   the whole run, or a part of it
  terms      the term of every server against time
  messages   a part of a run with every message labelled
  states     the roles of Raft, with how often and how long this run was in each

--from, --to and --election choose another part of the run.`,
		Example: examples(
			"save a trace and draw it", "raftlab run split-vote --trace split.trace && raftlab plot split.trace -f split.svg",
			"its second election, message by message", "raftlab plot split.trace --kind messages --election 2 -f messages.svg",
			"for a slide", "raftlab plot split.trace -f split.png --dpi 192",
			"without a file between", "raftlab run split-vote --trace - 2>/dev/null | raftlab plot - -f split.svg"),
		Args: oneArgument("a trace"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.trace = args[0]
			return o.run()
		},
	}
	flags := cmd.Flags()
	flags.VarP(repeated{&o.files, "FILE.{svg,png,pdf}"}, "file", "f", "where to draw; can be repeated")
	addChoice(flags, &o.kind, figureKinds(), "kind", "", "what to draw")
	flags.DurationVar(&o.from, "from", 0, "begin of the part to draw, as `TIME` since the start: 1.2s")
	flags.DurationVar(&o.to, "to", 0, "end of the part to draw, as `TIME` since the start")
	flags.IntVar(&o.election, "election", 0, "draw the `K`-th election, counted from 1")
	flags.IntVar(&o.dpi, "dpi", 0, "dots per inch of a png (default 96)")
	mustComplete(cmd, "kind", cobra.FixedCompletions(kindCompletions(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func figureKinds() []figureKind {
	var kinds []figureKind
	for _, kind := range plots.Kinds() {
		kinds = append(kinds, figureKind(kind.String()))
	}
	return kinds
}

func kindCompletions() []cobra.Completion {
	var words []cobra.Completion
	for _, kind := range figureKinds() {
		words = append(words, string(kind))
	}
	return words
}

func (o *plotOptions) run() error {
	if len(o.files) == 0 {
		return errors.New("where to? (write -f picture.svg)")
	}
	kind, err := plots.KindOf(string(o.kind))
	if err != nil {
		return err
	}
	files := outputs{source: o.trace}
	defer files.discard()
	if err := files.beginPictures("-f", o.files); err != nil {
		return err
	}
	drawn, err := o.read()
	if err != nil {
		return err
	}
	for _, p := range files.pictures {
		options := plots.Options{Kind: kind, Lang: o.lang, Command: o.command(p.file.name), From: o.from, To: o.to,
			Election: o.election, DPI: o.dpi}
		if err := plots.Draw(p.file, drawn, p.format, options); err != nil {
			return err
		}
	}
	return files.commit()
}

// read reads the trace, which must be whole.
func (o *plotOptions) read() (*timeline.Timeline, error) {
	from, file := o.in, "standard input"
	if o.trace != "-" {
		f, err := openInput(o.trace)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		from, file = f, o.trace
	}
	r, err := trace.NewReader(from, file)
	if err != nil {
		return nil, readError(err)
	}
	t, err := timeline.Read(r)
	if err != nil {
		return nil, readError(err)
	}
	return t, nil
}

// command returns the command line that draws the picture again.
func (o *plotOptions) command(file string) string {
	words := []string{"raftlab plot", shellWord(filepath.Base(o.trace)), "--kind", string(o.kind), "-f", shellWord(filepath.Base(file))}
	if o.from != 0 {
		words = append(words, "--from", o.from.String())
	}
	if o.to != 0 {
		words = append(words, "--to", o.to.String())
	}
	if o.election != 0 {
		words = append(words, "--election", strconv.Itoa(o.election))
	}
	if o.lang != trace.English {
		words = append(words, "--lang", string(o.lang))
	}
	return strings.Join(words, " ")
}
