package sim

import (
	"slices"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// choose returns the servers that a selector means now, in the order of their numbers; of Others, none: its callers
// know the other groups. It is so short that it is inlined, and the list stays on the caller's stack.
func (c *cluster) choose(sel script.Selector) []*server {
	return c.appendChosen(make([]*server, 0, script.MaxNodes), sel)
}

func (c *cluster) appendChosen(chosen []*server, sel script.Selector) []*server {
	if sel.Kind == script.Named && len(sel.Nodes) == 1 {
		return append(chosen, c.server(sel.Nodes[0]))
	}
	one := c.chooseOne(sel.Kind)
	for i := range c.servers {
		if s := &c.servers[i]; s == one || s.matchedBy(&sel) {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// matchedBy reports whether a selector means the server, whichever others it means.
func (s *server) matchedBy(sel *script.Selector) bool {
	return s.matches(sel.Kind) || slices.Contains(sel.Nodes, s.id)
}

// matches reports whether the server is of a kind that any number of servers can be.
func (s *server) matches(kind script.SelectorKind) bool {
	switch kind {
	case script.Crashed:
		return !s.up && !s.ended
	case script.Paused:
		return s.up && s.paused
	case script.Followers:
		return s.running() && s.role != trace.Leader
	case script.All:
		return true
	}
	return false
}

// chooseOne returns the server of a kind that at most one server is: the running leader of the highest
// term, whether or not it reaches a quorum; the one that led the cluster before it; the first
// follower.
func (c *cluster) chooseOne(kind script.SelectorKind) *server {
	switch kind {
	case script.TheLeader:
		return c.topLeader()
	case script.OldLeader:
		if c.led.previous != 0 {
			return c.server(c.led.previous)
		}
	case script.AFollower:
		for i := range c.servers {
			if s := &c.servers[i]; s.matches(script.Followers) {
				return s
			}
		}
	}
	return nil
}

func (c *cluster) topLeader() *server {
	var top *server
	for i := range c.servers {
		s := &c.servers[i]
		if s.role == trace.Leader && s.running() && (top == nil || s.term > top.term) {
			top = s
		}
	}
	return top
}

// selects reports whether a selector means a server now.
func (c *cluster) selects(sel script.Selector, id trace.NodeID) bool {
	s := c.server(id)
	return s == c.chooseOne(sel.Kind) || s.matchedBy(&sel)
}

func ids(servers []*server) []trace.NodeID {
	list := make([]trace.NodeID, len(servers))
	for i, s := range servers {
		list[i] = s.id
	}
	return list
}

// lastGroups are those of the last partition. Sinks may keep them, so they are made anew where they differ from the
// last ones, and only there.
type lastGroups struct {
	lists   [][]trace.NodeID
	numbers groupNumbers     // the same
	of      *script.Selector // the first of the selectors that meant them, if these mean the same in every run; else nil
}

// reset forgets which selectors meant the groups: those of another script may stand in their place.
func (g *lastGroups) reset() { g.of = nil }

// chooseGroups resolves the groups of a partition: the others are those that no group names.
func (c *cluster) chooseGroups(selectors []script.Selector) [][]trace.NodeID {
	last := &c.groups
	if len(selectors) > 0 && last.of == &selectors[0] {
		return last.lists
	}
	last.of = nil
	if len(selectors) > 0 && !slices.ContainsFunc(selectors, script.Selector.IsDynamic) {
		last.of = &selectors[0]
	}
	numbers := c.groupOf(selectors)
	if numbers != last.numbers || last.lists == nil {
		last.lists, last.numbers = numbers.lists(len(c.servers)), numbers
	}
	return last.lists
}

// groupNumbers is the group of each server, counted from 1 in the order in which the groups are told.
type groupNumbers [script.MaxNodes]uint8

// groupOf puts a server into the first group that means it, the others into theirs, and who is left alone.
func (c *cluster) groupOf(selectors []script.Selector) (of groupNumbers) {
	for i := range selectors {
		sel := &selectors[i]
		for _, id := range sel.Nodes {
			if of[id-1] == 0 {
				of[id-1] = uint8(i + 1)
			}
		}
		if sel.Kind == script.Named {
			continue
		}
		one := c.chooseOne(sel.Kind)
		for j := range c.servers {
			if s := &c.servers[j]; of[j] == 0 && (s == one || s.matches(sel.Kind)) {
				of[j] = uint8(i + 1)
			}
		}
	}
	rest, alone := uint8(0), uint8(len(selectors))
	for i, sel := range selectors {
		if sel.Kind == script.Others && rest == 0 {
			rest = uint8(i + 1)
		}
	}
	for i := range c.servers {
		switch {
		case of[i] != 0:
		case rest != 0:
			of[i] = rest
		default:
			alone++
			of[i] = alone
		}
	}
	return of
}

// lists returns the groups that have servers.
func (g *groupNumbers) lists(servers int) (groups [][]trace.NodeID) {
	for number := uint8(1); number <= slices.Max(g[:]); number++ {
		var group []trace.NodeID
		for i, own := range g[:servers] {
			if own == number {
				group = append(group, trace.NodeID(i+1))
			}
		}
		if group != nil {
			groups = append(groups, group)
		}
	}
	return groups
}
