package scenarios

import (
	"slices"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// selectorKinds are the ways to choose servers other than by name.
var selectorKinds = []script.SelectorKind{script.TheLeader, script.OldLeader, script.Crashed, script.Paused, script.Followers,
	script.AFollower, script.All, script.Others}

func selectorKind(word string) script.SelectorKind {
	for _, kind := range selectorKinds {
		if kind.String() == word {
			return kind
		}
	}
	return script.Named
}

// selector reads a choice of servers: leader, n1, [n1, n2], "n1 n2". The word others has a meaning
// only beside another choice.
func (d *decoder) selector(n *node) script.Selector {
	s := d.anySelector(n)
	if s.Kind == script.Others {
		d.refuse(n, "others of no group (write n1, leader or all; others belongs into partition and cut)",
			"others 不知相对于哪个组（请写 n1、leader 或 all；others 用于 partition 和 cut）")
	}
	return s
}

func (d *decoder) anySelector(n *node) script.Selector {
	var s script.Selector
	if n.form == list && len(n.items) == 0 {
		d.refuse(n, "an empty list chooses no server (write [n1, n2])", "空列表选不出服务器（请写 [n1, n2]）")
	}
	for _, item := range n.each() {
		text, ok := d.word(item, lang.Say("a choice of servers", "服务器的选择"), "leader, n1, or [n1, n2]")
		if !ok {
			return script.Selector{}
		}
		s = d.join(item, s, d.selectorOf(item, text))
	}
	return s
}

// join adds a choice to another. A selector is one word, with or without names beside it.
func (d *decoder) join(n *node, s, other script.Selector) script.Selector {
	if s.Kind > script.Named && other.Kind > script.Named {
		d.refuse(n, "%s beside %s cannot be chosen together (name the servers, as n1, n2)",
			"%s 和 %s 不能同时选（请写出服务器的名字，如 n1, n2）",
			other.Kind, s.Kind)
		return s
	}
	s.Kind = max(s.Kind, other.Kind)
	for _, id := range other.Nodes {
		s.Nodes = d.addServer(n, s.Nodes, id)
	}
	return s
}

func (d *decoder) selectorOf(n *node, text string) script.Selector {
	if kind := selectorKind(text); kind != script.Named {
		return script.Selector{Kind: kind}
	}
	var ids []trace.NodeID
	for word := range strings.FieldsSeq(text) {
		if _, err := trace.ParseNodeID(word); err != nil {
			d.refuse(n, "%s chooses no server%s", "%s 选不出服务器%s", quote(text), suggestSelector(text))
			return script.Selector{}
		}
		if id, ok := d.server(n, word); ok {
			ids = d.addServer(n, ids, id)
		}
	}
	return script.Selector{Kind: script.Named, Nodes: ids}
}

func suggestSelector(text string) lang.Text {
	words := []string{"n1"}
	for _, kind := range selectorKinds {
		words = append(words, kind.String())
	}
	if slices.Contains(words, strings.ToLower(text)) {
		return didYouMean(strings.ToLower(text), words)
	}
	return didYouMean(text, words)
}
