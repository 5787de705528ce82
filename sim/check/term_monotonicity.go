package check

import "raftlab/sim/trace"

// termMonotonicity: the term of a server never falls. Raft paper, section 5.1 and Figure 2. Over a restart, a
// server may lose a term that it has told nobody and that was not on its disk. Untested until a server leads,
// or starts again.
type termMonotonicity struct{ property }

func (p *termMonotonicity) reset(f *violations) {
	p.open(trace.TermMonotonicity, "Raft paper, section 5.1 and Figure 2", f)
}

// entered is told that a server changed its role or its term.
func (p *termMonotonicity) entered(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	if e.Role == trace.Leader {
		p.tested = true
	}
	if e.Term < s.term && p.isNew(uint64(e.Node), uint64(e.Term)) {
		p.violated(e, &trace.Evidence{Saw: trace.TermFell, Former: s.term, Term: e.Term})
	}
	s.term = e.Term
}

// restarted is told with what term a server starts again.
func (p *termMonotonicity) restarted(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	p.tested = true
	switch {
	case e.Term < s.told:
		if p.isNew(uint64(e.Node), uint64(e.Term)) {
			p.violated(e, &trace.Evidence{Saw: trace.ForgotToldTerm, Former: s.told, Term: e.Term})
		}
	case e.Term < s.disk.term:
		if p.isNew(uint64(e.Node), uint64(e.Term)) {
			p.violated(e, &trace.Evidence{Saw: trace.ForgotDiskTerm, Former: s.disk.term, Term: e.Term})
		}
	}
	s.term, s.told, s.disk.term = e.Term, e.Term, e.Term
}

// sent notes the term that a server has told by a message. A pre-vote is for a term that nobody is in yet.
func (s *server) sent(term trace.Term, message trace.MessageKind) {
	if term > s.told && !message.IsPreVote() {
		s.told = term
	}
}
