package guest_test

import (
	"os"
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/guest"
	"raftlab/sim/engine/guest/testdata/differently"
	"raftlab/sim/engine/guest/testdata/figure2"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
)

// A correct program is accused of nothing, keeps all promises, and gets on, also where it does everything differently.
func TestCorrectProgramsAreNotAccused(t *testing.T) {
	t.Run("differently", func(t *testing.T) { notAccused(t, func() answerer { return &differently.Program{} }) })
	t.Run("figure 2 and the thesis", func(t *testing.T) { notAccused(t, right) })
}

func notAccused(t *testing.T, make func() answerer) {
	engine, found := engineOf(make)
	world := sim.New(engine)
	committed := 0
	for seed := range uint64(*seeds) / 3 {
		s := schedule.For(engine, schedule.Honest(seed))
		r := &record{}
		if err := world.Run(s, seed, r); err != nil {
			t.Fatal(err)
		}
		for _, f := range found.all {
			t.Fatalf("schedule %d: %s", seed, f.Words.EN)
		}
		if evidence, broken := world.FirstViolation(); broken {
			t.Fatalf("schedule %d: %s", seed, evidence)
		}
		for _, e := range r.events {
			if e.Kind == trace.Client && e.Outcome == trace.CommittedOK {
				committed++
			}
		}
	}
	if committed < *seeds {
		t.Errorf("%d commands were committed", committed)
	}
}

// seenAs are the mistakes of which the first trace is a broken sentence of Figure 2, with that sentence.
var seenAs = map[string]guest.Rule{
	"never persists":              guest.PersistBeforeResponding,
	"votes unpersisted":           guest.PersistBeforeResponding,
	"acknowledges unpersisted":    guest.PersistBeforeResponding,
	"votes twice":                 guest.OneVote,
	"forgets no vote":             guest.VotedInTerm,
	"votes for a log behind":      guest.UpToDate,
	"votes for a stale candidate": guest.RefuseStaleCandidate,
	"ignores a higher term":       guest.TakeHigherTerm,
	"leads on in a higher term":   guest.TakeHigherTerm,
	"obeys a stale leader":        guest.RefuseStaleLeader,
	"checks no gap":               guest.RefuseGap,
	"deletes what matches":        guest.KeepWhatMatches,
	"keeps conflicts":             guest.StoreEntries,
	"commits what it has":         guest.CommitNewEntries,
	"never learns a commit":       guest.LearnCommit,
	"commits an old term":         guest.CommitOwnTerm,
	"wins with a minority":        guest.MajorityOfVotes,
	"counts stale votes":          guest.MajorityOfVotes,
	"commits with a minority":     guest.MajorityOfCopies,
	"votes for nobody":            guest.VoteForSelf,
	"keeps its term":              guest.NewTerm,
	"hears no heartbeat":          guest.HearLeader,
	"stays candidate":             guest.YieldToLeader,
	"sends a wrong prevLogTerm":   guest.SendOwnLog,
	"overwrites its own log":      guest.AppendOnly,

	"pre-votes for a log behind":        guest.PreVoteUpToDate,
	"pre-votes while it hears a leader": guest.PreVoteLease,
	"takes the term of a pre-vote":      guest.PreVoteChangesNothing,
	"asks for no pre-votes":             guest.PreVoteMajority,
	"counts no pre-votes":               guest.PreVoteMajority,
	"leads without a quorum":            guest.CheckQuorum,
	"votes while it hears a leader":     guest.Lease,
	"hands over too early":              guest.CatchUpBeforeTransfer,
	"takes over in a later term":        guest.TimeoutNowOfTheTerm,
	"says it was called":                guest.CalledByLeader,

	"installs a stale snapshot":            guest.RefuseStaleSnapshot,
	"drops what follows a snapshot":        guest.RetainFollowing,
	"keeps what conflicts with a snapshot": guest.DiscardLog,
	"answers a snapshot and saves none":    guest.SaveSnapshot,
}

// seenIn are the scenarios of the ladder that show what random schedules seldom do.
var seenIn = map[string]string{
	"installs a stale snapshot": "d8-late-snapshot", "drops what follows a snapshot": "d7-snapshot", "keeps what conflicts with a snapshot": "d9-snapshot-conflict",
}

// unseen are the mistakes that no single step shows, and what does.
var unseen = map[string]string{
	"counts stale successes": "a commit that too few have, where answers are late by a term (raftlab try, part B)",
	"never steps back":       "a follower that does not catch up (raftlab try, part B)",
	"never sends a snapshot": "a follower that does not catch up (raftlab try, part D)",
}

func TestEveryMistakeIsNamedByItsRule(t *testing.T) {
	for _, mistake := range figure2.Mistakes {
		if unseen[mistake] != "" {
			continue
		}
		t.Run(mistake, func(t *testing.T) {
			if found := firstFinding(t, mistake); found == nil {
				t.Error("nothing is found in 40 schedules")
			} else if want := seenAs[mistake]; found.Rule != want {
				t.Errorf("%v, want %v: %s", found.Rule, want, found.Words.EN)
			} else if strings.Contains(found.Words.EN+found.Words.ZH, "%!") {
				t.Errorf("%s\n%s", found.Words.EN, found.Words.ZH)
			}
		})
	}
}

func firstFinding(t *testing.T, mistake string) *guest.Finding {
	engine, found := engineOf(wrong(mistake))
	world := sim.New(engine)
	if name := seenIn[mistake]; name != "" {
		run(t, world, name)
		return found.first()
	}
	for seed := range uint64(40) {
		s := plain(seed)
		s.MaxEvents = 20_000
		if err := world.Run(s, seed); err != nil {
			t.Fatal(err)
		}
		if first := found.first(); first != nil {
			return first
		}
	}
	return nil
}

func (f *findings) first() *guest.Finding {
	if len(f.all) == 0 {
		return nil
	}
	return &f.all[0]
}

// run runs a scenario of the ladder.
func run(t *testing.T, world *sim.World, name string) {
	file := "../../../scenarios/ladder/files/" + name + ".yaml"
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Load(file, source)
	if err != nil {
		t.Fatal(err)
	}
	script := s.Script()
	if err := world.Run(&script, 1); err != nil {
		t.Fatal(err)
	}
}
