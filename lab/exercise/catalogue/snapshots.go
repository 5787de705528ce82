package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// snapshots is H5 of the handout.
var snapshots = []*spec{&snapshotSave, &snapshotVerify, &snapshotEncrypt}

// save is what a snapshot is saved with.
const save = "etcdctl snapshot save *"

var snapshotSave = spec{
	id: "snapshot-save", part: exercise.Snapshots, members: 1,
	scope:     evidence.Scope{Commands: []string{"etcdctl snapshot ...", "etcdutl snapshot status ..."}},
	leftovers: exercise.Leftovers{Files: []string{"backup/snapshot.db", "backup/snapshot.db.part"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved.", "保存一份快照。"),
			t("Give one endpoint: etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/snapshot.db",
				"只给一个端点：etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/snapshot.db"),
			save)
		g.file("backup/snapshot.db", evidence.Snapshot,
			t("Save it as /backup/snapshot.db.",
				"保存为 /backup/snapshot.db。"))
		if len(e.Ran("etcdctl snapshot status *")) > 0 && len(e.Ran("etcdutl snapshot status *")) == 0 {
			g.Need(false,
				t("`etcdctl snapshot status` was run: it printed help only.",
					"运行了 `etcdctl snapshot status`：它只打印了帮助。"),
				t("The status of the file.", "文件的状态。"),
				t("It is etcdutl's work: etcdutl snapshot status /backup/snapshot.db -w table",
					"这是 etcdutl 的工作：etcdutl snapshot status /backup/snapshot.db -w table"))
		}
		g.then(t("The status of the file, after it was saved.", "保存之后查看文件的状态。"),
			line("etcdutl snapshot status /backup/snapshot.db -w table"), "etcdutl snapshot status *snapshot.db")
		return g.Verdict()
	},
}

var snapshotVerify = spec{
	id: "snapshot-verify", part: exercise.Snapshots, members: 1,
	scope: evidence.Scope{Commands: []string{save, "etcdutl snapshot status ...",
		"raftlab lab snapshot verify ..."}},
	leftovers: exercise.Leftovers{Files: []string{"backup/verify*.db"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved as /backup/verify.db.", "保存快照 backup/verify.db。"),
			line("etcdctl snapshot save /backup/verify.db"), "etcdctl snapshot save *verify.db")
		g.then(t("The snapshot verified.", "校验快照。"), line("raftlab lab snapshot verify /backup/verify.db"),
			"raftlab lab snapshot verify *verify.db")
		whole := g.file("backup/verify.db", evidence.Snapshot,
			t("Damage the copy, not the original.", "损坏副本，不要损坏原件。"))
		bad := g.file("backup/verify-damaged.db", evidence.Damaged,
			t("Copy the snapshot and change a byte of the copy: dd ... conv=notrunc",
				"复制快照，并改动副本的一个字节：dd ... conv=notrunc"))
		g.Need(bad.Digest != whole.Digest, t("Both files are equal.", "两个文件相同。"),
			t("A damaged copy.", "损坏的副本。"), t("Change a byte of the copy.", "改动副本的一个字节。"))
		g.then(t("The status of the damaged copy, which finds nothing.", "查看损坏副本的状态，什么也没发现。"),
			line("etcdutl snapshot status /backup/verify-damaged.db"), "etcdutl snapshot status *verify-damaged.db")
		g.thenFails(t("The damaged copy verified, and refused.", "校验损坏的副本，被拒绝。"),
			line("raftlab lab snapshot verify /backup/verify-damaged.db"),
			"raftlab lab snapshot verify *verify-damaged.db")
		return g.Verdict()
	},
}

var snapshotEncrypt = spec{
	id: "snapshot-encrypt", part: exercise.Snapshots, members: 1,
	scope:     evidence.Scope{Commands: []string{"etcdctl snapshot save ...", "raftlab lab snapshot ..."}},
	leftovers: exercise.Leftovers{Files: []string{"backup/secret.*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.command(func(c evidence.Command) bool { return c.Exit != 0 }, t("The handout's --encrypt tried, and refused.", "试过讲义中的 --encrypt，被拒绝。"),
			line("etcdctl snapshot save --encrypt /backup/secret.db"), []string{"etcdctl snapshot save ... --encrypt"})
		g.then(t("A snapshot saved.", "保存一份快照。"),
			t("Without --encrypt: etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/secret.db",
				"不带 --encrypt：etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/secret.db"),
			save)
		g.then(t("The snapshot encrypted.", "加密快照。"), line("raftlab lab snapshot encrypt /backup/secret.db"),
			"raftlab lab snapshot encrypt *")
		g.file("backup/secret.db.age", evidence.Encrypted,
			t("Leave the encrypted file as /backup/secret.db.age.",
				"把加密文件保留为 /backup/secret.db.age。"))
		g.then(t("The encrypted file decrypted, as a proof.", "解密加密文件，作为证明。"),
			line("raftlab lab snapshot decrypt /backup/secret.db.age --identity backup/secret.key"),
			"raftlab lab snapshot decrypt *secret.db.age")
		return g.Verdict()
	},
}
