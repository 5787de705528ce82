package timeline

import (
	"math/rand/v2"
	"testing"
	"time"

	"raftlab/sim/trace"
)

func TestNobodyEverLeads(t *testing.T) {
	same(t, "empty run", history(3).Led, []Span{{Reason: trace.Boot}})
	if got := history(3); len(got.Outages) != 0 || len(got.Servers) != 3 {
		t.Errorf("empty run: %+v", got)
	}
	got := history(3, boot(3), at(100, stop(trace.RunOver)))
	same(t, "outages", got.Outages, []Outage{{To: 100 * ms, Reason: trace.Boot,
		Phases: []Phase{{To: 100 * ms, Kind: Detection, Election: -1}}}})
}

// The leadership begins at time 0 even if the trace says nothing of the cluster before the first leader.
func TestColdStart(t *testing.T) {
	got := history(1, at(40, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected)))
	same(t, "led", got.Led, []Span{
		{To: 40 * ms, Reason: trace.Boot},
		{From: 40 * ms, To: 40 * ms, Leader: 1, Term: 1, Reason: trace.LeaderElected}})
	if o := got.Outages[0]; o.From != 0 || o.Reason != trace.Boot || o.Old != 0 || o.New != 1 {
		t.Errorf("outage %+v", o)
	}
}

func TestLeaderCutOffAndReturned(t *testing.T) {
	lead := at(10, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected))
	cut := at(100, fault(trace.PartitionNet, 0), leads(0, 1, trace.LeaderCutOff))
	back := at(160, fault(trace.HealNet, 0), leads(1, 1, trace.LeaderConnected))

	got := history(3, boot(3), lead, cut, back)
	same(t, "outage", got.Outages[1], Outage{From: 100 * ms, To: 160 * ms, Reason: trace.LeaderCutOff, Old: 1, New: 1, Term: 1,
		Phases: []Phase{{From: 100 * ms, To: 160 * ms, Kind: Return, Election: -1, Reason: trace.LeaderConnected}}})

	try := at(130, turn(2, trace.PreCandidate, 1, trace.ElectionTimeout))
	got = history(3, boot(3), lead, cut, try, back)
	same(t, "phases when somebody tried", got.Outages[1].Phases, []Phase{
		{From: 100 * ms, To: 130 * ms, Kind: Detection, Election: -1, Node: 2, Reason: trace.ElectionTimeout},
		{From: 130 * ms, To: 160 * ms, Kind: Return, Term: 2, Election: 1, Reason: trace.LeaderConnected}})
}

// The leader of a later term is a new leader even if it is the same server.
func TestOldLeaderElectedAgain(t *testing.T) {
	got := history(1, boot(1),
		at(10, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected)),
		at(50, turn(1, trace.Follower, 1, trace.QuorumLost), leads(0, 1, trace.LeaderDeposed)),
		at(90, turn(1, trace.Candidate, 2, trace.ElectionTimeout), turn(1, trace.Leader, 2, trace.ElectionWon),
			leads(1, 2, trace.LeaderElected)))
	same(t, "phases", got.Outages[1].Phases, []Phase{{From: 50 * ms, To: 90 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout}})
}

// A candidate with a higher term overthrows a leader: nothing had to be detected.
func TestCandidacyThatCausedTheOutage(t *testing.T) {
	got := history(3, boot(3),
		at(10, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected)),
		at(100, turn(2, trace.Candidate, 2, trace.ForcedTimeout)),
		at(110, turn(1, trace.Follower, 2, trace.HigherTerm), leads(0, 2, trace.LeaderDeposed)),
		at(200, turn(3, trace.Candidate, 3, trace.ElectionTimeout)),
		at(220, turn(3, trace.Leader, 3, trace.ElectionWon), leads(3, 3, trace.LeaderElected)))
	same(t, "phases", got.Outages[1].Phases, []Phase{
		{From: 110 * ms, To: 200 * ms, Kind: FailedRound, Term: 2, Election: 1},
		{From: 200 * ms, To: 220 * ms, Kind: WinningRound, Term: 3, Election: 2}})
}

