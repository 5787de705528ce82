package diagram

import (
	"fmt"
	"time"

	"raftlab/plots/page"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// roleChange is a change of role; role 0 is down.
type roleChange struct{ from, to trace.Role }

// changeCount is how often a change of role happened, and how often for which reason.
type changeCount struct {
	n   int
	why map[trace.Reason]int
}

// stateTally counts what the servers of a run did.
type stateTally struct {
	moves  map[roleChange]changeCount
	stay   map[trace.Role]time.Duration
	total  time.Duration // of all servers
	starts int           // servers that started at the beginning of the run
	terms  int           // rises of a follower's term
}

// tallyStates counts changes of role in a part of a run. A leader that was follower a moment before
// was candidate in between: bands of no length are not in the timeline.
func tallyStates(t *timeline.Timeline, from, to time.Duration) stateTally {
	s := stateTally{moves: map[roleChange]changeCount{}, stay: map[trace.Role]time.Duration{}}
	for _, server := range t.Servers {
		for i, b := range server.Bands {
			if stay := min(b.To, to) - max(b.From, from); stay > 0 {
				s.stay[b.Role] += stay
				s.total += stay
			}
			if b.From < from || b.From > to {
				continue
			}
			if i == 0 {
				s.starts++
				continue
			}
			s.count(server.Bands[i-1].Role, b)
		}
	}
	return s
}

func (s *stateTally) count(before trace.Role, b timeline.Band) {
	switch {
	case before == trace.Follower && b.Role == trace.Follower:
		s.terms++
	case before == trace.Follower && b.Role == trace.Leader:
		s.add(roleChange{before, trace.Candidate}, 0)
		s.add(roleChange{trace.Candidate, trace.Leader}, b.Reason)
	case before == trace.PreCandidate && b.Role == trace.Leader:
		s.add(roleChange{before, trace.Candidate}, trace.PreVoteWon)
		s.add(roleChange{trace.Candidate, trace.Leader}, b.Reason)
	default:
		s.add(roleChange{before, b.Role}, b.Reason)
	}
}

func (s *stateTally) add(m roleChange, why trace.Reason) {
	entry := s.moves[m]
	entry.n++
	if entry.why == nil {
		entry.why = map[trace.Reason]int{}
	}
	entry.why[why]++
	s.moves[m] = entry
}

func (s *stateTally) n(from, to trace.Role) int { return s.moves[roleChange{from, to}].n }

// crashes counts crashes from every role.
func (s *stateTally) crashes() (n int) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader} {
		n += s.n(role, 0)
	}
	return n
}

// transitions returns the arrows of the figure.
func (p *States) transitions() []transition {
	list := []transition{p.start(), p.crashes(), p.restarts(),
		p.toNext(trace.Candidate, trace.Leader, p.Say("receives votes from majority of servers", "得到多数派的选票")),
		p.toItself(trace.Candidate, p.Say("times out, new election", "超时，再次参选")),
		p.toFollower(trace.Leader, 150, p.leaderWords())}
	if !p.pre {
		return append(list, p.toFollower(trace.Candidate, 70, p.backToFollowerWords(trace.Candidate)),
			p.toNext(trace.Follower, trace.Candidate, p.Say("times out, starts election", "超时，参选")))
	}
	return append(list, p.toFollower(trace.Candidate, 100, p.backToFollowerWords(trace.Candidate)),
		p.toFollower(trace.PreCandidate, 50, p.backToFollowerWords(trace.PreCandidate)),
		p.toNext(trace.Follower, trace.PreCandidate, p.Say("times out, asks who would vote", "超时，询问谁愿投票")),
		p.toNext(trace.PreCandidate, trace.Candidate, p.Say("a majority would vote", "多数派愿意投票")),
		p.toItself(trace.PreCandidate, p.Say("times out, asks again", "超时，再次询问")))
}

// backToFollowerWords says why a candidate is follower again.
func (p *States) backToFollowerWords(role trace.Role) string {
	words := p.Say("discovers current leader or new term", "有领导者或新任期")
	if n := p.tally.moves[roleChange{role, trace.Follower}].why[trace.ElectionLost]; n > 0 {
		words += p.Say("; refused by a majority: %d", "；多数派拒绝：%d", n)
	}
	return words
}

// toNext is an arrow to the next state on the right.
func (p *States) toNext(from, to trace.Role, words string) transition {
	a, b := p.place[from], p.place[to]
	start, end := page.At(a.X+stateWidth/2-30, a.Y+stateHeight/2+2), page.At(b.X-stateWidth/2+30, b.Y+stateHeight/2+2)
	return transition{words: words, n: p.tally.n(from, to), align: 0.5, label: page.At((start.X+end.X)/2, start.Y+56), grows: upward,
		path: []page.Point{start, page.At(start.X+24, start.Y+50), page.At(end.X-24, end.Y+50), end}}
}

