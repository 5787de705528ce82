package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var logKinds = []kind{
	kindOf("commit", "", commitTable, (*commit).check),
	kindOf("entry", "", entryTable, (*entry).check),
	kindOf("same_log", "node", sameLogTable, (*sameLog).check),
}

// commit expects the commit index of servers at a time.
type commit struct {
	node script.Selector
	at   *time.Duration
	amount
}

var commitTable = table[commit]{
	example: "commit: {node: n1, at: 2s, exactly: 3}", must: []string{"node: n1"},
	fields: append(stateFields(func(e *commit) (*script.Selector, **time.Duration) { return &e.node, &e.at }),
		amountFields(func(e *commit) *amount { return &e.amount })...),
}

func (e *commit) check(d *decoder, n *node) { e.amount.check(d, n, true) }

func (e *commit) expected() lang.Text {
	return lang.Say("commit index of %s%s: %s", "%s%s：提交索引%s", sayWhom(e.node), sayAt(e.at), e.amount.text())
}

func (e *commit) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	return judgeServers(t, e.node, e.at, func(s *timeline.Server, at time.Duration) (trace.Verdict, lang.Text) {
		index, up := commitAt(s, at)
		if !up {
			return trace.Untested, wasDown
		}
		return e.met(int(index)), lang.Say("%d", "%d", index)
	})
}

// commitAt returns a server's commit index. It is volatile: a crash takes it.
func commitAt(s *timeline.Server, at time.Duration) (index trace.Index, up bool) {
	var since time.Duration
	for _, band := range s.Bands {
		if band.From <= at {
			up = band.Role != 0
			if !up {
				since = band.To
			}
		}
	}
	for _, c := range s.Commits {
		if c.At >= since && c.At <= at {
			index = c.Index
		}
	}
	return index, up
}

// entry expects an entry in the logs of servers at a time, or that there is none.
type entry struct {
	node    script.Selector
	at      *time.Duration
	index   trace.Index
	term    trace.Term
	command string
	absent  bool
}

var entryTable = table[entry]{
	example: "entry: {node: n1, index: 2, term: 3}", must: []string{"node: n1"},
	fields: append([]field[entry]{
		{"index", func(d *decoder, n *node, e *entry) {
			index, _ := d.number(n, lang.Say("an index", "索引"), 1, maxAmount)
			e.index = trace.Index(index)
		}},
		{"term", func(d *decoder, n *node, e *entry) {
			term, _ := d.number(n, lang.Say("a term", "任期"), 1, maxAmount)
			e.term = trace.Term(term)
		}},
		{"command", func(d *decoder, n *node, e *entry) { e.command, _ = d.word(n, lang.Say("a command", "命令"), "x=1") }},
		{"absent", func(d *decoder, n *node, e *entry) { d.yesNo(n, &e.absent) }},
	}, stateFields(func(e *entry) (*script.Selector, **time.Duration) { return &e.node, &e.at })...),
}

func (e *entry) check(d *decoder, n *node) {
	if e.index == 0 && e.term == 0 && e.command == "" {
		d.refuse(n, "which entry? (write index: 2, term: 3 or command: x=1)", "哪个条目？（请写 index: 2、term: 3 或 command: x=1）")
	}
}

func (e *entry) expected() lang.Text {
	var index, term, command lang.Text
	if e.index != 0 {
		index = lang.Say("index %d", "索引 %d", e.index)
	}
	if e.term != 0 {
		term = lang.Say("term %d", "任期 %d", e.term)
	}
	if e.command != "" {
		command = lang.Text{EN: e.command, ZH: e.command}
	}
	which := labelled(lang.Say("an entry", "条目"), index, term, command)
	if e.absent {
		return lang.Say("%s%s does not have %s", "%s%s：没有%s", sayWhom(e.node), sayAt(e.at), which)
	}
	return lang.Say("%s%s has %s", "%s%s：有%s", sayWhom(e.node), sayAt(e.at), which)
}

