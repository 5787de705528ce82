package survey

import (
	"fmt"
	"strconv"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim"
	"raftlab/sim/lang"
)

// printer writes a survey in a language.
type printer struct {
	*Survey
	lang.Printer
}

// Text returns what the runs showed, for people.
func (s *Survey) Text(l lang.Lang) string {
	p := &printer{Survey: s, Printer: lang.Printer{Lang: l}}
	p.print()
	return p.String()
}

func (p *printer) print() {
	first := &p.Lines[0]
	fmt.Fprintf(p, "%s: %s\n", first.Header.Scenario, first.Scenario.Title.In(p.Lang))
	fmt.Fprintln(p, p.Say("%s, engine %s, simulation %s", "%s，引擎 %s，模拟器版本 %s", p.Seeds.In(p.Lang), first.Header.Engine, sim.Version))
	if p.partial {
		p.printPartial()
	}
	for i := range p.Lines {
		if p.tallies[i].All.Runs() > 0 {
			p.printLine(&p.Lines[i], &p.tallies[i])
		}
	}
	p.Put("\n")
	p.PutAgain(p.Command.String(), p.Command.Remark())
}

func (p *printer) printPartial() {
	done := uint64(0)
	for i := range p.Lines {
		done += p.tallies[i].All.Runs()
	}
	p.PutPartial(done, p.Runs, len(p.Lines), "runs")
}

// printLine prints what the runs with one set of settings showed of each expectation, and of all together.
func (p *printer) printLine(line *run.Line, tally *scenarios.Tally) {
	title := p.Say("Expectations, judged at the end of each run", "预期，在每次运行结束时判定")
	if line.Value != "" {
		title = line.Value + "  " + title
	}
	p.Put("\n", title, "\n")
	for i := range tally.Each {
		p.printOutcomes(&tally.Each[i])
	}
	p.Put("\n  ", p.Say("all together", "全部合计"), "\n    ", p.heldIn(&tally.All), p.firstOf(&tally.All), "\n")
	p.printReplays(line, &tally.All)
}

func (p *printer) printOutcomes(one *scenarios.Outcomes) {
	p.Put("  ", one.Expected.In(p.Lang), "\n    ", p.heldIn(&one.Count), p.firstOf(&one.Count), "\n")
	for _, seen := range []struct {
		n    uint64
		what scenarios.Case
	}{{one.Violated, one.FirstViolated}, {one.Untested, one.FirstUntested}} {
		if seen.n > 0 {
			p.Put("      ", p.Say("seed %d: ", "种子 %d：", p.Seed(seen.what.Number)), seen.what.Seen.In(p.Lang), "\n")
		}
	}
}

// heldIn says in how many runs something held, and was untested.
func (p *printer) heldIn(c *scenarios.Count) string {
	words := p.Say("held in %s of %s", "%[2]s 次中 %[1]s 成立", heldShare(c.Held, c.Runs()), lang.Grouped(c.Runs()))
	if c.Untested > 0 {
		words += p.Say(", untested in %s", "，%s 次无法判定", lang.Grouped(c.Untested))
	}
	return words
}

// firstOf names the first run that failed, and the first in which nothing could decide.
func (p *printer) firstOf(c *scenarios.Count) (words string) {
	if c.Violated > 0 {
		words = p.Say("; first that failed: seed %d", "；第一个不成立：种子 %d", p.Seed(c.FirstViolated.Number))
	}
	if c.Untested > 0 {
		words += p.Say("; first untested: seed %d", "；第一个无法判定：种子 %d", p.Seed(c.FirstUntested.Number))
	}
	return words
}

// printReplays prints the commands that run the first that did not hold.
func (p *printer) printReplays(line *run.Line, c *scenarios.Count) {
	for _, one := range []struct {
		n    uint64
		what scenarios.Case
		why  string
	}{{c.Violated, c.FirstViolated, p.Say("the first that failed", "第一个不成立的")},
		{c.Untested, c.FirstUntested, p.Say("the first untested", "第一个无法判定的")}} {
		if one.n > 0 {
			p.Put("    ")
			p.PutAgain(p.replay(line, one.what.Number).String(), lang.Text{EN: "   # " + one.why})
		}
	}
}

// heldShare writes a share in per cent with a digit behind the point, and with more where it would otherwise read as
// all or as none.
func heldShare(part, whole uint64) string {
	percent := 100 * float64(part) / float64(max(whole, 1))
	for digits := 1; ; digits++ {
		words := strconv.FormatFloat(percent, 'f', digits, 64)
		shown, _ := strconv.ParseFloat(words, 64)
		switch {
		case part == 0:
			return "0 %"
		case part == whole:
			return "100 %"
		case shown > 0 && shown < 100:
			return words + " %"
		}
	}
}
