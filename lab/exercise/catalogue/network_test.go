package catalogue

import (
	"slices"
	"strings"
	"time"

	"raftlab/lab/evidence"
	"raftlab/lab/labdir"
	"raftlab/lab/machine/wire"
	"raftlab/lab/observe"
)

// at is a moment so many milliseconds after the first command.
func at(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }

// network notes how the network is from a moment on. Ways are such as 1>2, and 1-2 for both.
func network(ms int, fault wire.Fault, ways ...string) func(*evidence.Evidence) {
	name := func(digit string) string { return labdir.Name(int(digit[0] - '0')) }
	r := wire.Record{At: at(ms), Faults: []wire.Faulty{}}
	for _, w := range ways {
		from, to := name(w[:1]), name(w[2:])
		r.Faults = append(r.Faults, wire.Faulty{From: from, To: to, Fault: fault})
		if strings.Contains(w, "-") {
			r.Faults = append(r.Faults, wire.Faulty{From: to, To: from, Fault: fault})
		}
	}
	return func(e *evidence.Evidence) {
		e.Network = slices.DeleteFunc(e.Network, func(o wire.Record) bool { return o.At.Equal(r.At) })
		e.Network = append(e.Network, r)
		slices.SortStableFunc(e.Network, func(a, b wire.Record) int { return a.At.Compare(b.At) })
	}
}

var (
	cut  = wire.Fault{Cut: true}
	gone = wire.Fault{Mute: true}
	slow = wire.Fault{Delay: 60 * time.Millisecond}
)

func heal(ms int) func(*evidence.Evidence) { return network(ms, wire.Fault{}) }

// role notes what a member's log tells: "1 leader 2 election_won".
func role(ms int, words string) func(*evidence.Evidence) {
	w := strings.Fields(words)
	r := observe.RoleChange{Time: at(ms), Member: labdir.Name(int(w[0][0] - '0')), Role: w[1], Term: uint64(w[2][0] - '0'), Why: w[3]}
	return func(e *evidence.Evidence) {
		e.Roles = append(e.Roles, r)
		slices.SortStableFunc(e.Roles, func(a, b observe.RoleChange) int { return a.Time.Compare(b.Time) })
	}
}

// unsaid takes what was noted by role away.
func unsaid(words string) func(*evidence.Evidence) {
	w := strings.Fields(words)
	return func(e *evidence.Evidence) {
		e.Roles = slices.DeleteFunc(e.Roles, func(r observe.RoleChange) bool {
			return r.Member == labdir.Name(int(w[0][0]-'0')) && r.Role == w[1] && r.Term == uint64(w[2][0]-'0') && r.Why == w[3]
		})
	}
}

// led has a member lead before anything was done.
func led(member string) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		for _, m := range []string{"1", "2", "3"} {
			is := "follower"
			if m == member {
				is = "leader"
			}
			role(-10, m+" "+is+" 2 observed")(e)
		}
	}
}

// elects has a member win an election in a term, from when it asks until it is won.
func elects(ms int, member, term, before string) func(*evidence.Evidence) {
	return all(role(ms, member+" pre-candidate "+before+" election_timeout"), role(ms+2, member+" candidate "+term+" pre_vote_won"), role(ms+4, member+" leader "+term+" election_won"))
}

// later moves the heal behind what the exercise wants to see, or before it.
func healedAt(ms, was int) func(*evidence.Evidence) {
	return func(e *evidence.Evidence) {
		e.Network = slices.DeleteFunc(e.Network, func(r wire.Record) bool { return r.At.Equal(at(was)) })
		heal(ms)(e)
	}
}

const (
	toLeader = "etcdctl move-leader a1"
	healIt   = "raftlab lab network heal"
)

