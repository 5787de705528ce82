package check_test

import (
	"fmt"
	"time"

	"raftlab/sim/check"
	"raftlab/sim/trace"
)

func Example() {
	suite := check.NewSuite(3)
	for i, leader := range []trace.NodeID{1, 3} {
		suite.Observe(&trace.Event{Seq: uint64(i + 1), At: time.Duration(i+1) * 100 * time.Millisecond, Kind: trace.RoleChange,
			Node: leader, Term: 4, Role: trace.Leader, From: trace.Candidate})
	}
	for _, found := range suite.Violations() {
		fmt.Println(found.Evidence)
	}
	fmt.Println(suite.Results()[0].Reference)
	// Output:
	// election safety: term 4 has leaders n1 and n3 at 200 ms
	// Raft paper, Figure 3 and section 5.2
}
