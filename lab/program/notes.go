package program

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// note is a remark to the person at the shell.
type note struct {
	topic string // a note with a topic is made once per shell
	text  lang.Text
}

var obsoleteAPI = note{"api", lang.Text{
	EN: "ETCDCTL_API is obsolete: version 3 has been the default since etcd 3.4, version 2 is gone. (The real etcdctl warns of the variable on every call.)",
	ZH: "ETCDCTL_API 已经过时：从 etcd 3.4 起默认就是第 3 版，第 2 版已被移除。（真正的 etcdctl 每次调用都会对这个变量发出警告。）",
}}

// translated is the note that something was translated.
func translated(h *labdir.Dir, m meaning) note {
	if m == aPath {
		return note{"path", lang.Text{
			EN: "in this shell /etc/kubernetes and /var/lib/etcd are below " + h.Path,
			ZH: "在这个 shell 里，/etc/kubernetes 和 /var/lib/etcd 位于 " + h.Path + " 之下",
		}}
	}
	var en, zh []string
	for _, m := range h.Members {
		en = append(en, fmt.Sprintf("%s:2379 is 127.0.0.1:%d (%s)", m.Address(), m.ClientPort, m.Name))
		zh = append(zh, fmt.Sprintf("%s:2379 就是 127.0.0.1:%d（%s）", m.Address(), m.ClientPort, m.Name))
	}
	return note{"address", lang.Text{
		EN: "in this shell " + strings.Join(en, ", "),
		ZH: "在这个 shell 里，" + strings.Join(zh, "，"),
	}}
}

// tell makes a remark, if it was not made in this shell before.
func (c *call) tell(n note) {
	if n.topic == "" || Once(c.home, n.topic) {
		remark(n.text.In(langOfRemarks()))
	}
}

// remark writes to standard error.
func remark(text string) {
	fmt.Fprintf(os.Stderr, "raftlab: %s\n", strings.ReplaceAll(text, "\n", "\n         "))
}

// RemarksVariable sets the language of remarks alone. Where exercises are performed, what commands print is compared
// with what the exercise says, in English; remarks are for the one who looks on.
const RemarksVariable = "RAFTLAB_REMARKS"

// langOfRemarks returns the language of remarks.
func langOfRemarks() lang.Lang {
	if l := lang.Lang(os.Getenv(RemarksVariable)); l == lang.English || l == lang.Chinese {
		return l
	}
	return lang.OfLocale(os.Getenv)
}

// Once reports whether it is called for the first time with this topic in this shell.
func Once(h *labdir.Dir, topic string) bool {
	sum := sha256.Sum256([]byte(session()))
	dir := filepath.Join(h.Run(), "said")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return true // rather twice than never
	}
	file, err := os.OpenFile(filepath.Join(dir, hex.EncodeToString(sum[:8])+"-"+topic), os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		file.Close()
	}
	return !errors.Is(err, fs.ErrExist)
}
