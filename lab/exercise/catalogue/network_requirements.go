package catalogue

import (
	"slices"
	"strings"
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/observe"
	"raftlab/sim/lang"
)

// milli is how exactly times of a log are told to people.
const milli = time.Millisecond

// stepsDown requires that the leader of a spell steps down by itself in it, since it hears no quorum.
func (g *grader) stepsDown(s spell) observe.RoleChange {
	down, ok := g.role(s, s.from, func(r observe.RoleChange) bool {
		return r.Member == s.leader && r.Role == "follower" && r.Why == "quorum_lost"
	})
	if g.Need(ok, t("%s did not step down while it was so: that lasted %v.", "在此期间 %s 没有下台：只持续了 %v。", s.leader, s.to.Sub(s.from).Round(milli)),
		t("The leader steps down by itself (CheckQuorum), within two election timeouts.", "领导者自己下台（CheckQuorum），不超过两个选举超时。"),
		t("Leave the fault for a second.", "让故障保持一秒。")) {
		g.Saw(t("%s stepped down after %v: it heard no majority", "%s 在 %v 后下台：它听不到多数派", s.leader, down.Time.Sub(s.from).Round(milli)))
	}
	return down
}

// successor requires that somebody else is elected in a spell.
func (g *grader) successor(s spell) observe.RoleChange {
	next, ok := g.newLeader(s, s.from)
	if g.Need(ok && next.Member != s.leader, t("Nobody else was elected while it was so.", "在此期间没有选出别的领导者。"),
		t("A new leader, in a higher term.", "更高任期的新领导者。"), t("Leave the fault for two seconds.", "让故障保持两秒。")) {
		g.Saw(t("%s led in term %d, %v after the fault", "%s 在故障后 %[3]v 成为任期 %[2]d 的领导者", next.Member, next.Term, next.Time.Sub(s.from).Round(milli)))
	}
	return next
}

// putIn requires a put in a spell, which succeeded or did not.
func (g *grader) putIn(s spell, key string, succeeds bool, expected, hint lang.Text) {
	if !g.Open() {
		return
	}
	seen := t("`etcdctl put %s` was not run in that time.", "在那段时间里没有运行 `etcdctl put %s`。", key)
	for _, c := range g.e.Typed("etcdctl put " + key + " *") {
		switch {
		case !s.during(c.Time):
		case (c.Exit == 0) == succeeds && !c.Misused:
			g.Saw(told(c))
			return
		case c.Exit == 0:
			seen = t("`%s` succeeded at %s.", "`%s` 在 %s 成功了。", c, clock(c.Time))
		default:
			seen = t("`%s` failed at %s.", "`%s` 在 %s 失败了。", c, clock(c.Time))
		}
	}
	g.Need(false, seen, expected, hint)
}

// whole requires that all is well again at the end: the network, and the members.
func (g *grader) whole() {
	g.healed()
	g.healthy()
}

// slowLeader requires that all ways of the leader were slow. Of several times the last counts.
func (g *grader) slowLeader() (found spell) {
	if !g.Open() || !g.Readable(g.e, evidence.GapNetwork, evidence.GapRoles) {
		return found
	}
	ok, seen := false, t("Nothing was slow.", "没有变慢的网络。")
	for _, s := range g.spells() {
		slow := 0
		for _, other := range g.e.Lab {
			if s.fault(s.leader, other).Delay > 0 && s.fault(other, s.leader).Delay > 0 {
				slow++
			}
		}
		switch {
		case slow == len(g.e.Lab)-1:
			found, ok = s, true
		case s.leader == "":
			seen = t("At %s nobody led.", "%s 时没有领导者。", clock(s.from))
		default:
			seen = t("At %s the leader, %s, had %d slow links: a majority was quick.", "%s 时领导者 %s 有 %d 条慢的链路：多数派仍然很快。", clock(s.from), s.leader, slow)
		}
	}
	if g.Need(ok, seen, t("All links of the leader slow.", "领导者的所有链路都变慢。"),
		t("With k8s-master01 as the leader: raftlab lab network slow 1 2,3 60ms", "在 k8s-master01 是领导者时：raftlab lab network slow 1 2,3 60ms")) {
		delay := found.fault(found.leader, other(g.e.Lab, found.leader)).Delay
		g.Saw(t("%s led, and its messages took %v longer each way", "%s 是领导者，它的消息每个方向多用 %v", found.leader, delay))
	}
	return found
}

func other(lab []string, than string) string {
	return lab[slices.IndexFunc(lab, func(name string) bool { return name != than })]
}

// split requires a term in which several stood and nobody led.
func (g *grader) split() {
	if !g.Open() || !g.Readable(g.e, evidence.GapRoles) {
		return
	}
	stood, led, elections := map[uint64][]string{}, map[uint64]observe.RoleChange{}, 0
	for _, r := range g.e.Roles {
		switch {
		case r.Time.Before(g.last.Time) && r.Time.Before(g.e.Since.Time):
		case r.Role == "candidate" && !slices.Contains(stood[r.Term], r.Member):
			stood[r.Term] = append(stood[r.Term], r.Member)
		case r.Role == "leader" && r.Why != "observed":
			led[r.Term] = r
			elections++
		}
	}
	for term, who := range stood {
		next := nextLeader(led, term)
		if _, won := led[term]; len(who) > 1 && !won && next.Term > 0 {
			slices.Sort(who)
			g.Saw(t("in term %d %s stood, and nobody led; %s led in term %d", "任期 %d 中 %s 都参选，没有人当选；%s 在任期 %d 当选",
				term, strings.Join(who, ", "), next.Member, next.Term))
			return
		}
	}
	g.Need(false, t("%d elections, and none of them split.", "%d 次选举，没有一次分裂。", elections),
		t("A term in which two stood, and nobody led.", "一个任期里有两个成员参选，而没有人当选。"),
		t("Go on: it is chance. It is likelier where messages between the other two are slow: raftlab lab network slow 2 3 40ms",
			"继续：这是偶然。另外两个成员之间的消息越慢，就越容易发生：raftlab lab network slow 2 3 40ms"))
}

