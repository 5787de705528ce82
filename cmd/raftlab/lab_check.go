package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/lab/labdir"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

type labCheckOptions struct {
	*labOptions
	chosen
	format format
}

func newLabCheck(lab *labOptions) *cobra.Command {
	o := labCheckOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "check ID|--all",
		Short: "Grade an exercise by what is seen in the lab",
		Long: `Grade an exercise. What counts is evidence: etcd's own history, its members, the lab's files, and the
journal of the commands that were run in the lab's shell. A check changes nothing in the cluster.

What was passed stays passed: a later exercise may take its evidence away. raftlab lab reset begins anew.

Exit codes: 0 passed, 1 not passed, 3 the lab is down, 4 not yet decided.`,
		Example: examples("one", "raftlab lab check put-get-delete", "all, for a program", "raftlab lab check --all -o json"),
		RunE:    func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	o.addFlag(cmd)
	addFormat(cmd, &o.format)
	return cmd
}

func (o *labCheckOptions) run(args []string) error {
	h, err := o.open()
	if err != nil {
		return err
	}
	exercises, err := o.of(h, args)
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(time.Minute)
	defer cancel()
	graded, err := o.grade(ctx, h, exercises)
	if err != nil {
		return labFailure(err)
	}
	graded, silence := o.heard(ctx, h, graded)
	states := make([]exercise.State, len(graded))
	for i, g := range graded {
		states[i] = g.Verdict.State
	}
	if o.format == jsonFormat {
		if err := writeJSON(o.out, graded); err != nil {
			return err
		}
		return cmp.Or(silence, verdictOf(states))
	}
	for _, g := range graded {
		o.printVerdict(g)
	}
	switch {
	case len(graded) > 1:
		write(o.out, "\n", o.countPassed(states), "\n")
	case len(graded) == 1 && states[0] == exercise.NotPassed:
		o.printPoint(o.say("anew", "重来"), "raftlab lab reset "+graded[0].Exercise)
	}
	return cmp.Or(silence, verdictOf(states))
}

// heard looks why no member has answered, where that is so. In a lab that is down nothing is graded, which is
// the error: what was passed stays. In a lab that is up it says how to start the members.
func (o *labCheckOptions) heard(ctx context.Context, h *labdir.Dir, graded []exercise.Graded) ([]exercise.Graded, error) {
	unheard := func(g exercise.Graded) bool {
		return g.Verdict.State != exercise.Passed && g.Evidence.Missing(evidence.GapMembers)
	}
	if !slices.ContainsFunc(graded, unheard) {
		return graded, nil
	}
	if _, err := supervisor.Read(h); err != nil {
		return slices.DeleteFunc(graded, unheard), labFailure(err)
	}
	status, err := cluster.Look(ctx, h)
	if err != nil {
		return graded, labFailure(err)
	}
	for _, m := range status.Members {
		if m.Status == nil {
			fmt.Fprintln(o.err, o.say("raftlab: %s does not answer, it is %s: %s", "raftlab：%s 没有应答，状态：%s。%s",
				m.Name, phaseWords[m.State].In(o.lang), o.wayBack(m)))
		}
	}
	return graded, nil
}

// wayBack says how to bring a member back that does not answer.
func (o *labCheckOptions) wayBack(m cluster.Member) string {
	switch m.State {
	case supervisor.Crashed:
		return fmt.Sprintf("raftlab lab member %s restart", m.Name)
	case supervisor.Paused:
		return fmt.Sprintf("raftlab lab member %s resume", m.Name)
	case cluster.Stopped:
		return o.say("put its manifest back to /etc/kubernetes/manifests", "请把它的清单放回 /etc/kubernetes/manifests")
	}
	return o.say("see raftlab lab status", "请看 raftlab lab status")
}

// grade grades exercises by the evidence that is there now, and keeps what is passed. Of an exercise that
// was passed before and no longer shows it, the earlier grading is returned.
func (o *labOptions) grade(ctx context.Context, h *labdir.Dir, exercises []*exercise.Exercise) (graded []exercise.Graded, err error) {
	e := evidence.Gather(ctx, h)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	err = exercise.ChangeProgress(ctx, h, func(p *exercise.Progress) {
		for _, x := range exercises {
			record := p.Of(x.ID)
			g := x.Grade(e, record.Since)
			p.Note(g)
			if err := x.Leftovers.ForgetGone(h, e); err != nil {
				fmt.Fprintf(o.err, "raftlab: %v\n", err)
			}
			if g.Verdict.State != exercise.Passed && record.Passed != nil {
				g = *record.Passed
			}
			graded = append(graded, g)
		}
	})
	return graded, err
}

// printVerdict prints a grading for people.
func (o *labOptions) printVerdict(g exercise.Graded) {
	v := g.Verdict
	fmt.Fprintf(o.out, "%s: %s\n", g.Exercise, v.State.Word().In(o.lang))
	for _, seen := range v.Seen {
		o.printPoint(o.say("seen", "看到"), seen.In(o.lang))
	}
	if v.Expected != nil {
		o.printPoint(o.say("expected", "期望"), v.Expected.In(o.lang))
	}
	if v.Hint != nil {
		o.printPoint(o.say("hint", "提示"), v.Hint.In(o.lang))
	}
}

func (o *labOptions) printPoint(what, text string) {
	for i, line := range wrapMarkdown(text, lang.TextWidth-13) {
		if i > 0 {
			what = ""
		}
		write(o.out, "  ", lang.Pad(what, 10), " ", line, "\n")
	}
}

func (o *labOptions) countPassed(states []exercise.State) string {
	passed := 0
	for _, state := range states {
		if state == exercise.Passed {
			passed++
		}
	}
	return o.say("%d of %d passed", "通过 %d 个，共 %d 个", passed, len(states))
}
