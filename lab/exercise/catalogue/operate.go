package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

var quotaAlarm = spec{
	id: "quota-alarm", part: exercise.Beyond, members: 1, alone: true,
	focus: evidence.Focus{Keys: []string{"quota/"}, Commands: []string{"etcdctl put quota/*", "etcdctl put quota/* *", "etcdctl alarm ...", "etcdctl del quota/...", "etcdctl del quota/*",
		"etcdctl compaction *", "etcdctl compact *", "etcdctl defrag"}},
	traces: exercise.Traces{Keys: []string{"quota/*"}, Files: []string{"quota.yaml"}, Alarms: true, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.thenFails(t("A put that is refused, since the database is full.", "因数据库已满而被拒绝的写入。"),
			t("Set --quota-backend-bytes=8388608 in the manifest, and put values of a megabyte.", "在清单里设置 --quota-backend-bytes=8388608，然后写入一兆字节的值。"), "etcdctl put quota/*", "etcdctl put quota/* *")
		g.then(t("The alarm listed.", "列出告警。"), t("etcdctl alarm list", "etcdctl alarm list"), "etcdctl alarm list")
		g.then(t("The keys deleted.", "删除键。"), t("etcdctl del quota/ --prefix", "etcdctl del quota/ --prefix"), "etcdctl del quota/*")
		g.then(t("The history compacted, after the deletion.", "删除之后压缩历史。"), t("etcdctl compaction N", "etcdctl compaction N"), "etcdctl compaction *", "etcdctl compact *")
		g.then(t("The member defragmented, after the compaction.", "压缩之后整理碎片。"), t("Compact first, then: etcdctl defrag", "先压缩，然后：etcdctl defrag"), "etcdctl defrag")
		g.then(t("The alarm disarmed, after room was made.", "腾出空间之后解除告警。"), t("etcdctl alarm disarm", "etcdctl alarm disarm"), "etcdctl alarm disarm")
		g.then(t("A put that succeeds again.", "写入恢复。"), t("etcdctl put quota/after yes", "etcdctl put quota/after yes"), "etcdctl put quota/* *")
		g.Readable(e, evidence.GapAlarms)
		g.Need(len(e.Alarms) == 0, t("An alarm is raised.", "有告警。"), t("No alarm at the end.", "最后没有告警。"), t("etcdctl alarm disarm", "etcdctl alarm disarm"))
		for _, m := range e.Manifests {
			for _, arg := range m.Args {
				g.Need(!glob("--quota-backend-bytes*", arg), t("%s still has %s.", "%s 里还有 %s。", m.Path, arg), t("The manifest as it was.", "清单恢复原样。"),
					t("Take the line out of the manifest.", "从清单里去掉这一行。"))
			}
		}
		g.healthy()
		return g.Verdict()
	},
}

var endpointStatus = spec{
	id: "endpoint-status", part: exercise.Beyond, members: 3,
	focus:  evidence.Focus{Keys: []string{"status/"}, Commands: []string{"etcdctl endpoint status", "etcdctl endpoint hashkv"}},
	traces: exercise.Traces{Keys: []string{"status/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The status of the endpoints.", "端点的状态。"), t("etcdctl endpoint status -w table", "etcdctl endpoint status -w table"), "etcdctl endpoint status")
		g.last = evidence.Command{}
		g.then(t("The hashes of the endpoints.", "端点的哈希。"), t("etcdctl endpoint hashkv -w table", "etcdctl endpoint hashkv -w table"), "etcdctl endpoint hashkv")
		if endpoints, given := g.last.Flag("endpoints"); given {
			_, cluster := g.last.Flag("cluster")
			g.Need(cluster || glob("*,*,*", endpoints), t("Only %s was asked.", "只问了 %s。", endpoints), t("All members compared.", "比较所有成员。"),
				t("Leave --endpoints out, or write --cluster.", "去掉 --endpoints，或者写 --cluster。"))
		}
		g.healthy()
		g.sameEverywhere()
		return g.Verdict()
	},
}

var moveLeader = spec{
	id: "move-leader", part: exercise.Beyond, members: 3,
	focus: evidence.Focus{Commands: []string{"etcdctl move-leader *", "etcdctl endpoint status"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The leadership moved.", "转移领导权。"), t("etcdctl move-leader ID, with all endpoints", "etcdctl move-leader ID，给出所有端点"), "etcdctl move-leader *")
		moves := e.Ran("etcdctl move-leader *")
		g.then(t("The status after the move.", "转移之后查看状态。"), t("etcdctl endpoint status", "etcdctl endpoint status"), "etcdctl endpoint status")
		if !g.Open() {
			return g.Verdict()
		}
		target := moves[len(moves)-1].Word(1)
		master02, known := e.Member("k8s-master02")
		g.Need(known && target == master02.ID, t("The last move was to %s, k8s-master02 is %s.", "最后一次转移给了 %s，k8s-master02 是 %s。", target, master02.ID),
			t("The leadership moved to k8s-master02.", "领导权转移给 k8s-master02。"), t("Its id is in etcdctl member list.", "它的 ID 在 etcdctl member list 里。"))
		g.healthy()
		return g.Verdict()
	},
}

var leaderCrash = spec{
	id: "leader-crash", part: exercise.Elections, members: 3,
	focus: evidence.Focus{Keys: []string{"leader-crash/"}, Commands: []string{"etcdctl move-leader *", "etcdctl endpoint status",
		"raftlab lab member * *", "etcdctl put leader-crash/* *"}},
	traces: exercise.Traces{Keys: []string{"leader-crash/*"}, Members: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The leader known: it was chosen.", "已知领导者：是选定的。"), t("etcdctl move-leader ID, with the id of k8s-master01", "etcdctl move-leader ID，用 k8s-master01 的 ID"), "etcdctl move-leader *")
		target := g.last.Word(1)
		g.then(t("The term before the crash.", "崩溃之前的任期。"), t("etcdctl endpoint status", "etcdctl endpoint status"), "etcdctl endpoint status")
		g.then(t("The leader crashed.", "领导者崩溃。"), t("raftlab lab member k8s-master01 crash", "raftlab lab member k8s-master01 crash"), "raftlab lab member * crash")
		crashed := g.last.Word(2)
		if m, known := e.Member(crashed); known {
			g.Need(m.ID == target, t("%s was crashed, and %s was made the leader.", "崩溃的是 %s，而选定的领导者是 %s。", crashed, target),
				t("The crash of the leader.", "领导者的崩溃。"), t("Crash the member that leads.", "让领导者崩溃。"))
		}
		g.then(t("A write while the old leader is down.", "旧领导者停机时的写入。"), t("etcdctl put leader-crash/during yes", "etcdctl put leader-crash/during yes"), "etcdctl put leader-crash/during *")
		g.then(t("The term after the crash.", "崩溃之后的任期。"), t("etcdctl endpoint status", "etcdctl endpoint status"), "etcdctl endpoint status")
		g.then(t("The member brought back after that.", "之后恢复成员。"), t("raftlab lab member k8s-master01 restart", "raftlab lab member k8s-master01 restart"), "raftlab lab member * restart")
		g.exists("leader-crash/during", "", t("Put it while the old leader is down.", "在旧领导者停机时写入。"))
		g.healthy()
		return g.Verdict()
	},
}
