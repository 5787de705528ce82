// Package figure2 is Figure 2 of the Raft paper as a program for raftlab, for tests: the right one, and with one
// mistake each.
package figure2

import (
	"encoding/json"
	"slices"
)

type entry struct {
	Term int     `json:"term"`
	Data *string `json:"data"`
}

type message struct {
	Type         string  `json:"type"`
	To           int     `json:"to,omitempty"`
	From         int     `json:"from,omitempty"`
	Term         int     `json:"term"`
	LastLogIndex int     `json:"lastLogIndex,omitempty"`
	LastLogTerm  int     `json:"lastLogTerm,omitempty"`
	VoteGranted  bool    `json:"voteGranted,omitempty"`
	PrevLogIndex int     `json:"prevLogIndex,omitempty"`
	PrevLogTerm  int     `json:"prevLogTerm,omitempty"`
	Entries      []entry `json:"entries,omitempty"`
	LeaderCommit int     `json:"leaderCommit,omitempty"`
	Success      bool    `json:"success,omitempty"`

	LastIncludedIndex int `json:"lastIncludedIndex,omitempty"`
	LastIncludedTerm  int `json:"lastIncludedTerm,omitempty"`

	Transfer bool     `json:"transfer,omitempty"`
	Request  *request `json:"request,omitempty"`
}

type request struct {
	Term         int `json:"term,omitempty"`
	PrevLogIndex int `json:"prevLogIndex"`
	PrevLogTerm  int `json:"prevLogTerm"`
	Entries      int `json:"entries"`

	LastIncludedIndex int `json:"lastIncludedIndex,omitempty"`
}

type call struct {
	Do string `json:"do"`
	message
	Data         *string `json:"data"`
	ID           int     `json:"id"`
	Voters       []int   `json:"voters"`
	SingleAppend bool    `json:"singleAppend"`
	CurrentTerm  int     `json:"currentTerm"`
	VotedFor     int     `json:"votedFor"`
	Log          []entry `json:"log"`

	Now             int  `json:"now"`
	PreVote         bool `json:"preVote"`
	CheckQuorum     bool `json:"checkQuorum"`
	ElectionTimeout int  `json:"electionTimeout"`
}

type change struct {
	From    int     `json:"from"`
	Entries []entry `json:"entries"`
}

type answer struct {
	Raftlab     int       `json:"raftlab,omitempty"`
	Role        string    `json:"role,omitempty"`
	CurrentTerm int       `json:"currentTerm"`
	VotedFor    int       `json:"votedFor"`
	CommitIndex int       `json:"commitIndex"`
	Log         *change   `json:"log,omitempty"`
	Persist     bool      `json:"persist,omitempty"`
	Send        []message `json:"send,omitempty"`
	ResetTimer  bool      `json:"resetTimer,omitempty"`

	InstallSnapshot bool `json:"installSnapshot,omitempty"`
}

const follower, precandidate, candidate, leader = "follower", "precandidate", "candidate", "leader"

type peer struct {
	id, next, match, awaited int
	overdue, answered, vote  bool
	said, heardAt            int // of the pre-vote: 1 denied, 2 granted; when it last answered a leader
}

// Program plays one server.
type Program struct {
	// Mistake is one of [Mistakes]. None are "", "plain": no more than Figure 2, and "knows old leaders": it withholds votes also while a
	// leader of an earlier term was heard less than the election timeout ago.
	Mistake string

	answer
	id, quorum, changed int
	single              bool
	log                 []entry // behind the snapshot
	peers               []*peer
	snapshot
	thesis
}

// Mistakes are what a program can do wrong.
var Mistakes = []string{
	"never persists", "votes unpersisted", "votes twice", "forgets no vote", "votes for a log behind", "votes for a stale candidate",
	"ignores a higher term", "leads on in a higher term", "obeys a stale leader", "checks no gap", "deletes what matches",
	"keeps conflicts", "commits what it has", "never learns a commit", "commits an old term", "wins with a minority",
	"commits with a minority", "votes for nobody", "keeps its term", "hears no heartbeat", "stays candidate", "counts stale successes",
	"counts stale votes", "never steps back", "sends a wrong prevLogTerm", "overwrites its own log", "acknowledges unpersisted",
	"pre-votes for a log behind", "pre-votes while it hears a leader", "takes the term of a pre-vote", "asks for no pre-votes", "counts no pre-votes",
	"leads without a quorum", "votes while it hears a leader", "hands over too early", "takes over in a later term", "says it was called",
	"installs a stale snapshot", "drops what follows a snapshot", "keeps what conflicts with a snapshot", "answers a snapshot and saves none", "never sends a snapshot",
}

func (p *Program) does(mistake string) bool { return p.Mistake == mistake }

// Answer answers a line.
func (p *Program) Answer(line []byte) []byte {
	var c call
	if err := json.Unmarshal(line, &c); err != nil {
		panic(err)
	}
	var said any = &p.answer
	switch c.Do {
	case "hello":
		hello := map[string]any{"raftlab": 1, "name": "figure 2"}
		if !p.does("plain") {
			hello["features"] = []string{"preVote", "checkQuorum", "transfer", "snapshots"}
		}
		said = hello
	case "boot":
		p.boot(&c)
	default:
		p.handle(&c)
	}
	out, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	return out
}

