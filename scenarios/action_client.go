package scenarios

import (
	"strings"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// maxKeyLength and maxValueLength are the lengths of the longest key and value in bytes.
const (
	maxKeyLength   = 40
	maxValueLength = 100
)

var readTable = table[script.ReadAction]{
	what: "read", example: "read: {key: x, to: n1, way: local}", must: []string{"key: x"},
	fields: []field[script.ReadAction]{
		{"key", func(d *decoder, n *node, a *script.ReadAction) { a.Key = d.keyOf(n) }},
		{"to", func(d *decoder, n *node, a *script.ReadAction) { a.To = d.selector(n) }},
		{"way", func(d *decoder, n *node, a *script.ReadAction) { a.Way = d.readWay(n) }},
		{"retry", func(d *decoder, n *node, a *script.ReadAction) { a.Retry, _ = d.wait(n, "the time between attempts") }},
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
		d.refuse(n, "a read by lease needs CheckQuorum: without it voters elect another leader while a lease lasts (write check_quorum: true below cluster)")
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
	i, ok := d.oneOf(n, "a way to read", trace.ReadWays())
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
		what: what, example: example, must: []string{"key: x", "value: a"},
		fields: []field[script.Update]{
			{"key", func(d *decoder, n *node, u *script.Update) { u.Key = d.keyOf(n) }},
			{"value", func(d *decoder, n *node, u *script.Update) { u.Value = d.valueOf(n) }},
			{"to", func(d *decoder, n *node, u *script.Update) { u.To = d.selector(n) }},
			{"retry", func(d *decoder, n *node, u *script.Update) { u.Retry, _ = d.wait(n, "the time between attempts") }},
			{"session", func(d *decoder, n *node, u *script.Update) {
				session, _ := d.number(n, "a session", 1, maxAmount)
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
		d.refuse(n, "%s has no value (write %s: x=1)", quote(n.text), t.what)
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
	return d.shortText(n, "a key", "x", maxKeyLength)
}

// valueOf reads a value of the state machine.
func (d *decoder) valueOf(n *node) string {
	return d.shortText(n, "a value", "1", maxValueLength)
}

func (d *decoder) shortText(n *node, what, example string, most int) string {
	text, ok := d.word(n, what, example)
	if ok && (text == "" || len(text) > most || strings.ContainsFunc(text, isControl)) {
		d.refuse(n, "%s is one line of 1 to %d bytes (write %s)", what, most, example)
	}
	return text
}
