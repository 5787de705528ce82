package exercise

import (
	"fmt"
	"strings"

	"raftlab/sim/lang"
)

// pageWords are the words of a page that are the same for all exercises.
type pageWords struct {
	other, handout, steps, stepsText, second, again, interrupted, alone, grade string
	needs                                                                      [4]string // by the number of members
}

var pages = map[lang.Lang]pageWords{
	lang.English: {
		other:   "[中文](../zh/lab/%s.md)",
		handout: "The handout's lines",
		steps:   "Step by step",
		stepsText: "In the lab's shell (`raftlab lab shell`). `raftlab lab do %s` types the same lines. Ids, hashes, times, sizes,\n" +
			"ports and numbers of two digits and more differ from lab to lab; `...` stands for more. Log lines are left out.",
		second:      "In terminal %d, at the same time:",
		interrupted: "Ctrl-C in terminal %d.",
		again:       "Type it again until it shows this:",
		needs:       [4]string{1: "a lab of any size", 3: "a lab with three members or more"},
		alone:       "a lab with one member",
		grade:       "Graded by `raftlab lab check %s`. Back to the beginning: `raftlab lab reset %s`.",
	},
	lang.Chinese: {
		other:   "[English](../../lab/%s.md)",
		handout: "讲义中的命令",
		steps:   "逐步操作",
		stepsText: "在实验环境的 shell 中进行（`raftlab lab shell`）。`raftlab lab do %s` 会输入同样的命令。ID、哈希、时间、大小、\n" +
			"端口以及两位以上的数字因环境而异；`...` 代表更多内容。日志行略去。",
		second:      "同时，在终端 %d 中：",
		interrupted: "在终端 %d 中按 Ctrl-C。",
		again:       "重复输入，直到显示：",
		needs:       [4]string{1: "任何大小的实验环境", 3: "三个或更多成员的实验环境"},
		alone:       "一个成员的实验环境",
		grade:       "评分：`raftlab lab check %s`。恢复到开始状态：`raftlab lab reset %s`。",
	},
}

// Page returns the exercise's page of the documentation.
func (x *Exercise) Page(l lang.Lang) string {
	w, h, p := x.Words[l], headings[l], pages[l]
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n`%s` · %s · %s · "+p.other+"\n", w.Title, x.ID, x.Place(l), x.Need().In(l), x.ID)
	section := func(title, body string) {
		if body != "" {
			fmt.Fprintf(&b, "\n## %s\n\n%s\n", title, body)
		}
	}
	section(h.Task, w.Task)
	section(p.handout, block("sh", x.Handout))
	section(h.Today, w.Today)
	section(h.Hints, numbered(w.Hints))
	section(p.steps, fmt.Sprintf(p.stepsText, x.ID))
	x.writeSteps(&b, l)
	section(h.Why, w.Why)
	fmt.Fprintf(&b, "\n"+p.grade+"\n", x.ID, x.ID)
	return b.String()
}

// Need says which lab the exercise needs.
func (x *Exercise) Need() lang.Text {
	need := func(p pageWords) string {
		if x.Alone {
			return p.alone
		}
		return p.needs[x.Members]
	}
	return lang.Text{EN: need(pages[lang.English]), ZH: need(pages[lang.Chinese])}
}

// writeSteps writes each step: what to look at, and the terminal.
func (x *Exercise) writeSteps(b *strings.Builder, l lang.Lang) {
	p, texts, number := pages[l], x.LookAt(l), 0
	for i := range x.Steps {
		step := &x.Steps[i]
		if step.Stop {
			fmt.Fprintf(b, "\n"+p.interrupted+"\n", step.Terminal)
			continue
		}
		number++
		fmt.Fprintf(b, "\n**%d.** %s\n", number, texts[i])
		if step.Terminal > 1 {
			fmt.Fprintf(b, "\n"+p.second+"\n", step.Terminal)
		}
		if step.Until {
			fmt.Fprintf(b, "\n%s\n", p.again)
		}
		lines := append([]string{"$ " + strings.ReplaceAll(step.Line, "\n", "\n> ")}, step.Output...)
		fmt.Fprintf(b, "\n%s\n", block("console lab", lines))
	}
}

// LookAt returns what to look at in each step, in the order of Steps; "" for a step that only
// interrupts, and where the text has none.
func (x *Exercise) LookAt(l lang.Lang) []string {
	texts, given := make([]string, len(x.Steps)), x.Words[l].LookAt
	for i := range x.Steps {
		if !x.Steps[i].Stop && len(given) > 0 {
			texts[i], given = given[0], given[1:]
		}
	}
	return texts
}

func block(kind string, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return "```" + kind + "\n" + strings.Join(lines, "\n") + "\n```"
}

func numbered(items []string) string {
	var b strings.Builder
	for i, item := range items {
		fmt.Fprintf(&b, "%d. %s\n", i+1, item)
	}
	return strings.TrimRight(b.String(), "\n")
}
