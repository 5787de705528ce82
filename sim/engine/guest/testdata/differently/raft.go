// Package differently is a correct Raft that is like no other here, for tests: it must not be accused of anything. It
// answers appends late, lets commands wait for company, sends entries with its heartbeats and without waiting for
// answers, halves its way back, knows a leader of the term and denies others, follows again when it is refused, cuts
// what is in the way of prevLogIndex, and starts its timer at every higher term.
package differently

import (
	"encoding/json"
	"slices"
)

type object = map[string]any

type entry struct {
	Term int     `json:"term"`
	Data *string `json:"data"`
}

// Program plays one server.
type Program struct {
	CommitsToTheEnd bool // its one mistake: it commits up to leaderCommit whatever it has from the leader

	me, term, voted, leader, commit int
	role                            string
	all                             []int
	log                             []entry
	late                            []object // replies that go with a later answer
	queue                           []*string
	next, match                     map[int]int
	yes, no                         map[int]bool
	calls                           int

	out     []object
	low     int // lowest changed index; 0: none
	persist bool
	restart bool
}

type call struct {
	Do, Type                           string
	Call, ID, From, Term               int
	Voters                             []int
	CurrentTerm, VotedFor              int
	Log, Entries                       []entry
	Data                               *string
	LastLogIndex, LastLogTerm          int
	PrevLogIndex, PrevLogTerm          int
	LeaderCommit                       int
	VoteGranted, Success, SingleAppend bool
	Request                            struct{ PrevLogIndex, Entries int }
}

// Answer answers a line.
func (p *Program) Answer(line []byte) []byte {
	var c call
	if err := json.Unmarshal(line, &c); err != nil {
		panic(err)
	}
	if c.Do == "hello" {
		return []byte(`{"raftlab":1,"name":"differently"}`)
	}
	p.out, p.low, p.persist, p.restart = nil, 0, false, false
	p.calls++
	if c.Do == "boot" {
		*p = Program{CommitsToTheEnd: p.CommitsToTheEnd, me: c.ID, term: c.CurrentTerm, voted: c.VotedFor, role: "follower", all: c.Voters, log: c.Log}
		return []byte(`{}`)
	}
	late := p.late
	p.late = nil
	p.do(&c)
	if p.role != "follower" || c.Do == "timeout" {
		late = nil // nobody waits for them in this term
	}
	if p.calls%3 == 0 && p.role == "leader" {
		p.takeQueue()
	}
	return p.answer(append(late, p.out...))
}

func (p *Program) answer(send []object) []byte {
	a := object{"role": p.role, "currentTerm": p.term, "votedFor": p.voted, "commitIndex": p.commit, "send": send}
	if send == nil {
		delete(a, "send")
	}
	if p.low > 0 {
		a["log"] = object{"from": p.low, "entries": append([]entry{}, p.log[p.low-1:]...)}
	}
	if p.persist {
		a["persist"] = true
	}
	if p.restart {
		a["resetTimer"] = true
	}
	out, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return out
}

func (p *Program) do(c *call) {
	switch c.Do {
	case "timeout":
		p.stand()
	case "heartbeat":
		p.takeQueue()
		p.sendAll(true)
	case "propose":
		p.queue = append(p.queue, c.Data)
	case "message":
		if c.Term > p.term {
			p.follow(c.Term)
			p.restart = true
		}
		p.message(c)
	}
}

func (p *Program) follow(term int) {
	if term > p.term {
		p.term, p.voted, p.leader, p.persist = term, 0, 0, true
	}
	p.role, p.queue = "follower", nil
}

func (p *Program) message(c *call) {
	switch c.Type {
	case "RequestVote":
		p.vote(c)
	case "RequestVoteReply":
		p.count(c)
	case "AppendEntries":
		p.hear(c)
	case "AppendEntriesReply":
		if c.Term == p.term && p.role == "leader" {
			p.answered(c)
		}
	}
}

func (p *Program) stand() {
	p.term, p.voted, p.role, p.leader = p.term+1, p.me, "candidate", 0
	p.persist, p.restart = true, true
	p.yes, p.no = map[int]bool{p.me: true}, map[int]bool{}
	for i := len(p.all) - 1; i >= 0; i-- {
		if to := p.all[i]; to != p.me {
			p.out = append(p.out, object{"to": to, "type": "RequestVote", "lastLogIndex": len(p.log), "lastLogTerm": p.termAt(len(p.log))})
		}
	}
}

func (p *Program) termAt(i int) int {
	if i == 0 {
		return 0
	}
	return p.log[i-1].Term
}

func (p *Program) vote(c *call) {
	mine := []int{p.termAt(len(p.log)), len(p.log)}
	grant := c.Term == p.term && p.leader == 0 && p.role == "follower" && (p.voted == 0 || p.voted == c.From) &&
		slices.Compare([]int{c.LastLogTerm, c.LastLogIndex}, mine) >= 0
	if grant {
		p.voted, p.persist, p.restart = c.From, true, true
	}
	p.out = append(p.out, object{"to": c.From, "type": "RequestVoteReply", "term": p.term, "voteGranted": grant})
}

