package catalogue

import (
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/machine/wire"
	"raftlab/lab/observe"
	"raftlab/sim/lang"
)

// spell is a time in which something was wrong with the network between the members, and always the same.
type spell struct {
	from, to time.Time // to is when the evidence was taken, while it lasts
	ways     []wire.Faulty
	leader   string // who led when it began; "": nobody
	term     uint64 // in which
}

// spells returns them in their order.
func (g *grader) spells() (all []spell) {
	for i, r := range g.e.Network {
		if len(r.Faults) == 0 {
			continue
		}
		s := spell{from: r.At, to: g.e.Taken, ways: r.Faults}
		if i+1 < len(g.e.Network) {
			s.to = g.e.Network[i+1].At
		}
		s.leader, s.term = g.ledAt(r.At)
		all = append(all, s)
	}
	return all
}

// ledAt returns who led at a moment: of those who then believed it, the one in the highest term.
func (g *grader) ledAt(at time.Time) (leader string, term uint64) {
	last := map[string]observe.RoleChange{}
	for _, r := range g.e.Roles {
		if !r.Time.After(at) {
			last[r.Member] = r
		}
	}
	for _, r := range last {
		if r.Role == "leader" && r.Term > term {
			leader, term = r.Member, r.Term
		}
	}
	return leader, term
}

// fault returns what was wrong with a way.
func (s spell) fault(from, to string) wire.Fault {
	for _, f := range s.ways {
		if f.From == from && f.To == to {
			return f.Fault
		}
	}
	return wire.Fault{}
}

// during reports whether a moment is in it.
func (s spell) during(at time.Time) bool { return !at.Before(s.from) && at.Before(s.to) }

// role returns the first change of role in a spell, from a moment on, that is as wanted.
func (g *grader) role(s spell, from time.Time, wanted func(observe.RoleChange) bool) (found observe.RoleChange, ok bool) {
	for _, r := range g.e.Roles {
		if s.during(r.Time) && !r.Time.Before(from) && wanted(r) {
			return r, true
		}
	}
	return found, false
}

// newLeader returns who was elected in a spell, from a moment on.
func (g *grader) newLeader(s spell, from time.Time) (observe.RoleChange, bool) {
	return g.role(s, from, func(r observe.RoleChange) bool { return r.Role == "leader" && r.Term > s.term })
}

// isolation is in which directions nothing goes between a member and all others.
type isolation string

// The isolations. The word is that of the exercise.
const (
	connected isolation = "connected"
	partly    isolation = "partly" // to or from some of the others
	deaf      isolation = "deaf"   // it hears nobody, and is heard
	mute      isolation = "mute"   // nobody hears it, and it hears
	alone     isolation = "alone"
)

// isolation returns how a member stands to the others of a lab.
func (s spell) isolation(lab []string, member string) isolation {
	unheard, unhearing := 0, 0
	for _, other := range lab {
		if other == member {
			continue
		}
		if s.fault(member, other).Silent() {
			unheard++
		}
		if s.fault(other, member).Silent() {
			unhearing++
		}
	}
	switch all := len(lab) - 1; {
	case unheard == 0 && unhearing == 0:
		return connected
	case unheard == 0 && unhearing == all:
		return deaf
	case unheard == all && unhearing == 0:
		return mute
	case unheard == all && unhearing == all:
		return alone
	}
	return partly
}

// leaderWords say how the leader stood.
var leaderWords = map[isolation]lang.Text{
	connected: {EN: "At %s %s led, and heard all the others, and they heard it.", ZH: "%s 时领导者是 %s，它与其他成员互相听得到。"},
	partly:    {EN: "At %s the leader, %s, was cut off from a part of the others only.", ZH: "%s 时领导者 %s 只与一部分成员断开。"},
	deaf:      {EN: "At %s the leader, %s, heard nobody, and was heard: it was deaf.", ZH: "%s 时领导者 %s 听不到任何成员，但别人听得到它：它是聋的。"},
	mute:      {EN: "At %s the leader, %s, was heard by nobody, and heard the others: it was mute.", ZH: "%s 时没有成员听得到领导者 %s，但它听得到别人：它是哑的。"},
	alone:     {EN: "At %s the leader, %s, was cut off from all, in both directions.", ZH: "%s 时领导者 %s 与所有成员在两个方向上都断开。"},
}

// leaderIs requires that the leader was isolated so. Of several times the last counts.
func (g *grader) leaderIs(want isolation, expected, hint lang.Text) (found spell) {
	if !g.Open() || !g.Readable(g.e, evidence.GapNetwork, evidence.GapRoles) {
		return found
	}
	ok, seen := false, t("Nothing was wrong with the network.", "网络没有出过问题。")
	for _, s := range g.spells() {
		switch is := s.isolation(g.e.Lab, s.leader); {
		case s.leader == "":
			seen = t("At %s nobody led.", "%s 时没有领导者。", clock(s.from))
		case is == want:
			found, ok = s, true
		default:
			seen = leaderWords[is].With(clock(s.from), s.leader)
		}
	}
	if g.Need(ok, seen, expected, hint) {
		g.Saw(leaderWords[want].With(clock(found.from), found.leader))
	}
	return found
}

// healed requires that nothing is wrong with the network at the end.
func (g *grader) healed() {
	if n := len(g.e.Network); n > 0 {
		g.Need(len(g.e.Network[n-1].Faults) == 0, t("The network still has faults.", "网络里还有故障。"),
			t("The network whole again.", "网络恢复正常。"), line("raftlab lab network heal"))
	}
}
