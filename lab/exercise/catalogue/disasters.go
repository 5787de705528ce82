package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

var learner = spec{
	id: "learner", part: exercise.Beyond, members: 3,
	focus:  evidence.Focus{Commands: []string{"etcdctl member ...", "raftlab lab manifest *", "mv ...", "rm ..."}},
	traces: exercise.Traces{Files: []string{"k8s-master04.yaml"}, Extra: []string{"k8s-master04"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		if len(e.Ran("etcdctl member add * --learner")) == 0 && len(e.Ran("etcdctl member add k8s-master04")) > 0 {
			g.Need(false, t("k8s-master04 was added as a voting member.", "k8s-master04 是作为有投票权的成员加入的。"), t("A learner first.", "先做学习者。"),
				t("raftlab lab reset learner, then add it with --learner.", "raftlab lab reset learner，然后用 --learner 加入。"))
		}
		g.then(t("A learner added.", "加入学习者。"), t("etcdctl member add k8s-master04 --learner --peer-urls=https://192.168.128.14:2380", "etcdctl member add k8s-master04 --learner --peer-urls=https://192.168.128.14:2380"), "etcdctl member add * --learner")
		g.then(t("The learner promoted.", "提升学习者。"), t("Start it, wait for it, then: etcdctl member promote ID", "启动它，等待它，然后：etcdctl member promote ID"), "etcdctl member promote *")
		promoted := g.last.Word(2)
		g.then(t("The member removed again.", "再移除成员。"), t("etcdctl member remove ID", "etcdctl member remove ID"), "etcdctl member remove *")
		g.Need(g.last.Word(2) == promoted, t("Removed was %s, promoted was %s.", "移除的是 %s，提升的是 %s。", g.last.Word(2), promoted),
			t("The new member taken out.", "移出新成员。"), t("Remove k8s-master04, not one of the others.", "移除 k8s-master04，而不是其他成员。"))
		g.Readable(e, evidence.GapMembers)
		_, still := e.Member("k8s-master04")
		g.Need(!still, t("k8s-master04 is in the member list.", "k8s-master04 在成员列表里。"), t("Three members at the end.", "最后有三个成员。"),
			t("etcdctl member remove ID", "etcdctl member remove ID"))
		for _, m := range e.Manifests {
			g.Need(m.Member != "k8s-master04", t("%s is still there.", "%s 还在。", m.Path), t("No manifest of k8s-master04.", "没有 k8s-master04 的清单。"), t("rm /etc/kubernetes/manifests/etcd-k8s-master04.yaml", "rm /etc/kubernetes/manifests/etcd-k8s-master04.yaml"))
		}
		_, data := e.File("var/lib/etcd-k8s-master04")
		g.Need(!data, t("The data of k8s-master04 is still there.", "k8s-master04 的数据还在。"), t("No data left.", "不留数据。"), t("rm -rf /var/lib/etcd-k8s-master04", "rm -rf /var/lib/etcd-k8s-master04"))
		g.healthy()
		return g.Verdict()
	},
}

var memberReplace = spec{
	id: "member-replace", part: exercise.Beyond, members: 3,
	focus:  evidence.Focus{Keys: []string{"replace/"}, Commands: []string{"etcdctl member ...", "etcdctl put replace/* *", "rm ...", "mv ...", "raftlab lab manifest *"}},
	traces: exercise.Traces{Keys: []string{"replace/*"}, Files: []string{"k8s-master03.yaml"}, Members: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The member's data deleted.", "删除成员的数据。"), t("Take its manifest away first, then: rm -rf /var/lib/etcd-k8s-master03", "先移走清单，然后：rm -rf /var/lib/etcd-k8s-master03"), "rm */var/lib/etcd-k8s-master03*")
		g.last = evidence.Command{}
		g.then(t("The dead member removed.", "移除死去的成员。"), t("etcdctl member remove ID", "etcdctl member remove ID"), "etcdctl member remove *")
		dead := g.last.Word(2)
		g.then(t("Its successor added, after the removal.", "移除之后加入继任者。"), t("First remove, then: etcdctl member add k8s-master03 --peer-urls=https://192.168.128.13:2380", "先移除，然后：etcdctl member add k8s-master03 --peer-urls=https://192.168.128.13:2380"), "etcdctl member add k8s-master03")
		g.Readable(e, evidence.GapMembers)
		m, listed := e.Member("k8s-master03")
		g.Need(listed && m.ID != dead, t("There is no started k8s-master03 with a new id in the member list.", "成员列表里没有已启动的、带新 ID 的 k8s-master03。"), t("k8s-master03 with a new id.", "带新 ID 的 k8s-master03。"),
			t("Start it with a manifest that joins: raftlab lab manifest k8s-master03", "用加入集群的清单启动它：raftlab lab manifest k8s-master03"))
		g.Need(len(e.Members) == 3, t("The cluster has %d members.", "集群有 %d 个成员。", len(e.Members)), t("Three members.", "三个成员。"), t("etcdctl member list: remove what is too much.", "etcdctl member list：移除多余的。"))
		g.healthy()
		g.sameEverywhere()
		return g.Verdict()
	},
}

var dataDeleted = spec{
	id: "data-deleted", part: exercise.Beyond, members: 1, alone: true,
	focus:  evidence.Focus{Keys: []string{"deleted/", "/registry/namespaces/"}, Commands: append([]string{"etcdctl put deleted/* *", "etcdctl get deleted*", "raftlab lab member * *"}, drillFocus[:6]...)},
	traces: exercise.Traces{Keys: []string{"deleted/*"}, Files: []string{"backup/rescue.db"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The data directory deleted.", "删除数据目录。"), t("rm -rf /var/lib/etcd, while etcd runs", "在 etcd 运行时：rm -rf /var/lib/etcd"), "rm */var/lib/etcd*")
		deletion := g.last
		for _, c := range e.Ran(away...) {
			g.Need(c.Time.After(deletion.Time), t("Etcd was stopped before: `%s`.", "之前停止了 etcd：`%s`。", c), t("The data deleted under a running member.", "在运行中的成员脚下删除数据。"),
				t("raftlab lab reset data-deleted, and leave the manifest where it is.", "raftlab lab reset data-deleted，清单不要动。"))
		}
		g.then(t("A write acknowledged after that.", "之后写入得到确认。"), t("etcdctl put deleted/after yes", "etcdctl put deleted/after yes"), "etcdctl put deleted/after *")
		g.then(t("A snapshot saved before the restart.", "重启之前保存快照。"), t("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/rescue.db", "etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/rescue.db"), save)
		saved := g.last
		for _, c := range e.Ran("raftlab lab member * restart", "raftlab lab member * crash") {
			g.Need(c.Time.Before(deletion.Time) || c.Time.After(saved.Time), t("The member was restarted before the snapshot was saved: `%s`.", "保存快照之前就重启了成员：`%s`。", c),
				t("The snapshot first.", "先保存快照。"), t("What only the running etcd holds is lost with a restart.", "只有运行中的 etcd 才有的数据会随重启丢失。"))
		}
		g.then(t("The member restarted, to see what is lost.", "重启成员，看丢失了什么。"), t("raftlab lab member k8s-master01 restart", "raftlab lab member k8s-master01 restart"), "raftlab lab member * restart", "raftlab lab member * crash")
		g.restored()
		g.healthy()
		hint := t("It must be in the snapshot that you restore.", "它必须在你恢复的快照里。")
		g.exists("deleted/after", "", hint)
		g.exists("/registry/namespaces/default", "", t("The cluster's own keys are missing: restore backup/rescue.db.", "集群自己的键不见了：恢复 backup/rescue.db。"))
		return g.Verdict()
	},
}

// bumped is how far the revision must have been moved.
const bumped = 1_000_000

var bumpRevision = spec{
	id: "bump-revision", part: exercise.Beyond, members: 1, alone: true,
	focus: evidence.Focus{Keys: []string{"/registry/pods/default/bump-"}, Commands: drillFocus},
	traces: exercise.Traces{Keys: []string{"/registry/pods/default/bump-before", "/registry/pods/default/bump-after", "/registry/pods/default/bump-last"},
		Files: []string{"backup/bump.db", "var/lib/etcd.bump"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved.", "保存一份快照。"), t("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/bump.db", "etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/bump.db"), save)
		g.restored()
		flags := e.Ran("etcdutl snapshot restore * --bump-revision=* --mark-compacted", "raftlab lab snapshot restore * --bump-revision=*")
		g.Need(len(flags) > 0, t("The restore was without --bump-revision and --mark-compacted.", "恢复时没有 --bump-revision 和 --mark-compacted。"),
			t("A restore with both flags.", "带两个选项的恢复。"), t("Add --bump-revision=1000000000 --mark-compacted to the restore.", "恢复时加上 --bump-revision=1000000000 --mark-compacted。"))
		g.healthy()
		g.Readable(e, evidence.GapKeys)
		g.Need(e.Revision > bumped, t("The revision is %d.", "修订版本是 %d。", e.Revision), t("A revision far above all earlier ones.", "远高于以往的修订版本。"),
			t("--bump-revision=1000000000", "--bump-revision=1000000000"))
		if g.Open() {
			g.Saw(t("revision %d", "修订版本 %d", e.Revision))
		}
		return g.Verdict()
	},
}

var snapshotCorrupt = spec{
	id: "snapshot-corrupt", part: exercise.Beyond, members: 1,
	focus:  evidence.Focus{Commands: []string{save, "etcdutl snapshot restore ...", "rm ..."}},
	traces: exercise.Traces{Files: []string{"backup/whole.db", "backup/corrupt.db", "corrupt-test"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved as backup/whole.db.", "保存快照 backup/whole.db。"), t("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/whole.db", "etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/whole.db"), "etcdctl snapshot save *whole.db")
		skipped := e.Ran("etcdutl snapshot restore *corrupt.db --skip-hash-check")
		g.Need(len(skipped) == 0, t("--skip-hash-check has restored the damage.", "--skip-hash-check 恢复了损坏的内容。"), t("The damaged snapshot refused.", "损坏的快照被拒绝。"),
			t("raftlab lab reset snapshot-corrupt, and leave --skip-hash-check out.", "raftlab lab reset snapshot-corrupt，不要用 --skip-hash-check。"))
		g.thenFails(t("The damaged copy refused.", "损坏的副本被拒绝。"), t("Change a byte of backup/corrupt.db, then: etcdutl snapshot restore backup/corrupt.db --data-dir=corrupt-test", "改动 backup/corrupt.db 的一个字节，然后：etcdutl snapshot restore backup/corrupt.db --data-dir=corrupt-test"),
			"etcdutl snapshot restore *corrupt.db")
		g.then(t("The half directory removed.", "删除半个目录。"), t("rm -rf corrupt-test", "rm -rf corrupt-test"), "rm *corrupt-test*")
		g.then(t("The whole snapshot restored.", "恢复完整的快照。"), t("Remove what the failed try left, then: etcdutl snapshot restore backup/whole.db --data-dir=corrupt-test", "删除失败的尝试留下的东西，然后：etcdutl snapshot restore backup/whole.db --data-dir=corrupt-test"), "etcdutl snapshot restore *whole.db")
		g.file("backup/whole.db", evidence.Snapshot, [2]string{"Damage the copy, not the original.", "损坏副本，不要损坏原件。"})
		g.file("backup/corrupt.db", evidence.Damaged, [2]string{"Leave the damaged copy as backup/corrupt.db.", "把损坏的副本保留为 backup/corrupt.db。"})
		return g.Verdict()
	},
}
