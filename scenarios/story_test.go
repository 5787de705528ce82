package scenarios

import (
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// story is a run of three servers that did not take place: n1 leads term 1 from 200 ms, crashes at
// 1 s and is back at 1.8 s; n2 leads term 2 from 1.3 s to the end at 3 s. Client a is served by n1;
// b is on n1 alone when it crashes, and lost; c is served by n2.
func story() *timeline.Timeline {
	run := storyWithoutDenials()
	for _, v := range run.Votes {
		if !v.Granted {
			run.Denials = append(run.Denials, v)
		}
	}
	return run
}

func storyWithoutDenials() *timeline.Timeline {
	const s = time.Second
	return &timeline.Timeline{
		End: 3 * s, Stop: trace.RunOver,
		Servers: storyServers(),
		Led: []timeline.Span{
			{From: 0, To: 200 * ms, Reason: trace.Boot},
			{From: 200 * ms, To: s, Leader: 1, Term: 1, Reason: trace.LeaderElected},
			{From: s, To: 1300 * ms, Reason: trace.LeaderCrashed},
			{From: 1300 * ms, To: 3 * s, Leader: 2, Term: 2, Reason: trace.LeaderElected}},
		Outages: []timeline.Outage{
			{From: 0, To: 200 * ms, New: 1, Term: 1, Phases: []timeline.Phase{
				{From: 0, To: 150 * ms, Kind: timeline.Detection, Election: -1}, {From: 150 * ms, To: 200 * ms, Kind: timeline.WinningRound}}},
			{From: s, To: 1300 * ms, Old: 1, New: 2, Term: 2, Phases: []timeline.Phase{
				{From: s, To: 1090 * ms, Kind: timeline.Detection, Election: -1},
				{From: 1090 * ms, To: 1200 * ms, Kind: timeline.FailedRound, Election: 1},
				{From: 1200 * ms, To: 1300 * ms, Kind: timeline.WinningRound, Election: 2}}}},
		Elections: []timeline.Election{
			{Term: 1, Winner: 1, Candidates: []timeline.Candidacy{{Node: 1, Won: true}}},
			{Term: 2, Winner: 2, Candidates: []timeline.Candidacy{{Node: 3, Pre: true}, {Node: 2, Won: true}}}},
		Faults: []timeline.Fault{{At: s, Until: 1800 * ms, Fault: trace.Crash, Node: 1}, {At: 1800 * ms, Fault: trace.Restart, Node: 1}},
		Votes: []timeline.Vote{
			{At: 150 * ms, Voter: 1, Candidate: 1, Term: 1, Granted: true},
			{At: 160 * ms, Voter: 2, Candidate: 1, Term: 1, Granted: true},
			{At: 1100 * ms, Voter: 2, Candidate: 3, Term: 2, Pre: true, Reason: trace.LeaderLease},
			{At: 1250 * ms, Voter: 3, Candidate: 2, Term: 2, Reason: trace.LogBehind}},
		Messages: []timeline.Message{
			{Kind: trace.RequestVote, From: 1, To: 2, Sent: 151 * ms, Ended: (151 + 1) * ms, Fate: timeline.Delivered},
			{Kind: trace.RequestVote, From: 2, To: 1, Sent: 1201 * ms, Ended: (1201 + 1) * ms, Fate: timeline.Lost, Reason: trace.ReceiverDown},
			{Kind: trace.Append, From: 1, To: 2, Sent: 1851 * ms, Ended: (1851 + 1) * ms, Fate: timeline.Ignored, Reason: trace.StaleTerm}},
		Commands: []timeline.Command{
			{Command: "a", Node: 1, At: 250 * ms, Told: trace.CommittedOK, ToldAt: 700 * ms, Outcome: trace.CommittedOK, Reason: trace.Applied},
			{Command: "b", Told: trace.UnknownYet, Outcome: trace.LostForGood, Reason: trace.Overwritten},
			{Command: "c", Told: trace.UnknownYet, Outcome: trace.UnknownYet}},
		Verdicts: []timeline.Verdict{{Property: trace.ElectionSafety, Verdict: trace.Holds}},
	}
}

func storyServers() []timeline.Server {
	const s = time.Second
	entry := func(at time.Duration, index trace.Index, term trace.Term, command string) timeline.LogChange {
		return timeline.LogChange{At: at, First: index, Index: index, Term: term, Entry: trace.Command, Command: command}
	}
	return []timeline.Server{
		{Node: 1, Bands: []timeline.Band{
			{From: 0, To: 150 * ms, Role: trace.Follower},
			{From: 150 * ms, To: 200 * ms, Role: trace.Candidate, Term: 1},
			{From: 200 * ms, To: s, Role: trace.Leader, Term: 1},
			{From: s, To: 1800 * ms, Term: 1},
			{From: 1800 * ms, To: 1850 * ms, Role: trace.Follower, Term: 1},
			{From: 1850 * ms, To: 3 * s, Role: trace.Follower, Term: 2, Reason: trace.HigherTerm}},
			Commits: []timeline.Commit{{At: 400 * ms, Index: 1, Role: trace.Leader}, {At: 2 * s, Index: 2, Role: trace.Follower}},
			Log: []timeline.LogChange{entry(300*ms, 1, 1, "a"), entry(900*ms, 2, 1, "b"),
				{At: 1900 * ms, Truncate: true, First: 2, Index: 2}, entry(1900*ms, 2, 2, "c")}},
		{Node: 2, Bands: []timeline.Band{
			{From: 0, To: 160 * ms, Role: trace.Follower},
			{From: 160 * ms, To: 1200 * ms, Role: trace.Follower, Term: 1},
			{From: 1200 * ms, To: 1300 * ms, Role: trace.Candidate, Term: 2},
			{From: 1300 * ms, To: 3 * s, Role: trace.Leader, Term: 2}},
			Commits: []timeline.Commit{{At: 500 * ms, Index: 1, Role: trace.Follower}, {At: 1600 * ms, Index: 2, Role: trace.Leader}},
			Log:     []timeline.LogChange{entry(350*ms, 1, 1, "a"), entry(1500*ms, 2, 2, "c")}},
		{Node: 3, Bands: []timeline.Band{
			{From: 0, To: 160 * ms, Role: trace.Follower},
			{From: 160 * ms, To: 1210 * ms, Role: trace.Follower, Term: 1},
			{From: 1210 * ms, To: 3 * s, Role: trace.Follower, Term: 2}},
			Commits: []timeline.Commit{{At: 500 * ms, Index: 1, Role: trace.Follower}},
			Log:     []timeline.LogChange{entry(350*ms, 1, 1, "a")}},
	}
}

// secondLeaderOfTerm2 makes n1 lead the term that n2 leads.
func secondLeaderOfTerm2(r *timeline.Timeline) {
	r.Servers[0].Bands = append(r.Servers[0].Bands, timeline.Band{From: r.End, To: r.End, Role: trace.Leader, Term: 2})
}

// n2StepsDown makes n2 step down at 2 s.
func n2StepsDown(r *timeline.Timeline) {
	r.Servers[1].Bands = append(r.Servers[1].Bands[:3], timeline.Band{From: 1300 * ms, To: 2 * time.Second, Role: trace.Leader, Term: 2},
		timeline.Band{From: 2 * time.Second, To: r.End, Role: trace.Follower, Term: 3, Reason: trace.HigherTerm})
}

// cutShort ends the run while nobody leads.
func cutShort(r *timeline.Timeline) {
	r.Led[2].To, r.Led = 1400*ms, r.Led[:3]
	r.Outages[1].To, r.Outages[1].New, r.End = 1400*ms, 0, 1400*ms
}

// noLeader takes the leaders away.
func noLeader(r *timeline.Timeline) {
	r.Led = []timeline.Span{{To: r.End}}
	r.Outages = []timeline.Outage{{To: r.End}}
}

// broken breaks election safety, and ends n2.
func broken(r *timeline.Timeline) {
	r.Violations = []timeline.Violation{{Property: trace.ElectionSafety, Evidence: trace.ParseEvidence("two leaders")}}
	r.Servers[1].EndedWhy, r.Servers[1].EndedAt = "panic", 2*time.Second
}

// overlap makes n1 lead until n2 does.
func overlap(r *timeline.Timeline) { r.Servers[0].Bands[2].To = 1301 * ms }

// yields makes n1 stand beside n2, and give up.
func yields(r *timeline.Timeline) {
	r.Elections[1].Candidates = append(r.Elections[1].Candidates,
		timeline.Candidacy{Node: 1, To: 1350 * ms, End: trace.LeaderOfTerm})
}

// unreliable adds copies of messages, and a refusal.
func unreliable(r *timeline.Timeline) {
	r.Messages = append(r.Messages,
		timeline.Message{Kind: trace.Append, From: 2, To: 3, Sent: 1400 * ms, Ended: (1400 + 1) * ms, Fate: timeline.Delivered, Copy: true},
		timeline.Message{Kind: trace.Append, From: 2, To: 3, Sent: 1400 * ms, Ended: (1400 + 1) * ms, Fate: timeline.Lost, Copy: true},
		timeline.Message{Kind: trace.AppendReply, From: 3, To: 2, Sent: 1410 * ms, Ended: (1410 + 1) * ms, Fate: timeline.Delivered},
		timeline.Message{Kind: trace.AppendReply, From: 1, To: 2, Sent: 1420 * ms, Ended: (1420 + 1) * ms, Fate: timeline.Delivered, Granted: true})
}

// splitsTerm2 splits the votes of term 2.
func splitsTerm2(r *timeline.Timeline) { r.Elections[1].Winner, r.Elections[1].Split = 0, true }
