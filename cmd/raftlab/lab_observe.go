package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/labdir"
	"raftlab/lab/observe"
	"raftlab/plots"
	"raftlab/scenarios/run"
	"raftlab/sim/check"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

type labObserveOptions struct {
	*labOptions
	last       time.Duration
	from, to   string
	trace      string
	plots      []string
	follow     bool
	begin, end time.Time
}

func newLabObserve(lab *labOptions) *cobra.Command {
	o := &labObserveOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "observe",
		Short: "Tell from the members' logs what real etcd did: as lines, a trace, a picture",
		Long: `Read the members' logs and the supervisor's, and tell what happened, as raftlab run does for a simulation: who stood for
election and why, who voted, who led. raftlab check and raftlab plot take the trace. A lab that is down is observed too.

The logs tell elections to the microsecond. They do not tell of heartbeats, timers, log entries and disks: what rests on
these is untested. What real servers did cannot be repeated: there is no seed.`,
		Example: examples(
			"the last half minute", "raftlab lab observe",
			"an election, drawn", "raftlab lab observe --last 10s --trace etcd.trace --plot etcd.svg",
			"as it happens, until Ctrl-C", "raftlab lab observe --follow"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	flags := cmd.Flags()
	addWait(flags, &o.last, "last", 30*time.Second, "30s", "observe the last `TIME`, up to now; of a lab that is down, up to the end of its logs")
	flags.StringVar(&o.from, "from", "", "observe from `TIME` on: 2026-11-30T21:41:42Z, or of today 21:41:42.5")
	flags.StringVar(&o.to, "to", "", "observe up to `TIME` (default: now)")
	flags.StringVar(&o.trace, "trace", "", "save the trace to `FILE`; - is standard output")
	flags.Var(repeated{&o.plots, "FILE.{svg,png,pdf}"}, "plot", "draw it into a file; can be repeated")
	flags.BoolVar(&o.follow, "follow", false, "go on, and tell what happens as it happens, until Ctrl-C")
	cmd.MarkFlagsMutuallyExclusive("last", "from")
	cmd.MarkFlagsMutuallyExclusive("follow", "to")
	return cmd
}

func (o *labObserveOptions) run() error {
	h, err := o.open()
	if err != nil {
		return err
	}
	err = working(h)
	down := isDown(err)
	switch {
	case err != nil && !down:
		return labFailure(err)
	case down && o.follow:
		return labFailure(err)
	case len(h.Members) == 0:
		return environment(lang.Errorf("%s: the lab has no members yet (raftlab lab up)", "%s：实验环境还没有成员（raftlab lab up）", h.Path))
	}
	observer := observe.New(h)
	defer observer.Close()
	if err := observer.Read(); err != nil {
		return environment(err)
	}
	if err := o.window(observer, down); err != nil {
		return err
	}
	files, err := o.createFiles()
	if err != nil {
		return err
	}
	defer files.discard()
	if o.trace != "-" {
		return o.tell(h, observer, files, o.out)
	}
	people := newBufferedOutput(o.err, "standard error")
	return errors.Join(o.tell(h, observer, files, people), people.Flush())
}

// window decides which part of time is observed.
func (o *labObserveOptions) window(observer *observe.Observer, down bool) (err error) {
	now := time.Now()
	o.end = now
	if down && o.to == "" {
		o.end = observer.Last().Add(time.Microsecond)
	}
	if o.to != "" {
		if o.end, err = parseTime("--to", o.to, now); err != nil {
			return err
		}
	}
	o.begin = o.end.Add(-o.last)
	if o.from != "" {
		if o.begin, err = parseTime("--from", o.from, now); err != nil {
			return err
		}
	}
	if first := observer.First(); o.begin.Before(first) && first.Before(o.end) { // before it there is nothing
		o.begin = first
	}
	if !o.begin.Before(o.end) {
		return lang.Errorf("nothing to observe: from %s to %s (--from must be before --to)",
			"没有可观察的：从 %s 到 %s（--from 必须早于 --to）",
			o.begin.Format(time.RFC3339Nano), o.end.Format(time.RFC3339Nano))
	}
	return nil
}

// parseTime reads a time in the form of RFC 3339, or one of today.
func parseTime(flag, word string, now time.Time) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339Nano, word); err == nil {
		return at, nil
	}
	for _, layout := range []string{"15:04:05.999999999", "15:04"} {
		if at, err := time.ParseInLocation(layout, word, now.Location()); err == nil {
			return time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), now.Location()), nil
		}
	}
	return time.Time{}, lang.Errorf("%s %q is no time (write %s, or of today %s)", "%s %q 不是时刻（请写 %s，或当天的 %s）", flag, word, now.Format(time.RFC3339), now.Format("15:04:05"))
}

