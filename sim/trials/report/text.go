package report

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
)

// lineWidth is how many columns of a terminal running text takes.
const lineWidth = 100

// printer writes a family in a language.
type printer struct {
	*Family
	lang.Lang
	out strings.Builder
}

func (r *printer) put(words ...string) {
	for _, word := range words {
		r.out.WriteString(word)
	}
}

// Text returns the family for people.
func (f *Family) Text(l lang.Lang) string {
	r := &printer{Family: f, Lang: l}
	r.print()
	return r.out.String()
}

func (r *printer) print() {
	fmt.Fprintf(&r.out, "%s: %s\n", r.Scenario, r.Title.In(r.Lang))
	fmt.Fprintln(&r.out, r.Say("seed %d, engine %s, simulation %s", "种子 %d，引擎 %s，模拟器版本 %s", r.File.Seed, r.File.Engine, sim.Version))
	if r.File.Shard.Of > 0 {
		fmt.Fprintln(&r.out, r.Say("shard %v of %s trials", "分片 %v，共 %s 次试验", r.File.Shard, lang.Grouped(r.File.Trials)))
	}
	if r.Partial {
		r.printPartial()
	}
	if len(r.File.Lines) == 1 {
		r.printLine(0)
	} else {
		r.printFamily()
	}
	if r.Study != nil {
		r.printStudy()
	}
	r.put("\n", r.Say("Again:  ", "重现："), r.Command, r.Remark.In(r.Lang), "\n")
}

func (r *printer) printPartial() {
	done, all := uint64(0), new(big.Int).SetUint64(r.File.Trials)
	for i := range r.File.Lines {
		done += r.File.Lines[i].Result.Trials
	}
	all.Mul(all, big.NewInt(int64(len(r.Lines))))
	fmt.Fprintln(&r.out, r.Say("PARTIAL: interrupted after %s of %s trials; which of them depends on the moment",
		"不完整：完成 %s 次（共 %s 次）后被中断；完成了哪些取决于中断的时刻", lang.Grouped(done), lang.Grouped(all.Uint64())))
}

// printLine prints one result in whole.
func (r *printer) printLine(i int) {
	line, result := &r.Lines[i], r.File.Lines[i].Result
	fmt.Fprintf(&r.out, "\n%s\n", r.Say("Time without a leader, %s, %s trials", "无领导者的时间，%s，%s 次试验",
		r.Interval(r.Lang), lang.Grouped(result.Trials)))
	r.printMean(result)
	for _, q := range quantiles {
		value, ok := result.Quantile(q.parts, q.whole)
		r.row(q.name.In(r.Lang), inMilliseconds(value, ok), r.ofAll(result, trials.Needed(q.parts, q.whole), ok))
	}
	r.printGreatest(line, result)
	fmt.Fprintf(&r.out, "\n%s\n", r.Say("Elections", "选举"))
	r.printContested(result)
	r.printTerms(result)
	r.printLeft(line, result)
	r.put("\n", r.Say("Digest: ", "摘要："), r.File.Lines[i].Digest, "\n")
}

// row prints a name, a number and a remark.
func (r *printer) row(name, number, remark string) {
	gap := strings.Repeat(" ", max(30-lang.Width(name)-lang.Width(number), 1))
	fmt.Fprintln(&r.out, strings.TrimRight("  "+name+gap+number+"   "+remark, " "))
}

// printMean prints the mean: with its interval, or as the bound that it is if trials ended without a leader.
func (r *printer) printMean(result *trials.Result) {
	mean, bound := result.Mean()
	name := r.Say("mean", "平均")
	switch {
	case bound:
		r.row(name, r.Say("at least ", "至少 ")+inMilliseconds(mean, true), r.withoutLeader(result))
	case result.Finished < 2:
		r.row(name, inMilliseconds(mean, result.Finished > 0), r.finished(result))
	default:
		half := result.MeanError()
		r.row(name, inMilliseconds(mean, true), r.both(r.finished(result),
			r.Say("95 %% interval %s to %s", "95 %% 置信区间 %s 到 %s", inMilliseconds(mean-half, true), inMilliseconds(mean+half, true))))
	}
}

// withoutLeader tells how many trials make the mean a bound, and how long they waited.
func (r *printer) withoutLeader(result *trials.Result) string {
	l := &result.Leaderless
	waited := seconds(l.Min)
	if l.Min != l.Max {
		waited = r.Say("%s to %s", "%s 到 %s", waited, seconds(l.Max))
	}
	return r.Say("%[1]s of %[2]s had no leader in %[3]s", "%[2]s 次中有 %[1]s 次在 %[3]s 内没有领导者",
		lang.Grouped(l.Trials), lang.Grouped(result.Finished+l.Trials), waited)
}

