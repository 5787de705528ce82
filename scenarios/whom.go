package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// whom reads the servers that an expectation is about: by name, all, leader (the last leader of the
// run) or old leader (the one before it).
func (d *decoder) whom(n *node) script.Selector {
	s := d.anySelector(n)
	switch s.Kind {
	case script.Named, script.All, script.TheLeader, script.OldLeader, 0:
	default:
		d.refuse(n, "%s chooses servers for a step only (write n1, leader, old leader or all)",
			"%s 只用于步骤中选服务器（请写 n1、leader、old leader 或 all）", s.Kind)
	}
	return s
}

// those returns the servers of a finished run that a choice means, in their order.
func those(t *timeline.Timeline, s script.Selector) (ids []trace.NodeID) {
	leader, old := lastLeaders(t)
	for i := range t.Servers {
		id := t.Servers[i].Node
		if s.Kind == script.All || s.Kind == script.TheLeader && id == leader ||
			s.Kind == script.OldLeader && id == old || contains(s.Nodes, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// lastLeaders returns the last leader of a run, and the other server that led before it.
func lastLeaders(t *timeline.Timeline) (leader, old trace.NodeID) {
	for i := len(t.Led) - 1; i >= 0 && old == 0; i-- {
		switch id := t.Led[i].Leader; {
		case id == 0 || id == leader:
		case leader == 0:
			leader = id
		default:
			old = id
		}
	}
	return leader, old
}

func contains(ids []trace.NodeID, id trace.NodeID) bool {
	for _, other := range ids {
		if other == id {
			return true
		}
	}
	return false
}

// concerns reports whether a choice means a server; no choice means every server.
func concerns(ids []trace.NodeID, chosen script.Selector, id trace.NodeID) bool {
	return chosen.Kind == 0 || contains(ids, id)
}

// sayWhom says a choice of servers; nothing for no choice.
func sayWhom(s script.Selector) lang.Text {
	words := s.String()
	switch {
	case words == "":
		return lang.Text{}
	case s.Kind == script.All:
		return lang.Say("all servers", "所有服务器")
	case s.Kind == script.TheLeader && len(s.Nodes) == 0:
		return lang.Say("the leader", "领导者")
	case s.Kind == script.OldLeader && len(s.Nodes) == 0:
		return lang.Say("the old leader", "旧领导者")
	}
	return lang.Text{EN: words, ZH: words}
}

// sayRole says who it was in an act, as "by n2"; nothing for anybody.
func sayRole(en, zh string, s script.Selector) lang.Text {
	if s.Kind == 0 {
		return lang.Text{}
	}
	return lang.Say(en, zh, sayWhom(s))
}
