package program

import (
	"slices"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// addsUnreachable reports whether the command would let a member join that could reach nobody: the only member of a lab on
// loopback advertises an address of the course until the lab knows of another. Etcd would wait for two of two for good.
func (c *call) addsUnreachable() bool {
	if c.name != "etcdctl" || !slices.ContainsFunc(c.home.Members, func(m labdir.Member) bool { return m.Advertised != "" }) {
		return false
	}
	line := parseEtcdctl(c.args)
	return len(line.words) > 1 && c.args[line.words[0]] == "member" && c.args[line.words[1]] == "add"
}

var manifestFirst = lang.Text{
	EN: "the lab knows no second member yet, and one that was added now could reach nobody. Nothing was done. Make its manifest first, which gives it ports, then add it:\n  raftlab lab manifest k8s-master02 > backup/k8s-master02.yaml",
	ZH: "实验环境还不知道第二个成员，现在加入的成员谁也连不上。什么也没做。请先生成它的清单（这会给它分配端口），然后再加入：\n  raftlab lab manifest k8s-master02 > backup/k8s-master02.yaml",
}
