package class

import (
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Text returns a line for each student, and below it what the lecturer has to look at.
func Text(class []Student, l lang.Lang) string {
	b := &lang.Printer{Lang: l}
	longest := lang.Width(l.Say("student", "学生"))
	for _, student := range class {
		longest = max(longest, lang.Width(lang.Clean(student.Name)))
	}
	row := func(student, held, forged, copied, passed string) {
		b.Put(lang.Pad(student, longest), "  ", lang.Pad(held, 8), "  ", lang.Pad(forged, 6), "  ", lang.Pad(copied, 6), "  ", passed, "\n")
	}
	row(l.Say("student", "学生"), l.Say("held", "成立"), l.Say("forged", "伪造"), l.Say("copied", "雷同"),
		l.Say("lab exercises (shown)", "实验练习（演示）"))
	for _, student := range class {
		held := "-"
		if student.Of > 0 {
			held = l.Say("%d of %d", "%d/%d", student.Held, student.Of)
		}
		row(lang.Clean(student.Name), held,
			strconv.Itoa(student.Forged), strconv.Itoa(student.Copied), student.inLab(l))
		for _, r := range student.Results {
			b.WriteString(r.text(l))
		}
		for _, same := range student.Same {
			b.Put("  ", same.text(l))
		}
		if student.Program != nil {
			b.WriteString(student.Program.text(l))
		}
		switch {
		case len(student.Missing) > 0:
			b.Put(l.Say("  not handed in: %s\n", "  没有交：%s\n", strings.Join(student.Missing, ", ")))
		case len(student.Results)+student.programs() == 0:
			b.Put(l.Say("  nothing handed in: no .json file\n", "  没有交任何东西：没有 .json 文件\n"))
		}
	}
	return b.String()
}

func (s *SameFile) text(l lang.Lang) string {
	return l.Say("%s: same file as %s\n", "%s：与 %s 的文件相同\n", lang.Clean(s.File), lang.Clean(strings.Join(s.With, ", ")))
}

// inLab says how many exercises of the lab a student did, and how many only raftlab lab do did.
func (s *Student) inLab(l lang.Lang) string {
	did := strconv.Itoa(len(s.Passed))
	if len(s.Shown) > 0 {
		did += l.Say(" (%d)", "（%d）", len(s.Shown))
	}
	return did
}

// text returns what is to be looked at in a result: what is not as it should be, and what was changed.
func (r *Submission) text(l lang.Lang) string {
	b := &lang.Printer{Lang: l}
	var added []string
	for _, change := range r.Changed {
		if line, ok := strings.CutPrefix(change, "+"); ok {
			added = append(added, line)
		}
	}
	if r.Standing == Verified && r.Verdict == trace.Holds && len(r.Changed)+len(r.Same)+len(r.Shown) == 0 {
		return ""
	}
	b.Put("  ", lang.Clean(r.File), l.Say(": ", "："), lang.Clean(r.About))
	if remark := r.Remark.In(l); remark != "" {
		b.Put(l.Say(": ", "："), lang.Clean(remark))
	}
	if len(added) > 0 {
		b.Put(l.Say(": ", "："), lang.Clean(strings.Join(added, "; ")))
	}
	if fewer := len(r.Changed) - 2*len(added); fewer > 0 {
		b.Put(l.Say(" (%d lines fewer)", "（少了 %d 行）", fewer))
	}
	b.Put("\n")
	for _, same := range r.Same {
		b.Put("    ", same.text(l))
	}
	if len(r.Shown) > 0 {
		b.Put(l.Say("    shown by raftlab lab do, not done: %s\n", "    由 raftlab lab do 演示，不是自己做的：%s\n", shortList(r.Shown)))
	}
	return b.String()
}
