package snapshot

import (
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// Kind is what is wrong with a file.
type Kind string

// The kinds of damage. A whole snapshot has none.
const (
	Whole       Kind = ""
	Empty       Kind = "empty"        // it has no bytes
	Foreign     Kind = "foreign"      // it never was a snapshot
	Directory   Kind = "directory"    // it is no file
	Encrypted   Kind = "encrypted"    // it is encrypted with age; whether it is whole shows when it is decrypted
	Truncated   Kind = "truncated"    // it ends within the database
	HashMissing Kind = "hash missing" // it ends with the database, or is a database file out of a data directory
	HashCut     Kind = "hash cut off" // it ends within the SHA-256
	Altered     Kind = "altered"      // it has its length, and the SHA-256 does not match: a byte was changed
	Header      Kind = "header"       // it has the marks of a database, and both copies of its header are damaged
	Longer      Kind = "longer"       // something was added at its end
)

// Damage is the error for a file that is not a whole snapshot.
type Damage struct {
	Path string
	Kind Kind
	// Have and Want are bytes: of the file if it is Truncated or Longer, of the SHA-256 if that is cut off.
	Have, Want int64
}

// Error says it in English.
func (d *Damage) Error() string { return d.In(lang.English) }

// In says what is wrong, and what can be done.
func (d *Damage) In(l lang.Lang) string {
	numbers := strings.NewReplacer("{have}", strconv.FormatInt(d.Have, 10), "{want}", strconv.FormatInt(d.Want, 10))
	return d.Path + ": " + numbers.Replace(damageTexts[d.Kind].In(l))
}

var damageTexts = map[Kind]lang.Text{
	Empty:     text("the file is empty: the save failed, or the disk was full (save again)", "文件是空的：保存失败，或者磁盘已满（请重新保存）"),
	Foreign:   text("this is not a snapshot of etcd", "这不是 etcd 的快照"),
	Directory: text("this is a directory, not a snapshot", "这是目录，不是快照"),
	Encrypted: text("the snapshot is encrypted (raftlab lab snapshot decrypt FILE makes it usable)",
		"快照是加密的（先用 raftlab lab snapshot decrypt 文件 解密）"),
	Truncated: text("truncated: {have} of {want} bytes are there; it was not copied or saved to the end (take another copy)",
		"被截断：应有 {want} 字节，只有 {have} 字节；保存或复制没有完成（请另取一份）"),
	HashMissing: text("the SHA-256 at the end is missing: it was cut off, or this is a database file copied out of a data directory. Nobody can tell whether the rest is whole (take a snapshot with etcdctl snapshot save)",
		"末尾没有 SHA-256：它被截掉了，或者这是从数据目录复制出来的数据库文件。无法判断其余部分是否完整（请用 etcdctl snapshot save 保存快照）"),
	HashCut: text("truncated within the SHA-256 at the end: {have} of its {want} bytes are there (take another copy)",
		"末尾的 SHA-256 被截断：应有 {want} 字节，只有 {have} 字节（请另取一份）"),
	Altered: text("a byte was changed: the SHA-256 at the end is not that of the database (take another copy)",
		"有字节被改动：末尾的 SHA-256 与数据库不符（请另取一份）"),
	Header: text("a byte was changed: both copies of the database's header are damaged (take another copy)",
		"有字节被改动：数据库头部的两个副本都已损坏（请另取一份）"),
	Longer: text("something was added at the end: {have} bytes, a whole snapshot has {want} (take another copy)",
		"末尾多出了内容：有 {have} 字节，完整的快照是 {want} 字节（请另取一份）"),
}

func text(en, zh string) lang.Text { return lang.Text{EN: en, ZH: zh} }
