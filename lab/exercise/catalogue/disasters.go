package catalogue

import (
	"slices"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// disasters are exercises about data that is damaged, lost, or set back.
var disasters = []*spec{&snapshotCorrupt, &dataDeleted, &bumpRevision, &forceNewCluster}

var snapshotCorrupt = spec{
	id: "snapshot-corrupt", part: exercise.Beyond, members: 1,
	scope:     evidence.Scope{Commands: []string{save, "etcdutl snapshot restore ..."}},
	leftovers: exercise.Leftovers{Files: []string{"backup/whole.db", "backup/corrupt.db", "backup/corrupt-test"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved as /backup/whole.db.", "保存快照 backup/whole.db。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/whole.db"),
			"etcdctl snapshot save *whole.db")
		skipped := e.Ran("etcdutl snapshot restore *corrupt.db --skip-hash-check")
		g.Need(len(skipped) == 0,
			t("--skip-hash-check has restored the damage.", "--skip-hash-check 恢复了损坏的内容。"),
			t("The damaged snapshot refused.", "损坏的快照被拒绝。"),
			t("raftlab lab reset snapshot-corrupt, and leave --skip-hash-check out.",
				"raftlab lab reset snapshot-corrupt，不要用 --skip-hash-check。"))
		g.thenFails(t("The damaged copy refused.", "损坏的副本被拒绝。"),
			t("Change a byte of /backup/corrupt.db, then: etcdutl snapshot restore /backup/corrupt.db --data-dir=/backup/corrupt-test",
				"改动 backup/corrupt.db 的一个字节，然后：etcdutl snapshot restore /backup/corrupt.db --data-dir=/backup/corrupt-test"),
			"etcdutl snapshot restore *corrupt.db")
		g.then(t("The whole snapshot restored.", "恢复完整的快照。"),
			t("Remove what the failed try left (rm -rf /backup/corrupt-test), then: etcdutl snapshot restore /backup/whole.db --data-dir=/backup/corrupt-test",
				"删除失败的尝试留下的东西（rm -rf /backup/corrupt-test），然后：etcdutl snapshot restore /backup/whole.db --data-dir=/backup/corrupt-test"),
			"etcdutl snapshot restore *whole.db")
		g.file("backup/whole.db", evidence.Snapshot,
			t("Damage the copy, not the original.", "损坏副本，不要损坏原件。"))
		g.file("backup/corrupt.db", evidence.Damaged,
			t("Leave the damaged copy as /backup/corrupt.db.", "把损坏的副本保留为 /backup/corrupt.db。"))
		return g.Verdict()
	},
}

var dataDeleted = spec{
	id: "data-deleted", part: exercise.Beyond, members: 1, alone: true,
	scope: evidence.Scope{Keys: []string{"deleted/", "/registry/namespaces/"},
		Commands: append([]string{"etcdctl put deleted/* *", "etcdctl get deleted*", "raftlab lab member * *"},
			drillFocus[:4]...)},
	leftovers: exercise.Leftovers{Keys: []string{"deleted/*"}, Files: []string{"backup/rescue.db"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The data directory deleted.", "删除数据目录。"),
			t("rm -rf /var/lib/etcd, while etcd runs", "在 etcd 运行时：rm -rf /var/lib/etcd"),
			aside...)
		deletion := g.last
		for _, c := range e.Ran(away...) {
			g.Need(c.Time.After(deletion.Time), t("Etcd was stopped before, at %s.", "之前停止了 etcd：%s。", clock(c.Time)),
				t("The data deleted under a running member.", "在成员运行时删除数据。"),
				t("raftlab lab reset data-deleted, and leave the manifest where it is.",
					"raftlab lab reset data-deleted，清单不要动。"))
		}
		g.then(t("A write acknowledged after that.", "之后写入得到确认。"), line("etcdctl put deleted/after yes"),
			"etcdctl put deleted/after *")
		g.then(t("A snapshot saved before the restart.", "重启之前保存快照。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/rescue.db"), save)
		saved := g.last
		for _, c := range e.Ran("raftlab lab member * restart", "raftlab lab member * crash") {
			g.Need(c.Time.Before(deletion.Time) || c.Time.After(saved.Time),
				t("The member was restarted before the snapshot was saved: `%s`.",
					"保存快照之前就重启了成员：`%s`。", c),
				t("The snapshot first.", "先保存快照。"),
				t("What only the running etcd holds is lost with a restart.",
					"只有运行中的 etcd 才有的数据会随重启丢失。"))
		}
		g.then(t("The member restarted, to see what is lost.", "重启成员，看丢失了什么。"),
			line("raftlab lab member k8s-master01 restart"), "raftlab lab member * restart",
			"raftlab lab member * crash")
		g.restored()
		g.healthy()
		hint := t("It must be in the snapshot that you restore.", "它必须在你恢复的快照里。")
		g.exists("deleted/after", "", hint)
		g.exists("/registry/namespaces/default", "",
			t("The cluster's own keys are missing: restore /backup/rescue.db.",
				"集群自己的键不见了：恢复 /backup/rescue.db。"))
		return g.Verdict()
	},
}

// bumped is how far the revision must have been moved.
const bumped = 1_000_000

var bumpRevision = spec{
	id: "bump-revision", part: exercise.Beyond, members: 1, alone: true,
	scope: evidence.Scope{Keys: []string{"/registry/pods/default/bump-"}, Commands: drillFocus},
	leftovers: exercise.Leftovers{Keys: []string{"/registry/pods/default/bump-before",
		"/registry/pods/default/bump-after", "/registry/pods/default/bump-last"},
		Files: []string{"backup/bump.db", "var/lib/etcd.bump"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved.", "保存一份快照。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/bump.db"), save)
		g.restored()
		flags := e.Ran("etcdutl snapshot restore * --bump-revision=* --mark-compacted", "raftlab lab snapshot restore * --bump-revision=*")
		g.Need(len(flags) > 0,
			t("The restore was without --bump-revision and --mark-compacted.",
				"恢复时没有 --bump-revision 和 --mark-compacted。"),
			t("A restore with both flags.", "带两个选项的恢复。"),
			t("Add --bump-revision=1000000000 --mark-compacted to the restore.",
				"恢复时加上 --bump-revision=1000000000 --mark-compacted。"))
		g.healthy()
		g.Readable(e, evidence.GapKeys)
		g.Need(e.Revision > bumped, t("The revision is %d.", "修订版本是 %d。", e.Revision),
			t("A revision far above all earlier ones.", "远高于以往的修订版本。"),
			line("--bump-revision=1000000000"))
		if g.Open() {
			g.Saw(t("revision %d", "修订版本 %d", e.Revision))
		}
		return g.Verdict()
	},
}

var forceNewCluster = spec{
	id: "force-new-cluster", part: exercise.Beyond, members: 3,
	scope: evidence.Scope{Keys: []string{"quorum/"},
		Commands: []string{"etcdctl member ...", "etcdctl put quorum/* *", "kubelet ...", "raftlab lab manifest *"}},
	leftovers: exercise.Leftovers{Keys: []string{"quorum/*"}, Files: []string{"backup/alone.yaml", "backup/k8s-master02.yaml", "backup/k8s-master03.yaml"}, Members: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A key put before two members are lost.", "失去两个成员之前写入一个键。"), line("etcdctl put quorum/before yes"),
			"etcdctl put quorum/before *")
		put := g.last
		for _, lost := range []string{"k8s-master02", "k8s-master03"} {
			g.last = put
			g.then(t("The data of %s deleted.", "删除 %s 的数据。", lost),
				t("ssh %s, take its manifest away, then: rm -rf /var/lib/etcd", "ssh %s，先移走清单，然后：rm -rf /var/lib/etcd", lost),
				"kubelet data-gone "+lost)
		}
		g.then(t("k8s-master01 started as a cluster of its own, after the others were lost.", "失去其他成员之后，k8s-master01 自成一个集群启动。"),
			t("Write --force-new-cluster into its manifest, below - etcd.", "把 --force-new-cluster 写进它的清单，放在 - etcd 下面。"),
			"kubelet new-cluster k8s-master01")
		forced := g.last
		for _, m := range e.Manifests {
			g.Need(!slices.Contains(m.Args, newClusterFlag), t("The manifest of %s still has %s.", "%s 的清单里还有 %s。", m.Member, newClusterFlag),
				t("The flag taken out again.", "再去掉这个选项。"),
				t("Take it out: the next start would throw out the members that have joined.", "去掉它：否则下一次启动会丢掉已加入的成员。"))
		}
		for _, back := range []string{"k8s-master02", "k8s-master03"} {
			g.last = forced
			g.then(t("%s added to the new cluster.", "把 %s 加入新的集群。", back),
				line("etcdctl member add "+back+" --peer-urls="+peerURLs[back]), "etcdctl member add "+back)
		}
		g.Readable(e, evidence.GapMembers)
		g.Need(len(e.Members) == 3, t("The cluster has %d members.", "集群有 %d 个成员。", len(e.Members)),
			t("Three members.", "三个成员。"),
			t("etcdctl member add, then start it: raftlab lab manifest NAME", "etcdctl member add，然后启动它：raftlab lab manifest NAME"))
		g.healthy()
		g.exists("quorum/before", "", t("It was on k8s-master01: was that member's data kept?", "它在 k8s-master01 上：保留了该成员的数据吗？"))
		g.sameEverywhere()
		return g.Verdict()
	},
}

const newClusterFlag = "--force-new-cluster"

// peerURLs are those of the members that join again.
var peerURLs = map[string]string{"k8s-master02": "https://192.168.128.12:2380", "k8s-master03": "https://192.168.128.13:2380"}
