package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/elections"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

type labElectionsOptions struct {
	*labOptions
	number  int
	fault   elections.Fault
	every   time.Duration
	samples string
	plots   []string
	record  string
	format  format
}

func newLabElections(lab *labOptions) *cobra.Command {
	o := &labElectionsOptions{labOptions: lab, fault: elections.Crash}
	cmd := &cobra.Command{
		Use:   "elections",
		Short: "Measure elections of real etcd, and simulate the same",
		Long: `Take the leader away again and again, and read from the members' own logs how long nobody led: from the end of the leader's
connections, from its pause, the beginning of its transfer, or the partition, until another member became leader. Then the same timers are simulated, with latency and fsync
as these logs show them, and both distributions are compared.

The distance is the greatest one between the two distributions (Kolmogorov and Smirnov). If it is above the critical value, the
model is rejected; if not, it may still be wrong. So other, wrong models are compared too: which of them so few elections cannot
reject is printed. 250 elections take about three minutes with the lab's own timers. Do nothing else meanwhile: where heartbeats are
sent late the computer is measured, not Raft. Ctrl-C reports what there is. The lab is afterwards as it was.`,
		Example: examples("a quick look", "raftlab lab elections -n 5",
			"the leader alone on one side of a partition, drawn", "raftlab lab elections -n 5 --fault partition --plot elections.svg --samples elections.csv",
			"the whole measurement, on a quiet machine", "raftlab lab elections -n 250 -o json > elections.json"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.start() },
	}
	flags := cmd.Flags()
	flags.IntVarP(&o.number, "number", "n", 50, "how many elections, at least 2")
	addChoice(flags, &o.fault, elections.Faults, "fault", "", "how the leader is taken away")
	completeWords(cmd, "fault", elections.Faults)
	flags.DurationVar(&o.every, "write", 0, "let a client write every `TIME`, such as 5ms, and simulate that too (default: no client)")
	flags.StringVar(&o.samples, "samples", "", "save every election, real and simulated, to `FILE.csv`")
	flags.Var(repeated{&o.plots, "FILE.{svg,png,pdf}"}, "plot", "draw both distributions into a file; can be repeated")
	flags.StringVar(&o.record, "record", "", "where the command inside of the machine leaves what the files are made of")
	flags.MarkHidden("record")
	addFormat(cmd, &o.format)
	return cmd
}

// mostElections is how many elections can be asked for: more than half a day of them.
const mostElections = 100_000

// leastEvery keeps a client from being a load of its own.
const leastEvery = time.Millisecond

func (o *labElectionsOptions) run() error {
	if o.number < 2 || o.number > mostElections {
		return lang.Errorf("-n %d is not a number from 2 to %d", "-n %d 不是 2 到 %d 的数", o.number, mostElections)
	}
	if o.every < 0 || o.every > 0 && o.every < leastEvery {
		return lang.Errorf("--write %v: write %v or more", "--write %v：请写 %v 或更大", o.every, leastEvery)
	}
	h, err := o.running()
	if err != nil {
		return err
	}
	if len(h.Members) < 3 {
		return environment(lang.Errorf("%s: the lab has %d member(s): when the leader is gone nobody can be elected (raftlab lab up --members 3 --dir DIR)",
			"%s：实验环境只有 %d 个成员：领导者不在时，没有成员能当选（raftlab lab up --members 3 --dir DIR）", h.Path, len(h.Members)))
	}
	if err := o.fault.Possible(h); err != nil {
		return labFailure(err)
	}
	ctx, stop := untilSignal(context.Background())
	defer stop()
	measured, timers, failed := o.measure(ctx, h)
	if len(measured.Rounds) == 0 || failed != nil && !errors.Is(failed, context.Canceled) {
		return labFailure(failed)
	}
	if err := o.compare(len(h.Members), timers, measured); err != nil {
		return err
	}
	return interrupted(failed)
}

// mostTries is with how many rounds for each election that is wanted measuring ends: on a computer that is so busy, few of them count.
const mostTries = 3

// measure measures the elections; what was measured before an error is returned with it.
func (o *labElectionsOptions) measure(ctx context.Context, h *labdir.Dir) (measured elections.Measurement, timers labdir.Timers, err error) {
	m, err := elections.New(h, o.fault)
	if err != nil {
		return measured, timers, err
	}
	if o.every > 0 {
		w, err := elections.Write(h, o.every, 2*m.Timers().Longest())
		if err != nil {
			m.Close()
			return measured, timers, err
		}
		defer func() {
			written, ended := w.End()
			measured.Writes, err = &written, errors.Join(err, ended)
		}()
	}
	done := new(atomic.Uint64)
	stop := o.showProgress(done, uint64(o.number), lang.Text{EN: "elections", ZH: "选举"})
	for tried := 0; len(m.Result.Rounds) < o.number && tried < mostTries*o.number; tried++ {
		if err = m.Round(ctx); err != nil {
			break
		}
		done.Store(uint64(len(m.Result.Rounds)))
	}
	stop()
	m.Close()
	return m.Result, m.Timers(), err
}

// compare simulates the same, and prints both.
func (o *labElectionsOptions) compare(members int, timers labdir.Timers, measured elections.Measurement) error {
	ctx, stop := untilSignal(context.Background())
	defer stop()
	c, done := newComparison(members, timers, o.fault, o.every, measured), new(atomic.Uint64)
	hide := o.showProgress(done, simulated*uint64(1+len(wrong)), lang.Text{EN: "simulated elections", ZH: "模拟选举"})
	err := c.simulate(ctx, runtime.GOMAXPROCS(0), done)
	hide()
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if err := o.keep(c); err != nil {
		return err
	}
	if o.format == jsonFormat {
		return errors.Join(writeJSON(o.out, c), interrupted(err))
	}
	o.printComparison(c)
	return interrupted(err)
}

// outages returns how long nobody led, in each round.
func outages(rounds []elections.Round) (list []time.Duration) {
	for _, r := range rounds {
		list = append(list, r.Outage)
	}
	return list
}

// divisions are into how many parts of equal share a sample is divided. Shares are written in percent.
var divisions = []int{100, 50, 25, 20, 10, 5, 4, 2, 1}

// law writes a sample as a distribution that a scenario takes: uniform between its quantiles, with two values or more in each part, so
// that one that was very late counts for little more than itself. One of nothing is "".
func law(sample []time.Duration) string {
	if len(sample) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(sample))
	parts := divisions[slices.IndexFunc(divisions, func(n int) bool { return n <= max(len(sample)/2, 1) })]
	text, low := "", sorted[0]
	for i := 1; i <= parts; i++ {
		if i > 1 {
			text += " | "
		}
		high := elections.Quantile(sorted, float64(i)/float64(parts))
		text += fmt.Sprintf("%d%% q%d %v-%v", 100/parts, i, low, high)
		low = high
	}
	return text
}

// spread tells a sample to people.
func (o *labElectionsOptions) spread(sample []time.Duration) string {
	if len(sample) == 0 {
		return o.say("not known", "未知")
	}
	s := elections.Summarize(sample)
	return o.say("median %v, 90 %% within %v, longest %v (of %d)", "中位数 %v，90 %% 不超过 %v，最长 %v（共 %d 个）", s.Median, s.P90, s.Most, s.N)
}
