package program

import (
	"os"
	"slices"
	"strings"

	"raftlab/sim/lang"
)

// after returns what is to be said when the program has ended: where the course is out of date, and how to
// go on where a program leaves something behind.
func (c *call) after(o outcome) (notes []note) {
	switch c.name {
	case "etcdctl":
		return c.afterEtcdctl()
	case "etcdutl":
		return c.afterEtcdutl(o)
	}
	return nil
}

func (c *call) afterEtcdctl() []note {
	line := parseEtcdctl(c.typed)
	// A flag that is not etcdctl's may stand before the verb with its value: --data-dir /var/lib/x snapshot restore.
	verb := slices.IndexFunc(line.words, func(i int) bool { return c.typed[i] == "snapshot" })
	if verb < 0 || verb > 0 && !slices.Contains([]string{"save", "restore", "status"}, c.wordAfter(line, verb)) {
		return nil
	}
	line.words = line.words[verb:]
	file := "FILE"
	if len(line.words) > 2 {
		file = lang.ShellWord(c.typed[line.words[2]])
	}
	command := ""
	if len(line.words) > 1 {
		command = c.typed[line.words[1]]
	}
	switch {
	case line.has("encrypt"):
		return []note{{text: noEncrypt.With(file)}}
	case command == "restore":
		return []note{{text: noRestore.With(c.asEtcdutl(line), file)}}
	case command == "status":
		return []note{{text: noStatus.With(file)}}
	}
	return nil
}

// wordAfter returns the word behind one of the words, "" if it is the last.
func (c *call) wordAfter(line etcdctlLine, n int) string {
	if n+1 < len(line.words) {
		return c.typed[line.words[n+1]]
	}
	return ""
}

// The places in these texts are numbered: languages have their own order.
var (
	noEncrypt = lang.Text{
		EN: `no version of etcdctl has --encrypt: etcd does not encrypt snapshots, and nothing was saved. Today's form:
  etcdctl snapshot save %[1]s
  raftlab lab snapshot verify %[1]s
  raftlab lab snapshot encrypt %[1]s
The last one encrypts the file with age. Encryption at rest is another matter: with it, kube-apiserver
encrypts Secrets before etcd sees them, so they are ciphertext in every snapshot too.`,
		ZH: `任何版本的 etcdctl 都没有 --encrypt：etcd 不加密快照，刚才什么也没有保存。现在的写法：
  etcdctl snapshot save %[1]s
  raftlab lab snapshot verify %[1]s
  raftlab lab snapshot encrypt %[1]s
最后一行用 age 加密文件。静态加密（encryption at rest）是另一回事：启用后，kube-apiserver 在写入 etcd 之前
就加密 Secret，因此它们在任何快照里也都是密文。`,
	}
	noRestore = lang.Text{
		EN: `etcdctl 3.6 and later cannot restore: this moved to etcdutl, and nothing was restored. Today's form:
  raftlab lab snapshot verify %[2]s
  %[1]s
A member also needs its own --name, --initial-cluster and --initial-advertise-peer-urls.`,
		ZH: `etcdctl 从 3.6 起不能恢复快照：这个功能移到了 etcdutl，刚才什么也没有恢复。现在的写法：
  raftlab lab snapshot verify %[2]s
  %[1]s
成员还需要自己的 --name、--initial-cluster 和 --initial-advertise-peer-urls。`,
	}
	noStatus = lang.Text{
		EN: `etcdctl 3.6 and later have no snapshot status: it printed help, and its exit code 0 says nothing about the file.
Today's form:
  etcdutl snapshot status %[1]s -w table
It does not check the SHA-256 at the end of the file. This does:
  raftlab lab snapshot verify %[1]s`,
		ZH: `etcdctl 从 3.6 起没有 snapshot status：它只打印帮助，退出码 0 并不说明文件的好坏。现在的写法：
  etcdutl snapshot status %[1]s -w table
它不检查文件末尾的 SHA-256。下面这条会检查：
  raftlab lab snapshot verify %[1]s`,
	}
	halfRestored = lang.Text{
		EN: `the restore failed and left %[1]s incomplete. Remove it before you try again, or the next restore fails too:
  rm -r %[1]s
What is wrong with the snapshot says: raftlab lab snapshot verify FILE`,
		ZH: `恢复失败，留下了不完整的 %[1]s。重试之前先删除它，否则下一次恢复也会失败：
  rm -r %[1]s
快照有什么问题，用这条命令看：raftlab lab snapshot verify 文件`,
	}
	notEmpty = lang.Text{
		EN: `%[1]s holds data, and etcdutl restores only into a new or empty directory. Stop the member, then move the data away:
  mv %[1]s %[1]s.old`,
		ZH: `%[1]s 里有数据，而 etcdutl 只恢复到新的或空的目录。先停止成员，再移走数据：
  mv %[1]s %[1]s.old`,
	}
	statusFailed = lang.Text{
		EN: "the file is not a whole snapshot. What is wrong with it says: raftlab lab snapshot verify FILE",
		ZH: "这个文件不是完整的快照。它有什么问题，用这条命令看：raftlab lab snapshot verify 文件",
	}
)

// asEtcdutl returns the command line for etcdutl: without the flags that are etcdctl's, which is about how to
// reach a server.
func (c *call) asEtcdutl(line etcdctlLine) string {
	leave := map[int]bool{}
	for _, f := range line.flags {
		if _, known := etcdctlFlags[f.name]; known {
			leave[f.at], leave[f.value] = true, true
		}
	}
	words := []string{"etcdutl"}
	for i, arg := range c.typed {
		if !leave[i] {
			words = append(words, lang.ShellWord(arg))
		}
	}
	return strings.Join(words, " ")
}

func (c *call) afterEtcdutl(o outcome) []note {
	switch {
	case o.code == 0:
	case c.target != "" && c.hadData:
		return []note{{text: notEmpty.With(lang.ShellWord(strings.TrimRight(c.target, "/")))}}
	case c.target != "":
		if _, err := os.Lstat(c.target); err == nil {
			return []note{{text: halfRestored.With(lang.ShellWord(c.target))}}
		}
	case len(c.args) > 2 && c.args[0] == "snapshot" && c.args[1] == "status":
		return []note{{text: statusFailed}}
	}
	return nil
}
