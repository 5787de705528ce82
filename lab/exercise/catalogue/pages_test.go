package catalogue

import (
	"embed"
	"fmt"
	"strings"

	"raftlab/lab/exercise"
	"raftlab/sim/lang"
)

// pageWords are the words of a page that are the same for all exercises.
type pageWords struct {
	other, handout, steps, stepsText, second, again, interrupted, grade string
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
		grade:       "评分：`raftlab lab check %s`。恢复到开始状态：`raftlab lab reset %s`。",
	},
}

// page returns the exercise's page of the documentation.
func page(x *exercise.Exercise, l lang.Lang) string {
	w, h, p := x.Words[l], exercise.Headings[l], pages[l]
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
	writeSteps(&b, x, l)
	section(h.Why, w.Why)
	fmt.Fprintf(&b, "\n"+p.grade+"\n", x.ID, x.ID)
	return b.String()
}

// writeSteps writes each step: what to look at, and the terminal.
func writeSteps(b *strings.Builder, x *exercise.Exercise, l lang.Lang) {
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

// indexes are what stands above the list of exercises on the first page of the documentation.
//
//go:embed testdata/index.*.md
var indexes embed.FS

// index returns the page of the documentation that lists the exercises.
func index(l lang.Lang) string {
	var b strings.Builder
	head, err := indexes.ReadFile("testdata/index." + string(l) + ".md")
	if err != nil {
		panic(err) // a text file of ours
	}
	b.Write(head)
	part := exercise.Part("")
	for _, x := range All() {
		if x.Part != part {
			part = x.Part
			fmt.Fprintf(&b, "\n## %s\n\n", part.Heading().In(l))
		}
		row := ""
		if x.Row != "" {
			row = " (" + x.Place(l) + ")"
		}
		need := ""
		if x.Members > 1 {
			need = l.Say(" (three members)", "（三个成员）")
		}
		fmt.Fprintf(&b, "- [`%s`](%s.md): %s%s%s\n", x.ID, x.ID, x.Title().In(l), row, need)
	}
	return b.String()
}