// toItself is an arrow from a state to itself, above it.
func (p *States) toItself(role trace.Role, words string) transition {
	a := p.place[role]
	top := a.Y + stateHeight/2 + 2
	return transition{words: words, n: p.tally.n(role, role), align: 0.5, label: page.At(a.X, top+76), grows: upward,
		path: []page.Point{page.At(a.X-22, top), page.At(a.X-58, top+78), page.At(a.X+58, top+78), page.At(a.X+22, top)}}
}

// toFollower is an arrow to the follower, below the states; its words are at the left of where it begins.
func (p *States) toFollower(role trace.Role, depth page.Length, words string) transition {
	a, b := p.place[role], p.place[trace.Follower]
	start, end := page.At(a.X-30, a.Y-stateHeight/2-2), page.At(b.X+70-depth*0.8, b.Y-stateHeight/2-2)
	gap := a.X - stateWidth/2 - 58.5
	if !p.pre {
		gap = a.X - stateWidth/2 - 107
	}
	return transition{words: words, n: p.tally.n(role, trace.Follower), align: 0.5, label: page.At(gap, a.Y+8), grows: bothWays,
		path: []page.Point{start, page.At(start.X-30, start.Y-depth), page.At(end.X+30, end.Y-depth), end}}
}

// leaderWords says why a leader is follower again.
func (p *States) leaderWords() string {
	words := p.Say("discovers server with higher term", "发现更高任期")
	if n := p.tally.moves[roleChange{trace.Leader, trace.Follower}].why[trace.QuorumLost]; n > 0 {
		words += p.Say("; loses its quorum: %d", "；失去多数派：%d", n)
	}
	return words
}

func (p *States) start() transition {
	b := p.place[trace.Follower]
	end := page.At(b.X-20, b.Y+stateHeight/2+2)
	return transition{words: p.Say("starts up", "启动"), n: p.tally.starts, align: 0.5, label: page.At(end.X-40, end.Y+68), grows: upward,
		path: []page.Point{page.At(end.X-40, end.Y+50), page.At(end.X-40, end.Y+36), page.At(end.X, end.Y+30), end}}
}

// crashes is the arrow of crashes, from every role.
func (p *States) crashes() transition {
	b := p.place[0]
	end := page.At(b.X+stateWidth/2+2, b.Y)
	words := p.Say("crashes", "宕机")
	var was string
	for _, role := range p.roles() {
		if n := p.tally.n(role, 0); n > 0 {
			was = page.Joined(p.Say(", ", "，"), was, fmt.Sprintf("%s %d", p.RoleWords(role), n))
		}
	}
	return transition{words: page.Joined(p.Say(": ", "："), words, was), n: p.tally.crashes(), label: page.At(end.X+84, end.Y+8),
		path: []page.Point{page.At(end.X+74, end.Y), page.At(end.X+60, end.Y), page.At(end.X+30, end.Y), end}}
}

func (p *States) restarts() transition {
	a, b := p.place[0], p.place[trace.Follower]
	start, end := page.At(a.X-stateWidth/2-2, a.Y), page.At(b.X-66, b.Y-stateHeight/2-2)
	return transition{words: p.Say("restarts", "重启"), n: p.tally.n(0, trace.Follower), align: 1, label: page.At(start.X-20, start.Y-16),
		path: []page.Point{start, page.At(start.X-200, start.Y), page.At(end.X, end.Y-130), end}}
}

// statesFinding is the title: how many candidacies were won.
func (p *States) statesFinding() string {
	s := &p.tally
	stood, won := s.n(trace.Follower, trace.Candidate)+s.n(trace.PreCandidate, trace.Candidate)+s.n(trace.Candidate, trace.Candidate),
		s.n(trace.Candidate, trace.Leader)
	asked := s.n(trace.Follower, trace.PreCandidate) + s.n(trace.PreCandidate, trace.PreCandidate)
	switch {
	case stood == 0 && asked > 0:
		return p.Say("Pre-votes fail %s: nobody's term rises", "预投票失败%s：任期不变", p.times(asked))
	case stood == 0:
		return p.Say("Nobody stands for election", "无人参选")
	case asked > 0:
		return p.Say("Servers ask for pre-votes %s, stand for election %s and win %s", "服务器请求预投票%s，参选%s，当选%s",
			p.times(asked), p.times(stood), p.times(won))
	}
	return p.Say("Servers stand for election %s and win %s", "服务器参选%s，当选%s", p.times(stood), p.times(won))
}

// times writes how often something happened.
func (p *States) times(n int) string {
	switch n {
	case 0:
		return p.Say("never", " 0 次")
	case 1:
		return p.Say("once", " 1 次")
	case 2:
		return p.Say("twice", " 2 次")
	}
	return p.Say("%d times", " %d 次", n)
}

func (p *States) statesSummary() string {
	words := page.Joined(p.Say(": ", "："), p.Run.Header.Scenario, p.Say("the roles of Raft (Figure 4 of the paper) with what happened in this run", "Raft 的角色（论文图 4）与本次运行中发生的变化"))
	if p.tally.terms > 0 {
		words += p.Say(" · followers learned of a new term %d times", " · 跟随者 %d 次得知新任期", p.tally.terms)
	}
	return words
}
