package sim_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// fold is the state of a run after some of its events, kept as simply as can be.
type fold struct {
	servers []folded
	flights map[flightKey]bool // messages under way
	groups  [][]trace.NodeID
	cuts    map[[2]trace.NodeID]bool
	open    map[[2]trace.NodeID]bool // links healed within a partition
}

type folded struct {
	role              trace.Role // 0: down
	term              trace.Term
	vote              trace.NodeID
	commit, applied   trace.Index
	snapshot          trace.Index
	log               map[trace.Index]trace.Term
	paused            bool
	config            *trace.Config
	counted, refusals int
}

type flightKey struct {
	id   uint64
	copy bool
}

func newFold(nodes int) *fold {
	f := &fold{servers: make([]folded, nodes+1), flights: map[flightKey]bool{}, cuts: map[[2]trace.NodeID]bool{}, open: map[[2]trace.NodeID]bool{}}
	for i := range f.servers {
		f.servers[i].log = map[trace.Index]trace.Term{}
	}
	return f
}

func (f *fold) Observe(e *trace.Event) {
	s := &f.servers[e.Node]
	switch e.Kind {
	case trace.RoleChange:
		if e.Term != s.term {
			s.vote = 0
		}
		s.role, s.term = e.Role, e.Term
		s.counted, s.refusals = 0, 0
	case trace.Voted:
		s.vote = e.VotedFor
	case trace.Tallied:
		s.counted, s.refusals = e.Votes, e.Denials
	case trace.Appended:
		s.log[e.Index] = e.EntryTerm
	case trace.Truncated:
		s.cutFrom(e.First)
	case trace.Committed:
		s.commit = e.Index
	case trace.AppliedTo:
		s.applied = e.Index
	case trace.Compacted:
		s.snapshot = e.Index
	case trace.Restored:
		s.snapshot, s.commit, s.applied = e.Index, e.Index, e.Index
		s.cutFrom(0)
	case trace.Reconfigured:
		s.config = e.Config
	case trace.Ended:
		s.goDown()
	case trace.Sent:
		f.flights[flightKey{e.ID, false}] = true
	case trace.Delivered, trace.Lost:
		delete(f.flights, flightKey{e.ID, e.Copy})
	case trace.FaultMade:
		f.fault(e, s)
	}
}

func (s *folded) goDown() { s.role, s.commit, s.applied, s.paused = 0, 0, 0, false }

func (s *folded) cutFrom(index trace.Index) {
	maps.DeleteFunc(s.log, func(i trace.Index, _ trace.Term) bool { return i >= index })
}

func (f *fold) fault(e *trace.Event, s *folded) {
	link := [2]trace.NodeID{e.Node, e.Peer}
	switch e.Fault {
	case trace.Crash:
		s.goDown()
		s.cutFrom(s.last() + 1 - min(s.last(), trace.Index(e.Entries)))
	case trace.Restart:
		s.term, s.vote, s.snapshot, s.applied = e.Term, e.VotedFor, e.First, e.First
		s.cutFrom(e.Last.Index + 1)
	case trace.Pause:
		s.paused = true
	case trace.Resume:
		s.paused = false
	case trace.PartitionNet:
		f.groups = e.Groups
		clear(f.open)
	case trace.HealNet:
		f.groups = nil
		clear(f.cuts)
		clear(f.open)
	case trace.CutLink:
		f.cuts[link] = true
		delete(f.open, link)
	case trace.HealLink:
		delete(f.cuts, link)
		f.open[link] = true
	}
}

func (s *folded) last() (last trace.Index) {
	for i := range s.log {
		last = max(last, i)
	}
	return max(last, s.snapshot)
}

// blocked returns why messages from one server to another are lost.
func (f *fold) blocked(from, to trace.NodeID) trace.Reason {
	together := f.groups == nil || f.open[[2]trace.NodeID{from, to}] || slices.ContainsFunc(f.groups, func(g []trace.NodeID) bool {
		return slices.Contains(g, from) && slices.Contains(g, to)
	})
	switch {
	case from == to:
		return 0
	case !together:
		return trace.Partition
	case f.cuts[[2]trace.NodeID{from, to}]:
		return trace.Cut
	}
	return 0
}

