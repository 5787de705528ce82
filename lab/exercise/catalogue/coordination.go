package catalogue

import (
	"strings"
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/sim/lang"
)

// coordination are exercises about clients that agree by means of etcd.
var coordination = []*spec{&lock, &election}

// overlap requires two commands that ran at the same time, and returns them in the order of their beginning.
func (g *grader) overlap(expected, hint lang.Text, patterns ...string) (first, second evidence.Command) {
	all := g.e.Typed(patterns...)
	for i := range all {
		for _, later := range all[i+1:] {
			if later.Time.Before(all[i].End()) {
				g.Saw(t("`%s` and `%s` at the same time", "`%s` 与 `%s` 同时运行", all[i], later))
				return all[i], later
			}
		}
	}
	g.Need(false,
		t("%d such command(s) have ended, no two at the same time.", "有 %d 条这样的命令已结束，没有两条同时运行。",
			len(all)),
		expected, hint)
	return
}

var lock = spec{
	id: "lock", part: exercise.Beyond, members: 1,
	scope: evidence.Scope{Keys: []string{"lock/"},
		Commands: []string{"etcdctl lock lock/printer ...", "etcdctl put lock/turn *"}},
	leftovers: exercise.Leftovers{Keys: []string{"lock/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		holder,
			waiter := g.overlap(t("Two locks of lock/printer at the same time: one holds, one waits.",
			"同时有两个 lock/printer 的锁：一个持有，一个等待。"),
			t("etcdctl lock lock/printer in one terminal, etcdctl lock lock/printer etcdctl put lock/turn second in another; Ctrl-C in the first.",
				"一个终端 etcdctl lock lock/printer，另一个终端 etcdctl lock lock/printer etcdctl put lock/turn second；在第一个终端按 Ctrl-C。"),
			"etcdctl lock lock/printer ...")
		g.exists("lock/turn", "",
			t("The second lock runs a command: etcdctl lock lock/printer etcdctl put lock/turn second",
				"第二个锁运行一条命令：etcdctl lock lock/printer etcdctl put lock/turn second"))
		if g.Open() {
			for _, put := range e.Ran("etcdctl put lock/turn *") {
				g.Need(put.Time.Before(waiter.Time) || !put.Time.Before(holder.End().Add(-endsSlowly)),
					t("lock/turn was put while the first lock was held.", "第一个锁还被持有时就写入了 lock/turn。"),
					t("lock/turn put with the lock.", "在持有锁时写入 lock/turn。"),
					t("Let etcdctl lock run the put.", "让 etcdctl lock 来运行写入。"))
			}
		}
		return g.Verdict()
	},
}

// endsSlowly is how long a program may take to end after it has released its lock.
const endsSlowly = 5 * time.Second

var election = spec{
	id: "election", part: exercise.Beyond, members: 1,
	scope: evidence.Scope{Keys: []string{"election/"},
		Commands: append([]string{"etcdctl elect ..."}, restores...)},
	leftovers: exercise.Leftovers{Keys: []string{"election/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		first, second := g.overlap(t("Two candidates at the same time.", "同时有两个候选者。"),
			t("etcdctl elect election/chief ann in one terminal, etcdctl elect election/chief ben in another; then Ctrl-C in both.",
				"一个终端 etcdctl elect election/chief ann，另一个终端 etcdctl elect election/chief ben；然后都按 Ctrl-C。"),
			"etcdctl elect election/chief *")
		g.Need(first.Word(2) != second.Word(2), t("Both propose %q.", "两者都提议 %q。", first.Word(2)),
			t("Two different candidates.", "两个不同的候选者。"),
			t("Give each a value of its own: ann, ben.", "给每个不同的值：ann、ben。"))
		g.Need(second.End().After(first.End()),
			t("%s gave up before %s.", "%s 先于 %s 放弃。", second.Word(2), first.Word(2)),
			t("The waiting candidate elected after the first gave up.", "第一个放弃之后，等待者当选。"),
			t("End the first with Ctrl-C, wait for the other's line, then end that.",
				"先用 Ctrl-C 结束第一个，等另一个的一行出现，再结束它。"))
		if g.Open() && g.remembers() {
			g.resigned(first.Word(2), second.Word(2))
		}
		return g.Verdict()
	},
}

// resigned requires, of etcd's history, that the first candidate's key went while the second's was there.
func (g *grader) resigned(first, second string) {
	values, waiting := map[string]string{}, false
	for _, ev := range g.e.History {
		if !ev.Deleted {
			values[ev.Key] = ev.Value
			continue
		}
		if values[ev.Key] == first {
			for key, value := range values {
				waiting = waiting || value == second && strings.HasPrefix(key, "election/chief/")
			}
		}
		delete(values, ev.Key)
	}
	g.Need(waiting,
		t("Etcd's history does not show %s resigning while %s waits.", "etcd 的历史没有显示 %s 退出时 %s 在等待。",
			first, second),
		t("One resigns, the other follows.", "一个退出，另一个接替。"),
		t("Let both campaign, then end the first.", "让两者都参选，然后结束第一个。"))
}