func (p *Program) boot(c *call) {
	*p = Program{Mistake: p.Mistake, id: c.ID, quorum: len(c.Voters)/2 + 1, single: c.SingleAppend, log: c.Log, snapshot: snapshot{c.LastIncludedIndex, c.LastIncludedTerm}}
	p.Role, p.CurrentTerm, p.VotedFor, p.CommitIndex = follower, c.CurrentTerm, c.VotedFor, p.index
	p.preVote, p.checkQuorum, p.electionTimeout = c.PreVote, c.CheckQuorum, c.ElectionTimeout
	for _, v := range c.Voters {
		if v != p.id {
			p.peers = append(p.peers, &peer{id: v})
		}
	}
}

func (p *Program) handle(c *call) {
	p.Send, p.Persist, p.ResetTimer, p.InstallSnapshot, p.Log, p.changed = p.Send[:0], false, false, false, nil, 0
	p.now = c.Now
	switch c.Do {
	case "timeout":
		if p.preVote && !p.does("asks for no pre-votes") {
			p.askForPreVotes()
		} else {
			p.timeout(false)
		}
	case "transfer":
		p.transfer(c.To)
	case "heartbeat":
		if p.checksQuorum() {
			return
		}
		for _, o := range p.peers {
			o.overdue = true
			if !p.sendSnapshot(o) {
				p.call(o, nil)
			}
		}
	case "propose":
		p.append(c.Data)
	case "compact":
		p.compact(&c.message)
	case "message":
		p.hear(&c.message)
	}
	if p.changed > 0 {
		p.Log = &change{p.changed, p.behind(p.changed - 1)}
	}
	if p.does("never persists") {
		p.Persist = false
	}
}

func (p *Program) hear(m *message) {
	if p.refusesToHear(m) {
		return
	}
	proposed := m.Type == "PreVote" && !p.does("takes the term of a pre-vote") || m.Type == "PreVoteReply" && m.VoteGranted
	if m.Term > p.CurrentTerm && !proposed && !p.does("ignores a higher term") {
		p.CurrentTerm, p.Persist, p.leader = m.Term, true, 0
		if !p.does("forgets no vote") {
			p.VotedFor = 0
		}
		if !p.does("leads on in a higher term") || p.Role != leader {
			p.Role, p.target = follower, 0
		}
	}
	switch m.Type {
	case "PreVote":
		p.answerPreVote(m)
	case "PreVoteReply":
		p.hearPreVote(m)
	case "TimeoutNow":
		if (m.Term == p.CurrentTerm || p.does("takes over in a later term")) && p.Role != leader {
			p.timeout(true)
		}
	case "RequestVote":
		p.requestVote(m)
	case "RequestVoteReply":
		stale := m.Term != p.CurrentTerm && !p.does("counts stale votes")
		if o := p.peer(m.From); !stale && p.Role == candidate && m.VoteGranted {
			o.vote = true
			p.count()
		}
	case "AppendEntries":
		p.appendEntries(m)
	case "InstallSnapshot":
		p.installSnapshot(m)
	case "InstallSnapshotReply":
		if m.Term == p.CurrentTerm && p.Role == leader {
			p.hearSnapshot(p.peer(m.From), m.Request)
		}
	case "AppendEntriesReply":
		if (m.Term == p.CurrentTerm || p.does("counts stale successes")) && p.Role == leader {
			p.hearFollower(p.peer(m.From), m)
		}
	}
}

func (p *Program) send(m message) {
	if m.Term == 0 {
		m.Term = p.CurrentTerm
	}
	p.Send = append(p.Send, m)
}

func (p *Program) last() int { return p.index + len(p.log) }

func (p *Program) term(i int) int {
	if i == p.index {
		return p.snapshot.term
	}
	return p.log[i-p.index-1].Term
}

func (p *Program) peer(id int) *peer {
	return p.peers[slices.IndexFunc(p.peers, func(o *peer) bool { return o.id == id })]
}

func (p *Program) write(index int, entries ...entry) {
	p.log = append(p.log[:index-1-p.index:index-1-p.index], entries...)
	if p.changed == 0 || index < p.changed {
		p.changed = index
	}
	p.Persist = true
}

func (p *Program) timeout(called bool) {
	p.leader = 0
	if !p.does("keeps its term") {
		p.CurrentTerm++
	}
	p.Role, p.VotedFor, p.ResetTimer, p.Persist = candidate, p.id, true, true
	if p.does("votes for nobody") {
		p.VotedFor = 0
	}
	for _, o := range p.peers {
		o.vote = false
		p.send(message{Type: "RequestVote", To: o.id, LastLogIndex: p.last(), LastLogTerm: p.term(p.last()), Transfer: called || p.does("says it was called")})
	}
}

