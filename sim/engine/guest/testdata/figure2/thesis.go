package figure2

// thesis is the state of what is not in Figure 2 but in the thesis: PreVote (9.6), CheckQuorum (4.2.3, 6.2), transfer (3.10).
type thesis struct {
	preVote, checkQuorum bool
	electionTimeout, now int
	leader, heardAt      int // who was heard as leader of the term, and when
	target               int // to whom leadership is handed over
}

func (p *Program) hearsLeader() bool {
	known := p.leader != 0 || p.does("knows old leaders") && p.heardAt > 0
	return p.Role == leader || known && p.now-p.heardAt < p.electionTimeout
}

func (p *Program) askForPreVotes() {
	p.leader, p.Role, p.ResetTimer = 0, precandidate, true
	for _, o := range p.peers {
		o.said = 0
		p.send(message{Type: "PreVote", To: o.id, Term: p.CurrentTerm + 1, LastLogIndex: p.last(), LastLogTerm: p.term(p.last())})
	}
}

func (p *Program) answerPreVote(m *message) {
	behind := m.LastLogTerm < p.term(p.last()) || m.LastLogTerm == p.term(p.last()) && m.LastLogIndex < p.last()
	taken := m.Term == p.CurrentTerm && p.VotedFor != 0 && p.VotedFor != m.From
	grant := m.Term >= p.CurrentTerm && !taken && (!behind || p.does("pre-votes for a log behind")) &&
		(!p.hearsLeader() || p.does("pre-votes while it hears a leader"))
	term := m.Term
	if !grant {
		term = max(p.CurrentTerm, m.Term-1)
	}
	p.send(message{Type: "PreVoteReply", To: m.From, Term: term, VoteGranted: grant})
}

func (p *Program) hearPreVote(m *message) {
	if p.Role != precandidate || m.Request.Term != p.CurrentTerm+1 {
		return
	}
	said := 1
	if m.VoteGranted {
		said = 2
	}
	o := p.peer(m.From)
	if o.said >= said {
		return
	}
	o.said = said
	votes := 1
	for _, o := range p.peers {
		if o.said == 2 || p.does("counts no pre-votes") {
			votes++
		}
	}
	if votes >= p.quorum {
		p.timeout(false)
	}
}

// refusesToHear reports whether a candidate is not listened to, since a leader is heard.
func (p *Program) refusesToHear(m *message) bool {
	return p.checkQuorum && m.Type == "RequestVote" && !m.Transfer && m.Term > p.CurrentTerm && p.hearsLeader() &&
		!p.does("votes while it hears a leader")
}

// checksQuorum reports whether a leader steps down, since it has heard no majority for an election timeout.
func (p *Program) checksQuorum() bool {
	if !p.checkQuorum || p.does("leads without a quorum") {
		return false
	}
	heard := 1
	for _, o := range p.peers {
		if p.now-o.heardAt < p.electionTimeout {
			heard++
		}
	}
	if heard < p.quorum {
		p.Role, p.target = follower, 0
	}
	return heard < p.quorum
}

func (p *Program) transfer(to int) {
	p.target = to
	if to != 0 {
		p.handOver(p.peer(to))
	}
}

func (p *Program) handOver(o *peer) {
	if p.target == o.id && (o.match == p.last() || p.does("hands over too early")) {
		p.send(message{Type: "TimeoutNow", To: o.id})
	}
}
