package catalogue

import (
	"slices"
	"strings"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// roleOfEtcd is H1 of the handout.
var roleOfEtcd = []*spec{&registry, &watchChange, &loseOne, &loseTwo}

var registry = spec{
	id: "registry", part: exercise.Role, members: 1,
	scope: evidence.Scope{Keys: []string{"/registry/"}, Commands: []string{"etcdctl get ...", "kubectl get ..."}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.Readable(e, evidence.GapKeys)
		g.command(reads(e, "/registry/services/"), t("The keys below /registry, listed.", "列出 /registry 之下的键。"),
			line("etcdctl get /registry --prefix --keys-only"),
			[]string{"etcdctl get * --keys-only", "etcdctl get * * --keys-only"})
		g.command(reads(e, "/registry/pods/kube-system/"), t("The keys of the Pods of kube-system.", "kube-system 中 Pod 的键。"),
			line("etcdctl get /registry/pods/kube-system --prefix --keys-only"),
			[]string{"etcdctl get /registry/pods*", "etcdctl get /registry/pods* *"})
		value := false
		for _, c := range e.Ran("etcdctl get /registry/*", "etcdctl get /registry/* *") {
			_, keys := c.Flag("keys-only")
			_, count := c.Flag("count-only")
			if !keys && !count && readsKey(e, c) {
				value = true
				g.Saw(told(c))
				break
			}
		}
		g.Need(value,
			t("No value below /registry was read: only keys, or a key that does not exist.", "没有读取 /registry 之下的任何值：只列了键，或者键不存在。"),
			t("The value of one key.", "一个键的值。"),
			t("Leave --keys-only out: etcdctl get KEY", "去掉 --keys-only：etcdctl get 键"))
		return g.Verdict()
	},
}

// reads selects the reads that succeeded and show keys below a prefix, not only one of them.
func reads(e *evidence.Evidence, below string) func(evidence.Command) bool {
	return func(c evidence.Command) bool {
		shown, last := 0, ""
		for _, k := range e.Keys {
			if strings.HasPrefix(k.Name, below) && shows(c, k.Name) {
				shown, last = shown+1, k.Name
			}
		}
		return c.Exit == 0 && shown > 0 && last != c.Word(1)
	}
}

// readsKey reports whether a read shows a key that is there, or was.
func readsKey(e *evidence.Evidence, c evidence.Command) bool {
	return slices.ContainsFunc(e.Keys, func(k evidence.Key) bool { return shows(c, k.Name) }) ||
		slices.ContainsFunc(e.History, func(ev evidence.Event) bool { return shows(c, ev.Key) })
}

// shows reports whether a get or watch of etcdctl is about a key: by its name, a prefix, or a range.
func shows(c evidence.Command, key string) bool {
	from, to := c.Word(1), c.Word(2)
	is := func(flag string) bool {
		value, given := c.Flag(flag)
		return given && value != "false"
	}
	switch {
	case is("prefix"):
		return strings.HasPrefix(key, from)
	case is("from-key"):
		return key >= from
	case to != "":
		return key >= from && key < to
	}
	return key == from
}

var watchChange = spec{
	id: "watch-change", part: exercise.Role, members: 1,
	scope: evidence.Scope{
		Keys: []string{"/registry/configmaps/default/greeting"},
		Commands: append([]string{"etcdctl watch ...", "kubectl get ... --watch", "kubectl create ...",
			"kubectl apply ...", "kubectl delete ..."},
			restores...),
	},
	leftovers: exercise.Leftovers{Keys: []string{"/registry/configmaps/default/greeting"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		watches := slices.DeleteFunc(e.Typed("kubectl get ... --watch", "etcdctl watch ..."), func(c evidence.Command) bool { return !tellsOfGreeting(c) })
		g.Need(len(watches) > 0, t("No watch of ConfigMaps has ended yet.", "还没有结束的对 ConfigMap 的监视。"),
			t("A watch, ended with Ctrl-C.", "一个用 Ctrl-C 结束的监视。"),
			t("In a second terminal: kubectl get configmaps -w", "在第二个终端：kubectl get configmaps -w"))
		deletions := append(deletes("greeting", "configmap", "configmaps", "cm"), "kubectl delete --filename=*")
		changes := e.Ran(append([]string{"kubectl create configmap greeting", "kubectl create cm greeting", "kubectl create --filename=*", "kubectl apply ..."}, deletions...)...)
		g.Need(len(changes) > 0, t("The ConfigMap greeting was not touched.", "没有动过 ConfigMap greeting。"),
			t("The ConfigMap greeting, created.", "创建 ConfigMap greeting。"),
			line("kubectl create configmap greeting --from-literal=hello=world"))
		during := 0
		for _, change := range changes {
			for _, w := range watches {
				if w.Time.Before(change.Time) && w.End().After(change.Time) {
					g.Saw(t("`%s` while `%s` ran", "`%s`，当时 `%s` 在运行", change, w))
					during++
				}
			}
		}
		g.Need(during > 0, t("Nothing was changed while a watch ran.", "监视运行期间没有变化。"),
			t("A change during the watch.", "监视期间的一次变化。"),
			t("Leave the watch running, and work in the other terminal.", "让监视继续运行，在另一个终端里操作。"))
		deleted := e.Ran(deletions...)
		g.Need(len(deleted) > 0, t("The ConfigMap greeting was not deleted.", "没有删除 ConfigMap greeting。"),
			t("The deletion, as a second change.", "删除，作为第二次变化。"),
			line("kubectl delete configmap greeting"))
		g.history("/registry/configmaps/default/greeting",
			t("Work in this lab's shell: another cluster was changed.",
				"请在本实验环境的 shell 中操作：改动的是另一个集群。"),
			change{deleted: true})
		return g.Verdict()
	},
}

// tellsOfGreeting reports whether a watch tells of the ConfigMap greeting.
func tellsOfGreeting(c evidence.Command) bool {
	if c.Program() == "etcdctl" {
		return shows(c, "/registry/configmaps/default/greeting")
	}
	kind, name, joined := strings.Cut(c.Word(1), "/")
	if !joined {
		name = c.Word(2)
	}
	namespace, elsewhere := c.Flag("namespace")
	kinds := strings.Split(kind, ",")
	ofKind := slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains([]string{"configmap", "configmaps", "cm"}, k) })
	return ofKind && (name == "" || name == "greeting") && (!elsewhere || namespace == "default")
}

