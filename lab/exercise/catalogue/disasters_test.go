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
}
