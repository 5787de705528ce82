package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trials"
)

// printer writes a family in a language.
type printer struct {
	*Family
	lang.Printer
}

// Text returns the family for people.
func (f *Family) Text(l lang.Lang) string {
	p := &printer{Family: f, Printer: lang.Printer{Lang: l}}
	p.print()
	return p.String()
}

// textWidth is where sentences are broken.
func (p *printer) textWidth() int {
	if p.Columns > 0 {
		return min(p.Columns, lang.TextWidth)
	}
	return lang.TextWidth
}

func (p *printer) print() {
	fmt.Fprintf(p, "%s: %s\n", p.Scenario, p.Title.In(p.Lang))
	fmt.Fprintln(p, p.Say("seed %d, engine %s, simulation %s", "种子 %d，引擎 %s，模拟器版本 %s", p.File.Seed, p.File.Engine, sim.Version))
	if p.File.Shard.Of > 0 {
		fmt.Fprintln(p, p.Say("shard %v of %s trials", "分片 %v，共 %s 次试验", p.File.Shard, lang.Grouped(p.File.Trials)))
	}
	if p.Partial {
		p.printPartial()
	}
	if len(p.File.Lines) == 1 {
		p.printLine(0)
	} else {
		p.printFamily()
	}
	if p.Study != nil {
		p.printStudy()
	}
	p.Put("\n")
	p.PutAgain(p.Command, p.Remark)
}

func (p *printer) printPartial() {
	done := uint64(0)
	for i := range p.File.Lines {
		done += p.File.Lines[i].Result.Trials
	}
	p.PutPartial(done, p.File.Trials, len(p.Lines), "trials")
}

// printLine prints one result in whole.
func (p *printer) printLine(i int) {
	line, result := &p.Lines[i], p.File.Lines[i].Result
	fmt.Fprintf(p, "\n%s\n", p.Say("Time without a leader, %s, %s trials", "无领导者的时间，%s，%s 次试验",
		p.Interval(p.Lang), lang.Grouped(result.Trials)))
	p.printMean(result)
	for _, q := range quantiles {
		value, ok := result.Quantile(q.parts, q.whole)
		p.row(q.name.In(p.Lang), inMilliseconds(value, ok), p.ofAll(result, trials.Needed(q.parts, q.whole), ok))
	}
	p.printGreatest(line, result)
	fmt.Fprintf(p, "\n%s\n", p.Say("Elections", "选举"))
	p.printContested(result)
	p.printTerms(result)
	p.printLeft(line, result)
	if !p.Partial { // which trials an interrupt left out nobody can repeat
		p.Put("\n", p.Say("Digest: ", "摘要："), p.File.Lines[i].Digest, "\n")
	}
}

// row prints a name, a number and a remark.
func (p *printer) row(name, number, remark string) {
	gap := strings.Repeat(" ", max(30-lang.Width(name)-lang.Width(number), 1))
	fmt.Fprintln(p, strings.TrimRight("  "+name+gap+number+"   "+remark, " "))
}

// printMean prints the mean: with its interval, or as the bound that it is if trials ended without a leader.
func (p *printer) printMean(result *trials.Result) {
	mean, bound := result.Mean()
	name := p.Say("mean", "平均")
	switch {
	case bound:
		p.row(name, p.Say("at least ", "至少 ")+inMilliseconds(mean, true), p.withoutLeader(result))
	case result.Finished < 2:
		p.row(name, inMilliseconds(mean, result.Finished > 0), p.finished(result))
	default:
		half := result.MeanError()
		p.row(name, inMilliseconds(mean, true), p.both(p.finished(result),
			p.Say("95 %% interval %s to %s", "95 %% 置信区间 %s 到 %s", inMilliseconds(mean-half, true), inMilliseconds(mean+half, true))))
	}
}

// withoutLeader tells how many trials make the mean a bound, and how long they waited.
func (p *printer) withoutLeader(result *trials.Result) string {
	l := &result.Leaderless
	waited := seconds(l.Min)
	if l.Min != l.Max {
		waited = p.Say("%s to %s", "%s 到 %s", waited, seconds(l.Max))
	}
	return p.Say("%[1]s of %[2]s had no leader in %[3]s", "%[2]s 次中有 %[1]s 次在 %[3]s 内没有领导者",
		lang.Grouped(l.Trials), lang.Grouped(result.Finished+l.Trials), waited)
}

// finished says that a number is of the finished trials only; nothing if these are all.
func (p *printer) finished(result *trials.Result) string {
	if result.UnfinishedCount() == 0 {
		return ""
	}
	return p.Say("of the %s that finished", "已完成的 %s 次", lang.Grouped(result.Finished))
}

