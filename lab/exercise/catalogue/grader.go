package catalogue

import (
	"slices"
	"strings"
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/lab/journal"
	"raftlab/sim/lang"
)

// t is a text in both languages.
func t(en, zh string, args ...any) lang.Text { return lang.Say(en, zh, args...) }

// line is a line to type, which is the same in both languages.
func line(command string) lang.Text { return lang.Text{EN: command, ZH: command} }

// grader goes through the commands of the journal in their order: each requirement looks for a command
// that is not older than the one before.
type grader struct {
	exercise.Grading
	e    *evidence.Evidence
	last evidence.Command
}

// grade begins. Where nothing of the exercise was done, nothing is judged.
func grade(e *evidence.Evidence) *grader {
	g := &grader{e: e}
	g.Readable(e, evidence.GapJournal)
	g.Begun(len(e.Commands) > 0,
		t("No command of this exercise is in the journal of the lab's shell.",
			"实验环境 shell 的日志里还没有这个练习的命令。"),
		t("Work done in the lab's shell.", "在实验环境的 shell 中完成操作。"),
		t("Open the lab's shell: raftlab lab shell. Then read the task.",
			"打开实验环境的 shell：raftlab lab shell。然后阅读任务。"))
	return g
}

// then requires a command that succeeded, after the one before.
func (g *grader) then(expected, hint lang.Text, patterns ...string) bool {
	return g.command(func(c evidence.Command) bool { return c.Exit == 0 }, expected, hint, patterns)
}

// thenFails requires a command that was refused.
func (g *grader) thenFails(expected, hint lang.Text, patterns ...string) bool {
	return g.command(refused, expected, hint, patterns)
}

// refused reports whether a command was understood, and failed.
func refused(c evidence.Command) bool { return c.Exit != 0 && !c.Misused }

// thenTyped requires a command, however it ended: one that is ended by Ctrl-C has no exit code of its own.
func (g *grader) thenTyped(expected, hint lang.Text, patterns ...string) bool {
	return g.command(func(c evidence.Command) bool { return !c.Misused }, expected, hint, patterns)
}

func (g *grader) command(ended func(evidence.Command) bool, expected, hint lang.Text, patterns []string) bool {
	if !g.Open() {
		return false
	}
	typed := g.e.Typed(patterns...)
	good := slices.DeleteFunc(slices.Clone(typed), func(c evidence.Command) bool { return !ended(c) })
	i := slices.IndexFunc(good, g.follows)
	if i >= 0 {
		g.last = good[i]
		g.Saw(told(g.last))
		return true
	}
	return g.Need(false, g.instead(typed, good, patterns), expected, hint)
}

// instead says what is in the journal where a command is missing: the last try that came in time but ended
// otherwise, else the last one that came too early.
func (g *grader) instead(typed, good []evidence.Command, patterns []string) lang.Text {
	for _, c := range slices.Backward(typed) {
		switch {
		case !g.follows(c):
		case c.Misused:
			return t("`%s` at %s was not understood: look at its flags.", "%[2]s 的 `%[1]s` 没有被理解：请检查选项。", c, clock(c.Time))
		case c.Exit != 0 && c.Login == journal.Wrong:
			return t("`%s` at %s had a wrong user or password.", "%[2]s 的 `%[1]s` 用户名或密码不对。", c, clock(c.Time))
		case c.Exit == 0:
			return t("`%s` succeeded at %s.", "`%s` 在 %s 成功了。", c, clock(c.Time))
		default:
			return t("`%s` failed at %s with exit code %d.", "`%s` 在 %s 失败，退出码 %d。", c, clock(c.Time), c.Exit)
		}
	}
	if len(good) > 0 {
		c := good[len(good)-1]
		if c.Program() == "kubelet" {
			told := told(c)
			return t("%s, which is before `%s`.", "%s，早于 `%s`。", told.EN, g.last)
		}
		return t("`%s` was run at %s, which is before `%s`.", "`%s` 运行于 %s，早于 `%s`。", c, clock(c.Time), g.last)
	}
	if strings.HasPrefix(patterns[0], "kubelet ") {
		return t("It has not been seen.", "没有看到。")
	}
	return t("`%s` is not in the journal.", "日志里没有 `%s`。", strings.Join(patterns, "` / `"))
}

// follows reports whether a command is not older than the one before, and not that one again.
func (g *grader) follows(c evidence.Command) bool {
	return !c.Time.Before(g.last.Time) && !same(c, g.last)
}

func same(a, b evidence.Command) bool { return a.Time.Equal(b.Time) && a.String() == b.String() }

func clock(at time.Time) string { return at.Local().Format("15:04:05") }

// kubeletWords tell what the supervisor has seen.
var kubeletWords = map[string]lang.Text{
	"manifest-gone":  {EN: "the manifest of %s gone at %s", ZH: "%s 的清单在 %s 被移走"},
	"manifest-back":  {EN: "the manifest of %s back at %s", ZH: "%s 的清单在 %s 放回"},
	"data-gone":      {EN: "the data of %s gone at %s", ZH: "%s 的数据在 %s 被移走或删除"},
	"data-elsewhere": {EN: "the manifest of %s with another data directory at %s", ZH: "%s 的清单在 %s 换了数据目录"},
	"new-cluster":    {EN: "%s started with --force-new-cluster at %s", ZH: "%s 在 %s 带 --force-new-cluster 启动"},

	"server-manifest-gone":   {EN: "the manifest of %s gone at %s", ZH: "%s 的清单在 %s 被移走"},
	"server-manifest-placed": {EN: "the manifest of %s placed at %s", ZH: "%s 的清单在 %s 放入"},
	"server-start":           {EN: "%s started at %s", ZH: "%s 在 %s 启动"},
}

// told tells a command.
func told(c evidence.Command) lang.Text {
	if what, ok := kubeletWords[c.Word(0)]; ok && c.Program() == "kubelet" {
		return t(what.EN, what.ZH, c.Word(1), clock(c.Time))
	}
	if c.By != "" {
		return t("`%s` at %s, typed by %s", "`%s`，%s，由 %s 输入", c, clock(c.Time), c.By)
	}
	if c.Exit == 0 {
		return t("`%s` at %s", "`%s`，%s", c, clock(c.Time))
	}
	return t("`%s` at %s, exit code %d", "`%s`，%s，退出码 %d", c, clock(c.Time), c.Exit)
}
