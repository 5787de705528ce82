package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// restoring is H6 and H7 of the handout.
var restoring = []*spec{&snapshotRestore, &recoveryDrill, &staleList}

// What the supervisor sees, by whatever program it was done: away and back are manifests, aside is data.
var (
	away       = []string{"kubelet manifest-gone *"}
	back       = []string{"kubelet manifest-back *"}
	aside      = []string{"kubelet data-gone *"}
	elsewhere  = []string{"kubelet data-elsewhere *"}
	restoreRan = []string{"etcdutl snapshot restore *", "raftlab lab snapshot restore *"}
)

// restored requires the moves of a restore, in their order: in the place of the old data, or beside it.
func (g *grader) restored() {
	if len(g.e.Ran(elsewhere...)) > 0 {
		g.then(t("The snapshot restored into a new directory.", "把快照恢复到新的目录。"),
			line("etcdutl snapshot restore FILE --data-dir=/var/lib/etcd-restored ..."), restoreRan...)
		g.then(t("The manifest made to name the new directory, after the restore.", "恢复之后，让清单指向新的目录。"),
			t("Write the new directory as the path of the volume etcd-data.", "把卷 etcd-data 的 path 写成新的目录。"), elsewhere...)
		return
	}
	g.then(t("Etcd stopped: its manifest taken away.", "停止 etcd：移走清单。"),
		line("mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/"), away...)
	stopped := g.last
	if len(g.e.Ran("raftlab lab snapshot restore *")) == 0 { // which puts the old data aside itself
		g.then(t("The old data deleted or put aside, after etcd was stopped.",
			"停止 etcd 之后，删除或移走旧数据。"),
			t("Stop etcd first, then: mv /var/lib/etcd /var/lib/etcd.bak",
				"先停止 etcd，然后：mv /var/lib/etcd /var/lib/etcd.bak"),
			aside...)
	}
	if g.Open() && len(g.e.Ran(restoreRan...)) == 0 && len(g.e.Typed("etcdctl snapshot restore ...")) > 0 {
		g.Need(false,
			t("`etcdctl snapshot restore` was tried: etcdctl has no restore any more.",
				"试了 `etcdctl snapshot restore`：etcdctl 不再有 restore。"),
			t("A restore with etcdutl.", "用 etcdutl 恢复。"),
			t("etcdutl snapshot restore FILE --data-dir=/var/lib/etcd ...",
				"etcdutl snapshot restore 文件 --data-dir=/var/lib/etcd ..."))
	}
	g.then(t("The snapshot restored while etcd was stopped.", "在 etcd 停止时恢复快照。"),
		t("etcdutl snapshot restore FILE --data-dir=/var/lib/etcd --name=k8s-master01 --initial-cluster=k8s-master01=https://192.168.128.11:2380 --initial-advertise-peer-urls=https://192.168.128.11:2380",
			"etcdutl snapshot restore 文件 --data-dir=/var/lib/etcd --name=k8s-master01 --initial-cluster=k8s-master01=https://192.168.128.11:2380 --initial-advertise-peer-urls=https://192.168.128.11:2380"),
		restoreRan...)
	restore := g.last
	g.then(t("Etcd started: its manifest put back.", "启动 etcd：放回清单。"),
		line("mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/"), back...)
	for _, c := range g.e.Ran(back...) {
		g.Need(c.Time.Before(stopped.Time) || c.Time.After(restore.Time),
			t("The manifest was back before the restore, at %s.", "恢复之前清单就已放回：%s。", clock(c.Time)),
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
		g.Need(!evidence.Glob("http://localhost:2380", m.PeerURL),
			t("The member list says %s for %s.", "成员列表中 %[2]s 的地址是 %[1]s。", m.PeerURL, m.Name),
			t("The member's own peer address.", "成员自己的对等地址。"),
			t("Restore with --name, --initial-cluster and --initial-advertise-peer-urls.",
				"恢复时加上 --name、--initial-cluster 和 --initial-advertise-peer-urls。"))
	}
}

var drillFocus = append([]string{"etcdctl snapshot ...", "etcdutl snapshot restore ...", "raftlab lab snapshot ...", "kubelet ..."}, "kubectl run ...", "kubectl create ...", "kubectl apply ...", "kubectl delete ...", "kubectl get ...")

var snapshotRestore = spec{
	id: "snapshot-restore", part: exercise.Restore, members: 1, alone: true,
	scope: evidence.Scope{
		Keys:     []string{"restore/"},
		Commands: append([]string{"etcdctl put restore/* *", "etcdctl get restore/*"}, drillFocus[:4]...),
	},
	leftovers: exercise.Leftovers{Keys: []string{"restore/*"}, Files: []string{"backup/restore.db"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("restore/kept put before the snapshot.", "快照之前写入 restore/kept。"),
			line("etcdctl put restore/kept yes"), "etcdctl put restore/kept *")
		g.then(t("A snapshot saved.", "保存一份快照。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/restore.db"), save)
		g.then(t("restore/lost put after the snapshot.", "快照之后写入 restore/lost。"),
			line("etcdctl put restore/lost yes"), "etcdctl put restore/lost *")
		g.restored()
		g.healthy()
		g.exists("restore/kept", "yes",
			t("It must be in the snapshot: put it before you save.", "它必须在快照里：保存之前写入。"))
		g.gone("restore/lost",
			t("It was put before the snapshot, or again after the restore.",
				"它是在快照之前写入的，或恢复之后又写入了。"))
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
	scope: evidence.Scope{Keys: []string{demoPod, tomcat}, Commands: drillFocus},
	leftovers: exercise.Leftovers{Keys: []string{demoPod, tomcat, "/registry/services/endpoints/default/tomcat",
		"/registry/endpointslices/default/tomcat*"},
		Files: []string{"backup/drill.db", "var/lib/etcd.bak"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The Pod demo-pod, created.", "创建 Pod demo-pod。"), line("kubectl run demo-pod --image=nginx"),
			"kubectl run demo-pod", "kubectl apply", "kubectl create", "kubectl create pod ...")
		g.then(t("A snapshot saved while the Pod was there.", "Pod 存在时保存快照。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/drill.db"), save)
		g.then(t("The Pod deleted after the snapshot.", "快照之后删除 Pod。"), line("kubectl delete pod demo-pod"),
			append(deletes("demo-pod", "pod", "pods", "po"), "kubectl delete --filename=*")...)
		g.restored()
		g.healthy()
		hint := t("The snapshot must hold both objects: create them before you save.",
			"快照里必须有这两个对象：保存之前创建它们。")
		pod := g.exists(demoPod, "", hint)
		g.exists(tomcat, "", hint)
		g.Need(pod.Version > 0 && !again(e, demoPod),
			t("The Pod was created anew after it was deleted.", "Pod 删除之后又重新创建了。"),
			t("The old Pod, out of the snapshot.", "来自快照的原来的 Pod。"),
			t("Do not create it again: restore it.", "不要重新创建：要恢复它。"))
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
	scope: evidence.Scope{Keys: []string{"/registry/pods/default/"}, Commands: drillFocus},
	leftovers: exercise.Leftovers{Keys: []string{"/registry/pods/default/before-snapshot",
		"/registry/pods/default/after-snapshot"},
		Files: []string{"backup/stale.db", "var/lib/etcd.stale"}, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A snapshot saved.", "保存一份快照。"),
			line("etcdctl --endpoints=https://192.168.128.11:2379 snapshot save /backup/stale.db"), save)
		snapshot := g.last
		g.thenTyped(t("A Pod created after the snapshot.", "快照之后创建一个 Pod。"),
			line("kubectl run after-snapshot --image=nginx"),
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
		g.Need(during,
			t("No watch ran during the restore, or it has not ended yet.",
				"恢复期间没有监视在运行，或者它还没有结束。"),
			t("kubectl get pods -w from before the restore until after it.",
				"从恢复之前到之后一直运行的 kubectl get pods -w。"),
			t("Start it in a second terminal before you stop etcd, and end it with Ctrl-C when all is done.",
				"停止 etcd 之前在第二个终端启动它，全部完成后按 Ctrl-C 结束。"))
		g.then(t("A change after the restore.", "恢复之后的一次变化。"), line("kubectl delete pod before-snapshot"),
			"kubectl delete ...", "kubectl run ...", "kubectl create ...", "kubectl apply ...")
		g.healthy()
		return g.Verdict()
	},
}
