package report

import (
	"fmt"
	"strings"

	"raftlab/lab/exercise"
	"raftlab/lab/exercise/catalogue"
	"raftlab/sim/lang"
)

// Markdown returns the report for people.
func (r *Report) Markdown(l lang.Lang) string {
	say := l.Say
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", say("Report of a raftlab lab", "raftlab 实验报告"))
	if r.Student != "" {
		fmt.Fprintf(&b, "- %s\n", say("Student: %s", "学生：%s", r.Student))
	}
	fmt.Fprintf(&b, "- %s\n- %s\n- %s\n\n", say("Time: %s", "时间：%s", r.Time.Format("2006-01-02 15:04:05 MST")),
		say("raftlab %s, etcd %s, %s", "raftlab %s，etcd %s，%s", r.Raftlab, r.Etcd, r.System),
		say("Members: %s", "成员：%s", strings.Join(r.Members, ", ")))
	fmt.Fprintf(&b, "**%s**\n", say("%d of %d exercises passed", "通过 %d 个，共 %d 个练习", r.Passed, r.Of))
	part := exercise.Part("")
	for _, entry := range r.Exercises {
		if entry.Part != part {
			part = entry.Part
			fmt.Fprintf(&b, "\n## %s\n", part.Heading().In(l))
		}
		entry.write(&b, l)
	}
	return b.String()
}

func (e *Entry) write(b *strings.Builder, l lang.Lang) {
	title := e.Title
	if x, err := catalogue.ByID(e.Exercise); err == nil {
		title = x.Title().In(l)
	}
	v := e.Verdict
	fmt.Fprintf(b, "\n### %s: %s\n\n**%s** · %s · `%s`\n", e.Exercise, title, v.State.Word().In(l), e.At.Format("2006-01-02 15:04:05 MST"), e.Digest)
	for _, seen := range v.Seen {
		fmt.Fprintf(b, "- %s\n", seen.In(l))
	}
	if v.Expected != nil {
		fmt.Fprintf(b, "- %s\n", l.Say("expected: %s", "期望：%s", *v.Expected))
	}
	if v.Hint != nil {
		fmt.Fprintf(b, "- %s\n", l.Say("hint: %s", "提示：%s", *v.Hint))
	}
}