// deletes are the ways to write that an object is deleted with kubectl.
func deletes(name string, kinds ...string) (patterns []string) {
	for _, kind := range kinds {
		patterns = append(patterns, "kubectl delete "+kind+" "+name, "kubectl delete "+kind+"/"+name)
	}
	return patterns
}

var loseOne = spec{
	id: "lose-one", part: exercise.Role, members: 3,
	scope: evidence.Scope{
		Keys:     []string{"lose-one/"},
		Commands: []string{"etcdctl get lose-one*", "raftlab lab member ...", "kubelet ...", "etcdctl put lose-one/* *"},
	},
	leftovers: exercise.Leftovers{Keys: []string{"lose-one/*"}, Members: true, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A member crashed.", "一个成员宕机。"), line("raftlab lab member k8s-master03 crash"), takenDown...)
		g.then(t("A write acknowledged while one member is down.", "一个成员停机时，写入得到确认。"),
			t("With one member down: etcdctl put lose-one/during yes",
				"在一个成员停机时：etcdctl put lose-one/during yes"),
			"etcdctl put lose-one/during *")
		put := g.last
		g.then(t("The key read.", "读取这个键。"), line("etcdctl get lose-one/during"), "etcdctl get lose-one*")
		g.then(t("The member brought back after the write.", "写入之后恢复成员。"),
			t("Write while the member is down, then: raftlab lab member k8s-master03 restart",
				"在成员停机时写入，然后：raftlab lab member k8s-master03 restart"),
			broughtBack...)
		g.onlyOneDown(put)
		g.exists("lose-one/during", "yes", t("Put it while the member is down.", "在成员停机时写入它。"))
		g.healthy()
		g.sameEverywhere()
		return g.Verdict()
	},
}

