package scenarios

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// varied runs a built-in scenario with settings on some seeds.
func varied(t *testing.T, e engine.Engine, name string, settings []string, look func(seed uint64, lived *timeline.Timeline)) {
	t.Helper()
	s, err := ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Set(settings); err != nil {
		t.Fatal(err)
	}
	plan, world := s.Script(), sim.New(e)
	for seed := uint64(1); seed <= 20; seed++ {
		b := timeline.NewBuilder(trace.Header{Nodes: plan.Cluster.Nodes})
		if err := world.Run(&plan, seed, b); err != nil {
			t.Fatal(err)
		}
		look(seed, b.Timeline())
	}
}

func eachEngine(t *testing.T, test func(t *testing.T, e engine.Engine)) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		t.Run(e.Name(), func(t *testing.T) { test(t, e) })
	}
}

// no-quorum tells students to try 3 and 5 servers: of an odd number one side is a majority.
func TestOddSizesHaveALeader(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine.Engine) {
		for nodes, led := range map[int]bool{3: true, 4: false, 5: true} {
			varied(t, e, "no-quorum", []string{fmt.Sprint("nodes=", nodes)}, func(seed uint64, lived *timeline.Timeline) {
				if got := winner(lived, "") != none; got != led {
					t.Errorf("%d servers, seed %d: a leader at the end: %v, want %v", nodes, seed, got, led)
				}
			})
		}
	})
}

// partial-partition names its cure: both settings. With CheckQuorum alone n1 falls when the network heals.
func TestPartialPartitionNeedsBoth(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine.Engine) {
		varied(t, e, "partial-partition", []string{"pre_vote=true", "check_quorum=true"}, func(seed uint64, lived *timeline.Timeline) {
			if leaderChanges(lived) > 0 || highestTerm(lived) != 1 {
				t.Errorf("with both, seed %d: %d changes, term %d", seed, leaderChanges(lived), highestTerm(lived))
			}
		})
		varied(t, e, "partial-partition", []string{"check_quorum=true"}, func(seed uint64, lived *timeline.Timeline) {
			all := diagnosis.StepDowns(lived)
			if len(all) == 0 || all[0].Node != 1 || all[0].From < 3*time.Second {
				t.Errorf("CheckQuorum alone, seed %d: %v", seed, all)
			}
		})
	})
}

// With CheckQuorum the voters of pre-vote-alone keep to the leader they hear, and a deaf leader steps down.
func TestCheckQuorumCuresPreVoteAlone(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine.Engine) {
		varied(t, e, "pre-vote-alone", []string{"check_quorum=true"}, func(seed uint64, lived *timeline.Timeline) {
			if led := lived.LedAt(1400 * time.Millisecond); led.Leader != 1 {
				t.Errorf("seed %d: %v leads before n1 is deaf", seed, led.Leader)
			}
			for _, voter := range []trace.NodeID{2, 3, 4} {
				if !refuses(lived, voter, 5, trace.LeaderLease) {
					t.Errorf("seed %d: %v does not keep to its leader", seed, voter)
				}
			}
			if winner(lived, "") == none {
				t.Errorf("seed %d: nobody leads at the end", seed)
			}
		})
	})
}

// The textbook engine shows something else there: PreVote alone refuses n5, and n1 stays, deaf.
func TestPreVoteAloneOnTextbook(t *testing.T) {
	varied(t, textbook.Engine{}, "pre-vote-alone", nil, func(seed uint64, lived *timeline.Timeline) {
		if highestTerm(lived) != 1 || !refuses(lived, 2, 5, trace.LeaderLease) || winner(lived, "") != none {
			t.Errorf("seed %d: term %d, %s leads", seed, highestTerm(lived), winner(lived, ""))
		}
	})
}

func refuses(t *timeline.Timeline, voter, candidate trace.NodeID, why trace.Reason) bool {
	return slices.ContainsFunc(t.Denials, func(v timeline.Vote) bool {
		return v.Voter == voter && v.Candidate == candidate && v.Reason == why
	})
}

// Without CheckQuorum nobody keeps to the leader, and the removed server topples it.
func TestRemovedServerDisruptsWithoutLease(t *testing.T) {
	varied(t, etcdraft.Engine{}, "removed-server", []string{"check_quorum=false"}, func(seed uint64, lived *timeline.Timeline) {
		if all := diagnosis.StepDowns(lived); len(all) == 0 || all[0].Reason != trace.HigherTerm {
			t.Errorf("seed %d: %v", seed, all)
		}
	})
}

// lossy-network claims that a good network gives the same log.
func TestLossyNetworkGivesTheSameLog(t *testing.T) {
	good := []string{"network.loss=0%", "network.duplicate=0%", "network.latency=5ms-15ms"}
	eachEngine(t, func(t *testing.T, e engine.Engine) {
		var want []string
		varied(t, e, "lossy-network", good, func(_ uint64, lived *timeline.Timeline) { want = commandsOf(lived) })
		varied(t, e, "lossy-network", nil, func(seed uint64, lived *timeline.Timeline) {
			if got := commandsOf(lived); !slices.Equal(got, want) || len(got) != 20 {
				t.Errorf("seed %d: %v, want %v", seed, got, want)
			}
		})
	})
}

// commandsOf returns the commands in the log of n1 at the end.
func commandsOf(t *timeline.Timeline) (commands []string) {
	for _, l := range logAt(&t.Servers[0], t.End) {
		if l.Entry == trace.Command {
			commands = append(commands, l.Command)
		}
	}
	return commands
}

// staleByLease counts the seeds of 20 on which the leader that was replaced gives its client the old value, with a way to read and settings.
func staleByLease(t *testing.T, e engine.Engine, settings ...string) (stale int) {
	varied(t, e, "stale-read", append(settings, "reads=lease", "check_quorum=true"), func(_ uint64, lived *timeline.Timeline) {
		for _, o := range lived.Operations {
			if o.Way == trace.LeaseRead && o.Node == 1 && o.Result == "1" {
				stale++
			}
		}
	})
	return stale
}

// stale-read tells students to read by lease. The lease of the textbook engine holds with clocks that agree, or nearly do, and on both
// engines it does not with a slow clock at the leader or fast ones at the voters.
func TestALeaseRestsOnClocks(t *testing.T) {
	for _, settings := range [][]string{nil, {"node.n1.clock=0.95"}, {"node.n2.clock=1.05", "node.n3.clock=1.05"}} {
		if stale := staleByLease(t, textbook.Engine{}, settings...); stale > 0 {
			t.Errorf("textbook, %v: %d of 20 reads are stale", settings, stale)
		}
	}
	eachEngine(t, func(t *testing.T, e engine.Engine) {
		for _, settings := range [][]string{{"node.n1.clock=0.25"}, {"node.n2.clock=4", "node.n3.clock=4"}} {
			if stale := staleByLease(t, e, settings...); stale < 10 {
				t.Errorf("%v: %d of 20 reads are stale", settings, stale)
			}
		}
	})
}

// etcd's option serves as long as the server leads, which is up to two election timeouts: longer than its voters wait.
func TestLeaseBasedReadsOfEtcdCanBeStale(t *testing.T) {
	if stale := staleByLease(t, etcdraft.Engine{}); stale == 0 {
		t.Errorf("of 20 reads none is stale: docs/reference/engines.md says that some are")
	}
}
