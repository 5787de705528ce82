package timeline

import "raftlab/sim/trace"

// logs follows the log of every server, what it knows to be committed, and the settings that are told with its life.
type logs struct {
	*servers
	last []trace.Index // last index of every server's log
}

func (l *logs) observe(e *trace.Event) {
	s := l.of(e.Node)
	if s == nil {
		return
	}
	for len(l.last) < len(l.list) {
		l.last = append(l.last, 0)
	}
	last := &l.last[e.Node-1]
	switch e.Kind {
	case trace.Appended:
		s.Log = append(s.Log, LogChange{At: e.At, First: e.Index, Index: e.Index, Term: e.EntryTerm,
			Entry: e.Entry, Command: e.Command})
		*last = e.Index
	case trace.Truncated:
		s.truncate(e, e.First, last)
	case trace.Restored:
		s.truncate(e, e.Index+1, last)
		*last = e.Index
		s.commit(e)
	case trace.Committed:
		s.commit(e)
	case trace.FaultMade:
		s.applyFault(e, last)
	}
}

func (s *Server) commit(e *trace.Event) {
	s.Commits = append(s.Commits, Commit{At: e.At, First: e.First, Index: e.Index, Role: e.Role})
}

// truncate removes the entries from first on, if there are any.
func (s *Server) truncate(e *trace.Event, first trace.Index, last *trace.Index) {
	if first <= *last {
		s.Log = append(s.Log, LogChange{At: e.At, Truncate: true, First: first, Index: *last,
			Lost: e.Kind == trace.FaultMade})
		*last = first - 1
	}
}

// applyFault notes what a fault does to a server's log and clock. A crash takes what was not synced;
// what else the disk lost shows at the restart.
func (s *Server) applyFault(e *trace.Event, last *trace.Index) {
	switch e.Fault {
	case trace.Crash:
		s.truncate(e, *last+1-min(*last, trace.Index(e.Entries)), last)
	case trace.Restart:
		s.truncate(e, e.Last.Index+1, last)
		*last = e.Last.Index
	case trace.ClockChange:
		s.Rates = append(s.Rates, Rate{At: e.At, Setting: setting(e)})
	}
}