// ofAll says of whom a quantile is that needs so many trials, or why there is none; nothing if that is plain.
func (p *printer) ofAll(result *trials.Result, needed uint64, ok bool) string {
	switch {
	case result.Measured() < needed:
		return p.Say("needs %s trials", "需要 %s 次试验", lang.Grouped(needed))
	case !ok:
		return p.Say("not known: %s are unfinished", "无法得知：有 %s 次未完成", lang.Grouped(result.Measured()-result.Finished))
	case result.Measured() == result.Finished:
		return p.finished(result)
	case result.Measured() < result.Trials:
		return p.Say("of the %s that came to the interval, the unfinished last", "经历该区间的 %s 次，未完成的排在最后",
			lang.Grouped(result.Measured()))
	case result.UnfinishedCount() > 0:
		return p.Say("of all %s, the unfinished last", "全部 %s 次，未完成的排在最后", lang.Grouped(result.Trials))
	}
	return ""
}

func (p *printer) printGreatest(line *Line, result *trials.Result) {
	worst := ""
	if result.Finished > 0 {
		worst = p.InSameLanguage(line.Replay(p.seedOf(result.Slowest)))
	}
	p.row(p.Say("greatest", "最大"), inMilliseconds(result.Max, result.Finished > 0), p.both(p.finished(result), worst))
}

func (p *printer) printContested(result *trials.Result) {
	remark := ""
	if result.Finished > 0 {
		low, high := trials.Wilson(result.Contested, result.Finished)
		whom := cmp.Or(p.finished(result), p.Say("of trials", "的试验"))
		remark = whom + p.Say(" had one; 95 %% interval %.3g to %.3g %%", "出现过；95 %% 置信区间 %.3g %% 到 %.3g %%", 100*low, 100*high)
	}
	p.row(p.Say("contested terms", "争票任期"), percent(result.Contested, result.Finished), remark)
}

func (p *printer) printTerms(result *trials.Result) {
	mean := "-"
	if result.Finished > 0 {
		mean = strconv.FormatFloat(result.TermsMean(), 'f', 4, 64)
	}
	p.row(p.Say("terms", "任期"), mean, p.both(p.finished(result), p.termShares(result)))
}

// both joins what there is of two remarks.
func (p *printer) both(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + p.Say("; ", "；") + b
}

// termShares tells how many trials needed how many terms.
func (p *printer) termShares(result *trials.Result) string {
	var parts []string
	for terms, n := range result.Terms {
		switch {
		case n == 0:
		case len(parts) == 5:
			return p.list(parts) + p.Say(", more: up to %s", "，更多：最多 %s", lang.Grouped(result.TermsMax))
		case terms == trials.MostTerms-1:
			parts = append(parts, p.Say("%d+: %s", "%d+：%s", terms, percent(n, result.Finished)))
		default:
			parts = append(parts, p.Say("%d: %s", "%d：%s", terms, percent(n, result.Finished)))
		}
	}
	return p.list(parts)
}

// list joins words as a list is written in the language.
func (p *printer) list(words []string) string { return strings.Join(words, p.Say(", ", "、")) }

// printLeft tells what did not go as it should.
func (p *printer) printLeft(line *Line, result *trials.Result) {
	remark := ""
	if result.UnfinishedCount() > 0 {
		remark = p.Say("the first: ", "第一个：") + p.InSameLanguage(line.Replay(p.seedOf(result.Unfinished)))
	}
	p.row(p.Say("unfinished", "未完成"), lang.Grouped(result.UnfinishedCount()), remark)
	if idle := result.UnfinishedCount() - result.Leaderless.Trials; idle > 0 {
		p.row(p.Say("no interval", "没有区间"), lang.Grouped(idle),
			p.Say("of the unfinished: what begins it did not come, or there was a leader all along", "次未完成：起点没有出现，或者一直有领导者"))
	}
	p.row(p.Say("violations", "违反安全性"), lang.Grouped(result.Broken), "")
	if result.Ended > 0 {
		p.row(p.Say("ended", "服务器终止"), lang.Grouped(result.Ended), p.Say("trials in which a server gave up", "次试验中有服务器终止"))
	}
	for _, b := range result.BrokenList {
		fmt.Fprintf(p, "    %s\n      %s\n", p.broken(b.Evidence), p.InSameLanguage(line.Replay(uint64(b.Seed))))
	}
}

// broken says what was seen of a property in one trial; "" means that a server ended and nothing else was seen.
func (p *printer) broken(recorded string) string {
	e := trace.ParseEvidence(recorded)
	switch {
	case e == nil:
		return p.Say("a server ended", "有服务器终止")
	case e.Property == 0:
		return text.Evidence(p.Lang, e)
	}
	return p.Say("%s: %s", "%s：%s", text.Property(p.Lang, e.Property), text.Evidence(p.Lang, e))
}

