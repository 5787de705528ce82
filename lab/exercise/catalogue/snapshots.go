package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/sim/trace"
)

// save is what a snapshot is saved with.
const save = "etcdctl snapshot save *"

// file requires a file of a kind.
func (g *grader) file(path, kind string, hint [2]string) evidence.File {
	g.Readable(g.e, evidence.GapFiles)
	f, exists := g.e.File(path)
	what := trace.Text{EN: hint[0], ZH: hint[1]}
	g.Need(exists, t("There is no file %s.", "没有文件 %s。", path), t("The file %s.", "文件 %s。", path), what)
	g.Need(f.Kind == kind, t("%s is of the kind: %s.", "%s 的种类是：%s。", path, f.Kind), t("A file of the kind: %s.", "种类为 %s 的文件。", kind), what)
	if g.Open() {
		g.Saw(t("%s: %s, %d bytes", "%s：%s，%d 字节", path, f.Kind, f.Size))
	}
	return f
}

var snapshotSave = spec{
	id: "snapshot-save", part: exercise.Snapshots, members: 1,
	focus:  evidence.Focus{Commands: []string{"etcdctl snapshot ...", "etcdutl snapshot status ..."}},
	traces: exercise.Traces{Files: []string{"backup/snapshot.db", "backup/snapshot.db.part"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved.", "保存一份快照。"),
			t("Give one endpoint: etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/snapshot.db", "只给一个端点：etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/snapshot.db"), save)
		g.file("backup/snapshot.db", evidence.Snapshot, [2]string{"Save it as backup/snapshot.db, in the lab's directory.", "保存为实验目录中的 backup/snapshot.db。"})
		if len(e.Ran("etcdctl snapshot status *")) > 0 && len(e.Ran("etcdutl snapshot status *")) == 0 {
			g.Need(false, t("`etcdctl snapshot status` was run: it printed help only.", "运行了 `etcdctl snapshot status`：它只打印了帮助。"),
				t("The status of the file.", "文件的状态。"), t("It is etcdutl's work: etcdutl snapshot status backup/snapshot.db -w table", "这是 etcdutl 的工作：etcdutl snapshot status backup/snapshot.db -w table"))
		}
		g.then(t("The status of the file, after it was saved.", "保存之后查看文件的状态。"),
			t("etcdutl snapshot status backup/snapshot.db -w table", "etcdutl snapshot status backup/snapshot.db -w table"), "etcdutl snapshot status *")
		return g.Verdict()
	},
}