// says returns the state in words, to be compared.
func (f *fold) says() (lines []string) {
	for i := range f.servers[1:] {
		s := &f.servers[i+1]
		var log []string
		for index := trace.Index(1); index <= s.last(); index++ {
			if term, ok := s.log[index]; ok && index > s.snapshot {
				log = append(log, fmt.Sprint(index, ":", term))
			}
		}
		lines = append(lines, fmt.Sprint(i+1, " ", s.role, s.term, " vote ", s.vote, " commit ", s.commit, " applied ", s.applied, " snapshot ", s.snapshot,
			" paused ", s.paused, " config ", *s.config, " log ", log))
	}
	for from := range f.servers[1:] {
		for to := range f.servers[1:] {
			if why := f.blocked(trace.NodeID(from+1), trace.NodeID(to+1)); why != 0 {
				lines = append(lines, fmt.Sprint(from+1, " to ", to+1, " ", why))
			}
		}
	}
	var ids []uint64
	for key := range f.flights {
		if !key.copy {
			ids = append(ids, key.id)
		}
	}
	slices.Sort(ids)
	return append(lines, fmt.Sprint("under way ", ids))
}

// saysAt returns the same of a timeline at a moment.
func saysAt(t *timeline.Timeline, blocks []timeline.Block, at time.Duration) (lines []string) {
	for i := range t.Servers {
		s := &t.Servers[i]
		band := bandAt(s, at)
		if band.Role == 0 {
			band.Term = ballotAt(s, at).Term // while it is down nobody sees more
		}
		var log []string
		for index, term := range logAt(s, at) {
			if term != 0 && trace.Index(index+1) > reachedAt(s.Snapshots, at) {
				log = append(log, fmt.Sprint(index+1, ":", term))
			}
		}
		paused := slices.ContainsFunc(s.Pauses, func(p timeline.Pause) bool { return p.From <= at && at < p.To })
		lines = append(lines, fmt.Sprint(i+1, " ", band.Role, band.Term, " vote ", ballotAt(s, at).VotedFor, " commit ", commitAt(s, at), " applied ", reachedAt(s.Applied, at),
			" snapshot ", reachedAt(s.Snapshots, at), " paused ", paused, " config ", *s.MemberAt(at).Config, " log ", log))
	}
	blocked := map[[2]trace.NodeID]trace.Reason{}
	for _, b := range blocks {
		if b.From <= at && at < b.To {
			blocked[[2]trace.NodeID{b.Node, b.Peer}] = b.Reason
		}
	}
	for from := range t.Servers {
		for to := range t.Servers {
			if why := blocked[[2]trace.NodeID{trace.NodeID(from + 1), trace.NodeID(to + 1)}]; why != 0 {
				lines = append(lines, fmt.Sprint(from+1, " to ", to+1, " ", why))
			}
		}
	}
	var ids []uint64
	for _, m := range t.Messages {
		if !m.Copy && m.Sent <= at && (at < m.Ended || m.Fate == timeline.UnderWay) {
			ids = append(ids, m.ID)
		}
	}
	slices.Sort(ids)
	return append(lines, fmt.Sprint("under way ", ids))
}

func bandAt(s *timeline.Server, at time.Duration) (band timeline.Band) {
	for _, b := range s.Bands {
		if b.From <= at {
			band = b
		}
	}
	return band
}

func reachedAt(list []timeline.Reached, at time.Duration) (index trace.Index) {
	for _, r := range list {
		if r.At <= at {
			index = r.Index
		}
	}
	return index
}

func ballotAt(s *timeline.Server, at time.Duration) (ballot timeline.Ballot) {
	for _, b := range s.Ballots {
		if b.At <= at {
			ballot = b
		}
	}
	return ballot
}

// commitAt returns the commit index that a server knows. One that starts again knows only what it then says.
func commitAt(s *timeline.Server, at time.Duration) (index trace.Index) {
	var began time.Duration
	for _, b := range s.Bands {
		if b.From <= at && b.Role == 0 {
			began = b.To
		}
	}
	for _, c := range s.Commits {
		if began <= c.At && c.At <= at {
			index = c.Index
		}
	}
	return index
}

func logAt(s *timeline.Server, at time.Duration) (terms []trace.Term) {
	for _, l := range s.LogStates() {
		if l.At <= at {
			terms = l.Terms
		}
	}
	return terms
}

// What a timeline says of any moment is what the events up to it say, and the numbers in it are those of the events that it means.
func TestSoakTimelineIsTheFoldOfTheTrace(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		w := sim.New(e)
		for seed := range uint64(min(*seeds, 100)) {
			s := healingLinks(schedule.For(e, schedule.Honest(seed)))
			r := &record{}
			b := timeline.NewBuilder(trace.Header{Nodes: s.Cluster.Nodes})
			if err := w.Run(s, seed, r, b); err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s, seed %d", e.Name(), seed)
			checkFold(t, name, r, b.Timeline(), s)
		}
	}
}

