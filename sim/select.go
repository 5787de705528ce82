package sim

import (
	"slices"

	"raftlab/sim/trace"
)

// choose returns the servers that a selector means now, in the order of their numbers. TheOthers is
// the business of who knows the other groups.
func (w *World) choose(sel Selector) []*server {
	var chosen []*server
	one := w.chooseOne(sel.Kind)
	for i := range w.servers {
		if s := &w.servers[i]; s == one || s.matches(sel.Kind) || slices.Contains(sel.Nodes, s.id) {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// matches reports whether the server is of a kind that any number of servers can be.
func (s *server) matches(kind SelectorKind) bool {
	switch kind {
	case Crashed:
		return !s.up && !s.ended
	case Paused:
		return s.up && s.paused
	case Followers:
		return s.running() && s.role != trace.Leader
	case Everybody:
		return true
	}
	return false
}

// chooseOne returns the server of a kind that at most one server is: the running leader of the highest
// term, whether or not it reaches a quorum; the one that led the cluster before it; the first
// follower.
func (w *World) chooseOne(kind SelectorKind) *server {
	switch kind {
	case TheLeader:
		return w.topLeader()
	case OldLeader:
		if w.led.previous != 0 {
			return w.server(w.led.previous)
		}
	case AFollower:
		for i := range w.servers {
			if s := &w.servers[i]; s.matches(Followers) {
				return s
			}
		}
	}
	return nil
}

func (w *World) topLeader() *server {
	var top *server
	for i := range w.servers {
		s := &w.servers[i]
		if s.running() && s.role == trace.Leader && (top == nil || s.term > top.term) {
			top = s
		}
	}
	return top
}

// selects reports whether a selector means a server now.
func (w *World) selects(sel Selector, id trace.NodeID) bool {
	for _, s := range w.choose(sel) {
		if s.id == id {
			return true
		}
	}
	return false
}

func ids(servers []*server) []trace.NodeID {
	list := make([]trace.NodeID, len(servers))
	for i, s := range servers {
		list[i] = s.id
	}
	return list
}

// chooseGroups resolves the groups of a partition: the others are those that no group names.
func (w *World) chooseGroups(selectors []Selector) [][]trace.NodeID {
	groups := make([][]trace.NodeID, len(selectors))
	named := make([]bool, len(w.servers)+1)
	for i, sel := range selectors {
		for _, s := range w.choose(sel) {
			if !named[s.id] { // a server is in the first group that means it
				named[s.id] = true
				groups[i] = append(groups[i], s.id)
			}
		}
	}
	var others []trace.NodeID
	for i := range w.servers {
		if !named[i+1] {
			others = append(others, trace.NodeID(i+1))
		}
	}
	for i, sel := range selectors {
		if sel.Kind == TheOthers {
			groups[i], others = others, nil
		}
	}
	for _, alone := range others {
		groups = append(groups, []trace.NodeID{alone})
	}
	return slices.DeleteFunc(groups, func(g []trace.NodeID) bool { return len(g) == 0 })
}
