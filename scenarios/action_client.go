package scenarios

import (
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// maxKeyLength and maxValueLength are the lengths of the longest key and value in bytes.
const (
	maxKeyLength   = 40
	maxValueLength = 100
)

var readTable = table[script.ReadAction]{
	what: lang.Say("read", "read "), example: "read: {key: x, to: n1, way: local}", must: []string{"key: x"},
	fields: []field[script.ReadAction]{
		{"key", func(d *decoder, n *node, a *script.ReadAction) { a.Key = d.keyOf(n) }},
		{"to", func(d *decoder, n *node, a *script.ReadAction) { a.To = d.selector(n) }},
		{"way", func(d *decoder, n *node, a *script.ReadAction) { a.Way = d.readWay(n) }},
		{"retry", func(d *decoder, n *node, a *script.ReadAction) {
			a.Retry, _ = d.wait(n, lang.Say("the time between attempts", "重试的间隔"))
		}},
	},
}

func readRead(d *stepDecoder, n *node) script.Action {
	var a script.ReadAction
	if n.form == single {
		a.Key = d.keyOf(n)
	} else {
		readTable.read(d.decoder, n, &a)
	}
	if a.WayIn(d.cluster) == trace.LeaseRead && !d.cluster.CheckQuorum {
		d.refuse(n, "a read by lease needs CheckQuorum: without it voters elect another leader while a lease lasts (write check_quorum: true below cluster)",
			"租约读取需要 CheckQuorum：没有它，租约期内投票者会另选领导者（请在 cluster 下写 check_quorum: true）")
	}
	return a
}

// readReads reads how clients read where a step does not say it. ReadIndex is what there is without it.
func readReads(d *decoder, n *node, c *clusterDraft) {
	if c.Reads = d.readWay(n); c.Reads == trace.ReadIndex {
		c.Reads = 0
	}
}

// readWay reads a way to read.
func (d *decoder) readWay(n *node) trace.ReadWay {
	i, ok := d.oneOf(n, lang.Say("a way to read", "读取方式"), trace.ReadWays())
	if !ok {
		return 0
	}
	return trace.ReadWay(i + 1)
}

var (
	writeTable  = updateTable("write", "write: {key: x, value: 1, retry: 200ms, session: 1}")
	appendTable = updateTable("append", "append: {key: x, value: a, retry: 200ms, session: 1}")
)

func updateTable(what, example string) table[script.Update] {
	return table[script.Update]{
		what: lang.Say(what, what+" "), example: example, must: []string{"key: x", "value: a"},
		fields: []field[script.Update]{
			{"key", func(d *decoder, n *node, u *script.Update) { u.Key = d.keyOf(n) }},
			{"value", func(d *decoder, n *node, u *script.Update) { u.Value = d.valueOf(n) }},
			{"to", func(d *decoder, n *node, u *script.Update) { u.To = d.selector(n) }},
			{"retry", func(d *decoder, n *node, u *script.Update) {
				u.Retry, _ = d.wait(n, lang.Say("the time between attempts", "重试的间隔"))
			}},
			{"session", func(d *decoder, n *node, u *script.Update) {
				session, _ := d.number(n, lang.Say("a session", "会话编号"), 1, maxAmount)
				u.Session = uint64(session)
			}},
		},
	}
}

// update reads what is written or appended, in short x=1.
func (d *stepDecoder) update(n *node, t table[script.Update]) (u script.Update) {
	if n.form != single {
		t.read(d.decoder, n, &u)
		return u
	}
	key, value, ok := strings.Cut(n.text, "=")
	if !ok {
		d.refuse(n, "%s has no value (write %s: x=1)", "%s 没有值（请写 %s: x=1）", quote(n.text), t.what.EN)
		return u
	}
	at := *n
	at.text = key
	u.Key = d.keyOf(&at)
	at.text = value
	u.Value = d.valueOf(&at)
	return u
}

// keyOf reads a key of the state machine.
func (d *decoder) keyOf(n *node) string {
	return d.shortText(n, lang.Say("a key", "键"), "x", maxKeyLength)
}

// valueOf reads a value of the state machine.
func (d *decoder) valueOf(n *node) string {
	return d.shortText(n, lang.Say("a value", "值"), "1", maxValueLength)
}

func (d *decoder) shortText(n *node, what lang.Text, example string, most int) string {
	text, ok := d.word(n, what, example)
	if ok && (text == "" || len(text) > most || strings.ContainsFunc(text, isControl)) {
		d.refuse(n, "%s is one line of 1 to %d bytes (write %s)", "%s是一行，1 到 %d 字节（请写 %s）", what, most, example)
	}
	return text
}
