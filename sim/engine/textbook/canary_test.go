package textbook_test

import (
	"testing"
	"time"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
)

// A rule that is left out is missed: for each there is a run in which the checks find a broken promise,
// and in which all is well with the rule.
func TestEveryRuleIsMissed(t *testing.T) {
	const (
		votes    = trace.OneVotePerTerm
		leaders  = trace.ElectionSafety
		complete = trace.LeaderCompleteness
		matching = trace.LogMatching
		machines = trace.StateMachineSafety
	)
	for _, c := range []struct {
		rule   textbook.Rule
		seed   uint64
		script *sim.Script
		broken trace.Property
	}{
		{textbook.PersistTerm, 0, randomScript(0), votes},
		{textbook.PersistVote, 81, randomScript(81), votes},
		{textbook.SyncBeforeSend, 803, randomScript(803), votes},
		{textbook.OneVotePerTerm, 2, randomScript(2), votes},
		{textbook.UpToDateCheck, 3, randomScript(3), complete},
		{textbook.ResetVoteOnNewTerm, 73, randomScript(73), votes},
		{textbook.MajorityOfVotes, 0, randomScript(0), leaders},
		{textbook.RefuseStaleLeader, 355, randomScript(355), complete},
		{textbook.ConsistencyCheck, 36, randomScript(36), matching},
		{textbook.DeleteConflicts, 31, randomScript(31), machines},
		{textbook.CommitOnlyNewEntries, 14, randomScript(14), machines},
		{textbook.CommitOwnTermOnly, 1, figure8(t), complete},
	} {
		t.Run(c.rule.String(), func(t *testing.T) {
			broken, whole := &record{}, &record{}
			if err := sim.New(textbook.Engine{Broken: c.rule}).Run(c.script, c.seed, broken); err != nil {
				t.Fatal(err)
			}
			if err := sim.New(textbook.Engine{}).Run(c.script, c.seed, whole); err != nil {
				t.Fatal(err)
			}
			if e := broken.violation(); e == nil || e.Property != c.broken {
				t.Errorf("without the rule: %+v, want a violation of %v", e, c.broken)
			}
			unheard := sim.New(textbook.Engine{Broken: c.rule})
			if err := unheard.Run(c.script, c.seed); err != nil {
				t.Fatal(err)
			}
			if evidence, _ := unheard.FirstViolation(); broken.violation() != nil && evidence != broken.violation().Detail {
				t.Errorf("with nobody to tell, the checks found %q, and %q with a trace", evidence, broken.violation().Detail)
			}
			if e := whole.violation(); e != nil {
				t.Errorf("with the rule: %v: %s", e.Property, e.Detail)
			}
		})
	}
	if len(textbook.Rules()) != 12 {
		t.Errorf("there are %d rules, and 12 are tested", len(textbook.Rules()))
	}
}

// However broken, an engine is no reason for the program to end: what comes of it is for the checks.
func TestSoakBrokenEnginesRun(t *testing.T) {
	for _, rule := range textbook.Rules() {
		world := sim.New(textbook.Engine{Broken: rule})
		for seed := range uint64(*seeds) {
			script := randomScript(seed)
			for id := range trace.NodeID(script.Cluster.Nodes) { // and their disks break promises too
				fault := sim.DiskFault(uint64(id) + seed%4)
				at := time.Duration(1+id) * 100 * ms
				script.Steps = append(script.Steps, sim.Step{At: at, Do: sim.DiskAction{Nodes: nodes(id + 1), Fault: fault % 4}})
			}
			if err := world.Run(script, seed); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// figure8 returns the scenario of the paper's Figure 8, in which n1 hears in panel (c) that its old entry
// is on n2 and n3 too.
func figure8(t *testing.T) *sim.Script {
	s, err := scenarios.ByName("figure-8")
	if err != nil {
		t.Fatal(err)
	}
	script := s.Script()
	return &script
}
