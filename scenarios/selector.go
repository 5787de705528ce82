package scenarios

import (
	"slices"
	"strings"

	"raftlab/sim"
	"raftlab/sim/trace"
)

// selectorKinds are the ways to choose servers other than by name.
var selectorKinds = []sim.SelectorKind{sim.TheLeader, sim.OldLeader, sim.Crashed, sim.Paused, sim.Followers,
	sim.AFollower, sim.All, sim.Others}

func selectorKind(word string) sim.SelectorKind {
	for _, kind := range selectorKinds {
		if kind.String() == word {
			return kind
		}
	}
	return sim.Named
}

// selector reads a choice of servers: leader, n1, [n1, n2], "n1 n2". The word others has a meaning
// only beside another choice.
func (d *decoder) selector(n *node) sim.Selector {
	s := d.anySelector(n)
	if s.Kind == sim.Others {
		d.refuse(n, "others than whom? (write n1, leader or all; others belongs into partition and cut)")
	}
	return s
}

func (d *decoder) anySelector(n *node) sim.Selector {
	var s sim.Selector
	if n.form == list && len(n.items) == 0 {
		d.refuse(n, "an empty list chooses no server (write [n1, n2])")
	}
	for _, item := range n.each() {
		text, ok := d.word(item, "a choice of servers", "leader, n1, or [n1, n2]")
		if !ok {
			return sim.Selector{}
		}
		s = d.join(item, s, d.selectorOf(item, text))
	}
	return s
}

// join adds a choice to another. A selector is one word, with or without names beside it.
func (d *decoder) join(n *node, s, other sim.Selector) sim.Selector {
	if s.Kind > sim.Named && other.Kind > sim.Named {
		d.refuse(n, "%s beside %s cannot be chosen together (name the servers, as n1, n2)",
			other.Kind, s.Kind)
		return s
	}
	s.Kind = max(s.Kind, other.Kind)
	for _, id := range other.Nodes {
		s.Nodes = d.addServer(n, s.Nodes, id)
	}
	return s
}

func (d *decoder) selectorOf(n *node, text string) sim.Selector {
	if kind := selectorKind(text); kind != sim.Named {
		return sim.Selector{Kind: kind}
	}
	var ids []trace.NodeID
	for word := range strings.FieldsSeq(text) {
		if _, err := trace.ParseNodeID(word); err != nil {
			d.refuse(n, "%s chooses no server%s", quote(text), suggestSelector(text))
			return sim.Selector{}
		}
		if id, ok := d.server(n, word); ok {
			ids = d.addServer(n, ids, id)
		}
	}
	return sim.Selector{Kind: sim.Named, Nodes: ids}
}

func suggestSelector(text string) string {
	words := []string{"n1"}
	for _, kind := range selectorKinds {
		words = append(words, kind.String())
	}
	if slices.Contains(words, strings.ToLower(text)) {
		return didYouMean(strings.ToLower(text), words)
	}
	return didYouMean(text, words)
}
