package run

import (
	"raftlab/plots/page"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// DenialWord says in short why a vote was denied.
func (f *Figure) DenialWord(why trace.Reason) string {
	switch why {
	case trace.AlreadyVoted:
		return f.Say("voted", "已投")
	case trace.StaleTerm, trace.LogBehind, trace.LeaderKnown, trace.LeaderLease:
		return text.Reason(f.Lang, why)
	}
	return f.Say("denied", "拒绝")
}

// VotedFor returns whom the sender of a denial had voted for, or no node.
func (f *Figure) VotedFor(reply timeline.Message) (candidate trace.NodeID) {
	for _, v := range f.Run.Denials {
		if v.Voter == reply.From && v.Candidate == reply.To && v.At <= reply.Sent && v.Pre == (reply.Kind == trace.PreVoteReply) {
			candidate = v.VotedFor
		}
	}
	return candidate
}

// MessageFault says what the script did to a message: "heartbeat to n3 held 50ms".
func (f *Figure) MessageFault(made timeline.Fault) string {
	name := f.Say("%[1]s to %[2]v", "至 %[2]v 的%[1]s", text.Message(f.Lang, made.Kind), made.Peer)
	switch made.Fault {
	case trace.DropMessage:
		return name + f.Say(" dropped", "被丢弃")
	case trace.DuplicateMessage:
		return name + f.Say(" duplicated", "被复制")
	case trace.HoldMessage:
		return name + f.Say(" held %s", "被扣留 %s", text.Setting(f.Lang, &made.Setting))
	}
	if made.Reason == trace.ReceiverPaused {
		return name + f.Say(" goes on waiting", "继续等待")
	}
	return name + f.Say(" delivered at once", "立即送达")
}

// CopyEntry explains how a copy that the network made is drawn.
func (f *Figure) CopyEntry() page.KeyEntry {
	return page.KeyEntry{Text: f.Say("copy", "副本"), Draw: func(x, y page.Length) {
		f.Arrow(page.Stroke{Color: RequestCol, Width: 1.3, Dash: CopyDash()}, page.Triangle, 7, page.At(x, y), page.At(x+page.KeyWidth, y))
	}}
}

// Omissions count what is not drawn.
type Omissions struct {
	Heartbeats, Entries, Replies, PreVotes, Votes, UnderWay int
}

// Refused reports whether a message arrived and its receiver would have nothing of it.
func Refused(m timeline.Message) bool {
	switch m.Kind {
	case trace.VoteReply, trace.PreVoteReply, trace.HeartbeatReply, trace.AppendReply:
		return false
	}
	return m.Fate == timeline.Ignored && m.Reason != 0
}

// Rejects reports whether a message is a follower's answer to entries that it does not take.
func Rejects(m timeline.Message) bool { return m.Kind == trace.AppendReply && !m.Granted }

func isReply(k trace.MessageKind) bool { return k == trace.VoteReply || k == trace.PreVoteReply }

// IsPreVote reports whether a message asks for a pre-vote or answers that.
func IsPreVote(k trace.MessageKind) bool { return k == trace.RequestPreVote || k == trace.PreVoteReply }

// IsVote reports whether a message asks for a vote, answers that, or orders to stand.
func IsVote(k trace.MessageKind) bool {
	return k == trace.RequestVote || k == trace.VoteReply || k == trace.TimeoutNow
}

// CopyDash are the dots of a copy that the network made of a message.
func CopyDash() []page.Length { return []page.Length{1.2, 2.4} }

// Look returns how a message is drawn: its line, its head, and the head's length. First says that it is the first of a
// new leader to this server; pre-votes have a look of their own only where there is room for every detail.
func Look(m timeline.Message, first, detailed bool) (page.Stroke, page.Head, page.Length) {
	request, grant, deny := RequestCol, GrantCol, DenyCol
	width, length := page.Length(1.5), page.Length(7.5)
	var dash []page.Length
	switch {
	case !detailed:
		width, length = 0.8, 5
	case IsPreVote(m.Kind):
		request, grant, deny = PreRequestCol, preGrantCol, preDenyCol
		width, length, dash = 0.9, 5.5, []page.Length{3, 2}
	}
	switch {
	case isReply(m.Kind):
		if m.Granted {
			return page.Stroke{Color: grant, Width: width, Dash: dash}, page.Triangle, length
		}
		return page.Stroke{Color: deny, Width: width, Dash: dash}, page.Crossed, length
	case Rejects(m):
		return page.Stroke{Color: deny, Width: min(width, 1)}, page.Crossed, min(length, 6)
	case IsVote(m.Kind) || IsPreVote(m.Kind):
		return page.Stroke{Color: request, Width: width, Dash: dash}, page.Triangle, length
	case first:
		return page.Stroke{Color: LeaderCol, Width: min(width, 1.2)}, page.Triangle, min(length, 6.5)
	case m.Kind == trace.Append && m.Entries > 0 || m.Kind == trace.Snapshot:
		return page.Stroke{Color: EntriesCol, Width: 0.8}, page.Triangle, 5
	}
	return page.Stroke{Color: HeartbeatCol, Width: 0.8}, page.Plain, 0
}

// FirstContacts remembers which server was told by which leader.
type FirstContacts map[contact]bool

type contact struct {
	leader, server trace.NodeID
	term           trace.Term
}

// First reports whether a message is the first of a new leader to a server.
func (c FirstContacts) First(m timeline.Message) bool {
	if m.Kind != trace.Heartbeat && m.Kind != trace.Append && m.Kind != trace.Snapshot {
		return false
	}
	key := contact{m.From, m.To, m.Term}
	seen := c[key]
	c[key] = true
	return !seen
}
