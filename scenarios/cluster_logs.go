package scenarios

import (
	"fmt"
	"strconv"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// readLogs reads the logs that servers begin with, as the terms of their entries: {n1: [1, 1, 4], n2: [1, 1]}.
func readLogs(d *decoder, n *node, c *clusterDraft) {
	if n.form != mapping {
		d.refuse(n, "logs holds the terms of entries by server (write logs: {n1: [1, 1, 4]})",
			"logs 按服务器给出各条目的任期（请写 logs: {n1: [1, 1, 4]}）")
		return
	}
	d.checkKeys(n, lang.Say("logs", "logs "), keysOf(n))
	for _, id := range everybody(d.servers) {
		if value := n.get(id.String()); value != nil {
			if terms := d.termsOfLog(value); len(terms) > 0 {
				c.Logs = append(c.Logs, script.Log{Node: id, Terms: terms})
			}
		}
	}
	for _, p := range n.pairs {
		d.server(p.key, p.key.text)
	}
}

// termsOfLog reads the terms of a log, which never fall.
func (d *decoder) termsOfLog(n *node) (terms []trace.Term) {
	if n.form != list || len(n.items) > script.MaxLog {
		d.refuse(n, "a log is a list of at most %d terms (write [1, 1, 4])", "日志是任期的列表，至多 %d 个（请写 [1, 1, 4]）", script.MaxLog)
		return nil
	}
	last := trace.Term(1)
	for _, item := range n.items {
		number, ok := d.number(item, lang.Say("a term", "任期"), 1, script.MaxLogTerm)
		if !ok {
			return nil
		}
		term := trace.Term(number)
		if term < last {
			d.refuse(item, "term %d follows term %d, and the terms of a log never fall",
				"任期 %d 在任期 %d 之后，而日志中的任期从不变小", term, last)
			return nil
		}
		last = term
		terms = append(terms, term)
	}
	return terms
}

// formatLogs writes logs as a scenario file does.
func formatLogs(logs []script.Log) string {
	words := make([]string, len(logs))
	for i, l := range logs {
		terms := make([]string, len(l.Terms))
		for k, t := range l.Terms {
			terms[k] = strconv.FormatUint(uint64(t), 10)
		}
		words[i] = fmt.Sprintf("%v: [%s]", l.Node, commas(terms))
	}
	return "{" + commas(words) + "}"
}
