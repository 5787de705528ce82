package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// members are exercises about the members of a cluster.
var members = []*spec{&endpointStatus, &moveLeader, &learner, &memberReplace}

var endpointStatus = spec{
	id: "endpoint-status", part: exercise.Beyond, members: 3,
	scope: evidence.Scope{Keys: []string{"status/"},
		Commands: []string{"etcdctl endpoint status", "etcdctl endpoint hashkv"}},
	leftovers: exercise.Leftovers{Keys: []string{"status/*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The status of the endpoints.", "端点的状态。"), line("etcdctl endpoint status -w table"),
			"etcdctl endpoint status")
		g.last = evidence.Command{}
		g.then(t("The hashes of the endpoints.", "端点的哈希。"), line("etcdctl endpoint hashkv -w table"),
			"etcdctl endpoint hashkv")
		if endpoints, given := g.last.Flag("endpoints"); given {
			_, cluster := g.last.Flag("cluster")
			g.Need(cluster || evidence.Glob("*,*,*", endpoints), t("Only %s was asked.", "只问了 %s。", endpoints),
				t("All members compared.", "比较所有成员。"),
				t("Leave --endpoints out, or write --cluster.", "去掉 --endpoints，或者写 --cluster。"))
		}
		g.healthy()
		g.sameEverywhere()
		return g.Verdict()
	},
}

var moveLeader = spec{
	id: "move-leader", part: exercise.Beyond, members: 3,
	scope: evidence.Scope{Commands: []string{"etcdctl move-leader *", "etcdctl endpoint status"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The leadership moved.", "转移领导权。"),
			t("etcdctl move-leader ID, with all endpoints", "etcdctl move-leader ID，给出所有端点"),
			"etcdctl move-leader *")
		moves := e.Ran("etcdctl move-leader *")
		g.then(t("The status after the move.", "转移之后查看状态。"), line("etcdctl endpoint status"),
			"etcdctl endpoint status")
		if !g.Open() {
			return g.Verdict()
		}
		target := moves[len(moves)-1].Word(1)
		master02, known := e.Member("k8s-master02")
		g.Need(known && target == master02.ID,
			t("The last move was to %s, k8s-master02 is %s.", "最后一次转移给了 %s，k8s-master02 是 %s。", target,
				master02.ID),
			t("The leadership moved to k8s-master02.", "领导权转移给 k8s-master02。"),
			t("Its id is in etcdctl member list.", "它的 ID 在 etcdctl member list 里。"))
		g.healthy()
		return g.Verdict()
	},
}

var learner = spec{
	id: "learner", part: exercise.Beyond, members: 3,
	scope:     evidence.Scope{Commands: []string{"etcdctl member ...", "raftlab lab manifest *"}},
	leftovers: exercise.Leftovers{Files: []string{"backup/k8s-master04.yaml"}, Extra: []string{"k8s-master04"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		if len(e.Ran("etcdctl member add * --learner")) == 0 && len(e.Ran("etcdctl member add k8s-master04")) > 0 {
			g.Need(false,
				t("k8s-master04 was added as a voting member.", "k8s-master04 是作为有投票权的成员加入的。"),
				t("A learner first.", "先做学习者。"),
				t("raftlab lab reset learner, then add it with --learner.",
					"raftlab lab reset learner，然后用 --learner 加入。"))
		}
		g.then(t("A learner added.", "加入学习者。"),
			line("etcdctl member add k8s-master04 --learner --peer-urls=https://192.168.128.14:2380"),
			"etcdctl member add * --learner")
		g.then(t("The learner promoted.", "提升学习者。"),
			t("Start it, wait for it, then: etcdctl member promote ID",
				"启动它，等待它，然后：etcdctl member promote ID"),
			"etcdctl member promote *")
		promoted := g.last.Word(2)
		g.then(t("The member removed again.", "再移除成员。"), line("etcdctl member remove ID"),
			"etcdctl member remove *")
		g.Need(g.last.Word(2) == promoted,
			t("Removed was %s, promoted was %s.", "移除的是 %s，提升的是 %s。", g.last.Word(2), promoted),
			t("The new member taken out.", "移出新成员。"),
			t("Remove k8s-master04, not one of the others.", "移除 k8s-master04，而不是其他成员。"))
		g.Readable(e, evidence.GapMembers)
		_, still := e.Member("k8s-master04")
		g.Need(!still, t("k8s-master04 is in the member list.", "k8s-master04 在成员列表里。"),
			t("Three members at the end.", "最后有三个成员。"),
			line("etcdctl member remove ID"))
		for _, m := range e.Manifests {
			g.Need(m.Member != "k8s-master04", t("%s is still there.", "%s 还在。", m.Path),
				t("No manifest of k8s-master04.", "没有 k8s-master04 的清单。"),
				line("ssh k8s-master04 rm /etc/kubernetes/manifests/etcd.yaml"))
		}
		_, data := e.File("var/lib/etcd-k8s-master04") // on loopback
		if _, onHost := e.File("hosts/k8s-master04/var/lib/etcd"); onHost {
			data = true
		}
		g.Need(!data, t("The data of k8s-master04 is still there.", "k8s-master04 的数据还在。"),
			t("No data left.", "不留数据。"), line("ssh k8s-master04 rm -rf /var/lib/etcd"))
		g.healthy()
		return g.Verdict()
	},
}

var memberReplace = spec{
	id: "member-replace", part: exercise.Beyond, members: 3,
	scope: evidence.Scope{Keys: []string{"replace/"},
		Commands: []string{"etcdctl member ...", "etcdctl put replace/* *", "kubelet ...",
			"raftlab lab manifest *"}},
	leftovers: exercise.Leftovers{Keys: []string{"replace/*"}, Files: []string{"backup/k8s-master03.yaml"}, Members: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The member's data deleted.", "删除成员的数据。"),
			t("On its host (ssh k8s-master03) take its manifest away first, then: rm -rf /var/lib/etcd",
				"在它的主机上（ssh k8s-master03）先移走清单，然后：rm -rf /var/lib/etcd"),
			"kubelet data-gone k8s-master03")
		g.last = evidence.Command{}
		g.then(t("The dead member removed.", "移除死去的成员。"), line("etcdctl member remove ID"),
			"etcdctl member remove *")
		dead := g.last.Word(2)
		g.then(t("Its successor added, after the removal.", "移除之后加入继任者。"),
			t("First remove, then: etcdctl member add k8s-master03 --peer-urls=https://192.168.128.13:2380",
				"先移除，然后：etcdctl member add k8s-master03 --peer-urls=https://192.168.128.13:2380"),
			"etcdctl member add k8s-master03")
		g.Readable(e, evidence.GapMembers)
		m, listed := e.Member("k8s-master03")
		g.Need(listed && m.ID != dead,
			t("There is no started k8s-master03 with a new id in the member list.",
				"成员列表里没有已启动的、带新 ID 的 k8s-master03。"),
			t("k8s-master03 with a new id.", "带新 ID 的 k8s-master03。"),
			t("Start it with a manifest that joins: raftlab lab manifest k8s-master03",
				"用加入集群的清单启动它：raftlab lab manifest k8s-master03"))
		g.Need(len(e.Members) == 3, t("The cluster has %d members.", "集群有 %d 个成员。", len(e.Members)),
			t("Three members.", "三个成员。"),
			t("etcdctl member list: remove what is too much.", "etcdctl member list：移除多余的。"))
		g.healthy()
		g.sameEverywhere()
		return g.Verdict()
	},
}
