package trials

import (
	"time"

	"raftlab/sim"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Trial is what one run showed.
type Trial struct {
	Number   uint64        // from 0
	Seed     uint64        // of the run: SeedOf(seed, Number)
	Finished bool          // the interval began and ended; if not, the next three are zero
	Duration time.Duration // without a leader
	Terms    uint64        // begun in the interval, up to the new leader's: 1 if the first election succeeds
	// In one of these terms two or more candidates had votes, their own included, and nobody won.
	Contested  bool
	Leaderless bool          // the interval began, and when the run ended there was no leader
	Waited     time.Duration // and how long it had lasted by then; else 0
	Broken     string        // what must never happen and did: a property and its evidence; "" if nothing
	Ended      bool          // a server ended: its Raft library gave up
}

// SeedOf returns the seed of a trial. Trials of one seed have different seeds.
func SeedOf(seed, number uint64) uint64 { return mix(mix(seed) + number*golden) }

const golden = 0x9e3779b97f4a7c15

// mix spreads the bits of a number (SplitMix64). Different numbers stay different.
func mix(x uint64) uint64 {
	x += golden
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hash is a number for all that a trial showed. The hashes of all trials are added up.
func (t *Trial) hash() uint64 {
	flags := count(t.Finished) | count(t.Contested)<<1 | count(t.Broken != "")<<2 | count(t.Ended)<<3 | count(t.Leaderless)<<4
	return mix(mix(mix(mix(t.Number)^uint64(t.Duration+t.Waited))^t.Terms) ^ flags)
}

// measurement is a sink that measures the interval of one run and ends the run with it.
type measurement struct {
	world   *sim.World
	highest func() trace.Term // that a server has reached: HighestTerm of the world
	from    trace.Fault       // what begins the interval; 0: the start of the run
	interval
	warmedUp interval // as all trials find it
}

// interval is what was seen of a run so far.
type interval struct {
	trial   Trial
	began   bool
	start   time.Duration
	before  trace.Term // the highest when the interval began
	ballots ballots
}

func newMeasurement(world *sim.World, from trace.Fault) *measurement {
	return &measurement{world: world, highest: world.HighestTerm, from: from, interval: interval{began: from == 0}}
}

// prepare observes once what all trials of a script have in common.
func (m *measurement) prepare(script *script.Script) error {
	err := m.world.Prepare(script, m)
	m.warmedUp = m.interval
	return err
}

// try runs one trial.
func (m *measurement) try(number, seed uint64) {
	m.interval = m.warmedUp
	m.trial.Number, m.trial.Seed = number, seed
	m.world.Try(seed)
	if !m.trial.Finished {
		m.leave()
	}
	if evidence, found := m.world.FirstViolation(); found {
		m.trial.Broken = evidence.String()
	}
}

// Kinds implements [trace.FilteredSink].
func (m *measurement) Kinds() trace.Kinds {
	kinds := trace.Leaderships | trace.Leaders | trace.KindsOf(trace.Ended)
	if m.from == trace.Crash {
		return kinds | trace.Crashes
	}
	return kinds | trace.KindsOf(trace.FaultMade)
}

// VoteGranted implements [trace.VoteCounter].
func (m *measurement) VoteGranted(_, candidate trace.NodeID, term trace.Term) {
	if m.began && term > m.before {
		m.ballots.vote(term, candidate)
	}
}

// Observe implements [trace.Sink].
func (m *measurement) Observe(e *trace.Event) {
	switch e.Kind {
	case trace.RoleChange:
		if e.Role == trace.Leader && m.began && !m.trial.Finished {
			m.won(e)
		}
	case trace.FaultMade:
		if !m.began && m.begins(e) {
			m.began, m.start, m.before = true, e.At, m.highest()
		}
	case trace.ClusterLed:
		if m.began && e.Node != 0 && !m.trial.Finished {
			m.finish(e)
		}
	case trace.Ended:
		m.trial.Ended = true
	}
}

// begins reports whether the interval begins with a fault. Of crashes, that of a leader does.
func (m *measurement) begins(e *trace.Event) bool {
	return e.Fault == m.from && (e.Fault != trace.Crash || e.From == trace.Leader)
}

// won ends the interval, and the trial, when a server has won an election and leads the cluster. The event that says so
// would come one task later and tell nothing more. A winner that cannot lead has won its term all the same.
func (m *measurement) won(e *trace.Event) {
	if m.world.Leads(e.Node) {
		m.finish(e)
		return
	}
	m.ballots.win(e.Term)
}

// leave notes how long the cluster had been without a leader when a run ended before its interval did.
func (m *measurement) leave() {
	if m.began && !m.world.Led() {
		m.trial.Leaderless, m.trial.Waited = true, m.world.Now()-m.start
	}
}

func (m *measurement) finish(e *trace.Event) {
	m.trial.Finished = true
	m.trial.Duration = e.At - m.start
	if e.Term > m.before {
		m.trial.Terms = uint64(e.Term - m.before)
	}
	m.trial.Contested = m.ballots.contestedBefore(e.Term)
	m.world.Halt()
}

// ballots remember who had votes in the last terms, and in which of them two servers had and nobody won.
type ballots struct {
	terms     [16]ballot // by term, modulo their number; votes of older terms do not come any more
	contested bool       // a term was, for some time at least
	before    bool       // an older term, which is no longer among these, was
}

type ballot struct {
	term      trace.Term
	candidate trace.NodeID
	state     ballotState
}

type ballotState uint8

const (
	oneCandidate ballotState = iota
	contested                // two or more have votes
	hasWinner
)

func (b *ballots) of(term trace.Term) *ballot { return &b.terms[uint64(term)%uint64(len(b.terms))] }

func (b *ballots) vote(term trace.Term, candidate trace.NodeID) {
	one := b.of(term)
	switch {
	case one.term < term:
		b.begin(one, ballot{term: term, candidate: candidate})
	case one.term == term && one.candidate != candidate && one.state == oneCandidate:
		one.state, b.contested = contested, true
	}
}

// begin makes room for a term.
func (b *ballots) begin(one *ballot, next ballot) {
	b.before = b.before || one.state == contested
	*one = next
}

// win notes that somebody won a term.
func (b *ballots) win(term trace.Term) {
	switch one := b.of(term); {
	case one.term < term:
		b.begin(one, ballot{term: term, state: hasWinner})
	case one.term == term:
		one.state = hasWinner
	}
}

// contestedBefore reports whether a term before the one that was won had votes for two candidates and no winner.
func (b *ballots) contestedBefore(won trace.Term) bool {
	if !b.contested || b.before {
		return b.before
	}
	for i := range b.terms {
		if one := &b.terms[i]; one.state == contested && one.term < won {
			return true
		}
	}
	return false
}
