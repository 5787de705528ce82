package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim/lang"
)

// TestGeneratedScenarios holds the pages about all scenarios to what the scenarios say of themselves.
func TestGeneratedScenarios(t *testing.T) {
	for _, l := range lang.All {
		file := "../../docs/scenarios.md"
		if l == lang.Chinese {
			file = "../../docs/zh/scenarios.md"
		}
		page := scenariosPage(t, l)
		if *update {
			if err := os.WriteFile(file, []byte(page), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if written, err := os.ReadFile(file); err != nil || string(written) != page {
			t.Errorf("%s is not up to date (make docs): %v", file, err)
		}
	}
}

// scenariosPage has a part for each scenario: what it teaches, what to predict, and how to run it.
func scenariosPage(t *testing.T, l lang.Lang) string {
	p := &lang.Printer{Lang: l}
	p.Put("# ", p.Say("The scenarios", "场景"), "\n\n")
	p.Put(p.Say("All scenarios of the course, in the order in which they teach. Predict before you run: the run decides, and says what\nit saw. "+
		"This page is made from the scenarios: `make docs`.", "课程的全部场景，按教学的顺序。先预测再运行：由运行来判定，并说出看到了什么。本页由场景生成：`make docs`。"), "\n")
	flag := ""
	if l == lang.Chinese {
		flag = " --lang zh"
	}
	for i, info := range scenarios.Builtin() {
		s, err := scenarios.ByName(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		p.Put(fmt.Sprintf("\n## %d. %s\n\n", i+1, info.Title.In(l)), strings.Join(lang.Wrap(lang.Breakable(info.Lesson.In(l)), 110), "\n"),
			p.Say(" (%s)", "（%s）", info.Reference), "\n")
		for _, prediction := range s.Predictions {
			p.Put("\n> ", prediction.Question.In(l), "\n>\n")
			for _, choice := range prediction.Choices {
				p.Put("> - ", choice.Text.In(l), "\n")
			}
		}
		p.Put("\n```console\n$ raftlab run ", info.Name, flag, "\n```\n")
	}
	return p.String()
}
