package etcdraft

import (
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// The sentences of the library that explain its decisions.
const (
	saysHigherTerm   = "%x [term: %d] received a %s message with higher term from %x [term: %d]"
	saysLowerTerm    = "%x [term: %d] ignored a %s message with lower term from %x [term: %d]"
	saysQuorumLost   = "%x stepped down to follower since quorum is not active"
	saysRestored     = "%x [commit: %d, lastindex: %d, lastterm: %d] restored snapshot [index: %d, term: %d]"
	saysFollower     = "%x became follower at term %d"
	saysPreCandidate = "%x became pre-candidate at term %d"
	saysCandidate    = "%x became candidate at term %d"
	saysLeader       = "%x became leader at term %d"
	saysLease        = "%x [logterm: %d, index: %d, vote: %x] ignored %s from %x [logterm: %d, index: %d] at term %d: lease is not expired (remaining ticks: %d)"
	saysCast         = "%x [logterm: %d, index: %d, vote: %x] cast %s for %x [logterm: %d, index: %d] at term %d"
	saysRejected     = "%x [logterm: %d, index: %d, vote: %x] rejected %s from %x [logterm: %d, index: %d] at term %d"
	saysReceived     = "%x received %s from %x at term %d"
	saysRefusal      = "%x received %s rejection from %x at term %d"
	saysCounted      = "%x has received %d %s votes and %d vote rejections"
	saysNoChange     = "%x ignoring conf change %s at config %s: %s"
	saysUnpromotable = "%x is unpromotable and can not campaign"
	saysUnapplied    = "%x cannot campaign at term %d since there are still pending configuration changes to apply"

	// The reasons in saysNoChange, up to where numbers begin.
	noChangePending = "possible unapplied conf change"
	noChangeJoint   = "must transition out of joint config first"
)

// cause is what the library is being told at the moment: a message, or why it is to campaign.
type cause struct {
	message *engine.Message
	reason  trace.Reason
}

func (c *cause) kind() trace.MessageKind {
	if c.message == nil {
		return 0
	}
	return c.message.Kind
}

func (c *cause) peer() trace.NodeID {
	if c.message == nil {
		return 0
	}
	return c.message.From
}

// explainer is the library's logger. The library says what it decides and on what grounds; the
// explainer passes it on to the observer. It prints nothing.
type explainer struct {
	id       trace.NodeID
	observer engine.Observer
	fields   fields
	silent   bool // booting: the library tells its start as a change of role

	cause       cause
	drew        bool         // the library drew a new timeout in this call
	reason      trace.Reason // of the next change of role, where the library said it before
	role        trace.Role
	configuring bool // a change of the configuration is being applied
	counted     engine.Tally
	vote        engine.Vote  // told last
	noChange    trace.Reason // why a change was not taken
	noCampaign  trace.Reason // why it does not campaign
	isVoter     bool         // of its own configuration
	restored    uint64       // the library's index of the snapshot that came last; its configuration is in force
}

func (x *explainer) reset(id trace.NodeID, w engine.Observer) {
	*x = explainer{id: id, observer: w, silent: true, role: trace.Follower}
}

func (x *explainer) booted(f fields) { x.fields, x.silent = f, false }

func (x *explainer) begin(c cause) { x.cause, x.drew, x.reason = c, false, 0 }

func (x *explainer) end() { x.cause = cause{} }

// Infof is where the library says nearly everything.
func (x *explainer) Infof(format string, v ...any) {
	if x.silent {
		return
	}
	switch format {
	case saysHigherTerm:
		x.reason = trace.HigherTerm
	case saysLowerTerm:
		x.ignoredLowerTerm(v)
	case saysFollower:
		x.became(trace.Follower, toTerm(v[1].(uint64)), x.followerReason())
	case saysPreCandidate:
		x.becamePreCandidate(toTerm(v[1].(uint64)))
	case saysCandidate:
		x.becameCandidate(toTerm(v[1].(uint64)))
	case saysLeader:
		x.became(trace.Leader, toTerm(v[1].(uint64)), trace.ElectionWon)
	case saysLease:
		x.voted(v, false)
		x.observer.Ignored(trace.LeaderLease)
	case saysCast:
		x.voted(v, true)
	case saysRejected:
		x.voted(v, false)
	case saysReceived:
		x.counted.Voter, x.counted.Granted, x.counted.Term = node64(v[2]), true, toTerm(v[3].(uint64))
	case saysRefusal:
		x.counted.Voter, x.counted.Granted, x.counted.Term = node64(v[2]), false, toTerm(v[3].(uint64))
	case saysCounted:
		x.tallied(v)
	case saysRestored:
		x.restored = v[4].(uint64)
	case saysNoChange:
		x.noChange = noChangeReason(v[3].(string))
	}
}

// Warningf is where the library says that a leader lost its quorum, and that a server may not campaign.
func (x *explainer) Warningf(format string, _ ...any) {
	switch format {
	case saysQuorumLost:
		x.reason = trace.QuorumLost
	case saysUnpromotable:
		x.mayNotCampaign(trace.NotVoter)
	case saysUnapplied:
		x.mayNotCampaign(trace.Unapplied)
	}
}

// mayNotCampaign tells why an order to campaign has no effect. A voter that is called unpromotable has a
// snapshot that is not installed yet.
func (x *explainer) mayNotCampaign(why trace.Reason) {
	if x.isVoter {
		why = trace.Unapplied
	}
	x.noCampaign = why
	if x.cause.message != nil {
		x.observer.Ignored(why)
	}
}

func noChangeReason(said string) trace.Reason {
	switch {
	case strings.HasPrefix(said, noChangePending):
		return trace.ChangePending
	case said == noChangeJoint:
		return trace.InJoint
	}
	return trace.Refused
}

// ignoredLowerTerm reads: own id, own term, kind, sender, its term. A request for a vote of an older
// term is told as a denied vote, though the library does not even answer it.
func (x *explainer) ignoredLowerTerm(v []any) {
	m := x.cause.message
	if m == nil {
		return
	}
	if m.Kind == trace.RequestVote {
		x.tellVote(engine.Vote{Candidate: m.From, Term: toTerm(v[1].(uint64)), Asked: m.Term,
			Reason: trace.StaleTerm, VotedFor: x.fields.vote(), PeerLast: m.Prev})
	}
	x.observer.Ignored(trace.StaleTerm)
}

func (x *explainer) followerReason() trace.Reason {
	switch kind := x.cause.kind(); {
	case x.reason != 0:
		return x.reason
	case x.configuring:
		return trace.Removed
	case kind == trace.VoteReply || kind == trace.PreVoteReply:
		return trace.ElectionLost
	case kind == trace.Append || kind == trace.Heartbeat || kind == trace.Snapshot:
		return trace.LeaderOfTerm
	}
	return x.cause.reason
}

// becamePreCandidate also tells the pre-vote that a candidate gives itself, for the next term.
func (x *explainer) becamePreCandidate(t trace.Term) {
	x.became(trace.PreCandidate, t, x.cause.reason)
	x.tellVote(engine.Vote{Candidate: x.id, Term: t, Asked: t + 1, Pre: true, Granted: true, VotedFor: x.fields.vote()})
}

// becameCandidate also tells the vote that a candidate gives itself.
func (x *explainer) becameCandidate(t trace.Term) {
	why := x.cause.reason
	switch {
	case x.role == trace.PreCandidate && why == 0:
		why = trace.PreVoteWon
	case x.cause.kind() == trace.TimeoutNow:
		why = trace.Transfer
	}
	x.became(trace.Candidate, t, why)
	x.tellVote(engine.Vote{Candidate: x.id, Term: t, Asked: t, Granted: true, VotedFor: x.id})
}

// became passes on a change of role. The library draws a new election timeout at each but the one
// to pre-candidate; a leader has none.
func (x *explainer) became(role trace.Role, t trace.Term, why trace.Reason) {
	x.role, x.reason = role, 0
	peer := x.cause.peer()
	if role == trace.Leader {
		peer = 0
	}
	x.observer.RoleChanged(engine.RoleChange{Role: role, Term: t, Reason: why, Peer: peer, Message: x.cause.kind()})
	if role == trace.Leader {
		return
	}
	x.drew = true
	x.observer.TimerReset(role != trace.PreCandidate, why, peer)
}

func (x *explainer) tellVote(v engine.Vote) {
	x.vote = v
	x.observer.Voted(&x.vote)
}

// voted reads: own id, own last term and index, own vote, kind, candidate, its last term and index,
// own term.
func (x *explainer) voted(v []any, granted bool) {
	vote := engine.Vote{
		Last:      toPosition(v[1].(uint64), v[2].(uint64)),
		VotedFor:  node64(v[3]),
		Pre:       v[4].(raftpb.MessageType) == raftpb.MsgPreVote,
		Candidate: node64(v[5]),
		PeerLast:  toPosition(v[6].(uint64), v[7].(uint64)),
		Term:      toTerm(v[8].(uint64)),
		Granted:   granted,
	}
	vote.Asked = vote.Term
	if x.cause.message != nil {
		vote.Asked = x.cause.message.Term
	}
	switch {
	case !granted:
		vote.Reason = x.denialReason(&vote, len(v) > 9)
	case !vote.Pre:
		vote.VotedFor = vote.Candidate
	}
	x.tellVote(vote)
}

// denialReason follows the order of the library's own tests.
func (x *explainer) denialReason(v *engine.Vote, lease bool) trace.Reason {
	switch {
	case lease:
		return trace.LeaderLease
	case v.Asked < v.Term:
		return trace.StaleTerm
	case v.Pre && v.Asked > v.Term:
		return trace.LogBehind
	case v.VotedFor != 0 && v.VotedFor != v.Candidate:
		return trace.AlreadyVoted
	case v.VotedFor == 0 && x.fields.leader() != 0:
		return trace.LeaderKnown
	}
	return trace.LogBehind
}

// tallied reads: own id, votes, kind, refusals. In joint consensus the library sums up both halves.
func (x *explainer) tallied(v []any) {
	x.counted.Votes, x.counted.Denials = v[1].(int), v[3].(int)
	x.counted.OutgoingVotes, x.counted.OutgoingDenials = 0, 0
	if x.fields.isJoint() {
		x.counted.Votes, x.counted.Denials = x.fields.answers(newHalf)
		x.counted.OutgoingVotes, x.counted.OutgoingDenials = x.fields.answers(outgoingHalf)
	}
	x.counted.Pre = v[2].(raftpb.MessageType) == raftpb.MsgPreVoteResp
	x.observer.Tallied(x.counted)
}

// resetReason tells why the timer was reset without a new draw.
func (x *explainer) resetReason(m *engine.Message) (trace.Reason, trace.NodeID) {
	if m == nil {
		return 0, 0
	}
	switch m.Kind {
	case trace.Heartbeat:
		return trace.HeartbeatHeard, m.From
	case trace.Append:
		return trace.AppendHeard, m.From
	case trace.Snapshot:
		return trace.SnapshotHeard, m.From
	}
	return trace.VoteGranted, m.From
}

func node64(v any) trace.NodeID { return trace.NodeID(v.(uint64)) }

// What the library says at other levels explains nothing that the course needs.

func (x *explainer) Debug(...any)          {}
func (x *explainer) Debugf(string, ...any) {}
func (x *explainer) Info(...any)           {}
func (x *explainer) Warning(...any)        {}
func (x *explainer) Error(...any)          {}
func (x *explainer) Errorf(string, ...any) {}

// The library relies on these four not to return.

func (x *explainer) Fatal(v ...any)                 { panic(fmt.Sprint(v...)) }
func (x *explainer) Fatalf(format string, v ...any) { panic(fmt.Sprintf(format, v...)) }
func (x *explainer) Panic(v ...any)                 { panic(fmt.Sprint(v...)) }
func (x *explainer) Panicf(format string, v ...any) {
	panic(fmt.Sprintf(format, asShown(format, v)...))
}

// asShown makes the indexes in a sentence of the library those of the run. They are its decimal numbers; ids
// are hexadecimal, and no sentence with which it panics has a term.
func asShown(format string, v []any) []any {
	counted := slices.Clone(v)
	verb := 0
	for _, after := range strings.Split(format, "%")[1:] {
		if verb < len(v) && strings.HasPrefix(after, "d") {
			if index, ok := v[verb].(uint64); ok {
				counted[verb] = uint64(toIndex(index))
			}
		}
		verb++
	}
	return counted
}
