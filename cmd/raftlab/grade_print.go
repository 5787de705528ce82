package main

import (
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// print prints a line for each student, and below it what is to be looked at.
func (o *gradeOptions) print(class []graded) {
	longest := lang.Width(o.say("student", "学生"))
	for _, student := range class {
		longest = max(longest, lang.Width(lang.Clean(student.Student)))
	}
	row := func(student, held, forged, copied, passed string) {
		put(o.out, lang.Pad(student, longest), "  ", lang.Pad(held, 8), "  ", lang.Pad(forged, 6), "  ", lang.Pad(copied, 6), "  ", passed, "\n")
	}
	row(o.say("student", "学生"), o.say("held", "成立"), o.say("forged", "伪造"), o.say("copied", "雷同"),
		o.say("lab exercises", "实验练习"))
	for _, student := range class {
		held := "-"
		if student.Of > 0 {
			held = o.say("%d of %d", "%d/%d", student.Held, student.Of)
		}
		row(lang.Clean(student.Student), held,
			strconv.Itoa(student.Forged), strconv.Itoa(student.Copied), strconv.Itoa(len(student.Passed)))
		for _, r := range student.Results {
			o.printResult(&r)
		}
		switch {
		case len(student.Missing) > 0:
			put(o.out, o.say("  not handed in: %s\n", "  没有交：%s\n", strings.Join(student.Missing, ", ")))
		case len(student.Results) == 0:
			put(o.out, o.say("  nothing handed in: no .json file\n", "  没有交任何东西：没有 .json 文件\n"))
		}
	}
}

// printResult prints what is to be looked at in a result: what is not as it should be, and what was changed.
func (o *gradeOptions) printResult(r *handIn) {
	var added []string
	for _, change := range r.Changed {
		if line, ok := strings.CutPrefix(change, "+"); ok {
			added = append(added, line)
		}
	}
	if r.Standing == verified && r.Verdict == trace.Holds && len(r.Changed) == 0 {
		return
	}
	put(o.out, "  ", lang.Clean(r.File), ": ", lang.Clean(r.About), ": ", lang.Clean(r.Remark.In(o.lang)))
	if len(added) > 0 {
		put(o.out, ": ", lang.Clean(strings.Join(added, "; ")))
	}
	if fewer := len(r.Changed) - 2*len(added); fewer > 0 {
		put(o.out, o.say(" (%d lines fewer)", "（少了 %d 行）", fewer))
	}
	put(o.out, "\n")
}
