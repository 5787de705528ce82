package catalogue

import (
	"strings"

	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
	"raftlab/sim/lang"
)

// operations is H4 of the handout.
var operations = []*spec{&etcdPod, &memberList, &tlsFlags, &endpointHealth, &allKeys, &putGetDelete, &outsideThePod}

var etcdPod = spec{
	id: "etcd-pod", part: exercise.Operations, row: "a", members: 1,
	scope: evidence.Scope{Commands: []string{"kubectl get ...", "kubectl exec ..."}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		pods := e.Ran("kubectl get pods ...", "kubectl get pod ...", "kubectl get po ...", "kubectl get pod/* ...", "kubectl get pods/* ...", "kubectl get po/* ...", "kubectl get all ...", "kubectl get pods,* ...", "kubectl get pod,* ...", "kubectl get po,* ...")
		found := false
		for _, c := range pods {
			namespace, _ := c.Flag("namespace")
			_, all := c.Flag("all-namespaces")
			found = found || namespace == "kube-system" || all
		}
		seen := t("The Pods were not listed.", "没有列出 Pod。")
		if len(pods) > 0 {
			seen = t("Pods were listed, but not those of kube-system: `%s`.",
				"列出了 Pod，但不是 kube-system 的：`%s`。", pods[len(pods)-1])
		}
		g.Need(found, seen, t("The Pods of kube-system.", "kube-system 的 Pod。"),
			line("kubectl get pods -n kube-system"))
		g.then(t("A command run in the pod of etcd.", "在 etcd 的 Pod 中运行的命令。"),
			line("kubectl exec -n kube-system etcd-k8s-master01 -- etcdctl version"),
			inThePod...)
		return g.Verdict()
	},
}

// inThePod are the ways to run a command in the pod of etcd.
var inThePod = []string{"kubectl exec etcd-k8s-master* ...", "kubectl exec pod/etcd-k8s-master* ...", "kubectl exec pods/etcd-k8s-master* ...", "kubectl exec po/etcd-k8s-master* ..."}

var memberList = spec{
	id: "member-list", part: exercise.Operations, row: "b", members: 1,
	scope: evidence.Scope{Commands: []string{"etcdctl member list"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		for _, form := range []string{"table", "json"} {
			c := e.Ran("etcdctl member list --write-out=" + form)
			g.Need(len(c) > 0, t("No member list as %s.", "没有 %s 格式的成员列表。", form),
				t("The list as a table, as JSON, and plainly.", "表格、JSON 和普通格式的列表。"),
				t("etcdctl -w %s member list", "etcdctl -w %s member list", form))
			if len(c) > 0 {
				g.Saw(told(c[0]))
			}
		}
		plain := false
		for _, c := range e.Ran("etcdctl member list") {
			if form, given := c.Flag("write-out"); !given || form == "simple" {
				plain = true
			}
		}
		g.Need(plain, t("No plain member list.", "没有普通格式的成员列表。"),
			t("The list as a table, as JSON, and plainly.", "表格、JSON 和普通格式的列表。"),
			line("etcdctl member list"))
		if len(e.Members) > 0 {
			g.Saw(t("the cluster has %d member(s)", "集群有 %d 个成员", len(e.Members)))
		}
		return g.Verdict()
	},
}

var tlsFlags = spec{
	id: "tls-flags", part: exercise.Operations, row: "c", members: 1,
	scope: evidence.Scope{Commands: []string{"etcdctl member list", "etcdctl endpoint ...", "etcdctl get ...",
		"kubectl exec ..."}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		var without, wrong, right []evidence.Command
		for _, c := range e.Typed("etcdctl member list", "etcdctl endpoint ...", "etcdctl get ...") {
			cert, hasCert := c.Flag("cert")
			ca, _ := c.Flag("cacert")
			key, _ := c.Flag("key")
			_, hasEndpoints := c.Flag("endpoints")
			pair := hasCert && base(cert, ".crt") == base(key, ".key")
			switch {
			case !hasCert && !c.ByLab && refused(c):
				without = append(without, c)
			case hasCert && !pair && refused(c):
				wrong = append(wrong, c)
			case pair && evidence.Glob("*ca.crt", ca) && hasEndpoints && c.Exit == 0:
				right = append(right, c)
			}
		}
		need := func(found []evidence.Command, expected, hint lang.Text) {
			g.Need(len(found) > 0, t("There is no such call in the journal.", "日志里没有这样的调用。"),
				expected, hint)
			if len(found) > 0 {
				g.Saw(told(found[0]))
			}
		}
		need(without, t("A call without certificates, refused.", "不带证书的调用，被拒绝。"),
			t("In the pod: kubectl exec -n kube-system etcd-k8s-master01 -- etcdctl --endpoints=https://127.0.0.1:2379 --command-timeout=1s member list",
				"在 Pod 里：kubectl exec -n kube-system etcd-k8s-master01 -- etcdctl --endpoints=https://127.0.0.1:2379 --command-timeout=1s member list"))
		need(wrong,
			t("A call with a --cert that does not belong to --key, refused.",
				"--cert 与 --key 不成对的调用，被拒绝。"),
			t("Write ca.crt as --cert.", "把 ca.crt 写作 --cert。"))
		need(right,
			t("A call with --cacert, --cert, --key and --endpoints, answered.",
				"带 --cacert、--cert、--key 和 --endpoints 的调用，得到应答。"),
			line("--cacert=.../ca.crt --cert=.../healthcheck-client.crt --key=.../healthcheck-client.key --endpoints=https://192.168.128.11:2379"))
		return g.Verdict()
	},
}

// base returns the name of a file without its directories and an ending.
func base(file, ending string) string {
	return strings.TrimSuffix(file[strings.LastIndex(file, "/")+1:], ending)
}

var endpointHealth = spec{
	id: "endpoint-health", part: exercise.Operations, row: "d", members: 1,
	scope: evidence.Scope{Commands: []string{"etcdctl endpoint health"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The health as a table.", "表格形式的健康状态。"),
			line("etcdctl --write-out=table endpoint health"),
			"etcdctl endpoint health --write-out=table")
		g.healthy()
		return g.Verdict()
	},
}

var allKeys = spec{
	id: "all-keys", part: exercise.Operations, row: "e", members: 1,
	scope: evidence.Scope{Keys: []string{"/registry/apiextensions.k8s.io/"}, Commands: []string{"etcdctl get ..."}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("All keys below /, without values.", "/ 之下的所有键，不要值。"),
			t("etcdctl get / --prefix --keys-only: both flags are needed.",
				"etcdctl get / --prefix --keys-only：两个选项都需要。"),
			"etcdctl get / --prefix --keys-only", "etcdctl get '' --prefix --keys-only", "etcdctl get / --from-key --keys-only", "etcdctl get '' --from-key --keys-only")
		g.Saw(t("%d custom resource definitions", "%d 个自定义资源定义", len(e.Keys)))
		return g.Verdict()
	},
}