var networkWorks = []*work{
	{
		id:       "minority-leader",
		commands: []string{toLeader, "raftlab lab network partition 1", "! etcdctl put minority/lost yes", "etcdctl put minority/kept yes", healIt},
		lab: all(led("1"), network(1100, cut, "1-2", "1-3"), elects(1300, "2", "3", "2"), role(1400, "1 follower 2 quorum_lost"),
			heal(4050), role(4060, "1 follower 3 higher_term"), key("minority/kept", "yes")),
		mistakes: []mistake{
			{"a follower cut off", all(unsaid("1 leader 2 observed"), unsaid("2 follower 2 observed"), led("2")), notPassed, "cut off from a part"},
			{"one direction", network(1100, gone, "2>1", "3>1"), notPassed, "it was deaf"},
			{"healed at once", healedAt(1200, 4050), notPassed, "did not step down"},
			{"nobody elected", unsaid("2 leader 3 election_won"), notPassed, "Nobody else was elected"},
			{"written on one side only", without("etcdctl put minority/kept *"), notPassed, "A write acknowledged on the larger side"},
			{"written there after the heal", func(e *evidence.Evidence) { e.Commands[3].Time = at(4500) }, notPassed, "was not run in that time"},
			{"acknowledged on the smaller side", succeeding("etcdctl put minority/lost *"), notPassed, "succeeded at"},
			{"a flag that is none", misused("etcdctl put minority/lost *"), notPassed, "failed at"},
			{"not healed", func(e *evidence.Evidence) { e.Network = e.Network[:1] }, notPassed, "still has faults"},
			{"the lost write is there", key("minority/lost", "yes"), notPassed, "over before the others"},
			{"logs that cannot be read", gap(evidence.GapRoles), notYet, "members' logs"},
		},
	},
	{
		id:       "deaf-leader",
		commands: []string{toLeader, "raftlab lab network one-way 2,3 1", "etcdctl put deaf/after yes", healIt},
		lab: all(led("1"), network(1100, gone, "2>1", "3>1"), role(1400, "1 follower 2 quorum_lost"), elects(1700, "2", "3", "2"), heal(3050),
			role(3060, "1 follower 3 higher_term"), key("deaf/after", "yes")),
		mistakes: []mistake{
			{"the other direction", network(1100, gone, "1>2", "1>3"), notPassed, "it was mute"},
			{"both directions", network(1100, cut, "1-2", "1-3"), notPassed, "in both directions"},
			{"one of two", network(1100, gone, "2>1"), notPassed, "cut off from a part"},
			{"between the others", network(1100, gone, "2>3"), notPassed, "heard all the others"},
			{"in two steps", all(network(1050, gone, "2>1")), passed, ""},
			{"healed at once", healedAt(1200, 3050), notPassed, "did not step down"},
			{"followers that were too busy to hear", role(1350, "2 pre-candidate 2 election_timeout"), notPassed, "it did not hear it"},
			{"no write", without("etcdctl put deaf/after *"), notPassed, "A write acknowledged"},
			{"left deaf", func(e *evidence.Evidence) { e.Network = e.Network[:1] }, notPassed, "still has faults"},
		},
	},
	{
		id:       "mute-leader",
		commands: []string{toLeader, "raftlab lab network one-way 1 2,3", "etcdctl put mute/after yes", healIt},
		lab: all(led("1"), network(1100, gone, "1>2", "1>3"), elects(1300, "3", "3", "2"), role(1310, "1 follower 3 higher_term"), heal(3050),
			key("mute/after", "yes")),
		mistakes: []mistake{
			{"the other direction", network(1100, gone, "2>1", "3>1"), notPassed, "it was deaf"},
			{"its quorum was lost first", all(role(1290, "1 follower 2 quorum_lost")), passed, ""},
			{"it heard the vote of an election that split", role(1250, "1 follower 3 higher_term"), passed, ""},
			{"it heard nothing", unsaid("1 follower 3 higher_term"), notPassed, "heard of no higher term"},
			{"healed at once", healedAt(1200, 3050), notPassed, "Nobody else was elected"},
			{"no write", without("etcdctl put mute/after *"), notPassed, "A write acknowledged"},
			{"left mute", func(e *evidence.Evidence) { e.Network = e.Network[:1] }, notPassed, "still has faults"},
		},
	},
	{
		id: "slow-network",
		commands: []string{toLeader, "raftlab lab network slow 1 2,3 60ms", "! etcdctl put slow/impatient yes", "etcdctl put slow/patient yes",
			healIt},
		lab: all(led("1"), network(1100, slow, "1-2", "1-3"), heal(4050), key("slow/patient", "yes")),
		mistakes: []mistake{
			{"one follower", network(1100, slow, "1-2"), notPassed, "a majority was quick"},
			{"the others", network(1100, slow, "2-3"), notPassed, "had 0 slow links"},
			{"too patient", succeeding("etcdctl put slow/impatient *"), notPassed, "succeeded at"},
			{"never patient", failing("etcdctl put slow/patient *"), notPassed, "failed at"},
			{"so slow that another was elected", elects(1500, "2", "3", "2"), notPassed, "heartbeats came too late"},
			{"left slow", func(e *evidence.Evidence) { e.Network = e.Network[:1] }, notPassed, "still has faults"},
		},
	},
	{
		id:       "split-vote",
		commands: []string{"raftlab lab network slow 2 3 40ms", "raftlab lab member k8s-master01 crash", "raftlab lab member k8s-master01 restart", healIt},
		lab: all(led("1"), network(100, slow, "2-3"), role(1300, "2 candidate 3 pre_vote_won"), role(1310, "3 candidate 3 pre_vote_won"),
			elects(1600, "3", "4", "3"), heal(3050)),
		mistakes: []mistake{
			{"nobody split", unsaid("3 candidate 3 pre_vote_won"), notPassed, "none of them split"},
			{"one of them won", role(1320, "2 leader 3 election_won"), notPassed, "none of them split"},
			{"no leader taken away", without("raftlab lab member * crash"), notPassed, "The leader crashed"},
			{"left slow", func(e *evidence.Evidence) { e.Network = e.Network[:1] }, notPassed, "still has faults"},
			{"left down", down("k8s-master01"), notPassed, "does not answer"},
			{"the leader cut off", instead("raftlab lab member * crash", "raftlab lab network partition 1"), passed, ""},
		},
	},
	{
		id:       "disruptive-rejoin",
		commands: []string{"etcdctl move-leader a2", "raftlab lab network partition 1", healIt, "raftlab lab network partition 1", healIt},
		lab: all(led("2"), network(1100, cut, "1-2", "1-3"), role(1400, "1 pre-candidate 2 election_timeout"), role(1700, "1 pre-candidate 2 election_timeout"),
			heal(2050), role(2060, "1 follower 2 leader_of_term"), network(3100, cut, "1-2", "1-3"), role(3400, "1 candidate 3 election_timeout"),
			role(3700, "1 candidate 4 election_timeout"), heal(4050), role(4060, "2 follower 4 higher_term"), elects(4300, "3", "5", "4")),
		mistakes: []mistake{
			{"the leader cut off", all(unsaid("2 leader 2 observed"), unsaid("1 follower 2 observed"), led("1")), notPassed, "No follower was alone"},
			{"without PreVote from the beginning", role(1450, "1 candidate 3 election_timeout"), notPassed, "it did not ask before"},
			{"healed at once", healedAt(1200, 2050), notPassed, "asked 0 times"},
			{"an election at once", elects(2100, "3", "3", "2"), notPassed, "No election when it comes back"},
			{"PreVote both times", all(unsaid("1 candidate 3 election_timeout"), unsaid("1 candidate 4 election_timeout")), notPassed, "stood 0 times"},
			{"only once", func(e *evidence.Evidence) { e.Network, e.Roles = e.Network[:2], e.Roles[:6] }, notPassed, "No follower was alone after that"},
			{"nobody disturbed", unsaid("2 follower 4 higher_term"), notPassed, "leads on"},
			{"the flag left in", func(e *evidence.Evidence) { e.Manifests[0].Args = []string{noPreVote} }, notPassed, "Take the flag out"},
		},
	},
}
