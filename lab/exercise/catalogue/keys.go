package catalogue

import (
	"strings"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/sim/trace"
)

var watch = spec{
	id: "watch", part: exercise.Beyond, members: 1,
	focus:  evidence.Focus{Keys: []string{"watch/"}, Commands: []string{"etcdctl watch watch/light", "etcdctl put watch/light *", "etcdctl del watch/light"}},
	traces: exercise.Traces{Keys: []string{"watch/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("watch/light put.", "写入 watch/light。"), t("etcdctl put watch/light green", "etcdctl put watch/light green"), "etcdctl put watch/light *")
		g.then(t("watch/light put twice.", "写入 watch/light 两次。"), t("etcdctl put watch/light red", "etcdctl put watch/light red"), "etcdctl put watch/light *")
		g.thenTyped(t("A watch from the past, begun after the puts and ended with Ctrl-C.", "在写入之后开始、用 Ctrl-C 结束的、从过去开始的监视。"),
			t("etcdctl watch watch/light --rev=N, with the create_revision of the key", "etcdctl watch watch/light --rev=N，N 为键的 create_revision"), "etcdctl watch watch/light --rev=*")
		began := g.last
		g.then(t("watch/light deleted while the watch ran.", "监视运行期间删除 watch/light。"), t("etcdctl del watch/light", "etcdctl del watch/light"), "etcdctl del watch/light")
		g.Need(!g.last.Time.After(began.End()), t("The watch was over when the key was deleted.", "删除键时监视已经结束。"),
			t("A deletion that the watch tells.", "监视所报告的删除。"), t("Leave the watch running and delete the key in the other terminal.", "让监视继续运行，在另一个终端删除键。"))
		g.gone("watch/light", t("etcdctl del watch/light", "etcdctl del watch/light"))
		return g.Verdict()
	},
}

var transaction = spec{
	id: "transaction", part: exercise.Beyond, members: 1,
	focus:  evidence.Focus{Keys: []string{"txn/"}, Commands: []string{"etcdctl txn ...", "etcdctl put txn/* *"}},
	traces: exercise.Traces{Keys: []string{"txn/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("txn/stock put.", "写入 txn/stock。"), t("etcdctl put txn/stock 1", "etcdctl put txn/stock 1"), "etcdctl put txn/stock *")
		g.then(t("A transaction.", "一个事务。"), t("etcdctl txn", "etcdctl txn"), "etcdctl txn ...")
		g.then(t("A second transaction.", "第二个事务。"), t("The same for ben.", "为 ben 做同样的事。"), "etcdctl txn ...")
		stock := g.exists("txn/stock", "0", t("The first transaction sets it to 0.", "第一个事务把它设为 0。"))
		buyer := g.exists("txn/buyer", "ann", t("Compare the value of txn/stock with \"1\": then ben is too late.", "把 txn/stock 的值与 \"1\" 比较：这样 ben 就晚了。"))
		g.Need(stock.Modified == buyer.Modified,
			t("txn/stock was changed at revision %d, txn/buyer at %d.", "txn/stock 修改于修订版本 %d，txn/buyer 修改于 %d。", stock.Modified, buyer.Modified),
			t("Both changed at one revision.", "两者在同一修订版本修改。"), t("Write both puts into one transaction.", "把两次写入放进同一个事务。"))
		return g.Verdict()
	},
}

var lease = spec{
	id: "lease", part: exercise.Beyond, members: 1,
	focus:  evidence.Focus{Keys: []string{"lease/"}, Commands: []string{"etcdctl lease ...", "etcdctl put lease/* *", "etcdctl del lease/*", "etcdctl watch lease/*"}},
	traces: exercise.Traces{Keys: []string{"lease/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A lease granted.", "授予一个租约。"), t("etcdctl lease grant 3", "etcdctl lease grant 3"), "etcdctl lease grant *")
		g.then(t("lease/session attached to a lease.", "lease/session 附在租约上。"),
			t("etcdctl put lease/session alive --lease=ID", "etcdctl put lease/session alive --lease=ID"), "etcdctl put lease/session * --lease=*")
		g.then(t("lease/owner attached to a lease.", "lease/owner 附在租约上。"),
			t("etcdctl put lease/owner ann --lease=ID", "etcdctl put lease/owner ann --lease=ID"), "etcdctl put lease/owner * --lease=*")
		g.then(t("A lease revoked.", "撤销一个租约。"), t("etcdctl lease revoke ID", "etcdctl lease revoke ID"), "etcdctl lease revoke *")
		g.Need(len(e.Typed("etcdctl del lease/*")) == 0, t("A key was deleted by hand: `etcdctl del`.", "手工删除了键：`etcdctl del`。"),
			t("Keys that go with their lease.", "随租约消失的键。"), t("raftlab lab reset lease, and leave the deleting to the leases.", "raftlab lab reset lease，然后让租约去删除。"))
		g.gone("lease/session", t("Wait until its lease is over.", "等它的租约到期。"))
		g.gone("lease/owner", t("Revoke its lease: etcdctl lease revoke ID", "撤销它的租约：etcdctl lease revoke ID"))
		return g.Verdict()
	},
}

// overlap requires two commands that ran at the same time, and returns them in the order of their beginning.
func (g *grader) overlap(expected, hint [2]string, patterns ...string) (first, second evidence.Command) {
	all := g.e.Typed(patterns...)
	for i := range all {
		for _, later := range all[i+1:] {
			if later.Time.Before(all[i].End()) {
				g.Saw(t("`%s` and `%s` at the same time", "`%s` 与 `%s` 同时运行", all[i], later))
				return all[i], later
			}
		}
	}
	g.Need(false, t("%d such command(s) have ended, no two at the same time.", "有 %d 条这样的命令已结束，没有两条同时运行。", len(all)),
		trace.Text{EN: expected[0], ZH: expected[1]}, trace.Text{EN: hint[0], ZH: hint[1]})
	return
}

var lock = spec{
	id: "lock", part: exercise.Beyond, members: 1,
	focus:  evidence.Focus{Keys: []string{"lock/"}, Commands: []string{"etcdctl lock lock/printer ...", "etcdctl put lock/turn *"}},
	traces: exercise.Traces{Keys: []string{"lock/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		holder, waiter := g.overlap([2]string{"Two locks of lock/printer at the same time: one holds, one waits.", "同时有两个 lock/printer 的锁：一个持有，一个等待。"},
			[2]string{"etcdctl lock lock/printer in one terminal, etcdctl lock lock/printer etcdctl put lock/turn second in another; Ctrl-C in the first.",
				"一个终端 etcdctl lock lock/printer，另一个终端 etcdctl lock lock/printer etcdctl put lock/turn second；在第一个终端按 Ctrl-C。"},
			"etcdctl lock lock/printer ...")
		g.exists("lock/turn", "", t("The second lock runs a command: etcdctl lock lock/printer etcdctl put lock/turn second", "第二个锁运行一条命令：etcdctl lock lock/printer etcdctl put lock/turn second"))
		if g.Open() {
			for _, put := range e.Ran("etcdctl put lock/turn *") {
				g.Need(put.Time.Before(waiter.Time) || !put.Time.Before(holder.End().Add(-endsSlowly)), t("lock/turn was put while the first lock was held.", "第一个锁还被持有时就写入了 lock/turn。"),
					t("lock/turn put with the lock.", "在持有锁时写入 lock/turn。"), t("Let etcdctl lock run the put.", "让 etcdctl lock 来运行写入。"))
			}
		}
		return g.Verdict()
	},
}

// endsSlowly is how long a program may take to end after it has released its lock.
const endsSlowly = 5e9

var election = spec{
	id: "election", part: exercise.Beyond, members: 1,
	focus:  evidence.Focus{Keys: []string{"election/"}, Commands: append([]string{"etcdctl elect ..."}, restores...)},
	traces: exercise.Traces{Keys: []string{"election/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		first, second := g.overlap([2]string{"Two candidates at the same time.", "同时有两个候选者。"},
			[2]string{"etcdctl elect election/chief ann in one terminal, etcdctl elect election/chief ben in another; then Ctrl-C in both.",
				"一个终端 etcdctl elect election/chief ann，另一个终端 etcdctl elect election/chief ben；然后都按 Ctrl-C。"},
			"etcdctl elect election/chief *")
		g.Need(first.Word(2) != second.Word(2), t("Both propose %q.", "两者都提议 %q。", first.Word(2)), t("Two different candidates.", "两个不同的候选者。"),
			t("Give each a value of its own: ann, ben.", "给每个不同的值：ann、ben。"))
		g.Need(second.End().After(first.End()), t("%s gave up before %s.", "%s 先于 %s 放弃。", second.Word(2), first.Word(2)),
			t("The waiting candidate elected after the first gave up.", "第一个放弃之后，等待者当选。"), t("End the first with Ctrl-C, wait for the other's line, then end that.", "先用 Ctrl-C 结束第一个，等另一个的一行出现，再结束它。"))
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
	g.Need(waiting, t("Etcd's history does not show %s resigning while %s waits.", "etcd 的历史没有显示 %s 退出时 %s 在等待。", first, second),
		t("One resigns, the other follows.", "一个退出，另一个接替。"), t("Let both campaign, then end the first.", "让两者都参选，然后结束第一个。"))
}

var usersRoles = spec{
	id: "users-roles", part: exercise.Beyond, members: 1,
	focus: evidence.Focus{Keys: []string{"shop/", "safe/"}, Commands: []string{"etcdctl user ...", "etcdctl role ...", "etcdctl auth ...",
		"etcdctl put shop/* *", "etcdctl put safe/* *"}},
	traces: exercise.Traces{Keys: []string{"shop/*", "safe/*"}, Users: []string{"ann", "root"}, Roles: []string{"shop", "root"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("Authentication switched on.", "开启认证。"), t("First users and roles, then: etcdctl auth enable", "先创建用户和角色，然后：etcdctl auth enable"), "etcdctl auth enable")
		g.then(t("shop/apples put by ann.", "ann 写入 shop/apples。"), t("etcdctl --user ann:PASSWORD put shop/apples 3", "etcdctl --user ann:密码 put shop/apples 3"), "etcdctl put shop/* * --user=ann*")
		g.thenFails(t("safe/gold denied to ann.", "拒绝 ann 写入 safe/gold。"),
			t("Give the role shop a prefix, shop/, and nothing more: etcdctl role grant-permission shop --prefix=true readwrite shop/", "只给角色 shop 前缀 shop/：etcdctl role grant-permission shop --prefix=true readwrite shop/"),
			"etcdctl put safe/* * --user=ann*")
		g.then(t("Authentication switched off again.", "再关闭认证。"), t("etcdctl --user root:PASSWORD auth disable", "etcdctl --user root:密码 auth disable"), "etcdctl auth disable")
		g.Need(!e.Auth.Enabled, t("Authentication is on.", "认证处于开启状态。"), t("Authentication off at the end.", "最后认证关闭。"),
			t("etcdctl --user root:PASSWORD auth disable", "etcdctl --user root:密码 auth disable"))
		g.Readable(e, evidence.GapAuth)
		if g.Open() {
			g.permitted()
		}
		g.exists("shop/apples", "", t("etcdctl --user ann:PASSWORD put shop/apples 3", "etcdctl --user ann:密码 put shop/apples 3"))
		return g.Verdict()
	},
}

// permitted requires that the role shop reaches what begins with shop/ and nothing else.
func (g *grader) permitted() {
	hint := t("etcdctl role grant-permission shop --prefix=true readwrite shop/", "etcdctl role grant-permission shop --prefix=true readwrite shop/")
	for _, role := range g.e.Auth.Roles {
		if role.Name != "shop" {
			continue
		}
		for _, p := range role.Permissions {
			g.Need(strings.HasPrefix(p.Key, "shop/") && (p.End == "" || p.End <= "shop0" && p.End > p.Key),
				t("The role shop permits %s from %q to %q.", "角色 shop 允许 %s，从 %q 到 %q。", p.Kind, p.Key, p.End), t("Keys below shop/ only.", "只有 shop/ 之下的键。"), hint)
		}
		if g.Open() {
			g.Saw(t("the role shop with %d permission(s)", "角色 shop，有 %d 项权限", len(role.Permissions)))
		}
		return
	}
	g.Need(false, t("There is no role shop.", "没有角色 shop。"), t("The role shop.", "角色 shop。"), hint)
}

var compaction = spec{
	id: "compaction", part: exercise.Beyond, members: 1,
	focus:  evidence.Focus{Keys: []string{"compact/"}, Commands: []string{"etcdctl put compact/* *", "etcdctl get compact/*", "etcdctl compaction *", "etcdctl compact *", "etcdctl defrag"}},
	traces: exercise.Traces{Keys: []string{"compact/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("compact/price put.", "写入 compact/price。"), t("etcdctl put compact/price 7", "etcdctl put compact/price 7"), "etcdctl put compact/price *")
		g.then(t("compact/price put twice.", "写入 compact/price 两次。"), t("etcdctl put compact/price 8", "etcdctl put compact/price 8"), "etcdctl put compact/price *")
		g.then(t("The old value read by its revision.", "按修订版本读取旧值。"), t("etcdctl get compact/price --rev=N", "etcdctl get compact/price --rev=N"), "etcdctl get compact/price --rev=*")
		g.then(t("The history compacted.", "压缩历史。"), t("etcdctl compaction N", "etcdctl compaction N"), "etcdctl compaction *", "etcdctl compact *")
		g.thenFails(t("The old value asked for again, and refused.", "再次读取旧值，被拒绝。"),
			t("Compact up to the newest revision of the key, then: etcdctl get compact/price --rev=N, with the old N", "压缩到该键的最新修订版本，然后：etcdctl get compact/price --rev=N，用旧的 N"), "etcdctl get compact/price --rev=*")
		g.then(t("The members defragmented.", "整理成员的碎片。"), t("etcdctl defrag", "etcdctl defrag"), "etcdctl defrag")
		k := g.exists("compact/price", "", t("A compaction takes no newest value: it was deleted.", "压缩不会带走最新的值：它被删除了。"))
		g.Need(e.Compacted >= k.Modified || e.Missing(evidence.GapHistory), t("History is compacted up to revision %d, the key was changed at %d.", "历史压缩到修订版本 %d，键修改于 %d。", e.Compacted, k.Modified),
			t("History compacted up to the key's newest revision.", "历史压缩到该键的最新修订版本。"), t("etcdctl compaction N, with the mod_revision of compact/price", "etcdctl compaction N，N 为 compact/price 的 mod_revision"))
		return g.Verdict()
	},
}
