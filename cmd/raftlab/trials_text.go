package main

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"raftlab/plots"
	"raftlab/sim"
	"raftlab/sim/trace/text"
	"raftlab/sim/trials"
)

// printText prints for people.
func (r *trialsReport) printText() {
	first := &r.lines[0]
	fmt.Fprintf(r.out, "%s: %s\n", first.scenario.Name, first.scenario.Title.In(r.lang))
	fmt.Fprintln(r.out, r.say("seed %d, engine %s, simulation %s", "种子 %d，引擎 %s，模拟器版本 %s", r.file.Seed, r.file.Engine, sim.Version))
	if r.file.Shard.Of > 0 {
		fmt.Fprintln(r.out, r.say("shard %v of %s trials", "分片 %v，共 %s 次试验", r.file.Shard, grouped(r.file.Trials)))
	}
	if r.partial {
		r.printPartial()
	}
	if len(r.file.Lines) == 1 {
		r.printLine(0)
	} else {
		r.printFamily()
	}
	if r.study != nil {
		r.printStudy()
	}
	put(r.out, "\n", r.say("Again:  ", "重现："), r.command.String(), r.command.remark().In(r.lang), "\n")
}

func (r *trialsReport) printPartial() {
	done, all := uint64(0), new(big.Int).SetUint64(r.file.Trials)
	for i := range r.file.Lines {
		done += r.file.Lines[i].Result.Trials
	}
	all.Mul(all, big.NewInt(int64(len(r.lines))))
	fmt.Fprintln(r.out, r.say("PARTIAL: interrupted after %s of %s trials; which of them depends on the moment",
		"不完整：完成 %s 次（共 %s 次）后被中断；完成了哪些取决于中断的时刻", grouped(done), grouped(all.Uint64())))
}

// printLine prints one result in whole.
func (r *trialsReport) printLine(i int) {
	line, result := &r.lines[i], r.file.Lines[i].Result
	fmt.Fprintf(r.out, "\n%s\n", r.say("Time without a leader, %s, %s trials", "无领导者的时间，%s，%s 次试验",
		r.interval(), grouped(result.Trials)))
	half := result.MeanError()
	r.row(r.say("mean", "平均"), inMilliseconds(result.Mean(), result.Finished > 0),
		r.say("95 %% interval %s to %s", "95 %% 置信区间 %s 到 %s", inMilliseconds(result.Mean()-half, true), inMilliseconds(result.Mean()+half, true)))
	for _, q := range quantiles {
		value, ok := result.Quantile(q.parts, q.whole)
		r.row(r.say(q.en, q.zh), inMilliseconds(value, ok), "")
	}
	worst := ""
	if result.Finished > 0 {
		worst = r.replay(line, r.seedOf(result.Slowest))
	}
	r.row(r.say("greatest", "最大"), inMilliseconds(result.Max, result.Finished > 0), worst)
	low, high := plots.Wilson(result.Split, result.Finished)
	fmt.Fprintf(r.out, "\n%s\n", r.say("Elections", "选举"))
	r.row(r.say("split votes", "选票分裂"), percent(result.Split, result.Finished),
		r.say("of trials had one; 95 %% interval %.3g to %.3g %%", "的试验出现过；95 %% 置信区间 %.3g %% 到 %.3g %%", 100*low, 100*high))
	r.row(r.say("terms", "任期"), strconv.FormatFloat(result.TermsMean(), 'f', 4, 64), r.termShares(result))
	r.printLeft(line, result)
	put(r.out, "\n", r.say("Digest: ", "摘要："), r.file.Lines[i].Digest, "\n")
}

// row prints a name, a number and a remark.
func (r *trialsReport) row(name, number, remark string) {
	fmt.Fprintln(r.out, strings.TrimRight("  "+pad(name, 12)+strings.Repeat(" ", max(14-text.Width(number), 0))+number+"   "+remark, " "))
}

// termShares tells how many trials needed how many terms.
func (r *trialsReport) termShares(result *trials.Result) string {
	var parts []string
	for terms, n := range result.Terms {
		switch {
		case n == 0:
		case len(parts) == 5:
			return strings.Join(parts, ", ") + r.say(", more: up to %s", "，更多：最多 %s", grouped(result.TermsMax))
		case terms == trials.MostTerms-1:
			parts = append(parts, fmt.Sprintf("%d+: %s", terms, percent(n, result.Finished)))
		default:
			parts = append(parts, fmt.Sprintf("%d: %s", terms, percent(n, result.Finished)))
		}
	}
	return strings.Join(parts, ", ")
}

