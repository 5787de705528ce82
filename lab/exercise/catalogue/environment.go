package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/lab/exercise"
)

// environment is H3 of the handout.
var environment = []*spec{&certificates, &staticPod}

var certificates = spec{
	id: "certificates", part: exercise.Environment, members: 1,
	scope: evidence.Scope{Commands: []string{"etcdctl endpoint health ...", "etcdctl member list ...",
		"etcdctl get ...", "etcdctl endpoint status ..."}},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		for _, user := range []string{"healthcheck-client", "server"} {
			good := e.Ran("etcdctl ... --cert=*" + user + ".crt --key=*" + user + ".key")
			if len(good) > 0 {
				g.Saw(told(good[0]))
				continue
			}
			seen := t("No call with %s.crt and %s.key succeeded.", "没有用 %s.crt 和 %s.key 成功的调用。", user, user)
			for _, c := range e.Failed("etcdctl ... --cert=*") {
				cert, _ := c.Flag("cert")
				key, _ := c.Flag("key")
				seen = t("A call with --cert=%s --key=%s failed.", "--cert=%s --key=%s 的调用失败了。", cert, key)
			}
			g.Need(false, seen, t("A call as %s that is answered.", "以 %s 的身份得到应答的调用。", user),
				t("--cert and --key are a pair of one name, --cacert is ca.crt.",
					"--cert 和 --key 是同名的一对，--cacert 是 ca.crt。"))
		}
		return g.Verdict()
	},
}

var staticPod = spec{
	id: "manifest", part: exercise.Environment, members: 1,
	scope: evidence.Scope{Commands: []string{"kubelet ...", "raftlab lab wait ...",
		"etcdctl endpoint ...", "etcdctl get ..."}},
	leftovers: exercise.Leftovers{Manifest: true},
	check: func(e *evidence.Evidence) exercise.Verdict {
		g := grade(e)
		g.then(t("The manifest taken away.", "移走清单。"),
			line("mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/"), away...)
		g.thenFails(t("Etcd seen down: a call that is not answered.", "看到 etcd 停止：得不到应答的调用。"),
			t("etcdctl endpoint health, while the manifest is away", "在清单被移走时：etcdctl endpoint health"),
			"etcdctl endpoint ...", "etcdctl get ...")
		g.then(t("The manifest put back.", "放回清单。"),
			line("mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/"), back...)
		g.then(t("Etcd seen up again: a call that is answered.", "看到 etcd 恢复：得到应答的调用。"),
			t("raftlab lab wait healthy, then etcdctl endpoint health",
				"raftlab lab wait healthy，然后 etcdctl endpoint health"),
			"etcdctl endpoint ...", "etcdctl get ...")
		g.manifests()
		g.healthy()
		return g.Verdict()
	},
}
