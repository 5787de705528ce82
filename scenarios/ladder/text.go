package ladder

import (
	"strings"

	"raftlab/sim/lang"
)

// Text returns the report for people. After each failure comes what follow returns, a line or more without the last end.
func (r *Report) Text(l lang.Lang, follow func(*First) []string) string {
	p := &lang.Printer{Lang: l}
	for i := range r.Parts {
		r.Parts[i].text(p, follow)
	}
	if differs := r.Differs.In(l); differs != "" {
		p.Put("\n", differs, "\n")
	}
	if r.NoAnswer {
		p.Put("\n", p.Say("No answer came in time: nothing is proved by that, and nothing more was tried.", "没有及时得到回答：这不能证明什么，后面的内容没有再试。"), "\n")
	}
	if r.interrupted() {
		return p.String()
	}
	p.Put("\n", p.Say("%d of %d points", "%[2]d 分中得 %[1]d 分", r.Points, r.Of), "\n")
	return p.String()
}

func (r *Result) text(p *lang.Printer, follow func(*First) []string) {
	title := lang.Pad(r.Title.In(p.Lang), 12)
	if r.Untried {
		p.Put(r.Part, "  ", title, "  ", p.Say("not tried: the program announces none of preVote, checkQuorum, transfer, snapshots", "未测试：程序没有声明 preVote、checkQuorum、transfer、snapshots 中的任何一个"), "\n")
		return
	}
	if r.Unfinished {
		p.Put(r.Part, "  ", title, "  ", p.Say("interrupted: so far %d of %d scenarios and %d of %d schedules held, and %d schedules failed",
			"已中断：到目前为止 %[2]d 个场景中通过 %[1]d 个，%[4]d 个随机计划中通过 %[3]d 个、失败 %[5]d 个", r.Scenarios.Held, r.Scenarios.Of, r.Schedules.Held, r.Schedules.Of, r.Failed), "\n")
		if r.First != nil {
			r.First.text(p, func(*First) []string { return nil })
		}
		return
	}
	p.Put(r.Part, "  ", title, "  ", p.Say("%d of %d scenarios, %d of %d schedules, %d of %d points", "%[2]d 个场景中通过 %[1]d 个，%[4]d 个随机计划中通过 %[3]d 个，%[6]d 分中得 %[5]d 分",
		r.Scenarios.Held, r.Scenarios.Of, r.Schedules.Held, r.Schedules.Of, r.Points, r.Of), "\n")
	if r.First != nil {
		r.First.text(p, follow)
	}
}

func (f *First) text(p *lang.Printer, follow func(*First) []string) {
	what := f.Name
	switch {
	case f.Before > f.Steps:
		what = p.Say("%s, made smaller from %d steps to %d", "%s，从 %d 步缩小到 %d 步", f.Name, f.Before, f.Steps)
	case f.Title != lang.Text{}:
		what = p.Say("%s (%s)", "%s（%s）", f.Name, f.Title.In(p.Lang))
	}
	p.Put("   ", p.Say("first failure: %s", "第一个失败：%s", what), "\n")
	lines := []string{f.Words.In(p.Lang)}
	if f.At > 0 {
		lines[0] = p.Say("at %v %s", "%v 时 %s", f.At, f.Words)
	}
	if harm := f.Harm.In(p.Lang); harm != "" {
		lines = append(lines, p.Say("what came of it: %s", "结果：%s", harm))
	}
	lines = append(lines, follow(f)...)
	p.Put("     ", strings.Join(lines, "\n     "), "\n")
}