func (e *entry) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	return judgeServers(t, e.node, e.at, func(s *timeline.Server, at time.Duration) (trace.Verdict, lang.Text) {
		log := logAt(s, at)
		found := slices.ContainsFunc(log, func(l timeline.LogChange) bool {
			return (e.index == 0 || e.index == l.Index) && (e.term == 0 || e.term == l.Term) &&
				(e.command == "" || e.command == l.Command)
		})
		return verdict(found != e.absent, false), sayLog(log)
	})
}

// logAt returns the entries that a server has written at a moment, in order.
func logAt(s *timeline.Server, at time.Duration) (log []timeline.LogChange) {
	for _, change := range s.Log {
		if change.At > at {
			break
		}
		log = slices.DeleteFunc(log, func(l timeline.LogChange) bool { return l.Index >= change.First })
		if !change.Truncate {
			log = append(log, change)
		}
	}
	return log
}

// sayLog says the terms of a log's entries, in which the papers draw logs.
func sayLog(log []timeline.LogChange) lang.Text {
	const most = 12
	if len(log) == 0 {
		return lang.Say("empty log", "日志为空")
	}
	var b strings.Builder
	for i, l := range log {
		if i == most {
			fmt.Fprintf(&b, " ... (%d)", len(log))
			break
		}
		fmt.Fprintf(&b, " %d", l.Term)
	}
	return lang.Say("log from %d on, terms%s", "日志自 %d 起，任期%s", log[0].Index, b.String())
}

// sameLog expects the logs of servers to be equal at a time.
type sameLog struct {
	node script.Selector
	at   *time.Duration
}

var sameLogTable = table[sameLog]{
	example: "same_log: all", must: []string{"node: all"},
	fields: stateFields(func(e *sameLog) (*script.Selector, **time.Duration) { return &e.node, &e.at }),
}

func (e *sameLog) check(*decoder, *node) {}

func (e *sameLog) expected() lang.Text {
	return lang.Say("the same log%s: %s", "日志相同%s：%s", sayAt(e.at), sayWhom(e.node))
}

func (e *sameLog) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	var first *timeline.Server
	return judgeServers(t, e.node, e.at, func(s *timeline.Server, at time.Duration) (trace.Verdict, lang.Text) {
		if first == nil {
			first = s
		}
		return verdict(equalLogs(first, s, at), false), sayLog(logAt(s, at))
	})
}

// equalLogs reports whether the logs of two servers are equal at a moment. What a snapshot stands for is not compared: only
// what lies behind both snapshots, and where the logs end.
func equalLogs(one, other *timeline.Server, at time.Duration) bool {
	start := max(snapshotAt(one, at), snapshotAt(other, at))
	a, b := behind(logAt(one, at), start), behind(logAt(other, at), start)
	return (len(a) > 0 || endAt(one, at) == endAt(other, at)) && slices.EqualFunc(a, b, func(x, y timeline.LogChange) bool {
		return x.Index == y.Index && x.Term == y.Term && x.Entry == y.Entry && x.Command == y.Command
	})
}

// behind returns the entries behind an index.
func behind(log []timeline.LogChange, index trace.Index) []timeline.LogChange {
	at := slices.IndexFunc(log, func(l timeline.LogChange) bool { return l.Index > index })
	if at < 0 {
		return nil
	}
	return log[at:]
}

// snapshotAt returns the end of the snapshot that a server has at a moment; 0: it has none.
func snapshotAt(s *timeline.Server, at time.Duration) (index trace.Index) {
	for _, r := range s.Snapshots {
		if r.At <= at {
			index = r.Index
		}
	}
	return index
}

// endAt returns the index of the last entry of a server's log.
func endAt(s *timeline.Server, at time.Duration) trace.Index {
	end := snapshotAt(s, at)
	if log := logAt(s, at); len(log) > 0 {
		end = max(end, log[len(log)-1].Index)
	}
	return end
}