func checkFold(t *testing.T, name string, r *record, got *timeline.Timeline, s *script.Script) {
	t.Helper()
	checkEvents(t, name, r, got)
	f, blocks := newFold(s.Cluster.Nodes), got.Blocks()
	for i := range r.events {
		e := &r.events[i]
		f.checkProgress(t, name, e, got)
		f.Observe(e)
		last := i+1 < len(r.events) && r.events[i+1].At > e.At
		if !last || i%23 != 0 || slices.ContainsFunc(f.servers[1:], func(s folded) bool { return s.config == nil }) {
			continue
		}
		want, said := f.says(), saysAt(got, blocks, e.At)
		for k := range max(len(want), len(said)) {
			if k >= len(want) || k >= len(said) || want[k] != said[k] {
				t.Fatalf("%s, event %d at %v:\nfold     %s\ntimeline %s", name, e.Seq, e.At, want, said)
			}
		}
	}
}

// checkEvents looks up the events whose numbers stand in a timeline.
func checkEvents(t *testing.T, name string, r *record, got *timeline.Timeline) {
	t.Helper()
	is := func(what string, number uint64, at time.Duration, node trace.NodeID, kinds trace.Kinds) *trace.Event {
		t.Helper()
		if number == 0 || number > uint64(len(r.events)) {
			t.Fatalf("%s: %s at %v has the number %d", name, what, at, number)
		}
		e := &r.events[number-1]
		if e.At != at || e.Node != node || !kinds.Has(e.Kind) {
			t.Fatalf("%s: %s at %v of %v has the number of %+v", name, what, at, node, *e)
		}
		return e
	}
	for i := range got.Servers {
		s := &got.Servers[i]
		for _, b := range s.Bands {
			is("band", b.Event, b.From, s.Node, trace.KindsOf(trace.RoleChange, trace.FaultMade, trace.Ended))
		}
		for _, c := range s.Timers {
			is("timer", c.Event, c.From, s.Node, trace.KindsOf(trace.TimerSet))
		}
	}
	for _, v := range got.Votes {
		is("vote", v.Event, v.At, v.Voter, trace.KindsOf(trace.Voted))
	}
	for _, f := range got.Faults {
		is("fault", f.Event, f.At, f.Node, trace.KindsOf(trace.FaultMade))
	}
	for _, m := range got.Messages {
		if e := is("message", m.Event, m.Sent, m.From, trace.KindsOf(trace.Sent)); e.ID != m.ID {
			t.Fatalf("%s: message %d has the event of %d", name, m.ID, e.ID)
		}
		if m.Fate != timeline.UnderWay {
			at := m.To
			if m.Fate == timeline.Lost {
				at = m.From
			}
			if e := is("end of a message", m.EndEvent, m.Ended, at, trace.KindsOf(trace.Delivered, trace.Lost)); e.ID != m.ID || e.Copy != m.Copy {
				t.Fatalf("%s: message %d ends with the event of %d", name, m.ID, e.ID)
			}
		}
	}
	for _, e := range got.Elections {
		for _, c := range e.Candidates {
			for _, one := range c.Counts {
				if tally := is("count", one.Event, one.At, c.Node, trace.KindsOf(trace.Tallied)); tally.Peer != one.Voter || tally.Votes != one.Votes {
					t.Fatalf("%s: count %+v has the event %+v", name, one, *tally)
				}
			}
		}
	}
}

// checkProgress holds against each other what a leader commits and what it knows: an entry of its own term is confirmed by a quorum.
func (f *fold) checkProgress(t *testing.T, name string, e *trace.Event, got *timeline.Timeline) {
	t.Helper()
	leader := &f.servers[e.Node]
	if e.Kind != trace.Committed || e.Role != trace.Leader || leader.log[e.Index] != e.Term {
		return
	}
	confirmed := map[trace.NodeID]bool{e.Node: true}
	for _, p := range got.Servers[e.Node-1].Progress { // it may lead no more after this very moment
		if p.At > e.At {
			break
		}
		confirmed[p.Peer] = p.Match >= e.Index
		if p.Next <= p.Match {
			t.Errorf("%s, event %d: next %d of %v is not behind match %d", name, e.Seq, p.Next, p.Peer, p.Match)
		}
	}
	if !leader.config.Quorum().Met(func(id trace.NodeID) bool { return confirmed[id] }) {
		t.Errorf("%s, event %d at %v: %v commits %d, confirmed by %v of %v", name, e.Seq, e.At, e.Node, e.Index, confirmed, *leader.config)
	}
}
