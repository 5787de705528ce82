package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/sim/check"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

func newCheck(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "check TRACE|-",
		Short: "Verify a saved trace and check it for safety again",
		Long: `Verify a saved trace and check it for safety again.

The trace must be whole: every line's crc, the order of the events, the end of the run and the digest are
verified. Then the five properties of the Raft paper's Figure 3, and the rules that carry them, are checked
again on its events, whatever the verdicts in it say: votes, terms, logs, what disks hold and state machines
have applied.
A trace of format 1 does not tell of disks and states, so these are then untested.

A trace of a scenario that breaks a property on purpose has it violated here too: check reports facts.`,
		Example: examples(
			"save a trace and check it", "raftlab run leader-crash --trace crash.trace && raftlab check crash.trace",
			"without a file", "raftlab run leader-crash --trace - 2>/dev/null | raftlab check -"),
		Args: oneArgument("a trace"),
		RunE: func(_ *cobra.Command, args []string) error { return runCheck(c, args[0]) },
	}
}

func runCheck(c *console, name string) error {
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
	again, err := check.Trace(r)
	if err != nil {
		return readError(err)
	}
	h := r.Header()
	fmt.Fprintln(c.out, checkedWords(c, file, again.Events, h))
	fmt.Fprintf(c.out, "%s\n\n", r.Digest())
	for _, result := range again.Results {
		fmt.Fprintln(c.out, checkLine(c, &result))
	}
	return checkVerdict(again, file)
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
		line += "  " + c.say("event %d at %s: %s", "事件 %d，%s：%s", r.Event, lang.Moment(r.At), text.Evidence(r.Property, r.Evidence))
	}
	return strings.TrimRight(line, " ")
}

// checkVerdict turns verdicts into an exit code. A trace whose own verdicts differ from what its events show contradicts
// itself.
func checkVerdict(again *check.Again, file string) error {
	verdict := again.Verdict()
	if differ := again.Contradictions(); len(differ) > 0 {
		err := fmt.Errorf("%s: %s", file, strings.Join(differ, "; "))
		if verdict == trace.Violated {
			return &failure{exitViolated, err}
		}
		return err
	}
	return codeOf(verdict)
}
