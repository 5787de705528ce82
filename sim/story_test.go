package sim_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// TestSoakStoryFollowsTheTrace: what a timeline says of elections, of times without a leader and of lost
// commands is worked out anew from the events, event by event.
func TestSoakStoryFollowsTheTrace(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		world, told := sim.New(e), 0
		for seed := range uint64(*seeds) {
			s := randomScript(seed)
			r, b := &record{}, timeline.NewBuilder(trace.Header{Nodes: s.Cluster.Nodes})
			if world.Run(s, seed, r, b) != nil {
				continue // an engine cannot do all that scripts can ask
			}
			told++
			st := story{r.events, b.Timeline()}
			for what, wrong := range map[string]string{"elections": st.elections(), "candidacies": st.candidacies(),
				"phases": st.phases(), "ignored": st.ignored(), "lost": st.lost()} {
				if wrong != "" {
					t.Fatalf("%s, seed %d: %s: %s", e.Name(), seed, what, wrong)
				}
			}
		}
		if 2*told < *seeds {
			t.Errorf("%s: only %d of %d scripts could be run", e.Name(), told, *seeds)
		}
	}
}

// story is a run and what is said of it.
type story struct {
	events []trace.Event
	told   *timeline.Timeline
}

// became returns the events by which a server got a role in a term.
func (s *story) became(role trace.Role, term trace.Term) (found []trace.Event) {
	for _, e := range s.events {
		if e.Kind == trace.RoleChange && e.Role == role && e.Term == term {
			found = append(found, e)
		}
	}
	return found
}

func (s *story) elections() string {
	for i := range s.told.Elections {
		e := &s.told.Elections[i]
		winner, first := trace.NodeID(0), time.Duration(0)
		if led := s.became(trace.Leader, e.Term); len(led) > 0 {
			winner = led[0].Node
		}
		stands := s.became(trace.Candidate, e.Term)
		if len(stands) > 0 {
			first = stands[0].At
		}
		if at, stood := e.Stood(); e.Winner != winner || at != first || stood != (len(stands) > 0) {
			return fmt.Sprintf("term %d: winner %v, first candidate %v: %+v", e.Term, winner, first, e)
		}
	}
	return ""
}

// try is a candidacy: who, from when, until when, and how it ended.
type try struct {
	node     trace.NodeID
	from, to time.Duration
	end      trace.Reason
	pre      bool
}

func (s *story) candidacies() string {
	var want, got []try
	for i, e := range s.events {
		asks := e.Kind == trace.RoleChange && (e.Role == trace.PreCandidate || e.Role == trace.Candidate)
		if asks && (e.Reason != trace.PreVoteWon) {
			want = append(want, s.tryFrom(i))
		}
	}
	for _, e := range s.told.Elections {
		for _, c := range e.Candidates {
			got = append(got, try{c.Node, c.From, c.To, c.End, c.Pre})
		}
	}
	for _, list := range [][]try{want, got} {
		slices.SortStableFunc(list, func(a, b try) int {
			return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.node, b.node), cmp.Compare(a.to, b.to))
		})
	}
	if !slices.Equal(got, want) {
		return fmt.Sprintf("\n got %v\nwant %v", got, want)
	}
	return ""
}

// tryFrom follows a server from the event with which it asks for votes to the one with which it no longer does.
func (s *story) tryFrom(i int) try {
	start := s.events[i]
	last := s.events[len(s.events)-1]
	one := try{start.Node, start.At, last.At, last.Reason, start.Role == trace.PreCandidate}
	for _, e := range s.events[i+1:] {
		switch {
		case e.Node != start.Node:
		case e.Kind == trace.RoleChange && e.Role == trace.Candidate && e.Reason == trace.PreVoteWon:
			one.pre = false
		case e.Kind == trace.RoleChange:
			one.to, one.end = e.At, e.Reason
			return one
		case e.Kind == trace.FaultMade && e.Fault == trace.Crash, e.Kind == trace.Ended:
			one.to, one.end = e.At, 0
			return one
		}
	}
	return one
}

func (s *story) phases() string {
	for _, o := range s.told.Outages {
		at := o.From
		for _, p := range o.Phases {
			if p.From != at || p.To <= p.From {
				return fmt.Sprintf("a gap at %v: %+v", at, o)
			}
			at = p.To
			if wrong := s.phase(&o, &p); wrong != "" {
				return fmt.Sprintf("%s: %+v of %+v", wrong, p, o)
			}
		}
		if at != o.To {
			return fmt.Sprintf("the phases end at %v: %+v", at, o)
		}
	}
	return ""
}

func (s *story) phase(o *timeline.Outage, p *timeline.Phase) string {
	led := s.became(trace.Leader, p.Term)
	switch p.Kind {
	case timeline.Detection:
		return s.detection(o, p)
	case timeline.WinningRound:
		if len(led) == 0 || led[0].Node != o.New || led[0].At != p.To || p.Term != o.Term {
			return "that was not won then by the new leader"
		}
	case timeline.WonRound:
		if len(led) == 0 || led[0].Node != p.Node || led[0].At != p.To || p.To == o.To && o.New == p.Node {
			return "that was not won then, or led the cluster"
		}
		if why := s.afterWin(led[0]); why != p.Reason && !(why == trace.LeaderCutOff && p.Reason == trace.LeaderStale) {
			return fmt.Sprintf("the winner did not lead for %v", why)
		}
	case timeline.Return:
		if led := s.became(trace.Leader, o.Term); len(led) == 0 || led[0].Node != o.New || led[0].At >= p.To {
			return "the leader had not been elected before"
		}
	default:
		if len(led) > 0 && led[0].At > p.From && led[0].At <= p.To {
			return "somebody won it"
		}
	}
	return ""
}

