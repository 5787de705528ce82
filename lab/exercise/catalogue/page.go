package catalogue

import (
	"fmt"
	"strings"

	"raftlab/lab/exercise"
	"raftlab/sim/trace"
)

// Index returns the page of the documentation that lists the exercises.
func Index(lang trace.Lang) string {
	var b strings.Builder
	b.WriteString(indexHead[lang])
	part := exercise.Part("")
	for _, x := range All() {
		if x.Part != part {
			part = x.Part
			name := string(part) + " "
			if part == exercise.Beyond {
				name = ""
			}
			fmt.Fprintf(&b, "\n## %s%s\n\n", name, part.Title().In(lang))
		}
		row := ""
		if x.Row != "" {
			row = " (" + x.Place(lang) + ")"
		}
		need := ""
		if x.Members > 1 {
			need = exercise.Say(", three members", "，三个成员").In(lang)
		}
		fmt.Fprintf(&b, "- [`%s`](%s.md): %s%s%s\n", x.ID, x.ID, x.Title().In(lang), row, need)
	}
	return b.String()
}

var indexHead = map[trace.Lang]string{
	trace.English: `# The lab

[中文](../zh/lab/README.md) · [Where the handout and today's etcd differ](handout-and-etcd.md)

The lab runs real etcd, with the certificates and the static pods of a kubeadm control plane, in one directory on
your machine. In its shell ` + "`etcdctl`, `etcdutl` and `kubectl`" + ` work as on the node ` + "`k8s-master01`" + `.

` + "```console" + `
$ raftlab lab up
$ raftlab lab shell
$ raftlab lab exercises
$ raftlab lab show put-get-delete
$ raftlab lab check put-get-delete
$ raftlab lab report -o json > report.json
$ raftlab lab down
` + "```" + `

- ` + "`show`" + ` prints the task and hints; with ` + "`--steps`" + ` the solution too.
- ` + "`do`" + ` does an exercise before your eyes. First it brings it back to its beginning.
- ` + "`check`" + ` grades what is seen: etcd's own history, members, files, and the journal of the commands that were run in the
  lab's shell. It changes nothing. What was passed stays passed.
- ` + "`report`" + ` is what you hand in. Its JSON form holds the evidence, and is graded again by whoever gets it.
- ` + "`reset`" + ` brings one exercise back to its beginning.

Exercises with three members need a lab of their own: ` + "`raftlab lab up --members 3 --dir DIR`" + `. Those that restore a
snapshot are done in a lab with one member.

In the outputs on these pages ids, hashes, times, sizes, ports and numbers of two digits and more differ from lab to lab, lists of
members may come in another order, and log lines are left out. A test runs every command and compares the rest.
`,
	trace.Chinese: `# 实验环境

[English](../../lab/README.md) · [讲义与今天的 etcd 有哪些不同](handout-and-etcd.md)

实验环境在你机器上的一个目录里运行真正的 etcd，带有 kubeadm 控制平面的证书和静态 Pod。在它的 shell 里，
` + "`etcdctl`、`etcdutl` 和 `kubectl`" + ` 就像在节点 ` + "`k8s-master01`" + ` 上一样使用。

` + "```console" + `
$ raftlab lab up
$ raftlab lab shell
$ raftlab lab exercises
$ raftlab lab show put-get-delete
$ raftlab lab check put-get-delete
$ raftlab lab report -o json > report.json
$ raftlab lab down
` + "```" + `

- ` + "`show`" + ` 打印任务和提示；加 ` + "`--steps`" + ` 也打印解法。
- ` + "`do`" + ` 在你眼前做一个练习。它先把练习恢复到开始状态。
- ` + "`check`" + ` 根据所见评分：etcd 自己的历史、成员、文件，以及在实验环境 shell 中运行过的命令的日志。它不改变任何东西。
  通过的就一直算通过。
- ` + "`report`" + ` 是要上交的报告。它的 JSON 形式包含证据，收到的人可以重新评分。
- ` + "`reset`" + ` 把一个练习恢复到开始状态。

三个成员的练习需要单独的实验环境：` + "`raftlab lab up --members 3 --dir DIR`" + `。恢复快照的练习在一个成员的实验环境里做。

在这些页面的输出里，ID、哈希、时间、大小、端口以及两位以上的数字因环境而异，成员列表的顺序可能不同，日志行略去。
测试会运行每一条命令，并比较其余部分。
`,
}
