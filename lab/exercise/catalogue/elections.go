package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// elections is H2 of the handout; the simulator has the greater share of it.
var elections = []*spec{&leaderCrash}

var leaderCrash = spec{
	id: "leader-crash", part: exercise.Elections, members: 3,
	scope: evidence.Scope{Keys: []string{"leader-crash/"},
		Commands: []string{"etcdctl move-leader *", "etcdctl endpoint status",
			"raftlab lab member * *", "kubelet ...", "etcdctl put leader-crash/* *"}},
	leftovers: exercise.Leftovers{Keys: []string{"leader-crash/*"}, Members: true, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The leader known: it was chosen.", "已知领导者：是选定的。"),
			t("etcdctl move-leader ID, with the id of k8s-master01",
				"etcdctl move-leader ID，用 k8s-master01 的 ID"),
			"etcdctl move-leader *")
		target := g.last.Word(1)
		g.then(t("The term before the crash.", "宕机之前的任期。"), line("etcdctl endpoint status"),
			"etcdctl endpoint status")
		g.then(t("The leader crashed.", "领导者宕机。"), line("raftlab lab member k8s-master01 crash"), takenDown...)
		crashed := memberOf(g.last)
		if m, known := e.Member(crashed); known {
			g.Need(m.ID == target,
				t("%s was crashed, and %s was made the leader.", "宕机的是 %s，而选定的领导者是 %s。", crashed,
					target),
				t("The crash of the leader.", "领导者的宕机。"),
				t("Crash the member that leads.", "让领导者宕机。"))
		}
		g.then(t("A write while the old leader is down.", "旧领导者停机时的写入。"),
			line("etcdctl put leader-crash/during yes"), "etcdctl put leader-crash/during *")
		g.then(t("The term after the crash.", "宕机之后的任期。"), line("etcdctl endpoint status"),
			"etcdctl endpoint status")
		g.then(t("The member brought back after that.", "之后恢复成员。"),
			line("raftlab lab member k8s-master01 restart"), broughtBack...)
		g.exists("leader-crash/during", "", t("Put it while the old leader is down.", "在旧领导者停机时写入。"))
		g.healthy()
		return g.Verdict()
	},
}