// detection checks that nobody asked for votes meanwhile, and that the one who then did had the reason told.
func (s *story) detection(o *timeline.Outage, p *timeline.Phase) string {
	asked, fired := p.Node == 0, p.Reason != trace.ElectionTimeout && p.Reason != trace.ForcedTimeout
	for _, e := range s.events {
		asks := e.Kind == trace.RoleChange && (e.Role == trace.Candidate || e.Role == trace.PreCandidate)
		switch {
		case asks && p.From < e.At && e.At < p.To && e.Reason != trace.PreVoteWon:
			return fmt.Sprintf("%v asked at %v", e.Node, e.At)
		case asks && e.At == p.To && e.Node == p.Node && e.Reason == p.Reason:
			asked = true
		case e.Kind == trace.TimerFired && e.At == p.To && e.Node == p.Node && e.Reason == p.Reason:
			fired = true
		}
	}
	if !asked || !fired || p.Node == 0 && o.New != 0 {
		return "nobody stood for this reason"
	}
	return ""
}

// afterWin returns what became of a winner at the moment of its win.
func (s *story) afterWin(win trace.Event) trace.Reason {
	up, leads, paused := true, true, false
	for _, e := range s.events {
		switch {
		case e.Node != win.Node || e.At > win.At:
		case e.Kind == trace.FaultMade && e.Fault == trace.Pause:
			paused = true
		case e.Kind == trace.FaultMade && (e.Fault == trace.Resume || e.Fault == trace.Restart):
			paused = false
		case e.Seq <= win.Seq:
		case e.Kind == trace.FaultMade && e.Fault == trace.Crash, e.Kind == trace.Ended:
			up = false
		case e.Kind == trace.RoleChange:
			leads = false
		}
	}
	switch {
	case !up:
		return trace.LeaderCrashed
	case paused:
		return trace.LeaderPaused
	case !leads:
		return trace.LeaderDeposed
	}
	return trace.LeaderCutOff
}

// ignored compares votes with whether their event is followed by one that says ignored.
func (s *story) ignored() string {
	n := 0
	for i, e := range s.events {
		if e.Kind != trace.Voted {
			continue
		}
		next := s.events[i+1]
		ignored := next.Kind == trace.Ignored && next.Node == e.Node && next.Peer == e.Peer && !e.Granted
		if v := s.told.Votes[n]; v.Ignored != ignored || v.Ignored && v.Granted {
			return fmt.Sprintf("event %d: %+v", e.Seq, v)
		}
		n++
	}
	return ""
}

// lost checks that a command is told as lost when a later term is applied at its index or before, not
// later and not earlier, that nobody applies it, and who holds it at the end.
func (s *story) lost() string {
	for _, c := range s.told.Commands {
		if c.Outcome != trace.LostForGood || c.Reason != trace.Overwritten {
			continue
		}
		logs := map[trace.NodeID]map[trace.Index]trace.Term{}
		var put, doomed, said time.Duration = -1, -1, -1
		for _, e := range s.events {
			follow(logs, &e)
			switch {
			case e.Kind == trace.Appended && e.Node == c.Node && e.Index == c.Index && e.EntryTerm == c.Term && put < 0:
				put = e.At
			case e.Kind == trace.AppliedTo:
				for index := e.First; index <= e.Index; index++ {
					switch term := logs[e.Node][index]; {
					case index <= c.Index && term > c.Term && doomed < 0:
						doomed = e.At
					case index == c.Index && term != c.Term && put >= 0 && doomed < 0:
						doomed = e.At // an entry of an older term has its place, committed by a later leader
					case index == c.Index && term == c.Term:
						return fmt.Sprintf("%v applied it: %+v", e.Node, c)
					}
				}
			case e.Kind == trace.Client && e.ID == c.ID && e.Outcome == trace.LostForGood:
				said = e.At
			}
		}
		if doomed < 0 || said != max(put, doomed) {
			return fmt.Sprintf("put at %v, doomed at %v, told at %v: %+v", put, doomed, said, c)
		}
		for id := range trace.NodeID(len(s.told.Servers) + 1) {
			if holds := logs[id][c.Index] == c.Term; holds != slices.Contains(c.HeldBy, id) {
				return fmt.Sprintf("%v holds it: %t: %+v", id, holds, c)
			}
		}
	}
	return ""
}

// follow keeps the logs as maps from index to term.
func follow(logs map[trace.NodeID]map[trace.Index]trace.Term, e *trace.Event) {
	log := logs[e.Node]
	if log == nil {
		log = map[trace.Index]trace.Term{}
		logs[e.Node] = log
	}
	from := trace.Index(0)
	switch {
	case e.Kind == trace.Appended:
		log[e.Index] = e.EntryTerm
	case e.Kind == trace.Truncated:
		from = e.First
	case e.Kind == trace.Restored:
		clear(log)
	case e.Kind == trace.FaultMade && e.Fault == trace.Restart:
		from = e.Last.Index + 1
	case e.Kind == trace.FaultMade && e.Fault == trace.Crash:
		last := trace.Index(0)
		for index := range log {
			last = max(last, index)
		}
		from = last + 1 - trace.Index(e.Entries)
	}
	for index := range log {
		if from > 0 && index >= from {
			delete(log, index)
		}
	}
}
