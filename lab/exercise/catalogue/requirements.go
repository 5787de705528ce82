package catalogue

import (
	"raftlab/lab/evidence"
	"raftlab/sim/lang"
)

// gone requires that a key does not exist at the end.
func (g *grader) gone(key string, hint lang.Text) {
	g.Readable(g.e, evidence.GapKeys)
	k, exists := g.e.Key(key)
	g.Need(!exists, t("The key %s exists, with the value %q.", "键 %s 存在，值为 %q。", key, k.Value),
		t("No key %s.", "没有键 %s。", key), hint)
}

// exists requires that a key exists at the end; a value, if one is given, must be the key's.
func (g *grader) exists(key, value string, hint lang.Text) evidence.Key {
	g.Readable(g.e, evidence.GapKeys)
	k, exists := g.e.Key(key)
	g.Need(exists, t("There is no key %s.", "没有键 %s。", key), t("The key %s.", "键 %s。", key), hint)
	g.Need(value == "" || k.Value == value, t("The key %s has the value %q.", "键 %s 的值为 %q。", key, k.Value),
		t("The value %q.", "值 %q。", value), hint)
	if g.Open() {
		g.Saw(t("the key %s, changed last at revision %d", "键 %s，最后修改于修订版本 %d", key, k.Modified))
	}
	return k
}

// change is what must have happened to a key.
type change struct {
	value   string
	deleted bool
}

// history requires changes of a key, in this order, from etcd itself. It is not asked where etcd no longer
// knows: after a compaction, or a restore that took the revision back.
func (g *grader) history(key string, hint lang.Text, changes ...change) {
	if !g.Open() || !g.remembers() {
		return
	}
	rest := changes
	for _, ev := range g.e.Changes(key) {
		if len(rest) > 0 && ev.Deleted == rest[0].deleted && (ev.Deleted || ev.Value == rest[0].value) {
			g.Saw(happened(ev))
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		g.Need(false,
			t("Etcd's own history has no such change: %s.", "etcd 自己的历史里没有这个变化：%s。",
				wanted(key, rest[0])),
			t("The change in etcd's history (a watch from revision 1).",
				"etcd 历史中有此变化（从修订版本 1 开始监视）。"),
			hint)
	}
}

// remembers reports whether etcd's history is whole, as far as can be known.
func (g *grader) remembers() bool {
	return !g.e.Missing(evidence.GapHistory) && g.e.Compacted == 0 && len(g.e.Ran(restores...)) == 0
}

func wanted(key string, c change) string {
	if c.deleted {
		return "DELETE " + key
	}
	return "PUT " + key + " " + c.value
}

func happened(ev evidence.Event) lang.Text {
	if ev.Deleted {
		return t("revision %d: DELETE %s", "修订版本 %d：DELETE %s", ev.Revision, ev.Key)
	}
	return t("revision %d: PUT %s %s", "修订版本 %d：PUT %s %s", ev.Revision, ev.Key, ev.Value)
}

// restores are the commands after which etcd's history may be another.
var restores = []string{"etcdutl snapshot restore ...", "raftlab lab snapshot restore ..."}

// healthy requires that all members of the lab answer and have a leader at the end.
func (g *grader) healthy() {
	if !g.Open() {
		return
	}
	g.Readable(g.e, evidence.GapMembers)
	for _, name := range g.e.Lab {
		m, listed := g.e.Member(name)
		g.Need(listed && m.Status != nil, t("%s does not answer.", "%s 没有应答。", name),
			t("All members of the lab running at the end.", "最后实验环境的所有成员都在运行。"),
			t("Start it: raftlab lab member %s restart, or put its manifest back.",
				"启动它：raftlab lab member %s restart，或把清单放回去。", name))
	}
}

// manifests requires that each member of the lab has its manifest at the end.
func (g *grader) manifests() {
	if !g.Open() {
		return
	}
	for _, name := range g.e.Lab {
		found := false
		for _, m := range g.e.Manifests {
			found = found || m.Member == name
		}
		g.Need(found, t("%s has no manifest.", "%s 没有清单。", name),
			t("Each manifest in its place.", "每个清单都在原处。"),
			t("Move it back to /etc/kubernetes/manifests/.", "把它移回 /etc/kubernetes/manifests/。"))
	}
}

// sameEverywhere requires that all members hold the same data.
func (g *grader) sameEverywhere() {
	if !g.Open() {
		return
	}
	var first *evidence.Status
	for _, m := range g.e.Members {
		switch {
		case m.Status == nil:
		case first == nil:
			first = m.Status
		default:
			g.Need(m.Status.Revision != first.Revision || m.Status.Hash == first.Hash,
				t("%s has another hash at revision %d.", "%s 在修订版本 %d 的哈希不同。", m.Name,
					m.Status.Revision),
				t("Equal hashes.", "哈希相等。"),
				t("Look at it: etcdctl endpoint hashkv", "查看：etcdctl endpoint hashkv"))
		}
	}
	if first != nil {
		g.Saw(t("hash %d at revision %d on all members that answer",
			"所有应答的成员在修订版本 %[2]d 的哈希为 %[1]d", first.Hash, first.Revision))
	}
}

// file requires a file of a kind.
func (g *grader) file(path, kind string, hint lang.Text) evidence.File {
	g.Readable(g.e, evidence.GapFiles)
	f, exists := g.e.File(path)
	g.Need(exists, t("There is no file %s.", "没有文件 %s。", path), t("The file %s.", "文件 %s。", path), hint)
	g.Need(f.Kind == kind, t("%s is of the kind: %s.", "%s 的种类是：%s。", path, f.Kind),
		t("A file of the kind: %s.", "种类为 %s 的文件。", kind), hint)
	if g.Open() {
		g.Saw(t("%s: %s, %d bytes", "%s：%s，%d 字节", path, f.Kind, f.Size))
	}
	return f
}
