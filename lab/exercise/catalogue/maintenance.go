package catalogue

import (
	"slices"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// maintenance are exercises about the room that a database takes.
var maintenance = []*spec{&compaction, &quotaAlarm}

var compaction = spec{
	id: "compaction", part: exercise.Beyond, members: 1,
	scope: evidence.Scope{Keys: []string{"compact/"},
		Commands: []string{"etcdctl put compact/* *", "etcdctl get compact/*", "etcdctl compaction *",
			"etcdctl compact *", "etcdctl defrag"}},
	leftovers: exercise.Leftovers{Keys: []string{"compact/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("compact/price put.", "写入 compact/price。"), line("etcdctl put compact/price 7"),
			"etcdctl put compact/price *")
		g.then(t("compact/price put twice.", "写入 compact/price 两次。"), line("etcdctl put compact/price 8"),
			"etcdctl put compact/price *")
		g.then(t("The old value read by its revision.", "按修订版本读取旧值。"),
			line("etcdctl get compact/price --rev=N"), "etcdctl get compact/price --rev=*")
		read, _ := g.last.Flag("rev")
		g.then(t("The history compacted.", "压缩历史。"), line("etcdctl compaction N"), "etcdctl compaction *",
			"etcdctl compact *")
		g.thenFails(t("The old value asked for again, and refused.", "再次读取旧值，被拒绝。"),
			t("Compact up to the newest revision of the key, then: etcdctl get compact/price --rev=N, with the old N",
				"压缩到该键的最新修订版本，然后：etcdctl get compact/price --rev=N，用旧的 N"),
			"etcdctl get compact/price --rev=*")
		again, _ := g.last.Flag("rev")
		g.Need(number(again) <= number(read), t("Read was revision %s, and refused was revision %s.", "读取的是修订版本 %s，被拒绝的是修订版本 %s。", read, again),
			t("The revision refused that could be read before.", "被拒绝的是以前能读的修订版本。"),
			t("Ask for the same N as before: one that is still to come is refused too.", "用与之前相同的 N：还没有到的修订版本也会被拒绝。"))
		g.then(t("The members defragmented.", "整理成员的碎片。"), line("etcdctl defrag"), "etcdctl defrag")
		k := g.exists("compact/price", "",
			t("A compaction takes no newest value: it was deleted.", "压缩不会带走最新的值：它被删除了。"))
		g.Need(number(read) < k.Modified, t("Read was revision %s, and the key was changed last at %d.", "读取的是修订版本 %s，键最后修改于 %d。", read, k.Modified),
			t("The old value read, before it was overwritten.", "读取被覆盖之前的旧值。"),
			t("Take a revision below the key's mod_revision: etcdctl get compact/price --rev=N", "用小于键的 mod_revision 的修订版本：etcdctl get compact/price --rev=N"))
		g.Need(e.Compacted >= k.Modified || e.Missing(evidence.GapHistory),
			t("History is compacted up to revision %d, the key was changed at %d.",
				"历史压缩到修订版本 %d，键修改于 %d。", e.Compacted, k.Modified),
			t("History compacted up to the key's newest revision.", "历史压缩到该键的最新修订版本。"),
			t("etcdctl compaction N, with the mod_revision of compact/price",
				"etcdctl compaction N，N 为 compact/price 的 mod_revision"))
		return g.Verdict()
	},
}

var quotaAlarm = spec{
	id: "quota-alarm", part: exercise.Beyond, members: 1, alone: true,
	scope: evidence.Scope{Keys: []string{"quota/"},
		Commands: []string{"etcdctl put quota/*", "etcdctl put quota/* *", "etcdctl alarm ...",
			"etcdctl del quota/...", "etcdctl del quota/*",
			"etcdctl compaction *", "etcdctl compact *", "etcdctl defrag"}},
	leftovers: exercise.Leftovers{Keys: []string{"quota/*"}, Files: []string{"backup/quota.yaml"}, Alarms: true, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.command(full, t("A put that is refused, since the database is full.", "因数据库已满而被拒绝的写入。"),
			t("Set --quota-backend-bytes=8388608 in the manifest, and put values of a megabyte.",
				"在清单里设置 --quota-backend-bytes=8388608，然后写入一兆字节的值。"),
			[]string{"etcdctl put quota/*", "etcdctl put quota/* *"})
		g.then(t("The alarm listed.", "列出告警。"), line("etcdctl alarm list"), "etcdctl alarm list")
		g.then(t("The keys deleted.", "删除键。"), line("etcdctl del quota/ --prefix"), "etcdctl del quota/*")
		g.then(t("The history compacted, after the deletion.", "删除之后压缩历史。"), line("etcdctl compaction N"),
			"etcdctl compaction *", "etcdctl compact *")
		g.then(t("The member defragmented, after the compaction.", "压缩之后整理碎片。"),
			t("Compact first, then: etcdctl defrag", "先压缩，然后：etcdctl defrag"), "etcdctl defrag")
		g.then(t("The alarm disarmed, after room was made.", "腾出空间之后解除告警。"),
			line("etcdctl alarm disarm"), "etcdctl alarm disarm")
		g.then(t("A put that succeeds again.", "写入恢复。"), line("etcdctl put quota/after yes"),
			"etcdctl put quota/* *")
		g.Readable(e, evidence.GapAlarms)
		g.Need(len(e.Alarms) == 0, t("An alarm is raised.", "有告警。"),
			t("No alarm at the end.", "最后没有告警。"), line("etcdctl alarm disarm"))
		for _, m := range e.Manifests {
			for _, arg := range m.Args {
				g.Need(!evidence.Glob("--quota-backend-bytes*", arg),
					t("%s still has %s.", "%s 里还有 %s。", m.Path, arg),
					t("The manifest as it was.", "清单恢复原样。"),
					t("Take the line out of the manifest.", "从清单里去掉这一行。"))
			}
		}
		g.healthy()
		return g.Verdict()
	},
}

// full reports whether a put was refused while the alarm of a full database was raised. A value that is too large is refused too.
func full(c evidence.Command) bool { return refused(c) && slices.Contains(c.Alarms, "NOSPACE") }
