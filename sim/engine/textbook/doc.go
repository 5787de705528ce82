// Package textbook is the engine that is Figure 2 of the Raft paper, written to be read beside it.
//
// Every rule of the figure is a small function, or one case of one, and its comment names the rule:
//
//	Figure 2                               here
//	State                                  node.go
//	Rules for servers: all servers         node.go (observeTerm), commit.go (applicable)
//	Rules for servers: followers           election.go (Campaign)
//	Rules for servers: candidates          election.go
//	Rules for servers: leaders             replication.go, commit.go
//	RequestVote RPC                        election.go
//	AppendEntries RPC                      replication.go
//	"updated on stable storage before
//	responding to RPCs"                    persistence.go
//
// Beyond the figure it knows the empty entry at the start of a term (section 8), pre-vote (thesis,
// section 9.6; prevote.go), CheckQuorum with the lease that goes with it (thesis, sections 6.2 and
// 4.2.3; lease.go), leadership transfer (thesis, section 3.10; transfer.go), and changes of the configuration
// with learners and joint consensus (section 6, thesis, chapter 4; members.go). It does not know snapshots;
// [Engine.Features] tells so.
//
// An RPC is two messages here, and a lost one is not waited for: the leader's next heartbeat does
// what a retry does. AppendEntries without entries are told as heartbeats, so that traces of all
// engines read alike. What etcd does differently is in docs/reference/engines.md.
//
// Any one rule can be left out by name, to see what it is there for: see [Rule]. A server whose disk
// breaks its promise goes on as the figure says; the checks tell what came of it.
//
// In the steady state nothing is allocated: not by messages, not by elections, and not by Boot. Only
// a log that goes on differently from what it was before takes new memory (log.go).
package textbook
