package text

import (
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// A request that nobody answers is told as ignored, one that is answered with no as denied.
func TestIgnoredRequestsAreNotDenied(t *testing.T) {
	vote := func(why trace.Reason) trace.Event {
		return trace.Event{At: ms, Kind: trace.Voted, Node: 2, Peer: 1, Term: 3, Asked: 4, Reason: why}
	}
	ignored := trace.Event{At: ms, Kind: trace.Ignored, Node: 2, Peer: 1, Term: 4, Message: trace.RequestVote, Reason: trace.LeaderLease}
	later := trace.Event{At: 2 * ms, Kind: trace.Stopped}
	for _, c := range []struct {
		lang   lang.Lang
		events []trace.Event
		want   string
	}{
		{lang.English, []trace.Event{vote(trace.LeaderLease), ignored, later}, `    1.000 ms  n2  t3             ignores n1, which asks for its vote for term 4: lease, heard from a leader within the last election timeout
    2.000 ms                     end
`},
		{lang.Chinese, []trace.Event{vote(trace.LeaderLease), ignored, later}, `    1.000 ms  n2  t3             忽略 n1 索要任期 4 选票的请求：租约，最近一个选举超时内收到过领导者的消息
    2.000 ms                     结束
`},
		{lang.English, []trace.Event{vote(trace.LeaderLease), later}, `    1.000 ms  n2  t3             denies n1 its vote for term 4: lease, heard from a leader within the last election timeout
    2.000 ms                     end
`},
		{lang.English, []trace.Event{vote(trace.LogBehind)}, `    1.000 ms  n2  t3             denies n1 its vote for term 4: log behind, own ends at (0,0), candidate's at (0,0)
`},
	} {
		if got := print(Options{Lang: c.lang}, c.events...); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A leader does not hear from a leader: it is one.
func TestALeaderIgnoresRequestsBecauseItLeads(t *testing.T) {
	led := trace.Event{At: ms, Kind: trace.RoleChange, Node: 2, Term: 3, Role: trace.Leader, From: trace.Candidate, Reason: trace.ElectionWon}
	vote := trace.Event{At: 2 * ms, Kind: trace.Voted, Node: 2, Peer: 1, Term: 3, Asked: 4, Reason: trace.LeaderLease}
	for l, want := range map[lang.Lang]string{lang.English: "vote for term 4: lease, it leads itself", lang.Chinese: "：租约，它自己就是领导者"} {
		if got := print(Options{Lang: l}, led, vote); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestLostCommandsNameWhoHoldsThem: the client's words stand in a log though nobody can commit them.
func TestLostCommandsNameWhoHoldsThem(t *testing.T) {
	got := print(Options{}, trace.Event{Kind: trace.Appended, Node: 1, Index: 4, EntryTerm: 2, Entry: trace.Command},
		trace.Event{Kind: trace.Appended, Node: 2, Index: 4, EntryTerm: 2, Entry: trace.Command},
		trace.Event{Kind: trace.Appended, Node: 2, Index: 4, EntryTerm: 3, Entry: trace.NoOp},
		trace.Event{Kind: trace.Client, Outcome: trace.LostForGood, Node: 1, Term: 2, Index: 4, ID: 7, Reason: trace.Overwritten})
	want := "    0.000 ms  n1  t0             command 7 is lost for good: an entry that rules it out is committed; still in the log of n1\n"
	if got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
