package catalogue

import "raftlab/lab/evidence"

var snapshotsWorks = []*work{
	{
		id:       "snapshot-save",
		commands: []string{"etcdctl snapshot save backup/snapshot.db", "etcdutl snapshot status backup/snapshot.db -w table"},
		lab:      file("backup/snapshot.db", evidence.Snapshot),
		mistakes: []mistake{
			{"several endpoints", failing("etcdctl snapshot save *"), notPassed, "Give one endpoint"},
			{"elsewhere", noFile("backup/snapshot.db"), notPassed, "Save it as /backup/snapshot.db"},
			{"damaged", file("backup/snapshot.db", evidence.Damaged), notPassed, "damaged"},
			{"status of another file", instead("etcdutl snapshot status ...", "etcdutl snapshot status backup/other.db"), notPassed, "etcdutl snapshot status"},
			{"etcdctl status", instead("etcdutl snapshot status ...", "etcdctl snapshot status backup/snapshot.db"), notPassed, "etcdutl's work"},
			{"status before", early("etcdutl snapshot status ..."), notPassed, "which is before"},
		},
	},
	{
		id: "snapshot-verify",
		commands: []string{"etcdctl snapshot save backup/verify.db", "raftlab lab snapshot verify backup/verify.db", "etcdutl snapshot status backup/verify-damaged.db",
			"! raftlab lab snapshot verify backup/verify-damaged.db"},
		lab: all(file("backup/verify.db", evidence.Snapshot), file("backup/verify-damaged.db", evidence.Damaged)),
		mistakes: []mistake{
			{"no copy", noFile("backup/verify-damaged.db"), notPassed, "dd"},
			{"the original damaged", file("backup/verify.db", evidence.Damaged), notPassed, "not the original"},
			{"not damaged", all(file("backup/verify-damaged.db", evidence.Snapshot), succeeding("raftlab lab snapshot verify *")), notPassed, "change a byte"},
			{"not verified", without("raftlab lab snapshot verify *damaged.db"), notPassed, "and refused"},
		},
	},
	{
		id: "snapshot-encrypt",
		commands: []string{"! etcdctl snapshot save --encrypt backup/secret.db", "etcdctl snapshot save backup/secret.db", "raftlab lab snapshot encrypt backup/secret.db --recipient age1xyz",
			"raftlab lab snapshot decrypt backup/secret.db.age --identity backup/secret.key"},
		lab: file("backup/secret.db.age", evidence.Encrypted),
		mistakes: []mistake{
			{"flag not tried", without("etcdctl snapshot save ... --encrypt"), notPassed, "--encrypt /backup/secret.db"},
			{"not encrypted", without("raftlab lab snapshot encrypt *"), notPassed, "snapshot encrypt"},
			{"renamed, not encrypted", file("backup/secret.db.age", evidence.Snapshot), notPassed, "of the kind: snapshot"},
			{"never decrypted", without("raftlab lab snapshot decrypt *"), notPassed, "as a proof"},
			{"with a passphrase", all(instead("raftlab lab snapshot encrypt *", "raftlab lab snapshot encrypt backup/secret.db"),
				instead("raftlab lab snapshot decrypt *", "raftlab lab snapshot decrypt backup/secret.db.age --passphrase-file words")), passed, ""},
			{"wrong key", failing("raftlab lab snapshot decrypt *"), notPassed, "failed at"},
		},
	},
}
