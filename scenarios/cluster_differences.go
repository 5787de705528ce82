package scenarios

import (
	"slices"

	"raftlab/sim/lang"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// linkDraft is what some links have of their own.
type linkDraft struct {
	from, to []trace.NodeID
	network.Settings
}

var linkTable = table[linkDraft]{
	what: lang.Say("a link", "链路"), example: "{from: n1, to: n3, latency: 50ms}", must: []string{"from: n1", "to: n3"},
	fields: append([]field[linkDraft]{
		{"from", func(d *decoder, n *node, l *linkDraft) { l.from = d.serverList(n) }},
		{"to", func(d *decoder, n *node, l *linkDraft) { l.to = d.serverList(n) }},
	}, networkFields(func(l *linkDraft) *network.Settings { return &l.Settings })...),
}

// readLinks reads links that differ from the network. What a link does not set, it has from the
// network.
func readLinks(d *decoder, n *node, c *clusterDraft) {
	if n.form != list {
		d.refuse(n, "links is a list (write links: [{from: n1, to: n3, latency: 50ms}])",
			"links 是列表（请写 links: [{from: n1, to: n3, latency: 50ms}]）")
		return
	}
	for _, item := range n.items {
		draft := linkDraft{Settings: c.Network}
		if !linkTable.read(d, item, &draft) {
			continue
		}
		c.addLinks(d, item, &draft)
	}
}

func (c *clusterDraft) addLinks(d *decoder, n *node, draft *linkDraft) {
	for _, from := range draft.from {
		for _, to := range draft.to {
			same := func(l script.Link) bool { return l.From == from && l.To == to }
			switch {
			case from == to && len(draft.from) == 1 && len(draft.to) == 1:
				d.refuse(n, "%v has no link to itself", "%v 没有通向自己的链路", from)
			case from == to: // all, to all: everybody but itself
			case slices.ContainsFunc(c.Links, same):
				d.refuse(n, "the link from %v to %v is set twice", "从 %v 到 %v 的链路设置了两次", from, to)
			default:
				c.Links = append(c.Links, script.Link{From: from, To: to, Settings: draft.Settings})
			}
		}
	}
}

var nodeTable = table[script.NodeSettings]{
	what: lang.Say("a server", "服务器"), example: "n2: {election_timeout: 150ms-150ms, clock: 1.2}",
	fields: []field[script.NodeSettings]{
		{"election_timeout", func(d *decoder, n *node, s *script.NodeSettings) {
			s.ElectionTimeout, _ = d.timeouts(n)
		}},
		{"clock", func(d *decoder, n *node, s *script.NodeSettings) { s.ClockRate, _ = d.rate(n) }},
		{"fsync", func(d *decoder, n *node, s *script.NodeSettings) {
			if law, ok := d.distribution(n); ok {
				s.Fsync = &law
			}
		}},
	},
}

// readNodeSettings reads what single servers have of their own, by their names.
func readNodeSettings(d *decoder, n *node, c *clusterDraft) {
	if n.form != mapping {
		d.refuse(n, "node holds settings by server (write node: {n2: {clock: 1.2}})",
			"node 按服务器给出设置（请写 node: {n2: {clock: 1.2}}）")
		return
	}
	d.checkKeys(n, lang.Say("node", "node "), keysOf(n))
	for _, id := range everybody(d.servers) {
		value := n.get(id.String())
		if value == nil {
			continue
		}
		settings := script.NodeSettings{Node: id}
		if nodeTable.read(d, value, &settings) && settings != (script.NodeSettings{Node: id}) {
			c.Node = append(c.Node, settings)
			c.notePlace(id.String(), value.get("election_timeout"))
		}
	}
	for _, p := range n.pairs {
		d.server(p.key, p.key.text)
	}
}

func keysOf(n *node) []string {
	keys := make([]string, len(n.pairs))
	for i, p := range n.pairs {
		keys[i] = p.key.text
	}
	return keys
}
