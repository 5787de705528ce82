package plottest

import (
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Millisecond is short for time.Millisecond.
const Millisecond = time.Millisecond

// run builds the timeline of a run by hand, message by message.
type run struct {
	*timeline.Builder
	seq, id uint64
	Now     time.Duration
}

// NewRun returns the beginning of a run: followers whose timers run.
func NewRun(nodes int, scenario string) *run {
	r := &run{Builder: timeline.NewBuilder(trace.Header{Scenario: scenario, Seed: 11, Engine: "etcd", Version: "1",
		Nodes: nodes, Parameters: []trace.Parameter{{Key: "election_timeout", Value: "150ms-300ms"}, {Key: "pre_vote", Value: "false"}}})}
	for id := range trace.NodeID(nodes) {
		r.Tell(trace.Event{Kind: trace.RoleChange, Node: id + 1, Role: trace.Follower, Reason: trace.Boot})
		r.timer(id+1, 150*Millisecond+time.Duration(id)*10*Millisecond, trace.Boot)
	}
	return r
}

// Tell adds an event that happens now.
func (r *run) Tell(e trace.Event) {
	r.seq++
	e.Seq, e.At = r.seq, r.Now
	r.Observe(&e)
}

func (r *run) timer(node trace.NodeID, wait time.Duration, why trace.Reason) {
	r.Tell(trace.Event{Kind: trace.TimerSet, Node: node, Timeout: wait, Deadline: r.Now + wait, Drawn: true, Reason: why})
}

// Turn makes a server enter a role. A candidate votes for itself.
func (r *run) Turn(node trace.NodeID, role trace.Role, term trace.Term, why trace.Reason) {
	if role == trace.Candidate {
		r.Tell(trace.Event{Kind: trace.TimerFired, Node: node, Reason: trace.ElectionTimeout})
		r.timer(node, 200*Millisecond, trace.ElectionTimeout)
	}
	r.Tell(trace.Event{Kind: trace.RoleChange, Node: node, Role: role, Term: term, Reason: why})
	if role == trace.Candidate {
		r.vote(node, node, term, 0)
	}
}

func (r *run) vote(voter, candidate trace.NodeID, term trace.Term, votedFor trace.NodeID) {
	e := trace.Event{Kind: trace.Voted, Node: voter, Peer: candidate, Term: term, Asked: term, Granted: true}
	if votedFor != 0 {
		e.Granted, e.Reason, e.VotedFor = false, trace.AlreadyVoted, votedFor
	}
	r.Tell(e)
}

// Send sends a message that takes 8 ms, or is lost.
func (r *run) Send(kind trace.MessageKind, from, to trace.NodeID, term trace.Term, granted bool, lost trace.Reason) {
	r.id++
	r.Tell(trace.Event{Kind: trace.Sent, ID: r.id, Message: kind, Node: from, Peer: to, Term: term, Granted: granted})
	e := trace.Event{Kind: trace.Delivered, ID: r.id, Node: to, Peer: from}
	if lost != 0 {
		e = trace.Event{Kind: trace.Lost, ID: r.id, Node: from, Peer: to, Reason: lost}
	} else {
		r.Now += 8 * Millisecond
	}
	r.Tell(e)
}

// Lead makes a server win a term and lead the cluster.
func (r *run) Lead(node trace.NodeID, term trace.Term) {
	r.Tell(trace.Event{Kind: trace.Tallied, Node: node, Term: term, Votes: 3, Quorum: 3, Voters: 5})
	r.Turn(node, trace.Leader, term, trace.ElectionWon)
	r.Tell(trace.Event{Kind: trace.ClusterLed, Node: node, Term: term, Reason: trace.LeaderElected})
	r.Send(trace.Append, node, node%5+1, term, false, 0)
}

func (r *run) beat(leader trace.NodeID, term trace.Term, until time.Duration) {
	for r.Now < until {
		start := r.Now
		r.Send(trace.Heartbeat, leader, leader%5+1, term, false, 0)
		r.timer(leader%5+1, 180*Millisecond, trace.HeartbeatHeard)
		r.Send(trace.HeartbeatReply, leader%5+1, leader, term, false, 0)
		r.Now = start + 50*Millisecond
	}
}

// Eventful is a run in which all happens that a picture can show: a crash, a split vote, a
// partition, a pause, a note, a violation.
func Eventful() *timeline.Timeline {
	r := NewRun(5, "everything")
	r.Now = 170 * Millisecond
	r.Turn(3, trace.Candidate, 1, trace.ElectionTimeout)
	r.Send(trace.RequestVote, 3, 1, 1, false, 0)
	r.vote(1, 3, 1, 0)
	r.Send(trace.VoteReply, 1, 3, 1, true, 0)
	r.Lead(3, 1)
	r.beat(3, 1, 400*Millisecond)
	r.Tell(trace.Event{Kind: trace.FaultMade, Fault: trace.Crash, Node: 3})
	r.Tell(trace.Event{Kind: trace.Noted, Note: lang.Text{EN: "n3 goes", ZH: "n3 离开"}})
	r.Tell(trace.Event{Kind: trace.ClusterLed, Reason: trace.LeaderCrashed})
	r.Now = 560 * Millisecond
	r.Turn(1, trace.Candidate, 2, trace.ElectionTimeout)
	r.Turn(5, trace.Candidate, 2, trace.ElectionTimeout)
	r.Send(trace.RequestVote, 1, 3, 2, false, trace.ReceiverDown)
	r.vote(4, 1, 2, 0)
	r.vote(2, 5, 2, 0)
	r.vote(2, 1, 2, 5)
	r.Send(trace.VoteReply, 2, 1, 2, false, 0)
	r.Now = 760 * Millisecond
	r.Turn(4, trace.Candidate, 3, trace.ElectionTimeout)
	r.Now = 800 * Millisecond
	r.Lead(4, 3)
	r.Turn(1, trace.Follower, 3, trace.LeaderOfTerm)
	r.Turn(5, trace.Follower, 3, trace.LeaderOfTerm)
	r.Tell(trace.Event{Kind: trace.FaultMade, Fault: trace.Restart, Node: 3})
	r.Turn(3, trace.Follower, 1, trace.Boot)
	r.Tell(trace.Event{Kind: trace.FaultMade, Fault: trace.PartitionNet, Groups: [][]trace.NodeID{{1, 2}, {3, 4, 5}}})
	r.Send(trace.Heartbeat, 4, 1, 3, false, trace.Partition)
	r.Tell(trace.Event{Kind: trace.FaultMade, Fault: trace.Pause, Node: 5})
	r.Now = 900 * Millisecond
	r.Tell(trace.Event{Kind: trace.Checked, Node: 4, Property: trace.ElectionSafety, Verdict: trace.Violated, Evidence: trace.ParseEvidence("election safety: term 3 has leaders n2 and n4 at 0 ms")})
	r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	return r.Timeline()
}

// Crowd is a run of so many seconds with so many messages, in which leaders crash all the time.
func Crowd(seconds, messages int) *timeline.Timeline {
	r := NewRun(5, "crowd")
	reign := time.Second
	for term := trace.Term(1); int(term) <= seconds; term++ {
		leader := trace.NodeID(term%5) + 1
		r.Now = time.Duration(term-1)*reign + 200*Millisecond
		r.Turn(leader, trace.Candidate, term, trace.ElectionTimeout)
		r.vote(leader%5+1, leader, term, 0)
		r.Lead(leader, term)
		start := r.Now
		for i := range messages / seconds {
			r.Now = start + time.Duration(i)*(700*Millisecond)/time.Duration(messages/seconds)
			r.Send(trace.Heartbeat, leader, leader%5+1, term, false, trace.Loss)
		}
		r.Now = time.Duration(term) * reign
		r.Tell(trace.Event{Kind: trace.FaultMade, Fault: trace.Crash, Node: leader})
		r.Tell(trace.Event{Kind: trace.ClusterLed, Reason: trace.LeaderCrashed})
		r.Tell(trace.Event{Kind: trace.FaultMade, Fault: trace.Restart, Node: leader})
		r.Turn(leader, trace.Follower, term, trace.Boot)
	}
	r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	return r.Timeline()
}

// EdgeRuns are runs at the edges of what there is, by their names.
func EdgeRuns() map[string]*timeline.Timeline {
	quiet := func(nodes int, until time.Duration) *timeline.Timeline {
		r := NewRun(nodes, strings.Repeat("scenario-", 5))
		r.Now = until
		r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
		return r.Timeline()
	}
	return map[string]*timeline.Timeline{
		"no event":      timeline.NewBuilder(trace.Header{Nodes: 3}).Timeline(),
		"no server":     timeline.NewBuilder(trace.Header{}).Timeline(),
		"one server":    quiet(1, time.Second),
		"nine servers":  quiet(9, 3*time.Second),
		"15 servers":    quiet(15, 3*time.Second),
		"a moment":      quiet(3, 0),
		"a microsecond": quiet(3, time.Microsecond),
		"an hour":       quiet(5, time.Hour),
		"all there is":  Eventful(),
		"zero timeline": {},
	}
}
