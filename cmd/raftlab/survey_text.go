package main

import (
	"fmt"
	"math/big"
	"strconv"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/lang"
)

// printText prints for people.
func (s *survey) printText() {
	first := &s.lines[0]
	fmt.Fprintf(s.out, "%s: %s\n", first.Header.Scenario, first.Scenario.Title.In(s.lang))
	fmt.Fprintln(s.out, s.say("%s, engine %s, simulation %s", "%s，引擎 %s，模拟器版本 %s", s.whence.In(s.lang), first.Header.Engine, sim.Version))
	if s.partial {
		s.printPartial()
	}
	for i := range s.lines {
		if line := &s.lines[i]; line.tally.All.Runs() > 0 {
			s.printLine(line)
		}
	}
	put(s.out, "\n", s.say("Again:  ", "重现："), s.command.String(), s.command.Remark().In(s.lang), "\n")
}

func (s *survey) printPartial() {
	done, all := uint64(0), new(big.Int).SetUint64(s.runs)
	for i := range s.lines {
		done += s.lines[i].tally.All.Runs()
	}
	all.Mul(all, big.NewInt(int64(len(s.lines))))
	fmt.Fprintln(s.out, s.say("PARTIAL: interrupted after %s of %s runs; which of them depends on the moment",
		"不完整：完成 %s 次（共 %s 次）后被中断；完成了哪些取决于中断的时刻", lang.Grouped(done), lang.Grouped(all.Uint64())))
}

// printLine prints what the runs with one set of settings showed of each expectation, and of all together.
func (s *survey) printLine(line *surveyLine) {
	title := s.say("Expectations, judged at the end of each run", "预期，在每次运行结束时判定")
	if line.value != "" {
		title = line.value + "  " + title
	}
	put(s.out, "\n", title, "\n")
	for i := range line.tally.Each {
		s.printOutcomes(&line.tally.Each[i])
	}
	put(s.out, "\n  ", s.say("all together", "全部合计"), "\n    ", s.heldIn(&line.tally.All), s.firstOf(&line.tally.All), "\n")
	s.printReplays(line, &line.tally.All)
}

func (s *survey) printOutcomes(one *scenarios.Outcomes) {
	put(s.out, "  ", one.Expected.In(s.lang), "\n    ", s.heldIn(&one.Count), s.firstOf(&one.Count), "\n")
	for _, seen := range []struct {
		n    uint64
		what scenarios.Case
	}{{one.Violated, one.FirstViolated}, {one.Untested, one.FirstUntested}} {
		if seen.n > 0 {
			put(s.out, "      ", s.say("seed %d: ", "种子 %d：", s.seed(seen.what.Number)), seen.what.Seen.In(s.lang), "\n")
		}
	}
}

// heldIn says in how many runs something held, and was untested.
func (s *survey) heldIn(c *scenarios.Count) string {
	words := s.say("held in %s of %s", "%[2]s 次中 %[1]s 成立", heldShare(c.Held, c.Runs()), lang.Grouped(c.Runs()))
	if c.Untested > 0 {
		words += s.say(", untested in %s", "，%s 次无法判定", lang.Grouped(c.Untested))
	}
	return words
}

// firstOf names the first run that failed, and the first in which nothing could decide.
func (s *survey) firstOf(c *scenarios.Count) (words string) {
	if c.Violated > 0 {
		words = s.say("; first that failed: seed %d", "；第一个不成立：种子 %d", s.seed(c.FirstViolated.Number))
	}
	if c.Untested > 0 {
		words += s.say("; first untested: seed %d", "；第一个无法判定：种子 %d", s.seed(c.FirstUntested.Number))
	}
	return words
}

// printReplays prints the commands that run the first that did not hold.
func (s *survey) printReplays(line *surveyLine, c *scenarios.Count) {
	for _, one := range []struct {
		n    uint64
		what scenarios.Case
		why  string
	}{{c.Violated, c.FirstViolated, s.say("the first that failed", "第一个不成立的")},
		{c.Untested, c.FirstUntested, s.say("the first untested", "第一个无法判定的")}} {
		if one.n > 0 {
			put(s.out, "    ", s.say("Again:  ", "重现："), s.replay(line, one.what.Number).String(), "   # ", one.why, "\n")
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