// printLeft tells what did not go as it should.
func (r *trialsReport) printLeft(line *trialLine, result *trials.Result) {
	remark := ""
	if result.Left() > 0 {
		remark = r.say("the first: ", "第一个：") + r.replay(line, r.seedOf(result.Unfinished))
	}
	r.row(r.say("unfinished", "未完成"), grouped(result.Left()), remark)
	r.row(r.say("violations", "违反安全性"), grouped(result.Broken), "")
	if result.Ended > 0 {
		r.row(r.say("ended", "服务器终止"), grouped(result.Ended), r.say("trials in which a server gave up", "次试验中有服务器终止"))
	}
	for _, b := range result.BrokenList {
		evidence := b.Evidence
		if evidence == "" {
			evidence = r.say("a server ended", "有服务器终止")
		}
		fmt.Fprintf(r.out, "    %s\n      %s\n", text.Clean(evidence), r.replay(line, b.Seed))
	}
}

// printFamily prints one row for each set of settings.
func (r *trialsReport) printFamily() {
	longest := 0
	for i := range r.lines {
		longest = max(longest, text.Width(r.lines[i].value))
	}
	heads := []string{r.say("mean", "平均"), r.say("median", "中位数"), "p90", "p99", "p99.9", r.say("greatest", "最大"),
		r.say("split", "选票分裂"), r.say("terms", "任期"), r.say("unfinished", "未完成")}
	fmt.Fprintf(r.out, "\n%s\n\n", r.say("Time without a leader, %s, %s trials each, milliseconds", "无领导者的时间，%s，每行 %s 次试验，单位 ms",
		r.interval(), grouped(r.file.Lines[0].Result.Trials)))
	rows := [][]string{heads}
	for i := range r.file.Lines {
		rows = append(rows, r.familyRow(r.file.Lines[i].Result))
	}
	for i, row := range aligned(rows) {
		value := ""
		if i > 0 {
			value = r.lines[i-1].value
		}
		put(r.out, "  ", pad(value, longest), row, "\n")
	}
	for i := range r.file.Lines {
		if result := r.file.Lines[i].Result; result.Broken+result.Ended+result.Left() > 0 {
			put(r.out, "\n", r.lines[i].value, "\n")
			r.printLeft(&r.lines[i], result)
		}
	}
	fmt.Fprintln(r.out)
	for i := range r.file.Lines {
		put(r.out, r.say("Digest: ", "摘要："), r.file.Lines[i].Digest, "  ", r.lines[i].value, "\n")
	}
}

// familyRow returns what trials with one set of settings showed.
func (r *trialsReport) familyRow(result *trials.Result) []string {
	cells := []string{bareMilliseconds(result.Mean(), result.Finished > 0)}
	for _, q := range quantiles[:4] {
		cells = append(cells, bareMilliseconds(result.Quantile(q.parts, q.whole)))
	}
	return append(cells, bareMilliseconds(result.Max, result.Finished > 0), percent(result.Split, result.Finished),
		strconv.FormatFloat(result.TermsMean(), 'f', 3, 64), grouped(result.Left()))
}

// aligned returns the rows of a table as lines, each cell at the right side of its column, two spaces
// behind the one before.
func aligned(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], text.Width(cell))
		}
	}
	lines := make([]string, len(rows))
	for k, row := range rows {
		for i, cell := range row {
			lines[k] += strings.Repeat(" ", 2+widths[i]-text.Width(cell)) + cell
		}
	}
	return lines
}

// inMilliseconds writes a duration; "-" if there is none.
func inMilliseconds(d time.Duration, ok bool) string {
	if !ok {
		return "-"
	}
	return bareMilliseconds(d, ok) + " ms"
}

func bareMilliseconds(d time.Duration, ok bool) string {
	if !ok {
		return "-"
	}
	return strconv.FormatFloat(d.Seconds()*1e3, 'f', 3, 64)
}

// percent writes a share.
func percent(part, whole uint64) string {
	if whole == 0 {
		return "-"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64) + " %"
}

// grouped writes a number with its digits in threes.
func grouped(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
