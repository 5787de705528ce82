package catalogue

import (
	"slices"
	"strings"
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/sim/trace"
)

// t is a text in both languages.
func t(en, zh string, args ...any) trace.Text { return exercise.Say(en, zh, args...) }

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
		t("No command of this exercise is in the journal of the lab's shell.", "实验环境 shell 的日志里还没有这个练习的命令。"),
		t("Work done in the lab's shell.", "在实验环境的 shell 中完成操作。"),
		t("Open the lab's shell: raftlab lab shell. Then read the task.", "打开实验环境的 shell：raftlab lab shell。然后阅读任务。"))
	return g
}

// then requires a command that succeeded, after the one before.
func (g *grader) then(expected, hint trace.Text, patterns ...string) bool {
	return g.command(func(c evidence.Command) bool { return c.Exit == 0 }, expected, hint, patterns)
}

// thenFails requires a command that was refused.
func (g *grader) thenFails(expected, hint trace.Text, patterns ...string) bool {
	return g.command(func(c evidence.Command) bool { return c.Exit != 0 }, expected, hint, patterns)
}

// thenTyped requires a command, however it ended: one that is ended by Ctrl-C has no exit code of its own.
func (g *grader) thenTyped(expected, hint trace.Text, patterns ...string) bool {
	return g.command(func(evidence.Command) bool { return true }, expected, hint, patterns)
}

func (g *grader) command(ended func(evidence.Command) bool, expected, hint trace.Text, patterns []string) bool {
	if !g.Open() {
		return false
	}
	typed := g.e.Typed(patterns...)
	good := slices.DeleteFunc(slices.Clone(typed), func(c evidence.Command) bool { return !ended(c) })
	i := slices.IndexFunc(good, func(c evidence.Command) bool { return !c.Time.Before(g.last.Time) && !same(c, g.last) })
	if i >= 0 {
		g.last = good[i]
		g.Saw(told(g.last))
		return true
	}
	return g.Need(false, g.instead(typed, good, patterns), expected, hint)
}

// instead says what is in the journal where a command is missing.
func (g *grader) instead(typed, good []evidence.Command, patterns []string) trace.Text {
	switch {
	case len(good) > 0:
		c := good[len(good)-1]
		return t("`%s` was run at %s, which is before `%s`.", "`%s` 运行于 %s，早于 `%s`。", c, clock(c.Time), g.last)
	case len(typed) > 0:
		c := typed[len(typed)-1]
		if c.Exit == 0 {
			return t("`%s` succeeded at %s.", "`%s` 在 %s 成功了。", c, clock(c.Time))
		}
		return t("`%s` failed at %s with exit code %d.", "`%s` 在 %s 失败，退出码 %d。", c, clock(c.Time), c.Exit)
	}
	return t("`%s` is not in the journal.", "日志里没有 `%s`。", strings.Join(patterns, "` / `"))
}

func same(a, b evidence.Command) bool { return a.Time.Equal(b.Time) && a.String() == b.String() }

func clock(at time.Time) string { return at.Local().Format("15:04:05") }

// told tells a command.
func told(c evidence.Command) trace.Text {
	if c.Exit == 0 {
		return t("`%s` at %s", "`%s`，%s", c, clock(c.Time))
	}
	return t("`%s` at %s, exit code %d", "`%s`，%s，退出码 %d", c, clock(c.Time), c.Exit)
}

// gone requires that a key does not exist at the end.
func (g *grader) gone(key string, hint trace.Text) {
	g.Readable(g.e, evidence.GapKeys)
	k, exists := g.e.Key(key)
	g.Need(!exists, t("The key %s exists, with the value %q.", "键 %s 存在，值为 %q。", key, k.Value),
		t("No key %s.", "没有键 %s。", key), hint)
}

// exists requires that a key exists at the end; a value, if one is given, must be the key's.
func (g *grader) exists(key, value string, hint trace.Text) evidence.Key {
	g.Readable(g.e, evidence.GapKeys)
	k, exists := g.e.Key(key)
	g.Need(exists, t("There is no key %s.", "没有键 %s。", key), t("The key %s.", "键 %s。", key), hint)
	g.Need(value == "" || k.Value == value, t("The key %s has the value %q.", "键 %s 的值为 %q。", key, k.Value),
		t("The value %q.", "值 %q。", value), hint)
	if g.Open() {
		g.Saw(t("the key %s, changed last at revision %d", "键 %s，最后修改于修订版本 %d", key, k.Modified))
	}
	return k
}

// change is what must have happened to a key.
type change struct {
	value   string
	deleted bool
}

// history requires changes of a key, in this order, from etcd itself. It is not asked where etcd no longer
// knows: after a compaction, or a restore that took the revision back.
func (g *grader) history(key string, hint trace.Text, changes ...change) {
	if !g.Open() || !g.remembers() {
		return
	}
	rest := changes
	for _, ev := range g.e.Changes(key) {
		if len(rest) > 0 && ev.Deleted == rest[0].deleted && (ev.Deleted || ev.Value == rest[0].value) {
			g.Saw(happened(ev))
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		g.Need(false, t("Etcd's own history has no such change: %s.", "etcd 自己的历史里没有这个变化：%s。", wanted(key, rest[0])),
			t("The change in etcd's history (a watch from revision 1).", "etcd 历史中有此变化（从修订版本 1 开始监视）。"), hint)
	}
}

// remembers reports whether etcd's history is whole, as far as can be known.
func (g *grader) remembers() bool {
	return !g.e.Missing(evidence.GapHistory) && g.e.Compacted == 0 && len(g.e.Ran(restores...)) == 0
}

func wanted(key string, c change) string {
	if c.deleted {
		return "DELETE " + key
	}
	return "PUT " + key + " " + c.value
}

func happened(ev evidence.Event) trace.Text {
	if ev.Deleted {
		return t("revision %d: DELETE %s", "修订版本 %d：DELETE %s", ev.Revision, ev.Key)
	}
	return t("revision %d: PUT %s %s", "修订版本 %d：PUT %s %s", ev.Revision, ev.Key, ev.Value)
}

// restores are the commands after which etcd's history may be another.
var restores = []string{"etcdutl snapshot restore ...", "raftlab lab snapshot restore ..."}

// healthy requires that all members of the lab answer and have a leader at the end.
func (g *grader) healthy() {
	if !g.Open() {
		return
	}
	g.Readable(g.e, evidence.GapMembers)
	for _, name := range g.e.Lab {
		m, listed := g.e.Member(name)
		g.Need(listed && m.Status != nil, t("%s does not answer.", "%s 没有应答。", name),
			t("All members of the lab running at the end.", "最后实验环境的所有成员都在运行。"),
			t("Start it: raftlab lab member %s restart, or put its manifest back.", "启动它：raftlab lab member %s restart，或把清单放回去。", name))
	}
}

// base returns the name of a file without its directories and an ending.
func base(file, ending string) string {
	return strings.TrimSuffix(file[strings.LastIndex(file, "/")+1:], ending)
}

// glob reports whether a word is what a pattern with stars says.
func glob(pattern, word string) bool { return evidence.Glob(pattern, word) }