// finished says that a number is of the finished trials only; nothing if these are all.
func (r *printer) finished(result *trials.Result) string {
	if result.UnfinishedCount() == 0 {
		return ""
	}
	return r.Say("of the %s that finished", "已完成的 %s 次", lang.Grouped(result.Finished))
}

// ofAll says of whom a quantile is that needs so many trials, or why there is none; nothing if that is plain.
func (r *printer) ofAll(result *trials.Result, needed uint64, ok bool) string {
	switch {
	case result.Measured() < needed:
		return r.Say("needs %s trials", "需要 %s 次试验", lang.Grouped(needed))
	case !ok:
		return r.Say("not known: %s are unfinished", "无法得知：有 %s 次未完成", lang.Grouped(result.Measured()-result.Finished))
	case result.Measured() == result.Finished:
		return r.finished(result)
	case result.Measured() < result.Trials:
		return r.Say("of the %s that came to the interval, the unfinished last", "经历该区间的 %s 次，未完成的排在最后",
			lang.Grouped(result.Measured()))
	case result.UnfinishedCount() > 0:
		return r.Say("of all %s, the unfinished last", "全部 %s 次，未完成的排在最后", lang.Grouped(result.Trials))
	}
	return ""
}

func (r *printer) printGreatest(line *Line, result *trials.Result) {
	worst := ""
	if result.Finished > 0 {
		worst = line.Replay(r.seedOf(result.Slowest))
	}
	r.row(r.Say("greatest", "最大"), inMilliseconds(result.Max, result.Finished > 0), r.both(r.finished(result), worst))
}

func (r *printer) printContested(result *trials.Result) {
	remark := ""
	if result.Finished > 0 {
		low, high := trials.Wilson(result.Contested, result.Finished)
		whom := cmp.Or(r.finished(result), r.Say("of trials", "的试验"))
		remark = whom + r.Say(" had one; 95 %% interval %.3g to %.3g %%", "出现过；95 %% 置信区间 %.3g %% 到 %.3g %%", 100*low, 100*high)
	}
	r.row(r.Say("contested terms", "争票任期"), percent(result.Contested, result.Finished), remark)
}

func (r *printer) printTerms(result *trials.Result) {
	mean := "-"
	if result.Finished > 0 {
		mean = strconv.FormatFloat(result.TermsMean(), 'f', 4, 64)
	}
	r.row(r.Say("terms", "任期"), mean, r.both(r.finished(result), r.termShares(result)))
}

// both joins what there is of two remarks.
func (r *printer) both(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + r.Say("; ", "；") + b
}

// termShares tells how many trials needed how many terms.
func (r *printer) termShares(result *trials.Result) string {
	var parts []string
	for terms, n := range result.Terms {
		switch {
		case n == 0:
		case len(parts) == 5:
			return strings.Join(parts, ", ") + r.Say(", more: up to %s", "，更多：最多 %s", lang.Grouped(result.TermsMax))
		case terms == trials.MostTerms-1:
			parts = append(parts, fmt.Sprintf("%d+: %s", terms, percent(n, result.Finished)))
		default:
			parts = append(parts, fmt.Sprintf("%d: %s", terms, percent(n, result.Finished)))
		}
	}
	return strings.Join(parts, ", ")
}

// printLeft tells what did not go as it should.
func (r *printer) printLeft(line *Line, result *trials.Result) {
	remark := ""
	if result.UnfinishedCount() > 0 {
		remark = r.Say("the first: ", "第一个：") + line.Replay(r.seedOf(result.Unfinished))
	}
	r.row(r.Say("unfinished", "未完成"), lang.Grouped(result.UnfinishedCount()), remark)
	if idle := result.UnfinishedCount() - result.Leaderless.Trials; idle > 0 {
		r.row(r.Say("no interval", "没有区间"), lang.Grouped(idle),
			r.Say("of the unfinished: what begins it did not come, or there was a leader all along", "次未完成：起点没有出现，或者一直有领导者"))
	}
	r.row(r.Say("violations", "违反安全性"), lang.Grouped(result.Broken), "")
	if result.Ended > 0 {
		r.row(r.Say("ended", "服务器终止"), lang.Grouped(result.Ended), r.Say("trials in which a server gave up", "次试验中有服务器终止"))
	}
	for _, b := range result.BrokenList {
		evidence := b.Evidence
		if evidence == "" {
			evidence = r.Say("a server ended", "有服务器终止")
		}
		fmt.Fprintf(&r.out, "    %s\n      %s\n", lang.Clean(evidence), line.Replay(uint64(b.Seed)))
	}
}

