package catalogue

import (
	"strconv"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// keys are exercises beyond the handout about what etcd does with keys.
var keys = []*spec{&watch, &transaction, &lease}

var watch = spec{
	id: "watch", part: exercise.Beyond, members: 1,
	scope: evidence.Scope{Keys: []string{"watch/"},
		Commands: []string{"etcdctl watch watch/*", "etcdctl put watch/light *", "etcdctl del watch/light"}},
	leftovers: exercise.Leftovers{Keys: []string{"watch/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("watch/light put.", "写入 watch/light。"), line("etcdctl put watch/light green"),
			"etcdctl put watch/light *")
		g.then(t("watch/light put twice.", "写入 watch/light 两次。"), line("etcdctl put watch/light red"),
			"etcdctl put watch/light *")
		g.thenTyped(t("A watch from the past, begun after the puts and ended with Ctrl-C.",
			"在写入之后开始、用 Ctrl-C 结束的、从以前的修订版本开始的监视。"),
			t("etcdctl watch watch/light --rev=N, with the create_revision of the key",
				"etcdctl watch watch/light --rev=N，N 为键的 create_revision"),
			"etcdctl watch watch/light --rev=*", "etcdctl watch watch/* --prefix --rev=*")
		began := g.last
		g.fromThePast("watch/light")
		g.then(t("watch/light deleted while the watch ran.", "监视运行期间删除 watch/light。"),
			line("etcdctl del watch/light"), "etcdctl del watch/light")
		g.Need(!g.last.Time.After(began.End()),
			t("The watch was over when the key was deleted.", "删除键时监视已经结束。"),
			t("A deletion that the watch tells.", "监视所报告的删除。"),
			t("Leave the watch running and delete the key in the other terminal.",
				"让监视继续运行，在另一个终端删除键。"))
		g.gone("watch/light", line("etcdctl del watch/light"))
		return g.Verdict()
	},
}

// fromThePast requires, where etcd's history is known, that the last command begins with a revision at which the key had
// been changed already.
func (g *grader) fromThePast(key string) {
	if !g.Open() || !g.remembers() {
		return
	}
	from, _ := g.last.Flag("rev")
	var last int64 // of the puts before
	for _, ev := range g.e.Changes(key) {
		if !ev.Deleted {
			last = ev.Revision
		}
	}
	g.Need(last == 0 || number(from) > 0 && number(from) <= last, t("%s was put last at revision %d, the watch begins at %s.", "%s 最后写入于修订版本 %d，监视从 %s 开始。", key, last, from),
		t("A watch that tells what was before it.", "报告以前的变化的监视。"),
		t("Take the create_revision of the key as N: etcdctl get %s -w json", "用键的 create_revision 作为 N：etcdctl get %s -w json", key))
}

// number reads a revision; what is none is 0.
func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

var transaction = spec{
	id: "transaction", part: exercise.Beyond, members: 1,
	scope:     evidence.Scope{Keys: []string{"txn/"}, Commands: []string{"etcdctl txn ...", "etcdctl put txn/* *"}},
	leftovers: exercise.Leftovers{Keys: []string{"txn/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("txn/stock put.", "写入 txn/stock。"), line("etcdctl put txn/stock 1"), "etcdctl put txn/stock *")
		g.then(t("A transaction.", "一个事务。"), line("etcdctl txn"), "etcdctl txn ...")
		g.then(t("A second transaction.", "第二个事务。"), t("The same for ben.", "为 ben 做同样的事。"),
			"etcdctl txn ...")
		stock := g.exists("txn/stock", "0", t("The first transaction sets it to 0.", "第一个事务把它设为 0。"))
		buyer := g.exists("txn/buyer", "ann",
			t("Compare the value of txn/stock with \"1\": then ben is too late.",
				"把 txn/stock 的值与 \"1\" 比较：这样 ben 就晚了。"))
		g.Need(stock.Modified == buyer.Modified,
			t("txn/stock was changed at revision %d, txn/buyer at %d.",
				"txn/stock 修改于修订版本 %d，txn/buyer 修改于 %d。", stock.Modified, buyer.Modified),
			t("Both changed at one revision.", "两者在同一修订版本修改。"),
			t("Write both puts into one transaction.", "把两次写入放进同一个事务。"))
		return g.Verdict()
	},
}

var lease = spec{
	id: "lease", part: exercise.Beyond, members: 1,
	scope: evidence.Scope{Keys: []string{"lease/"},
		Commands: []string{"etcdctl lease ...", "etcdctl put lease/* *", "etcdctl del lease/*",
			"etcdctl watch lease/*"}},
	leftovers: exercise.Leftovers{Keys: []string{"lease/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A lease granted.", "授予一个租约。"), line("etcdctl lease grant 3"), "etcdctl lease grant *")
		g.then(t("lease/session attached to a lease.", "lease/session 附在租约上。"),
			line("etcdctl put lease/session alive --lease=ID"), "etcdctl put lease/session * --lease=*")
		short, _ := g.last.Flag("lease")
		g.then(t("lease/owner attached to a lease.", "lease/owner 附在租约上。"),
			line("etcdctl put lease/owner ann --lease=ID"), "etcdctl put lease/owner * --lease=*")
		long, _ := g.last.Flag("lease")
		g.Need(short != long, t("Both keys are attached to the lease %s.", "两个键都附在租约 %s 上。", short),
			t("A lease that ends by itself, and another one that is revoked.", "一个自己到期的租约，另一个被撤销的租约。"),
			t("Grant a second, long lease for lease/owner: etcdctl lease grant 600", "为 lease/owner 再授予一个长租约：etcdctl lease grant 600"))
		g.then(t("A lease revoked.", "撤销一个租约。"), line("etcdctl lease revoke ID"), "etcdctl lease revoke *")
		g.Need(len(e.Typed("etcdctl del lease/*")) == 0,
			t("A key was deleted by hand: `etcdctl del`.", "手工删除了键：`etcdctl del`。"),
			t("Keys that go with their lease.", "随租约消失的键。"),
			t("raftlab lab reset lease, and leave the deleting to the leases.",
				"raftlab lab reset lease，然后让租约去删除。"))
		g.gone("lease/session", t("Wait until its lease is over.", "等它的租约到期。"))
		g.gone("lease/owner",
			t("Revoke its lease: etcdctl lease revoke ID", "撤销它的租约：etcdctl lease revoke ID"))
		return g.Verdict()
	},
}