func (p *Program) count(c *call) {
	if c.Term != p.term || p.role != "candidate" {
		return
	}
	if !c.VoteGranted {
		if p.no[c.From] = true; len(p.no) > len(p.all)/2 {
			p.role, p.restart = "follower", true
		}
		return
	}
	if p.yes[c.From] = true; len(p.yes) <= len(p.all)/2 {
		return
	}
	p.role, p.leader, p.next, p.match = "leader", p.me, map[int]int{}, map[int]int{}
	for _, o := range p.all {
		p.next[o] = len(p.log) + 1
	}
	p.append(nil)
	p.sendAll(true)
}

func (p *Program) append(data *string) {
	p.log = append(slices.Clone(p.log), entry{p.term, data})
	p.changed(len(p.log))
}

func (p *Program) changed(at int) {
	if p.low == 0 || at < p.low {
		p.low = at
	}
	p.persist = true
}

// takeQueue appends the commands that wait, all at once.
func (p *Program) takeQueue() {
	for _, data := range p.queue {
		p.append(data)
	}
	if len(p.queue) > 0 {
		p.queue = nil
		p.sendAll(false)
	}
}

func (p *Program) sendAll(empty bool) {
	for _, o := range p.all {
		if o != p.me && (empty || p.next[o] <= len(p.log)) {
			p.sendTo(o)
		}
	}
}

// sendTo sends up to ten entries, and takes them for stored.
func (p *Program) sendTo(o int) {
	from := p.next[o]
	if from > p.match[o]+30 {
		from = p.match[o] + 1 // nothing came back for long
	}
	through := min(len(p.log), from+9)
	p.out = append(p.out, object{"to": o, "type": "AppendEntries", "prevLogIndex": from - 1, "prevLogTerm": p.termAt(from - 1),
		"entries": append([]entry{}, p.log[from-1:through]...), "leaderCommit": p.commit})
	p.next[o] = through + 1
}

func (p *Program) hear(c *call) {
	if c.Term < p.term {
		if p.calls%2 == 0 { // an old leader need not be told at once
			p.out = append(p.out, object{"to": c.From, "type": "AppendEntriesReply", "success": false})
		}
		return
	}
	p.role, p.leader, p.restart = "follower", c.From, true
	ok := c.PrevLogIndex <= len(p.log) && p.termAt(c.PrevLogIndex) == c.PrevLogTerm
	if !ok && c.PrevLogIndex > 0 && c.PrevLogIndex <= len(p.log) {
		p.log = slices.Clone(p.log[:c.PrevLogIndex-1]) // it conflicts, so it is not committed
		p.changed(c.PrevLogIndex)
	}
	if ok {
		p.store(c)
	}
	reply := object{"to": c.From, "type": "AppendEntriesReply", "success": ok, "call": c.Call, "term": p.term}
	if !ok {
		reply["lastLogIndex"] = len(p.log)
	}
	if len(c.Entries) == 0 || p.calls%4 == 0 {
		p.late = append(p.late, reply)
	} else {
		p.out = append(p.out, reply)
	}
}

func (p *Program) store(c *call) {
	for i, e := range c.Entries {
		at := c.PrevLogIndex + 1 + i
		if at <= len(p.log) && p.log[at-1].Term == e.Term {
			continue
		}
		p.log = append(slices.Clone(p.log[:at-1]), c.Entries[i:]...)
		p.changed(at)
		break
	}
	end := c.PrevLogIndex + len(c.Entries)
	if p.CommitsToTheEnd {
		end = len(p.log)
	}
	if n := min(c.LeaderCommit, end); n > p.commit {
		p.commit = n
	}
}

func (p *Program) answered(c *call) {
	o := c.From
	if !c.Success {
		back := (p.match[o] + c.Request.PrevLogIndex) / 2
		p.next[o] = max(min(p.next[o], back+1, c.LastLogIndex+1), p.match[o]+1)
		p.sendTo(o)
		return
	}
	p.match[o] = max(p.match[o], c.Request.PrevLogIndex+c.Request.Entries)
	p.next[o] = max(p.next[o], p.match[o]+1)
	p.advance()
}

// advance commits what a majority has of this term, and what everybody has of any.
func (p *Program) advance() {
	have := []int{len(p.log)}
	for _, o := range p.all {
		if o != p.me {
			have = append(have, p.match[o])
		}
	}
	slices.Sort(have)
	if everybody := have[0]; everybody > p.commit {
		p.commit = everybody
	}
	if n := have[(len(have)-1)/2]; n > p.commit && p.termAt(n) == p.term {
		p.commit = n
	}
}
