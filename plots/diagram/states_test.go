package diagram

import (
	"maps"
	"testing"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/plots/run"
	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

func TestStatesAreTallied(t *testing.T) {
	got := tallyStates(plottest.Eventful(), 0, time.Hour)
	want := map[roleChange]int{
		{trace.Follower, trace.Candidate}: 4, {trace.Candidate, trace.Leader}: 2, {trace.Candidate, trace.Follower}: 2,
		{trace.Leader, 0}: 1, {0, trace.Follower}: 1,
	}
	counts := map[roleChange]int{}
	for m, entry := range got.moves {
		counts[m] = entry.n
	}
	if !maps.Equal(counts, want) || got.starts != 5 || got.crashes() != 1 {
		t.Errorf("%v with %d starts, want %v", counts, got.starts, want)
	}
	if why := got.moves[roleChange{trace.Candidate, trace.Follower}].why; why[trace.LeaderOfTerm] != 2 {
		t.Errorf("reasons %v", why)
	}
}

// Every server is in one state at any time, and what enters a state leaves it or stays.
func TestStatesAddUp(t *testing.T) {
	for _, info := range scenarios.Builtin() {
		run := plottest.RealRun(t, info.Name, 1)
		s := tallyStates(run, 0, run.End)
		if want := run.End * time.Duration(len(run.Servers)); s.total != want {
			t.Errorf("%s: %v in all states, want %v", info.Name, s.total, want)
		}
		final := map[trace.Role]int{}
		for _, server := range run.Servers {
			final[server.Bands[len(server.Bands)-1].Role]++
		}
		balance := map[trace.Role]int{trace.Follower: s.starts}
		for m, entry := range s.moves {
			balance[m.from] -= entry.n
			balance[m.to] += entry.n
		}
		for _, role := range []trace.Role{0, trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader} {
			if balance[role] != final[role] {
				t.Errorf("%s: %d servers end as %v by the arrows, %d did", info.Name, balance[role], role, final[role])
			}
		}
	}
}

func TestLeaderOfOneWasCandidate(t *testing.T) {
	r := plottest.NewRun(1, "")
	r.Now = 150 * plottest.Millisecond
	r.Turn(1, trace.Leader, 1, trace.ElectionWon)
	r.Now = 300 * plottest.Millisecond
	r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	s := tallyStates(r.Timeline(), 0, 300*plottest.Millisecond)
	if s.n(trace.Follower, trace.Candidate) != 1 || s.n(trace.Candidate, trace.Leader) != 1 || s.stay[trace.Leader] != 150*plottest.Millisecond {
		t.Errorf("%+v", s)
	}
}

func TestStatesFindings(t *testing.T) {
	for _, c := range []struct{ scenario, en, zh string }{
		{"split-vote", "Servers stand for election 4 times and win twice", "服务器参选 4 次，当选 2 次"},
		{"pre-vote", "Servers ask for pre-votes 11 times, stand for election once and win once", "服务器请求预投票 11 次，参选 1 次，当选 1 次"},
	} {
		for l, want := range map[lang.Lang]string{lang.English: c.en, lang.Chinese: c.zh} {
			if got := NewStates(plottest.RealRun(t, c.scenario, 1), run.Options{Lang: l}).statesFinding(); got != want {
				t.Errorf("%s: %q, want %q", c.scenario, got, want)
			}
		}
	}
}

func TestWrapChinese(t *testing.T) {
	p := NewStates(plottest.Eventful(), run.Options{Lang: lang.Chinese})
	l := page.TextStyle{Face: page.Regular(), Size: 10}
	for _, line := range p.wrapChinese(l, 50, "发现领导者或新任期；被多数拒绝：12") {
		if p.TextWidth(l, line) > 80 || line[0] == '1' {
			t.Errorf("line %q", line)
		}
	}
}