func (o *labObserveOptions) createFiles() (*runFiles, error) {
	f := &runFiles{trace: io.Discard}
	if err := f.create(&runOptions{console: o.console, trace: o.trace, plots: o.plots}); err != nil {
		f.discard()
		return nil, err
	}
	return f, nil
}

// sinks are told the same events.
type sinks []trace.Sink

func (s sinks) Observe(e *trace.Event) {
	for _, one := range s {
		one.Observe(e)
	}
}

// tell tells what was observed to people, and to the files.
func (o *labObserveOptions) tell(h *labdir.Dir, observer *observe.Observer, files *runFiles, people *bufferedOutput) error {
	header := observer.Header()
	writer, err := trace.NewWriter(files.trace, header)
	if err != nil {
		return err
	}
	suite, builder := check.NewSuiteOf(header), timeline.NewBuilder(*header)
	options := text.Options{Lang: o.lang}
	if o.colour && people == o.out {
		options.Palette = text.ANSI
	}
	write(people, o.opening(h, header), "\n\n")
	observer.Begin(o.begin, sinks{suite, writer, text.NewPrinter(people, options), builder})
	if err := o.events(observer, people); err != nil {
		return environment(err)
	}
	verdicts := suite.Results()
	observer.End(o.end, finalEvents(verdicts))
	if _, err := writer.Close(); err != nil {
		return err
	}
	if err := o.draw(files, builder.Timeline()); err != nil {
		return err
	}
	write(people, "\n", o.say("Safety", "安全性"), "\n")
	for _, result := range verdicts {
		write(people, "  ", checkLine(o.console, &result), "\n")
	}
	for _, doubt := range observer.Doubts() {
		write(people, "\n", o.say("Note: ", "注意："), doubt.In(o.lang), "\n")
	}
	return codeOfObserved(verdicts)
}

// codeOfObserved returns a violation as what a command returns: an observation in which nothing was tested is one too.
func codeOfObserved(verdicts []check.Result) error {
	for _, r := range verdicts {
		if r.Verdict == trace.Violated {
			return verdict(exitViolated)
		}
	}
	return nil
}

// events tells the events of the window. Those of a lab that is followed are told when nothing can come before them
// any more.
func (o *labObserveOptions) events(observer *observe.Observer, people *bufferedOutput) error {
	if !o.follow {
		return observer.Tell(o.end)
	}
	ctx, stop := untilSignal(context.Background())
	defer stop()
	for {
		if err := errors.Join(observer.Read(), observer.Tell(time.Now().Add(-logDelay)), people.Flush()); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			o.end = time.Now()
			return errors.Join(observer.Read(), observer.Tell(o.end))
		case <-time.After(logDelay / 2):
		}
	}
}

// logDelay is how long a member may take to write what happened into its log.
const logDelay = 100 * time.Millisecond

// finalEvents are the verdicts as the end of a trace has them.
func finalEvents(results []check.Result) (events []trace.Event) {
	for _, r := range results {
		events = append(events, trace.Event{Kind: trace.Checked, Property: r.Property, Verdict: r.Verdict, Final: true, Evidence: r.Evidence})
	}
	return events
}

func (o *labObserveOptions) opening(h *labdir.Dir, header *trace.Header) string {
	var names []string
	for i, name := range h.Names() {
		names = append(names, fmt.Sprintf("%v %s", trace.NodeID(i+1), name))
	}
	end := o.end.Local().Format("15:04:05.000")
	if o.follow {
		end = o.say("Ctrl-C", "Ctrl-C")
	}
	return o.say("%s: not repeatable. From %s to %s; %s", "%s：不可重复。从 %s 到 %s；%s", header.Engine,
		o.begin.Local().Format("2006-01-02 15:04:05.000"), end, strings.Join(names, ", "))
}

// draw draws the pictures and puts all files under their names.
func (o *labObserveOptions) draw(files *runFiles, drawn *timeline.Timeline) error {
	for _, p := range files.pictures {
		options := plots.Options{Lang: o.lang}
		if o.trace != "" && o.trace != "-" { // else nobody can draw it again
			flags := []string{"-f", filepath.Base(p.file.name)}
			if o.lang != lang.English {
				flags = append(flags, "--lang", string(o.lang))
			}
			options.Command = run.Command{Verb: "plot", Operand: filepath.Base(o.trace), Flags: flags}.String()
		}
		if err := plots.Draw(p.file, drawn, p.format, options); err != nil {
			return err
		}
	}
	return files.commit()
}