var snapshotVerify = spec{
	id: "snapshot-verify", part: exercise.Snapshots, members: 1,
	focus:  evidence.Focus{Commands: []string{save, "etcdutl snapshot status ...", "raftlab lab snapshot verify ..."}},
	traces: exercise.Traces{Files: []string{"backup/verify*.db"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved as backup/verify.db.", "保存快照 backup/verify.db。"), t("etcdctl snapshot save backup/verify.db", "etcdctl snapshot save backup/verify.db"), "etcdctl snapshot save *verify.db")
		g.then(t("The snapshot verified.", "校验快照。"), t("raftlab lab snapshot verify backup/verify.db", "raftlab lab snapshot verify backup/verify.db"), "raftlab lab snapshot verify *verify.db")
		whole := g.file("backup/verify.db", evidence.Snapshot, [2]string{"Damage the copy, not the original.", "损坏副本，不要损坏原件。"})
		bad := g.file("backup/verify-damaged.db", evidence.Damaged, [2]string{"Copy the snapshot and change a byte of the copy: dd ... conv=notrunc", "复制快照，并改动副本的一个字节：dd ... conv=notrunc"})
		g.Need(bad.Digest != whole.Digest, t("Both files are equal.", "两个文件相同。"), t("A damaged copy.", "损坏的副本。"), t("Change a byte of the copy.", "改动副本的一个字节。"))
		g.then(t("The status of the damaged copy, which finds nothing.", "查看损坏副本的状态，什么也没发现。"),
			t("etcdutl snapshot status backup/verify-damaged.db", "etcdutl snapshot status backup/verify-damaged.db"), "etcdutl snapshot status *verify-damaged.db")
		g.thenFails(t("The damaged copy verified, and refused.", "校验损坏的副本，被拒绝。"),
			t("raftlab lab snapshot verify backup/verify-damaged.db", "raftlab lab snapshot verify backup/verify-damaged.db"), "raftlab lab snapshot verify *verify-damaged.db")
		return g.Verdict()
	},
}

var snapshotEncrypt = spec{
	id: "snapshot-encrypt", part: exercise.Snapshots, members: 1,
	focus:  evidence.Focus{Commands: []string{"etcdctl snapshot save ...", "raftlab lab snapshot ..."}},
	traces: exercise.Traces{Files: []string{"backup/secret.*"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.thenFails(t("The handout's --encrypt tried, and refused.", "试过讲义中的 --encrypt，被拒绝。"),
			t("etcdctl snapshot save --encrypt backup/secret.db", "etcdctl snapshot save --encrypt backup/secret.db"), "etcdctl snapshot save ... --encrypt")
		g.then(t("A snapshot saved.", "保存一份快照。"), t("Without --encrypt: etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/secret.db", "不带 --encrypt：etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/secret.db"), save)
		g.then(t("The snapshot encrypted.", "加密快照。"), t("raftlab lab snapshot encrypt backup/secret.db", "raftlab lab snapshot encrypt backup/secret.db"), "raftlab lab snapshot encrypt *")
		g.file("backup/secret.db.age", evidence.Encrypted, [2]string{"Leave the encrypted file as backup/secret.db.age.", "把加密文件保留为 backup/secret.db.age。"})
		g.then(t("The encrypted file decrypted, as a proof.", "解密加密文件，作为证明。"),
			t("raftlab lab snapshot decrypt backup/secret.db.age --identity backup/secret.key", "raftlab lab snapshot decrypt backup/secret.db.age --identity backup/secret.key"), "raftlab lab snapshot decrypt *")
		return g.Verdict()
	},
}

// away and back are how a manifest is moved; aside is how data goes away.
var (
	away       = []string{"mv *manifests/etcd*.yaml *", "mv *manifests/etcd*.yaml"}
	back       = []string{"mv *.yaml *manifests*", "cp *.yaml *manifests*"}
	aside      = []string{"rm */var/lib/etcd*", "mv */var/lib/etcd* *"}
	restoreRan = []string{"etcdutl snapshot restore *", "raftlab lab snapshot restore *"}
)

// restored requires the moves of a restore, in their order.
func (g *grader) restored() {
	g.then(t("Etcd stopped: its manifest taken away.", "停止 etcd：移走清单。"),
		t("mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/", "mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/"), away...)
	stopped := g.last
	if len(g.e.Ran("raftlab lab snapshot restore *")) == 0 { // which puts the old data aside itself
		g.then(t("The old data deleted or put aside, after etcd was stopped.", "停止 etcd 之后，删除或移走旧数据。"),
			t("Stop etcd first, then: mv /var/lib/etcd /var/lib/etcd.bak", "先停止 etcd，然后：mv /var/lib/etcd /var/lib/etcd.bak"), aside...)
	}
	if g.Open() && len(g.e.Ran(restoreRan...)) == 0 && len(g.e.Typed("etcdctl snapshot restore ...")) > 0 {
		g.Need(false, t("`etcdctl snapshot restore` was tried: etcdctl has no restore any more.", "试了 `etcdctl snapshot restore`：etcdctl 不再有 restore。"),
			t("A restore with etcdutl.", "用 etcdutl 恢复。"), t("etcdutl snapshot restore FILE --data-dir=/var/lib/etcd ...", "etcdutl snapshot restore 文件 --data-dir=/var/lib/etcd ..."))
	}
	g.then(t("The snapshot restored while etcd was stopped.", "在 etcd 停止时恢复快照。"),
		t("etcdutl snapshot restore FILE --data-dir=/var/lib/etcd --name=k8s-master01 --initial-cluster=k8s-master01=https://192.168.128.11:2380 --initial-advertise-peer-urls=https://192.168.128.11:2380",
			"etcdutl snapshot restore 文件 --data-dir=/var/lib/etcd --name=k8s-master01 --initial-cluster=k8s-master01=https://192.168.128.11:2380 --initial-advertise-peer-urls=https://192.168.128.11:2380"), restoreRan...)
	restore := g.last
	g.then(t("Etcd started: its manifest put back.", "启动 etcd：放回清单。"),
		t("mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/", "mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/"), back...)
	for _, c := range g.e.Ran(back...) {
		g.Need(c.Time.Before(stopped.Time) || c.Time.After(restore.Time),
			t("The manifest was back before the restore: `%s`.", "恢复之前清单就已放回：`%s`。", c),
			t("Etcd stopped during the restore.", "恢复期间 etcd 处于停止状态。"),
			t("Stop etcd, restore, and only then put the manifest back.", "停止 etcd，恢复，然后才放回清单。"))
	}
}

// ownAddress requires that the restored member has its own peer address in the member list.
func (g *grader) ownAddress() {
	if !g.Open() {
		return
	}
	for _, m := range g.e.Members {
		g.Need(!glob("http://localhost:2380", m.PeerURL), t("The member list says %s for %s.", "成员列表中 %[2]s 的地址是 %[1]s。", m.PeerURL, m.Name),
			t("The member's own peer address.", "成员自己的对等地址。"),
			t("Restore with --name, --initial-cluster and --initial-advertise-peer-urls.", "恢复时加上 --name、--initial-cluster 和 --initial-advertise-peer-urls。"))
	}
}

var drillFocus = append([]string{"etcdctl snapshot ...", "etcdutl snapshot restore ...", "raftlab lab snapshot ...", "mv ...", "rm ...", "cp ..."}, "kubectl run ...", "kubectl create ...", "kubectl apply ...", "kubectl delete ...", "kubectl get ...")

var snapshotRestore = spec{
	id: "snapshot-restore", part: exercise.Restore, members: 1, alone: true,
	focus: evidence.Focus{
		Keys:     []string{"restore/"},
		Commands: append([]string{"etcdctl put restore/* *", "etcdctl get restore/*"}, drillFocus[:6]...),
	},
	traces: exercise.Traces{Keys: []string{"restore/*"}, Files: []string{"backup/restore.db"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("restore/kept put before the snapshot.", "快照之前写入 restore/kept。"), t("etcdctl put restore/kept yes", "etcdctl put restore/kept yes"), "etcdctl put restore/kept *")
		g.then(t("A snapshot saved.", "保存一份快照。"), t("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/restore.db", "etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/restore.db"), save)
		g.then(t("restore/lost put after the snapshot.", "快照之后写入 restore/lost。"), t("etcdctl put restore/lost yes", "etcdctl put restore/lost yes"), "etcdctl put restore/lost *")
		g.restored()
		g.healthy()
		g.exists("restore/kept", "yes", t("It must be in the snapshot: put it before you save.", "它必须在快照里：保存之前写入。"))
		g.gone("restore/lost", t("It was put before the snapshot, or again after the restore.", "它是在快照之前写入的，或恢复之后又写入了。"))
		g.ownAddress()
		return g.Verdict()
	},
}

const (
	demoPod = "/registry/pods/default/demo-pod"
	tomcat  = "/registry/services/specs/default/tomcat"
)

var recoveryDrill = spec{
	id: "recovery-drill", part: exercise.Drill, members: 1, alone: true,
	focus: evidence.Focus{Keys: []string{demoPod, tomcat}, Commands: drillFocus},
	traces: exercise.Traces{Keys: []string{demoPod, tomcat, "/registry/services/endpoints/default/tomcat", "/registry/endpointslices/default/tomcat*"},
		Files: []string{"backup/drill.db", "var/lib/etcd.bak"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The Pod demo-pod, created.", "创建 Pod demo-pod。"), t("kubectl run demo-pod --image=nginx", "kubectl run demo-pod --image=nginx"),
			"kubectl run demo-pod", "kubectl apply", "kubectl create", "kubectl create pod ...")
		g.then(t("A snapshot saved while the Pod was there.", "Pod 存在时保存快照。"),
			t("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/drill.db", "etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/drill.db"), save)
		g.then(t("The Pod deleted after the snapshot.", "快照之后删除 Pod。"), t("kubectl delete pod demo-pod", "kubectl delete pod demo-pod"),
			"kubectl delete pod demo-pod", "kubectl delete pods demo-pod", "kubectl delete po demo-pod", "kubectl delete pod/demo-pod")
		g.restored()
		g.healthy()
		hint := t("The snapshot must hold both objects: create them before you save.", "快照里必须有这两个对象：保存之前创建它们。")
		pod := g.exists(demoPod, "", hint)
		g.exists(tomcat, "", hint)
		g.Need(pod.Version > 0 && !again(e, demoPod), t("The Pod was created anew after it was deleted.", "Pod 删除之后又重新创建了。"),
			t("The old Pod, out of the snapshot.", "来自快照的原来的 Pod。"), t("Do not create it again: restore it.", "不要重新创建：要恢复它。"))
		return g.Verdict()
	},
}

// again reports whether a key was created again after a deletion, in the history as it is now.
func again(e *evidence.Evidence, key string) bool {
	deleted := false
	for _, ev := range e.Changes(key) {
		if deleted && !ev.Deleted {
			return true
		}
		deleted = deleted || ev.Deleted
	}
	return false
}

var staleList = spec{
	id: "stale-list", part: exercise.Drill, members: 1, alone: true,
	focus: evidence.Focus{Keys: []string{"/registry/pods/default/"}, Commands: drillFocus},
	traces: exercise.Traces{Keys: []string{"/registry/pods/default/before-snapshot", "/registry/pods/default/after-snapshot"},
		Files: []string{"backup/stale.db", "var/lib/etcd.stale"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved.", "保存一份快照。"), t("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/stale.db", "etcdctl --endpoints=https://192.168.128.11:2379 snapshot save backup/stale.db"), save)
		snapshot := g.last
		g.thenTyped(t("A Pod created after the snapshot.", "快照之后创建一个 Pod。"), t("kubectl run after-snapshot --image=nginx", "kubectl run after-snapshot --image=nginx"),
			"kubectl run *", "kubectl apply", "kubectl create ...")
		g.last = snapshot
		g.restored()
		restored := g.last
		during := false
		for _, w := range e.Typed("kubectl get ... --watch") {
			if w.Time.Before(restored.Time) && w.End().After(restored.Time) {
				during = true
				g.Saw(t("`%s` ran during the restore", "`%s` 在恢复期间运行", w))
			}
		}
		g.Need(during, t("No watch ran during the restore, or it has not ended yet.", "恢复期间没有监视在运行，或者它还没有结束。"),
			t("kubectl get pods -w from before the restore until after it.", "从恢复之前到之后一直运行的 kubectl get pods -w。"),
			t("Start it in a second terminal before you stop etcd, and end it with Ctrl-C when all is done.", "停止 etcd 之前在第二个终端启动它，全部完成后按 Ctrl-C 结束。"))
		g.then(t("A change after the restore.", "恢复之后的一次变化。"), t("kubectl delete pod before-snapshot", "kubectl delete pod before-snapshot"),
			"kubectl delete ...", "kubectl run ...", "kubectl create ...", "kubectl apply ...")
		g.healthy()
		return g.Verdict()
	},
}