func (p *Program) count() {
	votes, needs := 1, p.quorum
	for _, o := range p.peers {
		if o.vote {
			votes++
		}
	}
	if p.does("wins with a minority") {
		needs--
	}
	if votes < needs {
		return
	}
	p.Role = leader
	if p.does("overwrites its own log") && p.last() > p.CommitIndex {
		p.write(p.CommitIndex + 1)
	}
	for _, o := range p.peers {
		o.next, o.match, o.awaited, o.heardAt = p.last()+1, 0, 0, p.now
	}
	p.append(nil) // section 8
}

func (p *Program) requestVote(m *message) {
	upToDate := m.LastLogTerm > p.term(p.last()) || m.LastLogTerm == p.term(p.last()) && m.LastLogIndex >= p.last()
	free := p.VotedFor == 0 || p.VotedFor == m.From
	grant := (m.Term == p.CurrentTerm || p.does("votes for a stale candidate")) && (free || p.does("votes twice")) &&
		(upToDate || p.does("votes for a log behind"))
	if grant {
		p.VotedFor, p.ResetTimer, p.Persist = m.From, true, !p.does("votes unpersisted")
	}
	p.send(message{Type: "RequestVoteReply", To: m.From, VoteGranted: grant})
}

func (p *Program) append(data *string) {
	p.write(p.last()+1, entry{p.CurrentTerm, data})
	for _, o := range p.peers {
		p.replicate(o)
	}
}

func (p *Program) replicate(o *peer) {
	if o.awaited != 0 || p.last() < o.next || p.sendSnapshot(o) {
		return
	}
	entries := p.behind(o.next - 1)
	if p.single {
		entries = entries[:1]
	}
	o.awaited, o.overdue = o.next-1+len(entries), false
	p.call(o, entries)
}

func (p *Program) call(o *peer, entries []entry) {
	prev := p.term(o.next - 1)
	if p.does("sends a wrong prevLogTerm") {
		prev = p.CurrentTerm
	}
	p.send(message{Type: "AppendEntries", To: o.id, PrevLogIndex: o.next - 1, PrevLogTerm: prev, Entries: entries, LeaderCommit: p.CommitIndex})
}

func (p *Program) appendEntries(m *message) {
	no := message{Type: "AppendEntriesReply", To: m.From, LastLogIndex: p.last()}
	if m.Term < p.CurrentTerm && !p.does("obeys a stale leader") {
		p.send(no)
		return
	}
	if p.Role == leader || p.Role == candidate && p.does("stays candidate") {
		return
	}
	p.leader, p.heardAt = m.From, p.now
	p.Role, p.ResetTimer = follower, len(m.Entries) > 0 || !p.does("hears no heartbeat")
	skipped := min(max(p.index-m.PrevLogIndex, 0), len(m.Entries)) // of the snapshot
	prev, entries := m.PrevLogIndex+skipped, m.Entries[skipped:]
	if prev > p.last() || prev == m.PrevLogIndex && prev >= p.index && p.term(prev) != m.PrevLogTerm && !p.does("checks no gap") {
		p.send(no)
		return
	}
	if prev >= p.index {
		p.store(prev, entries)
	}
	p.learn(m, prev+len(entries))
	if p.does("acknowledges unpersisted") && len(m.Entries) > 0 {
		p.Persist = false
	}
	p.send(message{Type: "AppendEntriesReply", To: m.From, Success: true})
}

func (p *Program) store(prev int, entries []entry) {
	if p.does("deletes what matches") && prev < p.last() {
		p.write(prev+1, entries...)
		return
	}
	for i, e := range entries {
		at := prev + i + 1
		if at <= p.last() && p.does("keeps conflicts") {
			continue
		}
		if at > p.last() || p.term(at) != e.Term {
			p.write(at, entries[i:]...)
			return
		}
	}
}

func (p *Program) learn(m *message, last int) {
	if p.does("commits what it has") {
		last = p.last()
	}
	if !p.does("never learns a commit") {
		p.CommitIndex = max(p.CommitIndex, min(m.LeaderCommit, last))
	}
}

func (p *Program) hearFollower(o *peer, m *message) {
	asked := m.Request
	o.heardAt = p.now
	switch match := min(asked.PrevLogIndex+asked.Entries, p.last()); {
	case m.Success:
		if match > o.match {
			o.match = match
			p.advance()
		}
		o.next = max(o.next, match+1)
	case asked.PrevLogIndex == o.next-1:
		if !p.does("never steps back") {
			o.next = max(min(o.next-1, m.LastLogIndex+1), 1)
		}
	default:
		return
	}
	if o.overdue || !m.Success || asked.Entries > 0 && asked.PrevLogIndex+asked.Entries >= o.awaited {
		o.awaited = 0
	}
	p.replicate(o)
	p.handOver(o)
}

func (p *Program) advance() {
	needs := p.quorum
	if p.does("commits with a minority") {
		needs--
	}
	for n := p.last(); n > max(p.CommitIndex, p.index) && (p.term(n) == p.CurrentTerm || p.does("commits an old term")); n-- {
		copies := 1
		for _, o := range p.peers {
			if o.match >= n {
				copies++
			}
		}
		if copies >= needs {
			p.CommitIndex = n
			return
		}
	}
}