// printFamily prints one row for each set of settings.
func (p *printer) printFamily() {
	p.printTable()
	p.printFamilyNotes()
	for i := range p.File.Lines {
		if result := p.File.Lines[i].Result; result.Broken+result.Ended+result.UnfinishedCount() > 0 {
			p.Put("\n", p.Lines[i].Value, "\n")
			if result.UnfinishedCount() > 0 {
				p.printMean(result)
			}
			p.printLeft(&p.Lines[i], result)
		}
	}
	if p.Partial {
		return
	}
	fmt.Fprintln(p)
	for i := range p.File.Lines {
		p.Put(p.Say("Digest: ", "摘要："), p.File.Lines[i].Digest, "  ", p.Lines[i].Value, "\n")
	}
}

// printTable prints the table of a family, with the columns for which there is room.
func (p *printer) printTable() {
	longest := 0
	for i := range p.Lines {
		longest = max(longest, lang.Width(p.Lines[i].Value))
	}
	heads := []string{p.Say("mean", "平均"), p.Say("median", "中位数"), "p90", "p99", "p99.9", p.Say("greatest", "最大"),
		p.Say("contested", "争票任期"), p.Say("terms", "任期"), p.Say("unfinished", "未完成")}
	fmt.Fprintf(p, "\n%s\n\n", p.Say("Time without a leader, %s, %s trials each, milliseconds", "无领导者的时间，%s，每行 %s 次试验，单位 ms",
		p.Interval(p.Lang), lang.Grouped(p.File.Lines[0].Result.Trials)))
	rows := [][]string{heads}
	for i := range p.File.Lines {
		rows = append(rows, p.familyRow(p.File.Lines[i].Result))
	}
	rows, without := fitting(rows, p.Columns-2-longest)
	for i, row := range aligned(rows) {
		value := ""
		if i > 0 {
			value = p.Lines[i-1].Value
		}
		p.Put("  ", lang.Pad(value, longest), row, "\n")
	}
	if len(without) > 0 {
		p.Put("\n  ", p.Say("No room for %s: a wider terminal shows them, and -o json", "宽度不够，没有显示 %s：更宽的终端或 -o json 会显示", strings.Join(without, p.Say(", ", "、"))), "\n")
	}
}

// printFamilyNotes says of whom the numbers in the table are, where that is not plain, and which need more trials.
func (p *printer) printFamilyNotes() {
	least, left := p.File.Lines[0].Result.Trials, false
	for i := range p.File.Lines {
		least, left = min(least, p.File.Lines[i].Result.Trials), left || p.File.Lines[i].Result.UnfinishedCount() > 0
	}
	var needs []string
	for _, q := range quantiles[:4] {
		if needed := trials.Needed(q.parts, q.whole); least < needed {
			needs = append(needs, p.Say("%s needs %s trials", "%s 需要 %s 次试验", q.name.In(p.Lang), lang.Grouped(needed)))
		}
	}
	if len(needs) > 0 {
		p.Put("\n  -  ", strings.Join(needs, p.Say(", ", "，")), "\n")
	}
	if left {
		p.Put("\n", strings.Join(lang.Wrap(lang.Breakable(p.Say(
			"Where trials are unfinished, the quantiles are of all trials, the unfinished last, and - where these leave it open; greatest, contested and terms are of "+
				"those that finished; a mean with ≥ is a bound, since trials ended without a leader.",
			"有试验未完成时：分位数针对全部试验，未完成的排在最后，“-”表示因此无法得知；最大值、争票任期和任期针对已完成的试验；带 ≥ 的平均值是下界，因为有试验结束时仍没有领导者。")),
			p.textWidth()), "\n"), "\n")
	}
}

// familyRow returns what trials with one set of settings showed.
func (p *printer) familyRow(result *trials.Result) []string {
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

// spared are the columns of a family's table that can be left out, those that tell least first.
var spared = []int{4, 3, 2, 7, 6} // p99.9, p99, p90, terms, contested

// fitting leaves out columns until a table is not wider than it may be, and returns the heads of those that went. A width that is not
// positive leaves all.
func fitting(rows [][]string, width int) (fit [][]string, without []string) {
	gone := map[int]bool{}
	for _, next := range append([]int{-1}, spared...) {
		if next >= 0 {
			gone[next] = true
			without = append(without, rows[0][next])
		}
		fit = nil
		for _, row := range rows {
			var kept []string
			for i, cell := range row {
				if !gone[i] {
					kept = append(kept, cell)
				}
			}
			fit = append(fit, kept)
		}
		if width <= 0 || lang.Width(aligned(fit)[0]) <= width {
			break
		}
	}
	return fit, without
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
