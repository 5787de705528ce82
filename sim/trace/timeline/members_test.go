package timeline

import (
	"fmt"
	"testing"
	"time"

	"raftlab/sim/trace"
)

// A majority of all servers is no quorum where few vote, and a majority of one half is none in joint
// consensus. Each server goes by the configuration in force there.
func TestQuorumIsThatOfTheConfigurationInForce(t *testing.T) {
	got := history(5,
		at(0, config(1, 0, trace.Config{Voters: nodes{1, 2}, Learners: nodes{3, 4, 5}}),
			config(3, 0, trace.Config{Voters: nodes{1, 2}, Learners: nodes{3, 4, 5}}),
			config(2, 0, trace.Config{Voters: nodes{1, 2}, Learners: nodes{3, 4, 5}})),
		boot(5),
		at(10, fault(trace.Crash, 2)),
		at(20, fault(trace.Restart, 2), turn(2, trace.Follower, 0, trace.Boot)),
		at(30, config(1, 3, trace.Config{Voters: nodes{3, 4, 5}, Outgoing: nodes{1, 2}})),
		at(40, fault(trace.Crash, 2)),
		at(50, config(1, 4, trace.Config{Voters: nodes{3, 4, 5}}), config(3, 4, trace.Config{Voters: nodes{3, 4, 5}})),
		at(60, stop(trace.RunOver)))
	for _, c := range []struct {
		at      time.Duration
		quorate nodes
		needed  [2]int
	}{
		{5 * ms, nodes{1, 2}, [2]int{2, 0}},
		{15 * ms, nil, [2]int{2, 0}}, // four of five run, and one of two voters
		{25 * ms, nodes{1, 2}, [2]int{2, 0}},
		{35 * ms, nodes{1, 2}, [2]int{2, 2}}, // n2 has not heard of the change
		{45 * ms, nil, [2]int{2, 2}},         // the new half alone
		{55 * ms, nodes{3}, [2]int{2, 0}},
	} {
		var quorate nodes
		for _, s := range got.Servers[:3] {
			if got.HasQuorum(s.Node, c.at) {
				quorate = append(quorate, s.Node)
			}
		}
		voters, outgoing := got.Quorum(c.at).Needed()
		same(t, "servers with a quorum at "+c.at.String(), quorate, c.quorate)
		same(t, "needed at "+c.at.String(), [2]int{voters, outgoing}, c.needed)
	}
	if without := got.WithoutQuorum(0, 60*ms); without != 0 { // n4 and n5 tell no configuration: all vote there
		t.Errorf("no quorum in reach for %v", without)
	}
}

type nodes = []trace.NodeID

func config(node trace.NodeID, index trace.Index, c trace.Config) trace.Event {
	return trace.Event{Kind: trace.Reconfigured, Node: node, Index: index, Config: &c}
}

// In joint consensus a server may be in either half or in both, and a candidate needs a quorum of each.
func TestVotesOfJointConsensus(t *testing.T) {
	b := NewBuilder(trace.Header{Nodes: 5})
	joint := trace.Config{Voters: nodes{2, 3, 4}, Outgoing: nodes{1, 2}, LearnersNext: nodes{1}}
	for _, m := range []moment{
		append(boot(5), config(1, 5, joint)),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1), joinedTally(0, 3, 1, 2)),
		at(110, grant(2, 1, 1), joinedTally(1, 3, 2, 2)),
		at(115, turn(3, trace.Candidate, 1, trace.ElectionTimeout), grant(3, 3, 1)),
		at(120, deny(3, 1, 1, trace.AlreadyVoted)),
		at(130, grant(5, 1, 1)), // no voter: it does not count
		at(140, turn(1, trace.Candidate, 2, trace.ElectionTimeout), grant(1, 1, 2), grant(2, 1, 2), grant(4, 1, 2)),
		at(150, turn(1, trace.Leader, 2, trace.ElectionWon)),
	} {
		for _, e := range m {
			b.Observe(&e)
		}
	}
	got := b.Timeline()
	first, second := got.Elections[0].Candidates[0], got.Elections[1].Candidates[0]
	same(t, "votes of the first", [6]int{first.Votes, first.Counted, first.Voters, first.OutgoingVotes, first.OutgoingCounted,
		first.OutgoingVoters}, [6]int{1, 1, 3, 2, 2, 2})
	same(t, "the first has enough, and with n3", [2]bool{first.Enough(), first.Enough(3)}, [2]bool{false, true})
	same(t, "split", got.Elections[0].Split, true)
	same(t, "votes of the second", [4]int{second.Votes, second.Voters, second.OutgoingVotes, second.OutgoingVoters}, [4]int{2, 3, 2, 2})
	same(t, "the second has enough", second.Enough(), true)
	band := got.Servers[0].Bands[1]
	same(t, "band", [4]int{band.Votes, band.Voters, band.OutgoingVotes, band.OutgoingVoters}, [4]int{1, 3, 2, 2})
}

