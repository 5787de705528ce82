package scenarios

import (
	"strconv"
	"strings"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// maxCommandLength is the length of the longest command in bytes.
const maxCommandLength = 200

// action is a kind of step: its key, and how its value is read.
type action struct {
	key  string
	read func(d *stepDecoder, n *node) script.Action
}

// actions are all kinds of steps. The note alone is an action as well.
var actions = []action{
	{"crash", func(d *stepDecoder, n *node) script.Action { return script.CrashAction{Nodes: d.selector(n)} }},
	{"restart", func(d *stepDecoder, n *node) script.Action { return script.RestartAction{Nodes: d.selector(n)} }},
	{"pause", func(d *stepDecoder, n *node) script.Action { return script.PauseAction{Nodes: d.selector(n)} }},
	{"resume", func(d *stepDecoder, n *node) script.Action { return script.ResumeAction{Nodes: d.selector(n)} }},
	{"partition", readPartition},
	{"isolate", readIsolate},
	{"heal", readHeal},
	{"cut", readCut},
	{"network", readNetworkChange},
	{"link", readLinkChange},
	{"drop", func(d *stepDecoder, n *node) script.Action { return script.DropAction{OneMessage: d.message(n)} }},
	{"duplicate", func(d *stepDecoder, n *node) script.Action { return script.DuplicateAction{OneMessage: d.message(n)} }},
	{"hold", readHold},
	{"deliver", func(d *stepDecoder, n *node) script.Action { return script.DeliverAction{OneMessage: d.message(n)} }},
	{"clock", readClock},
	{"timeout", func(d *stepDecoder, n *node) script.Action { return script.TimeoutAction{Nodes: d.selector(n)} }},
	{"election_timeout", readTimeoutChange},
	{"disk", readDisk},
	{"propose", readPropose},
	{"read", readRead},
	{"write", func(d *stepDecoder, n *node) script.Action {
		return script.WriteAction{Update: d.update(n, writeTable)}
	}},
	{"append", func(d *stepDecoder, n *node) script.Action {
		return script.AppendAction{Update: d.update(n, appendTable)}
	}},
	{"transfer", readTransfer},
	{"change", readChange},
	{"settle", readSettle},
	{"compact", func(d *stepDecoder, n *node) script.Action { return script.CompactAction{Nodes: d.selector(n)} }},
}

func readPartition(d *stepDecoder, n *node) script.Action {
	if n.form != list || len(n.items) == 0 {
		d.refuse(n, "partition is a list of groups (write partition: [[n1, n2], [n3, n4, n5]])",
			"partition 是由组构成的列表（请写 partition: [[n1, n2], [n3, n4, n5]]）")
		return script.PartitionAction{}
	}
	var groups []script.Selector
	for _, item := range n.items {
		if item.form != list {
			d.refuse(item, "a group is a list of servers (write [[n1, n2], [others]])",
				"一个组是由服务器构成的列表（请写 [[n1, n2], [others]]）")
			continue
		}
		group := d.anySelector(item)
		for _, other := range groups {
			d.checkApart(item, other, group)
		}
		groups = append(groups, group)
	}
	return script.PartitionAction{Groups: groups}
}

// checkApart refuses groups that certainly have a server in common.
func (d *stepDecoder) checkApart(n *node, a, b script.Selector) {
	if a.Kind > script.Named && a.Kind == b.Kind {
		d.refuse(n, "%s is in two groups", "%s 同时在两个组中", a.Kind)
	}
	for _, id := range a.Nodes {
		for _, other := range b.Nodes {
			if id == other {
				d.refuse(n, "%v is in two groups", "%v 同时在两个组中", id)
			}
		}
	}
}

func readIsolate(d *stepDecoder, n *node) script.Action {
	return script.PartitionAction{Groups: []script.Selector{d.selector(n), {Kind: script.Others}}}
}

func readHeal(d *stepDecoder, n *node) script.Action {
	if n.form == mapping {
		var a script.HealLinkAction
		healTable.read(d.decoder, n, &a)
		d.checkEnds(n, a.From, a.To)
		return a
	}
	if n.form != single || n.text != "all" {
		d.refuse(n, "heal is all, or a link (write heal: all, or heal: {from: n1, to: n2})",
			"heal 是 all 或一条链路（请写 heal: all，或 heal: {from: n1, to: n2}）")
	}
	return script.HealAction{}
}

var healTable = table[script.HealLinkAction]{
	what: lang.Say("heal", "heal "), example: "heal: {from: n1, to: n2}", must: []string{"from: n1", "to: n2"},
	fields: []field[script.HealLinkAction]{
		{"from", func(d *decoder, n *node, a *script.HealLinkAction) { a.From = d.anySelector(n) }},
		{"to", func(d *decoder, n *node, a *script.HealLinkAction) { a.To = d.anySelector(n) }},
	},
}

// message reads the number of a message.
func (d *decoder) message(n *node) script.OneMessage {
	text, ok := d.word(n, lang.Say("a message", "消息"), "its number in the trace, as 165")
	if !ok {
		return script.OneMessage{}
	}
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil || number == 0 {
		d.refuse(n, "%s is not a message (write its number in the trace, as 165)",
			"%s 不是消息（请写它在轨迹中的编号，如 165）", quote(text))
	}
	return script.OneMessage{Message: number}
}

var holdTable = table[script.HoldAction]{
	what: lang.Say("hold", "hold "), example: "hold: {message: 165, for: 50ms}", must: []string{"message: 165", "for: 50ms"},
	fields: []field[script.HoldAction]{
		{"message", func(d *decoder, n *node, a *script.HoldAction) { a.OneMessage = d.message(n) }},
		{"for", func(d *decoder, n *node, a *script.HoldAction) {
			a.For, _ = d.wait(n, lang.Say("the time of a hold", "扣留时间"))
		}},
	},
}

func readHold(d *stepDecoder, n *node) script.Action {
	var a script.HoldAction
	holdTable.read(d.decoder, n, &a)
	return a
}

func readSettle(d *stepDecoder, n *node) script.Action {
	d.oneOf(n, lang.Say("what to settle", "要稳定的对象"), []string{"all"})
	return script.SettleAction{}
}

var cutTable = table[script.CutAction]{
	what: lang.Say("cut", "cut "), example: "cut: {from: n1, to: [n2, n3]}", must: []string{"from: n1", "to: n2"},
	fields: []field[script.CutAction]{
		{"from", func(d *decoder, n *node, a *script.CutAction) { a.From = d.anySelector(n) }},
		{"to", func(d *decoder, n *node, a *script.CutAction) { a.To = d.anySelector(n) }},
	},
}

func readCut(d *stepDecoder, n *node) script.Action {
	var a script.CutAction
	cutTable.read(d.decoder, n, &a)
	d.checkEnds(n, a.From, a.To)
	return a
}

// checkEnds refuses a direction that leads nowhere.
func (d *stepDecoder) checkEnds(n *node, from, to script.Selector) {
	if from.Kind == script.Others && to.Kind == script.Others {
		d.refuse(n, "others on both sides (name the servers on one side)", "两边都是 others（请在一边写出服务器的名字）")
	}
	if len(from.Nodes) == 1 && from.String() == to.String() {
		d.refuse(n, "%s has no link to itself", "%s 没有通向自己的链路", from.String())
	}
}

func readNetworkChange(d *stepDecoder, n *node) script.Action {
	networkTable.read(d.decoder, n, &d.network)
	return script.NetworkAction{Settings: d.network}
}

var linkChangeTable = table[script.LinkAction]{
	what: lang.Say("link", "link "), example: "link: {from: n1, to: n2, latency: 50ms}", must: []string{"from: n1", "to: n2"},
	fields: append([]field[script.LinkAction]{
		{"from", func(d *decoder, n *node, a *script.LinkAction) { a.From = d.anySelector(n) }},
		{"to", func(d *decoder, n *node, a *script.LinkAction) { a.To = d.anySelector(n) }},
	}, networkFields(func(a *script.LinkAction) *network.Settings { return &a.Settings })...),
}

func readLinkChange(d *stepDecoder, n *node) script.Action {
	a := script.LinkAction{Settings: d.network}
	linkChangeTable.read(d.decoder, n, &a)
	d.checkEnds(n, a.From, a.To)
	return a
}

var clockTable = table[script.ClockAction]{
	what: lang.Say("clock", "clock "), example: "clock: {node: n2, rate: 1.2}", must: []string{"node: n2", "rate: 1.2"},
	fields: []field[script.ClockAction]{
		{"node", func(d *decoder, n *node, a *script.ClockAction) { a.Nodes = d.selector(n) }},
		{"rate", func(d *decoder, n *node, a *script.ClockAction) { a.Rate, _ = d.rate(n) }},
	},
}

func readClock(d *stepDecoder, n *node) script.Action {
	var a script.ClockAction
	clockTable.read(d.decoder, n, &a)
	return a
}

var timeoutTable = table[script.ElectionTimeoutAction]{
	what: lang.Say("election_timeout", "election_timeout "), example: "election_timeout: {node: n2, range: 300ms-400ms}",
	must: []string{"node: n2"},
	fields: []field[script.ElectionTimeoutAction]{
		{"node", func(d *decoder, n *node, a *script.ElectionTimeoutAction) { a.Nodes = d.selector(n) }},
		{"range", func(d *decoder, n *node, a *script.ElectionTimeoutAction) { a.Range, _ = d.timeouts(n) }},
	},
}

func readTimeoutChange(d *stepDecoder, n *node) script.Action {
	a := script.ElectionTimeoutAction{Range: d.cluster.ElectionTimeout} // a new draw, if nothing else
	if timeoutTable.read(d.decoder, n, &a) && n.get("range") != nil && a.Range != (script.Range{}) {
		d.checkTimeout(d.cluster, a.Range, n.get("range"), nil)
		a.Range.Max += d.slack
	}
	return a
}

var diskTable = table[script.DiskAction]{
	what: lang.Say("disk", "disk "), example: "disk: {node: n2, fault: forget hard state}", must: []string{"node: n2"},
	fields: []field[script.DiskAction]{
		{"node", func(d *decoder, n *node, a *script.DiskAction) { a.Nodes = d.selector(n) }},
		{"fault", func(d *decoder, n *node, a *script.DiskAction) {
			if i, ok := d.oneOf(n, lang.Say("a fault of a disk", "磁盘故障"), trace.DiskFaults()); ok {
				a.Fault = trace.DiskFault(i + 1)
			}
		}},
		{"fsync", func(d *decoder, n *node, a *script.DiskAction) {
			if law, ok := d.distribution(n); ok {
				a.Fsync = &law
			}
		}},
		{"stall", func(d *decoder, n *node, a *script.DiskAction) {
			a.Stall, _ = d.wait(n, lang.Say("the stall", "停顿时间"))
		}},
	},
}

func readDisk(d *stepDecoder, n *node) script.Action {
	var a script.DiskAction
	if diskTable.read(d.decoder, n, &a) && n.get("fault") == nil && n.get("fsync") == nil && n.get("stall") == nil {
		d.refuse(n, "disk changes nothing (write fault: forget hard state, fsync: 10ms, or stall: 20s)",
			"disk 什么也没改变（请写 fault: forget hard state、fsync: 10ms 或 stall: 20s）")
	}
	return a
}

var proposeTable = table[script.ProposeAction]{
	what: lang.Say("propose", "propose "), example: "propose: {command: x=1, to: n3}", must: []string{"command: x=1"},
	fields: []field[script.ProposeAction]{
		{"command", readCommand},
		{"to", func(d *decoder, n *node, a *script.ProposeAction) { a.To = d.selector(n) }},
		{"count", func(d *decoder, n *node, a *script.ProposeAction) {
			a.Count, _ = d.number(n, lang.Say("commands", "命令数"), 1, maxAmount)
		}},
		{"every", func(d *decoder, n *node, a *script.ProposeAction) {
			a.Every, _ = d.wait(n, lang.Say("the time between commands", "命令的间隔"))
		}},
	},
}

func readCommand(d *decoder, n *node, a *script.ProposeAction) {
	text, ok := d.word(n, lang.Say("a command", "命令"), "x=1")
	if !ok {
		return
	}
	if len(text) > maxCommandLength || strings.ContainsFunc(text, isControl) {
		d.refuse(n, "a command is one line of at most %d bytes (write x=1)", "一个命令是一行，至多 %d 字节（请写 x=1）", maxCommandLength)
		return
	}
	a.Command = text
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func readPropose(d *stepDecoder, n *node) script.Action {
	var a script.ProposeAction
	if n.form == single {
		readCommand(d.decoder, n, &a)
		return a
	}
	proposeTable.read(d.decoder, n, &a)
	count, every := n.get("count"), n.get("every")
	if every != nil && (count == nil || a.Count == 1) {
		d.refuse(every, "one command has no time between commands (write count: 10, or leave every out)",
			"只有一个命令，没有间隔可言（请写 count: 10，或删去 every）")
	}
	if a.Count > 0 && a.Every > chance.Longest/time.Duration(a.Count) {
		d.refuse(n, "%d commands every %s last longer than any run (write count: 10, every: 50ms)",
			"%d 个命令、间隔 %s，比任何运行都长（请写 count: 10, every: 50ms）",
			a.Count, chance.FormatDuration(a.Every))
	}
	return a
}

func readTransfer(d *stepDecoder, n *node) script.Action {
	to := d.selector(n)
	if len(to.Nodes) > 1 {
		d.refuse(n, "leadership goes to one server (write transfer: n3)", "领导权只能移交给一台服务器（请写 transfer: n3）")
	}
	return script.TransferAction{To: to}
}

var changeTable = table[script.ChangeAction]{
	what: lang.Say("change", "change "), example: "change: {add: [n4], remove: [n1], joint: true}",
	fields: []field[script.ChangeAction]{
		{"add", func(d *decoder, n *node, a *script.ChangeAction) { a.Add = d.members(n) }},
		{"learn", func(d *decoder, n *node, a *script.ChangeAction) { a.Learn = d.members(n) }},
		{"remove", func(d *decoder, n *node, a *script.ChangeAction) { a.Remove = d.members(n) }},
		{"joint", func(d *decoder, n *node, a *script.ChangeAction) { d.yesNo(n, &a.Joint) }},
	},
}

func readChange(d *stepDecoder, n *node) script.Action {
	var a script.ChangeAction
	if !changeTable.read(d.decoder, n, &a) {
		return a
	}
	uses := map[trace.NodeID]int{}
	for _, ids := range [][]trace.NodeID{a.Add, a.Learn, a.Remove} {
		for _, id := range ids {
			if uses[id]++; uses[id] == 2 {
				d.refuse(n, "%v can be added, learn or be removed, one of these",
					"%v 只能加入（add）、作为学习者（learn）或移除（remove）之一", id)
			}
		}
	}
	switch changes := len(a.Add) + len(a.Learn) + len(a.Remove); {
	case changes == 0:
		d.refuse(n, "change is empty (write change: {add: [n4]})", "change 是空的（请写 change: {add: [n4]}）")
	case changes > 1 && !a.Joint:
		d.refuse(n, "%d changes at once need joint consensus (add joint: true)",
			"一次改变 %d 项需要联合共识（请加上 joint: true）", changes)
	}
	return a
}
