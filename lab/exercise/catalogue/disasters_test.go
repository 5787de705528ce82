package catalogue

import "raftlab/lab/evidence"

var disastersWorks = []*work{
	{
		id: "snapshot-corrupt",
		commands: []string{"etcdctl snapshot save backup/whole.db", "! etcdutl snapshot restore backup/corrupt.db --data-dir=corrupt-test",
			"etcdutl snapshot restore backup/whole.db --data-dir=corrupt-test"},
		lab: all(file("backup/whole.db", evidence.Snapshot), file("backup/corrupt.db", evidence.Damaged)),
		mistakes: []mistake{
			{"check skipped", all(instead("etcdutl snapshot restore *corrupt.db", "etcdutl snapshot restore backup/corrupt.db --skip-hash-check --data-dir=corrupt-test"),
				succeeding("etcdutl snapshot restore *corrupt.db")), notPassed, "leave --skip-hash-check out"},
			{"not removed", failing("etcdutl snapshot restore *whole.db"), notPassed, "rm -rf /backup/corrupt-test"},
			{"not damaged", all(succeeding("etcdutl snapshot restore *corrupt.db"), file("backup/corrupt.db", evidence.Snapshot)), notPassed, "Change a byte"},
			{"never restored", without("etcdutl snapshot restore *whole.db"), notPassed, "The whole snapshot restored"},
		},
	},
	{
		id: "data-deleted",
		commands: []string{"etcdctl put deleted/before yes", aside1, "etcdctl put deleted/after yes", "etcdctl snapshot save backup/rescue.db",
			"raftlab lab member k8s-master01 restart", takeAway, aside1, "etcdutl snapshot restore backup/rescue.db" + restored, putBack},
		lab: all(key("deleted/after", "yes"), key("/registry/namespaces/default", "")),
		mistakes: []mistake{
			{"stopped first", early("kubelet manifest-gone *"), notPassed, "Etcd was stopped before"},
			{"no snapshot", without("etcdctl snapshot save *"), notPassed, "A snapshot saved before the restart"},
			{"restarted first", func(e *evidence.Evidence) { e.Commands[4].Time = e.Commands[2].Time.Add(1) }, notPassed, "lost with a restart"},
			{"another snapshot", noKey("deleted/after"), notPassed, "in the snapshot that you restore"},
			{"an empty cluster", noKey("/registry/namespaces/default"), notPassed, "restore backup/rescue.db"},
		},
	},
	{
		id: "bump-revision",
		commands: []string{"etcdctl snapshot save backup/bump.db", takeAway, aside1,
			"etcdutl snapshot restore backup/bump.db --bump-revision=1000000000 --mark-compacted" + restored, putBack},
		lab: func(e *evidence.Evidence) { e.Revision = 1_000_000_100 },
		mistakes: []mistake{
			{"no flags", instead("etcdutl snapshot restore ...", "etcdutl snapshot restore backup/bump.db"+restored), notPassed, "Add --bump-revision"},
			{"one flag", failing("etcdutl snapshot restore ..."), notPassed, "failed at"},
			{"a small number", func(e *evidence.Evidence) { e.Revision = 1100 }, notPassed, "The revision is 1100"},
		},
	},
	{
		id: "force-new-cluster",
		commands: []string{"etcdctl put quorum/before yes", "kubelet data-gone k8s-master03", "kubelet data-gone k8s-master02", "kubelet new-cluster k8s-master01",
			"etcdctl member add k8s-master02 --peer-urls=https://192.168.128.12:2380", "etcdctl member add k8s-master03 --peer-urls=https://192.168.128.13:2380"},
		lab: key("quorum/before", "yes"),
		mistakes: []mistake{
			{"one disk kept", without("kubelet data-gone k8s-master03"), notPassed, "ssh k8s-master03"},
			{"not forced", without("kubelet new-cluster *"), notPassed, "Write --force-new-cluster"},
			{"forced before the loss", early("kubelet new-cluster *"), notPassed, "which is before"},
			{"the flag left in", func(e *evidence.Evidence) { e.Manifests[0].Args = []string{"--force-new-cluster"} }, notPassed, "Take it out"},
			{"one not added", without("etcdctl member add k8s-master03 ..."), notPassed, "k8s-master03 added"},
			{"one not started", down("k8s-master02"), notPassed, "does not answer"},
			{"another's data", noKey("quorum/before"), notPassed, "was that member's data kept"},
		},
	},
}
