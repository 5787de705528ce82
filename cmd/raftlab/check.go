package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/sim/check"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

type checkOptions struct {
	*console
	linearizable bool
	within       time.Duration
}

func newCheck(c *console) *cobra.Command {
	o := checkOptions{console: c}
	cmd := &cobra.Command{
		Use:   "check TRACE|-",
		Short: "Verify a saved trace and check it for safety again",
		Long: `Verify a saved trace and check it for safety again.

The trace must be whole: every line's crc, the order of the events, the end of the run and the digest are
verified. Then the five properties of the Raft paper's Figure 3, and the rules that carry them, are checked
again on its events, whatever the verdicts in it say: votes, terms, logs, what disks hold and state machines
have applied.
A trace of format 1 does not tell of disks and states, so these are then untested.

A trace of a scenario that breaks a property on purpose has it violated here too: check reports facts.

With --linearizable what clients were told is judged as well, by Porcupine: whether it could have come from one log that takes one
command after the other, each between its question and its answer. A command without an answer stays open to the end.
It is untested if fewer than two were answered, or if --within is over first. raftlab export --to porcupine draws it. Where clients read
and write the key-value state machine, these operations are judged: whether they could have been done one after the other.`,
		Example: examples(
			"save a trace and check it", "raftlab run leader-crash --trace crash.trace && raftlab check crash.trace",
			"without a file", "raftlab run leader-crash --trace - 2>/dev/null | raftlab check -",
			"what clients were told", "raftlab run heal --trace heal.trace && raftlab check heal.trace --linearizable",
			"an answer that cannot be", "raftlab run stale-read --trace stale.trace && raftlab check stale.trace --linearizable"),
		Args: oneArgument("a trace", "一个轨迹"),
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args[0]) },
	}
	cmd.Flags().BoolVar(&o.linearizable, "linearizable", false, "judge what clients were told as well")
	cmd.Flags().DurationVar(&o.within, "within", 10*time.Second, "--linearizable: give up after `TIME`; 0: never")
	return cmd
}

func (o *checkOptions) run(name string) error {
	if o.within < 0 {
		return lang.Errorf("--within %v is before the start (write --within 10s)", "--within %v 在开始之前（请写 --within 10s）", o.within)
	}
	c := o.console
	from, err := c.openInput(name)
	if err != nil {
		return err
	}
	defer from.Close()
	file := from.name
	r, err := trace.NewReader(from, file)
	if err != nil {
		return readError(err)
	}
	h := r.Header()
	builder := timeline.NewBuilder(*h)
	var sinks []trace.Sink
	if o.linearizable {
		sinks = append(sinks, builder)
	}
	again, err := check.Trace(r, sinks...)
	if err != nil {
		return readError(err)
	}
	fmt.Fprintln(c.out, checkedWords(c, file, again.Events, h))
	fmt.Fprintf(c.out, "%s\n\n", r.Digest())
	for _, result := range again.Results {
		fmt.Fprintln(c.out, checkLine(c, &result))
	}
	if !o.linearizable {
		return checkVerdict(again, again.Verdict(), file)
	}
	verdict, line := o.history(builder.Timeline())
	fmt.Fprintln(c.out, "\n"+line)
	return checkVerdict(again, worse(again.Verdict(), verdict), file)
}

// checkedWords say which run was checked.
func checkedWords(c *console, file string, events uint64, h *trace.Header) string {
	if h.Live() {
		return c.say("%s: whole, %d events of real servers, %s: not repeatable, and what their logs do not tell is untested",
			"%s：完整，%d 个真实服务器的事件，%s：不可重复，日志没有记录的内容未检验", file, events, lang.Clean(h.Engine))
	}
	return c.say("%s: whole, %d events; scenario %s, seed %d, engine %s, simulation %s",
		"%s：完整，%d 个事件；场景 %s，种子 %d，引擎 %s，模拟器版本 %s",
		file, events, lang.Clean(h.Scenario), h.Seed, lang.Clean(h.Engine), lang.Clean(h.Version))
}

// readError tells a file that cannot be read from one that is no trace.
func readError(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return environment(err)
	}
	return err
}

// checkLine says what the events showed of a property.
func checkLine(c *console, r *check.Result) string {
	line := fmt.Sprintf("%s  %s", lang.Pad(text.Property(c.lang, r.Property), 20), lang.Pad(text.Verdict(c.lang, r.Verdict), 8))
	if r.Verdict == trace.Violated {
		line += "  " + c.say("event %d at %s: %s", "事件 %d，%s：%s", r.Event, lang.Moment(r.At), text.Sighting(c.lang, r.Evidence))
	}
	return strings.TrimRight(line, " ")
}

// checkVerdict turns verdicts into an exit code. A trace whose own verdicts differ from what its events show contradicts
// itself.
func checkVerdict(again *check.Again, verdict trace.Verdict, file string) error {
	if differ := again.Contradictions(); len(differ) > 0 {
		err := fmt.Errorf("%s: %s", file, strings.Join(differ, "; "))
		if verdict == trace.Violated {
			return &failure{exitViolated, err}
		}
		return err
	}
	return codeOf(verdict)
}