var putGetDelete = spec{
	id: "put-get-delete", part: exercise.Operations, row: "f g h i", members: 1,
	scope: evidence.Scope{
		Keys:     []string{"foo"},
		Commands: append([]string{"etcdctl put foo *", "etcdctl get foo", "etcdctl del foo"}, restores...),
	},
	leftovers: exercise.Leftovers{Keys: []string{"foo"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("foo with the value bar.", "foo，值为 bar。"), line("etcdctl put foo bar"), "etcdctl put foo bar")
		g.then(t("foo read after the first put.", "第一次写入之后读取 foo。"), line("etcdctl get foo"),
			"etcdctl get foo")
		g.then(t("foo changed to big.", "foo 改为 big。"),
			t("To change a key, put it again: etcdctl put foo big", "修改就是再次写入：etcdctl put foo big"),
			"etcdctl put foo big")
		g.then(t("foo read after the change.", "修改之后读取 foo。"), line("etcdctl get foo"), "etcdctl get foo")
		g.then(t("foo deleted after the change.", "修改之后删除 foo。"), line("etcdctl del foo"), "etcdctl del foo")
		g.then(t("foo read after it was deleted.", "删除之后读取 foo。"),
			t("See that it is gone: etcdctl get foo", "确认它已不在：etcdctl get foo"), "etcdctl get foo")
		g.gone("foo",
			t("It was put again, or never deleted: etcdctl del foo", "又写入了，或没有删除：etcdctl del foo"))
		g.history("foo",
			t("Work in this lab's shell: another cluster was changed.",
				"请在本实验环境的 shell 中操作：改动的是另一个集群。"),
			change{value: "bar"}, change{value: "big"}, change{deleted: true})
		return g.Verdict()
	},
}

var outsideThePod = spec{
	id: "outside-the-pod", part: exercise.Operations, row: "j", members: 1,
	scope: evidence.Scope{
		Keys: []string{"outside"},
		Commands: append([]string{"etcdctl put outside *", "etcdctl get outside", "etcdctl del outside",
			"kubectl exec ..."},
			restores...),
	},
	leftovers: exercise.Leftovers{Keys: []string{"outside"}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("outside put from the host, with all four flags.", "在主机上带齐四个选项写入 outside。"),
			line("--cacert --cert --key --endpoints=https://192.168.128.11:2379 put outside yes"),
			"etcdctl put outside * --cacert=* --cert=* --key=* --endpoints=*")
		g.then(t("A command run in the pod of etcd.", "在 etcd 的 Pod 中运行的命令。"),
			line("kubectl exec -n kube-system etcd-k8s-master01 -- etcdctl ... get outside"),
			inThePod...)
		g.then(t("outside read in the pod.", "在 Pod 里读取 outside。"),
			line("kubectl exec -n kube-system etcd-k8s-master01 -- etcdctl ... get outside"),
			"etcdctl get outside")
		g.then(t("outside deleted again.", "再删除 outside。"), line("etcdctl del outside"), "etcdctl del outside")
		g.gone("outside", line("etcdctl del outside"))
		return g.Verdict()
	},
}
