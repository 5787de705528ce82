package playback

import "raftlab/sim/trace"

// Section returns where an event is explained: a section of the Raft paper (5.2), of the thesis (thesis 9.6), or "".
func Section(e *trace.Event) string {
	switch e.Kind {
	case trace.RoleChange:
		return sectionOfRole(e)
	case trace.TimerFired, trace.TimerSet, trace.Tallied:
		if e.Pre {
			return preVote
		}
		return "5.2"
	case trace.Voted, trace.Ignored:
		return sectionOfVote(e)
	case trace.Sent, trace.Delivered, trace.Lost:
		return sectionOfMessage(e)
	case trace.Appended, trace.Committed, trace.AppliedTo:
		return "5.3"
	case trace.Truncated:
		return "5.3"
	case trace.Compacted, trace.Restored:
		return "7"
	case trace.Reconfigured:
		return "6"
	case trace.GaveUp:
		return transfer
	case trace.FaultMade:
		return sectionOfFault(e.Fault)
	case trace.Client:
		return "8"
	case trace.Operated:
		return sectionOfOperation(e.Operation)
	case trace.Checked:
		return sectionOfProperty(e.Property)
	}
	return ""
}

func sectionOfOperation(o *trace.Operation) string {
	switch {
	case o == nil:
		return ""
	case o.Session != 0:
		return "thesis 6.3"
	case o.Way == trace.ReadIndex || o.Way == trace.LocalRead:
		return "thesis 6.4"
	case o.Way == trace.LeaseRead:
		return "thesis 6.4.1"
	}
	return "8"
}

const (
	preVote     = "thesis 9.6"
	checkQuorum = "thesis 6.2"
	transfer    = "thesis 3.10"
)

func sectionOfRole(e *trace.Event) string {
	switch {
	case e.Role == trace.PreCandidate || e.Reason == trace.PreVoteWon:
		return preVote
	case e.Reason == trace.HigherTerm:
		return "5.1"
	case e.Reason == trace.QuorumLost:
		return checkQuorum
	case e.Reason == trace.Transfer:
		return transfer
	case e.Reason == trace.Removed:
		return "6"
	}
	return "5.2"
}

func sectionOfVote(e *trace.Event) string {
	switch e.Reason {
	case trace.LogBehind:
		return "5.4.1"
	case trace.StaleTerm:
		return "5.1"
	case trace.LeaderLease, trace.LeaderKnown:
		return "6"
	}
	switch {
	case e.Pre:
		return preVote
	case e.Kind == trace.Ignored:
		return ""
	case e.Granted && e.Node != e.Peer:
		return "5.4.1"
	}
	return "5.2"
}

func sectionOfMessage(e *trace.Event) string {
	switch e.Message {
	case trace.RequestVote, trace.VoteReply, trace.Heartbeat, trace.HeartbeatReply:
		return "5.2"
	case trace.RequestPreVote, trace.PreVoteReply:
		return preVote
	case trace.Append, trace.AppendReply:
		return "5.3"
	case trace.Snapshot:
		return "7"
	case trace.TimeoutNow:
		return transfer
	}
	return ""
}

func sectionOfFault(f trace.Fault) string {
	switch f {
	case trace.TransferLead:
		return transfer
	case trace.ChangeConfig:
		return "6"
	case trace.CompactLog:
		return "7"
	}
	return ""
}

func sectionOfProperty(p trace.Property) string {
	switch p {
	case trace.ElectionSafety, trace.OneVotePerTerm, trace.QuorumOfVotes:
		return "5.2"
	case trace.LeaderAppendOnly, trace.LogMatching, trace.CommitDurability, trace.ApplyOrder:
		return "5.3"
	case trace.LeaderCompleteness:
		return "5.4"
	case trace.StateMachineSafety:
		return "5.4.3"
	case trace.TermMonotonicity:
		return "5.1"
	case trace.StateEquality:
		return "2"
	case trace.SnapshotSafety:
		return "7"
	}
	return ""
}