func joinedTally(votes, voters, outgoing, outgoingVoters int) trace.Event {
	return trace.Event{Kind: trace.Tallied, Node: 1, Term: 1, Votes: votes, Voters: voters, OutgoingVotes: outgoing,
		OutgoingVoters: outgoingVoters}
}

// A trace of version 1 sums up both halves; who answered tells them apart.
func TestVotesOfJointConsensusInVersion1(t *testing.T) {
	old := func(peer trace.NodeID, votes int) trace.Event {
		return trace.Event{Kind: trace.Tallied, Node: 1, Term: 1, Peer: peer, Granted: true, Votes: votes, Quorum: 1, Voters: 1}
	}
	got := history(2, append(boot(2), config(1, 3, trace.Config{Voters: nodes{2}, Outgoing: nodes{1}, Learners: nodes{1}})),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1), old(1, 1)),
		at(120, grant(2, 1, 1), old(2, 2), turn(1, trace.Leader, 1, trace.ElectionWon)))
	c := got.Elections[0].Candidates[0]
	same(t, "votes", [4]int{c.Counted, c.Voters, c.OutgoingCounted, c.OutgoingVoters}, [4]int{1, 1, 1, 1})
	band := got.Servers[0].Bands[1]
	same(t, "band", [4]int{band.Votes, band.Voters, band.OutgoingVotes, band.OutgoingVoters}, [4]int{1, 1, 1, 1})
	same(t, "standing", got.Servers[0].StandingAt(110*ms), trace.Voter)
}

// A server without a vote has no election timer, whatever it had before.
func TestAServerWithoutAVoteHasNoTimer(t *testing.T) {
	set := trace.Event{Kind: trace.TimerSet, Node: 1, Timeout: 200 * ms, Deadline: 300 * ms}
	got := history(2, boot(2), at(50, set), at(100, set, config(1, 3, trace.Config{Voters: nodes{2}, Learners: nodes{1}})),
		at(400, stop(trace.RunOver)))
	same(t, "timers", len(got.Servers[0].Timers), 1)
	same(t, "the end of the last", got.Servers[0].Timers[0].To, 100*ms)
}

// A band is cut where the server's standing changes, and only there.
func TestPieces(t *testing.T) {
	got := history(2, append(boot(2), config(1, 0, trace.Config{Voters: nodes{2}, Learners: nodes{1}})),
		at(10, config(1, 1, trace.Config{Voters: nodes{2}, Learners: nodes{1, 3}})),
		at(20, config(1, 2, trace.Config{Voters: nodes{1, 2}})),
		at(30, turn(1, trace.Follower, 1, trace.HigherTerm)),
		at(40, stop(trace.RunOver)))
	var pieces []string
	for _, p := range got.Servers[0].Pieces() {
		pieces = append(pieces, fmt.Sprint(p.From, p.To, p.Term, p.Standing))
	}
	same(t, "pieces", pieces, []string{"0s 20ms 0 1", "20ms 30ms 0 2", "30ms 40ms 1 2"})
}

func TestWhatAServerIs(t *testing.T) {
	got := history(3,
		at(0, config(1, 0, trace.Config{Voters: nodes{1}, Learners: nodes{2}})), boot(3),
		at(10, config(1, 2, trace.Config{Voters: nodes{2}, Outgoing: nodes{1}, LearnersNext: nodes{1}})),
		at(20, config(1, 3, trace.Config{Voters: nodes{2}, Learners: nodes{1}})),
		at(30, config(1, 4, trace.Config{Voters: nodes{2}})),
		at(40, stop(trace.RunOver)))
	for moment, want := range map[time.Duration]trace.Standing{5 * ms: trace.Voter, 15 * ms: trace.Voter,
		25 * ms: trace.Learner, 35 * ms: trace.Outside} {
		same(t, "standing of n1 at "+moment.String(), got.Servers[0].StandingAt(moment), want)
	}
	same(t, "memberships of n1", len(got.Servers[0].Members), 4)
}

// A server that tells the configuration that it has already, as after a restart, has it all the time.
func TestTheSameConfigurationAgainIsNoChange(t *testing.T) {
	three := trace.Config{Voters: nodes{1, 2, 3}}
	got := history(3, at(0, config(1, 0, three)), boot(3), at(10, fault(trace.Crash, 1)),
		at(20, fault(trace.Restart, 1), config(1, 4, three), turn(1, trace.Follower, 0, trace.Boot)), at(60, stop(trace.RunOver)))
	if m := got.Servers[0].Members; len(m) != 1 || m[0].From != 0 || m[0].To != 60*ms {
		t.Errorf("%+v", m)
	}
}