// onlyOneDown requires that just one member was down when a command ran.
func (g *grader) onlyOneDown(at evidence.Command) {
	down := g.down(at)
	g.Need(len(down) == 1, t("Members down at that time: %d.", "当时停机的成员数：%d。", len(down)),
		t("One member down.", "一个成员停机。"),
		t("Crash one member only, put the key, restart the member.", "只让一个成员宕机，写入键，再重启成员。"))
}

// The ways to take a member down and to bring it back: as a crash, or by its manifest.
var (
	takenDown   = []string{"raftlab lab member * crash", "kubelet manifest-gone *"}
	broughtBack = []string{"raftlab lab member * restart", "kubelet manifest-back *"}
)

// memberOf returns the member that was taken down or brought back.
func memberOf(c evidence.Command) string {
	if c.Program() == "kubelet" {
		return c.Word(1)
	}
	return c.Word(2)
}

// down returns the members that were crashed or paused, or lost their manifest, and were not brought back, when a command ran.
func (g *grader) down(at evidence.Command) []string {
	state := map[string]bool{}
	for _, c := range g.e.Ran("raftlab lab member * *", "kubelet manifest-gone *", "kubelet manifest-back *") {
		if c.Time.Before(at.Time) {
			state[memberOf(c)] = slices.Contains([]string{"crash", "pause"}, c.Word(3)) || c.Word(0) == "manifest-gone"
		}
	}
	var down []string
	for _, name := range g.e.Lab {
		if state[name] {
			down = append(down, name)
		}
	}
	return down
}

var loseTwo = spec{
	id: "lose-two", part: exercise.Role, members: 3,
	scope: evidence.Scope{
		Keys:     []string{"lose-two/"},
		Commands: []string{"etcdctl put lose-two/* *", "etcdctl get lose-two*", "raftlab lab member ...", "kubelet ..."},
	},
	leftovers: exercise.Leftovers{Keys: []string{"lose-two/*"}, Members: true, Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("A member crashed.", "一个成员宕机。"), line("raftlab lab member k8s-master02 crash"), takenDown...)
		g.then(t("A second member crashed.", "第二个成员宕机。"), line("raftlab lab member k8s-master03 crash"), takenDown...)
		g.thenFails(t("A write that fails while two members are down.", "两个成员停机时，写入失败。"),
			t("With two members down: etcdctl put lose-two/during yes --command-timeout=1s",
				"在两个成员停机时：etcdctl put lose-two/during yes --command-timeout=1s"),
			"etcdctl put lose-two/* *")
		refused := g.last
		g.thenFails(t("A read that fails.", "读取失败。"),
			line("etcdctl get lose-two/before --command-timeout=1s"), "etcdctl get lose-two*")
		g.then(t("A serializable read that works.", "serializable 读取成功。"),
			t("Add --consistency=s to the read.", "读取时加上 --consistency=s。"),
			"etcdctl get lose-two* --consistency=s")
		g.then(t("One member brought back.", "恢复一个成员。"),
			line("raftlab lab member k8s-master02 restart"), broughtBack...)
		g.then(t("A write that works again: lose-two/after.", "写入恢复：lose-two/after。"),
			line("etcdctl put lose-two/after yes"), "etcdctl put lose-two/after *")
		down := g.down(refused)
		g.Need(len(down) == 2,
			t("Members down at the failed write: %d.", "写入失败时停机的成员数：%d。", len(down)),
			t("Two members down.", "两个成员停机。"),
			t("Crash two of three before you write.", "写入之前让三个中的两个宕机。"))
		g.exists("lose-two/after", "", t("Put it when one member is back.", "恢复一个成员后写入它。"))
		g.healthy()
		return g.Verdict()
	},
}
