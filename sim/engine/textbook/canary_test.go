package textbook_test

import (
	"os"
	"testing"
	"time"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// catches says by what each rule that is left out is missed: the property that is violated first, or, with no
// property, an expectation of the scenario of its name.
var catches = map[textbook.Rule]trace.Property{
	textbook.PersistTerm:       trace.TermMonotonicity,
	textbook.PersistVote:       trace.OneVotePerTerm,
	textbook.SyncBeforeSend:    trace.TermMonotonicity,
	textbook.OwnCopyOnDisk:     trace.CommitDurability,
	textbook.OwnCopyOfTheEntry: trace.CommitDurability,

	textbook.OneVotePerTerm:       trace.OneVotePerTerm,
	textbook.UpToDateCheck:        trace.LeaderCompleteness,
	textbook.ResetVoteOnNewTerm:   trace.OneVotePerTerm,
	textbook.VoteForSelf:          trace.OneVotePerTerm,
	textbook.MajorityOfVotes:      trace.QuorumOfVotes,
	textbook.CountVotersOnce:      trace.QuorumOfVotes,
	textbook.CountVotesAnew:       trace.QuorumOfVotes,
	textbook.VotesOfTheTermOnly:   trace.QuorumOfVotes,
	textbook.YieldToLeader:        0,
	textbook.StepDownOnHigherTerm: trace.QuorumOfVotes,
	textbook.TimerForGrantedVote:  0,
	textbook.NoTimerForDeniedVote: 0,
	textbook.EmptyEntry:           0,

	textbook.RefuseStaleLeader:      trace.LeaderCompleteness,
	textbook.ConsistencyCheck:       trace.LogMatching,
	textbook.DeleteConflicts:        trace.CommitDurability,
	textbook.KeepWhatMatches:        trace.LeaderCompleteness,
	textbook.StoreWhatWasSent:       trace.LogMatching,
	textbook.AcknowledgeWhatWasSent: trace.CommitDurability,
	textbook.AnswersOfTheTermOnly:   trace.CommitDurability,
	textbook.ForgetMatchIndex:       trace.CommitDurability,
	textbook.StepBack:               0,
	textbook.RetryAppends:           0,
	textbook.LeaderAppendOnly:       trace.LeaderAppendOnly,

	textbook.CommitOnlyNewEntries: trace.CommitDurability,
	textbook.CommitOwnTermOnly:    trace.LeaderCompleteness,
	textbook.MajorityOfCopies:     trace.CommitDurability,
	textbook.ApplyEveryEntry:      trace.ApplyOrder,

	textbook.PreVoteBindsNobody:      0,
	textbook.PreVoteLease:            0,
	textbook.Lease:                   0,
	textbook.CheckQuorum:             0,
	textbook.CatchUpBeforeTransfer:   0,
	textbook.TransferInSpiteOfLease:  0,
	textbook.TimeoutNowOfTheTermOnly: 0,

	textbook.JointConsensus:     trace.LeaderCompleteness,
	textbook.CommitBeforeChange: trace.LeaderCompleteness,

	textbook.ReadThroughTheLeader: 0,
	textbook.CommitBeforeRead:     0,
	textbook.RoundOfHeartbeats:    0,
	textbook.AllowanceForDrift:    0,
	textbook.Sessions:             0,
}

// A rule that is left out is missed: in the scenario of its name all is well with the rule, and goes wrong
// without it, whatever the seed.
func TestEveryRuleIsMissed(t *testing.T) {
	for _, rule := range textbook.Rules() {
		t.Run(rule.String(), func(t *testing.T) {
			s := scenarioOf(t, rule)
			want, known := catches[rule]
			if !known {
				t.Fatal("nothing is known to catch it")
			}
			for seed := range uint64(8) {
				if e, failed := outcomeOf(t, s, textbook.Engine{}, seed); e != nil || failed != "" {
					t.Errorf("seed %d, with the rule: %+v, and not held: %s", seed, e, failed)
				}
				e, failed := outcomeOf(t, s, textbook.Engine{Broken: rule}, seed)
				switch {
				case want != 0 && (e == nil || e.Property != want):
					t.Errorf("seed %d, without the rule: %+v, want a violation of %v", seed, e, want)
				case want == 0 && (e != nil || failed == ""):
					t.Errorf("seed %d, without the rule: %+v, want an expectation that is not held", seed, e)
				}
			}
		})
	}
}

// scenarioOf returns the scenario that shows what a rule is there for.
func scenarioOf(t *testing.T, rule textbook.Rule) *scenarios.Scenario {
	t.Helper()
	name := "testdata/rules/" + rule.String() + ".yaml"
	source, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Load(name, source)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// outcomeOf returns the first violation of a run, and the first expectation that it did not fulfil.
func outcomeOf(t *testing.T, s *scenarios.Scenario, e textbook.Engine, seed uint64) (broken *trace.Event, failed string) {
	t.Helper()
	plan, r := s.Script(), &record{}
	world := sim.New(e)
	if err := world.Run(&plan, seed, r); err != nil {
		t.Fatal(err)
	}
	broken = r.violation()
	if evidence, _ := world.FirstViolation(); broken != nil && evidence != broken.Evidence {
		t.Errorf("seed %d: the checks found %q, and the trace has %q", seed, evidence, broken.Evidence)
	}
	for _, f := range s.Judge(live(t, world, &plan, seed)) {
		if f.Verdict != trace.Holds && failed == "" {
			failed = f.Expected.EN
		}
	}
	return broken, failed
}

// However broken, an engine is no reason for the program to end: what comes of it is for the checks.
func TestSoakBrokenEnginesRun(t *testing.T) {
	for _, rule := range textbook.Rules() {
		world := sim.New(textbook.Engine{Broken: rule})
		for seed := range uint64(*seeds) {
			plan := randomScript(seed)
			for id := range trace.NodeID(plan.Cluster.Nodes) { // and their disks break promises too
				fault := trace.DiskFault(uint64(id) + seed%4)
				at := time.Duration(1+id) * 100 * ms
				plan.Steps = append(plan.Steps, script.Step{At: at, Do: script.DiskAction{Nodes: nodes(id + 1), Fault: fault % 4}})
			}
			if err := world.Run(plan, seed); err != nil {
				t.Fatal(err)
			}
		}
	}
}