// printFamily prints one row for each set of settings.
func (r *printer) printFamily() {
	longest := 0
	for i := range r.Lines {
		longest = max(longest, lang.Width(r.Lines[i].Value))
	}
	heads := []string{r.Say("mean", "平均"), r.Say("median", "中位数"), "p90", "p99", "p99.9", r.Say("greatest", "最大"),
		r.Say("contested", "争票任期"), r.Say("terms", "任期"), r.Say("unfinished", "未完成")}
	fmt.Fprintf(&r.out, "\n%s\n\n", r.Say("Time without a leader, %s, %s trials each, milliseconds", "无领导者的时间，%s，每行 %s 次试验，单位 ms",
		r.Interval(r.Lang), lang.Grouped(r.File.Lines[0].Result.Trials)))
	rows := [][]string{heads}
	for i := range r.File.Lines {
		rows = append(rows, r.familyRow(r.File.Lines[i].Result))
	}
	for i, row := range aligned(rows) {
		value := ""
		if i > 0 {
			value = r.Lines[i-1].Value
		}
		r.put("  ", lang.Pad(value, longest), row, "\n")
	}
	r.printFamilyNotes()
	for i := range r.File.Lines {
		if result := r.File.Lines[i].Result; result.Broken+result.Ended+result.UnfinishedCount() > 0 {
			r.put("\n", r.Lines[i].Value, "\n")
			if result.UnfinishedCount() > 0 {
				r.printMean(result)
			}
			r.printLeft(&r.Lines[i], result)
		}
	}
	fmt.Fprintln(&r.out)
	for i := range r.File.Lines {
		r.put(r.Say("Digest: ", "摘要："), r.File.Lines[i].Digest, "  ", r.Lines[i].Value, "\n")
	}
}

// printFamilyNotes says of whom the numbers in the table are, where that is not plain, and which need more trials.
func (r *printer) printFamilyNotes() {
	least, left := r.File.Lines[0].Result.Trials, false
	for i := range r.File.Lines {
		least, left = min(least, r.File.Lines[i].Result.Trials), left || r.File.Lines[i].Result.UnfinishedCount() > 0
	}
	var needs []string
	for _, q := range quantiles[:4] {
		if needed := trials.Needed(q.parts, q.whole); least < needed {
			needs = append(needs, r.Say("%s needs %s trials", "%s 需要 %s 次试验", q.name.In(r.Lang), lang.Grouped(needed)))
		}
	}
	if len(needs) > 0 {
		r.put("\n  -  ", strings.Join(needs, r.Say(", ", "，")), "\n")
	}
	if left {
		r.put("\n", strings.Join(lang.Wrap(lang.Breakable(r.Say(
			"Where trials are unfinished, the quantiles are of all trials, the unfinished last, and - where these leave it open; greatest, contested and terms are of "+
				"those that finished; a mean with ≥ is a bound, since trials ended without a leader.",
			"有试验未完成时：分位数针对全部试验，未完成的排在最后，“-”表示因此无法得知；最大值、争票任期和任期针对已完成的试验；带 ≥ 的平均值是下界，因为有试验结束时仍没有领导者。")),
			lineWidth), "\n"), "\n")
	}
}

// familyRow returns what trials with one set of settings showed.
func (r *printer) familyRow(result *trials.Result) []string {
	mean, bound := result.Mean()
	cells := []string{bareMilliseconds(mean, mean > 0)}
	if bound {
		cells[0] = "≥" + bareMilliseconds(mean, true)
	}
	for _, q := range quantiles[:4] {
		cells = append(cells, bareMilliseconds(result.Quantile(q.parts, q.whole)))
	}
	terms := "-"
	if result.Finished > 0 {
		terms = strconv.FormatFloat(result.TermsMean(), 'f', 3, 64)
	}
	return append(cells, bareMilliseconds(result.Max, result.Finished > 0), percent(result.Contested, result.Finished),
		terms, lang.Grouped(result.UnfinishedCount()))
}

// aligned returns the rows of a table as lines, each cell at the right side of its column, two spaces
// behind the one before.
func aligned(rows [][]string) []string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], lang.Width(cell))
		}
	}
	lines := make([]string, len(rows))
	for k, row := range rows {
		for i, cell := range row {
			lines[k] += strings.Repeat(" ", 2+widths[i]-lang.Width(cell)) + cell
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

// seconds writes a wait, to the millisecond: 934 ms, 1.95 s, 2 s.
func seconds(d time.Duration) string {
	if d = d.Round(time.Millisecond); d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}

// percent writes a share.
func percent(part, whole uint64) string {
	if whole == 0 {
		return "-"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64) + " %"
}