// nextLeader returns who led first after a term; the zero value if nobody did.
func nextLeader(led map[uint64]observe.RoleChange, after uint64) (next observe.RoleChange) {
	for term, r := range led {
		if term > after && (next.Term == 0 || term < next.Term) {
			next = r
		}
	}
	return next
}

// lonely returns the first spell from a moment on in which a member that does not lead is alone.
func (g *grader) lonely(from time.Time) (s spell, member string, ok bool) {
	for _, s := range g.spells() {
		for _, m := range g.e.Lab {
			if !s.from.Before(from) && s.leader != "" && m != s.leader && s.isolation(g.e.Lab, m) == alone {
				return s, m, true
			}
		}
	}
	return s, "", false
}

// after returns the time behind a spell, up to the next one.
func (g *grader) after(s spell) spell {
	rest := spell{from: s.to, to: g.e.Taken, leader: s.leader, term: s.term}
	for _, next := range g.spells() {
		if next.from.After(s.from) {
			rest.to = next.from
			break
		}
	}
	return rest
}

// tries counts how often a member took a role in a spell.
func (g *grader) tries(s spell, member, role string) (n int) {
	for _, r := range g.e.Roles {
		if s.during(r.Time) && r.Member == member && r.Role == role {
			n++
		}
	}
	return n
}

// fewestTries is how often a member that is alone must have tried: once is no climb.
const fewestTries = 2

// quietReturn requires that a member that was alone asked whether it should stand, did not, and came back without an election. It
// returns when that was over.
func (g *grader) quietReturn() time.Time {
	s, m, ok := g.lonely(g.e.Since.Time)
	g.Need(ok, t("No follower was alone.", "没有跟随者独自在一边。"), t("A follower alone on one side of a partition.", "一个跟随者独自在分割的一边。"),
		t("With k8s-master02 as the leader: raftlab lab network partition 1", "在 k8s-master02 是领导者时：raftlab lab network partition 1"))
	asked, stood := g.tries(s, m, "pre-candidate"), g.tries(s, m, "candidate")
	g.Need(stood == 0, t("%s stood for election %d times: it did not ask before.", "%s 参选了 %d 次：它没有先询问。", m, stood),
		t("First a partition with PreVote.", "先做一次带 PreVote 的分割。"), t("raftlab lab reset disruptive-rejoin, which switches PreVote on again.", "raftlab lab reset disruptive-rejoin 会重新启用 PreVote。"))
	g.Need(asked >= fewestTries, t("%s asked %d times whether it should stand.", "%s 询问了 %d 次是否应当参选。", m, asked),
		t("A follower that was alone for a second.", "独自一秒的跟随者。"), t("Leave the partition for a second.", "让分割保持一秒。"))
	next, elected := g.newLeader(g.after(s), s.to)
	if g.Need(!elected, t("%s was elected in term %d when %s came back.", "%[3]s 回来时，%[1]s 在任期 %[2]d 当选。", next.Member, next.Term, m),
		t("No election when it comes back.", "它回来时没有选举。"), t("Heal, and look at it before you go on: raftlab lab reset disruptive-rejoin", "先恢复网络并查看，再继续：raftlab lab reset disruptive-rejoin")) {
		g.Saw(t("%s asked %d times whether it should stand, and came back without an election", "%s 询问了 %d 次是否应当参选，回来时没有引起选举", m, asked))
	}
	return s.to
}

// disturbance requires that a member that was alone and did not ask made the leader step down when it came back.
func (g *grader) disturbance(from time.Time) {
	if !g.Open() {
		return
	}
	s, m, ok := g.lonely(from)
	g.Need(ok, t("No follower was alone after that.", "此后没有跟随者独自在一边。"), t("The same partition, without PreVote.", "没有 PreVote，再做同样的分割。"),
		t("Write %s into the manifest of k8s-master01, then: raftlab lab network partition 1", "把 %s 写进 k8s-master01 的清单，然后：raftlab lab network partition 1", noPreVote))
	stood := g.tries(s, m, "candidate")
	g.Need(stood >= fewestTries, t("%s stood %d times while it was alone.", "%s 独自时参选了 %d 次。", m, stood),
		t("A member that raises its term without asking, again and again.", "一个不询问就一再提高任期的成员。"),
		t("Write %s into the manifest of k8s-master01, wait until it is healthy, and leave the partition for a second.", "把 %s 写进 k8s-master01 的清单，等它健康，再让分割保持一秒。", noPreVote))
	rest := g.after(s)
	down, ok := g.role(rest, s.to, func(r observe.RoleChange) bool { return r.Member == s.leader && r.Why == "higher_term" })
	g.Need(ok, t("%s leads on: it heard of no higher term.", "%s 仍是领导者：它没有听到更高的任期。", s.leader),
		t("The leader, which a higher term makes step down.", "领导者因更高的任期而下台。"), line("raftlab lab network heal"))
	next, ok := g.newLeader(rest, down.Time)
	if g.Need(ok, t("Nobody leads yet.", "还没有领导者。"), t("An election.", "一次选举。"), line("raftlab lab wait healthy")) {
		g.Saw(t("%s raised its term %d times, and its return made %s step down: %s led in term %d", "%s 把任期提高了 %d 次，它的归来使 %s 下台：%s 在任期 %d 当选", m, stood, s.leader, next.Member, next.Term))
	}
}