// A server that is cut off and stands for ever does not hide how long the others took to notice,
// and a round that somebody else began after the winner's is not a phase.
func TestBystandersAreNoRounds(t *testing.T) {
	got := history(5, boot(5),
		at(10, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected)),
		at(60, turn(5, trace.Candidate, 9, trace.ElectionTimeout)),
		at(100, fault(trace.Crash, 1), leads(0, 1, trace.LeaderCrashed)),
		at(200, turn(2, trace.Candidate, 2, trace.ElectionTimeout)),
		at(210, turn(5, trace.Candidate, 10, trace.ElectionTimeout)),
		at(220, turn(2, trace.Leader, 2, trace.ElectionWon), leads(2, 2, trace.LeaderElected)))
	same(t, "phases", got.Outages[1].Phases, []Phase{
		{From: 100 * ms, To: 200 * ms, Kind: Detection, Election: -1, Node: 2, Reason: trace.ElectionTimeout},
		{From: 200 * ms, To: 220 * ms, Kind: WinningRound, Term: 2, Election: 2}})
}

// What holds for every history, however odd.
func TestTimelineHasNoGaps(t *testing.T) {
	for seed := range uint64(500) {
		got := history(5, oddHistory(rand.New(rand.NewPCG(seed, 1)))...)
		checkStrip(t, seed, got)
		for _, s := range got.Servers {
			for i, band := range s.Bands {
				if band.To < band.From || i > 0 && s.Bands[i-1].To != band.From {
					t.Fatalf("seed %d: bands of %v: %+v", seed, s.Node, s.Bands)
				}
			}
			for i, timer := range s.Timers {
				if timer.To < timer.From || i > 0 && s.Timers[i-1].To > timer.From {
					t.Fatalf("seed %d: timers of %v: %+v", seed, s.Node, s.Timers)
				}
			}
		}
		for _, e := range got.Elections {
			if e.To < e.From || len(e.Candidates) == 0 || e.Split && e.Winner != 0 {
				t.Fatalf("seed %d: election %+v", seed, e)
			}
		}
	}
}

func checkStrip(t *testing.T, seed uint64, got *Timeline) {
	t.Helper()
	var to, dark, out time.Duration
	for i, span := range got.Led {
		last := i == len(got.Led)-1
		if span.From != to || span.To < span.From || span.To == span.From && !last {
			t.Fatalf("seed %d: led %+v", seed, got.Led)
		}
		to = span.To
		if span.Leader == 0 {
			dark += span.To - span.From
		}
	}
	for _, o := range got.Outages {
		at := o.From
		for _, p := range o.Phases {
			if p.From != at || p.To <= p.From || (p.Election < 0) != (p.Term == 0) {
				t.Fatalf("seed %d: outage %+v", seed, o)
			}
			at = p.To
		}
		if at != o.To {
			t.Fatalf("seed %d: the phases end at %v: %+v", seed, at, o)
		}
		out += o.To - o.From
	}
	if to != got.End || out != dark {
		t.Fatalf("seed %d: led until %v of %v, outages of %v, no leader for %v", seed, to, got.End, out, dark)
	}
}

// oddHistory is a sequence of events that no cluster would produce.
func oddHistory(r *rand.Rand) (moments []moment) {
	now := 0
	for range 1 + r.IntN(80) {
		now += r.IntN(20) * r.IntN(2)
		node, term := trace.NodeID(1+r.IntN(5)), trace.Term(1+r.IntN(6))
		moments = append(moments, at(now, [...]trace.Event{
			turn(node, trace.Role(1+r.IntN(4)), term, trace.ElectionTimeout),
			turn(node, trace.Candidate, term, trace.ElectionTimeout),
			turn(node, trace.PreCandidate, term, trace.ElectionTimeout),
			leads(node, term, trace.LeaderElected),
			leads(0, term, []trace.Reason{trace.LeaderCrashed, trace.LeaderDeposed}[r.IntN(2)]),
			grant(trace.NodeID(1+r.IntN(5)), node, term),
			tally(node, term, 2, 1, 5),
			fault(trace.Fault(1+r.IntN(16)), node),
			{Kind: trace.TimerSet, Node: node, Timeout: ms},
			{Kind: trace.TimerFired, Node: node, Timeout: ms},
		}[r.IntN(10)]))
	}
	return moments
}
