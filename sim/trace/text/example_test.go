package text_test

import (
	"os"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

func ExampleNewPrinter() {
	p := text.NewPrinter(os.Stdout, text.Options{})
	for _, e := range []trace.Event{
		{Kind: trace.RoleChange, Node: 1, Term: 2, Role: trace.Follower, Reason: trace.Boot},
		{Kind: trace.TimerSet, Node: 1, Timeout: 152 * time.Millisecond, Reason: trace.Boot}, // not in the story
		{Kind: trace.Voted, At: 161 * time.Millisecond, Node: 1, Term: 3, Peer: 2, Asked: 3, Reason: trace.LogBehind,
			Last: trace.Position{Term: 2, Index: 3}, PeerLast: trace.Position{Term: 1, Index: 5}},
	} {
		p.Observe(&e)
	}
	// Output:
	//     0.000 ms  n1  t2  follower   starts as follower
	//   161.000 ms  n1  t3  follower   denies n2 its vote for term 3: log behind, own ends at (2,3), candidate's at (1,5)
}

func ExampleOptions_chinese() {
	p := text.NewPrinter(os.Stdout, text.Options{Lang: lang.Chinese})
	p.Observe(&trace.Event{At: 152 * time.Millisecond, Kind: trace.RoleChange, Node: 2, Term: 1, Role: trace.Candidate,
		From: trace.Follower, Reason: trace.ElectionTimeout})
	// Output:
	//   152.000 ms  n2  t1  候选人     成为任期 1 的候选人：选举计时器到期
}
