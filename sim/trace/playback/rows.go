package playback

import (
	"strconv"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// writer writes a recording in its language.
type writer struct {
	document
	*Recording
	lang   lang.Lang
	window Window
}

// AppendJSON appends the recording as JSON. Of messages, timers, moments, lines, and what a server knows and holds, only what touches
// the window is in it; of the logs, the ends.
func (r *Recording) AppendJSON(b []byte, part Window) []byte {
	w := writer{document{b}, r, r.recorder.lang, part}
	w.open('{')
	w.head()
	w.list("window", func() { w.moment(part.From); w.moment(part.To) })
	w.list("servers", w.servers)
	w.list("led", w.leaders)
	w.list("outages", w.outages)
	w.list("together", w.together)
	w.list("elections", w.elections)
	w.list("faults", w.faults)
	w.list("blocks", w.blocks)
	w.list("violations", w.violations)
	w.list("notes", w.notes)
	w.list("votes", w.votes)
	w.list("tallies", w.tallies)
	w.list("messages", w.messages)
	w.list("times", w.times)
	w.list("lines", w.lines)
	w.close('}')
	return w.b
}

// AppendLines appends only the lines and the moments of a window, as AppendJSON has them.
func (r *Recording) AppendLines(b []byte, part Window) []byte {
	w := writer{document{b}, r, r.recorder.lang, part}
	w.open('{')
	w.list("lines", w.lines)
	w.close('}')
	return w.b
}

func (w *writer) head() {
	h := &w.Header
	w.key("header")
	w.open('{')
	for _, p := range []trace.Parameter{{Key: "scenario", Value: h.Scenario}, {Key: "seed", Value: strconv.FormatUint(uint64(h.Seed), 10)},
		{Key: "engine", Value: h.Engine}, {Key: "version", Value: h.Version}, {Key: "stop", Value: w.Stop.String()}} {
		w.key(p.Key)
		w.text(p.Value)
	}
	w.key("live")
	w.flag(h.Live())
	w.key("disks")
	w.flag(h.TellsDisks())
	w.list("parameters", func() {
		for _, p := range h.Parameters {
			w.row(p.Key, p.Value)
		}
	})
	w.close('}')
	w.key("end")
	w.moment(w.End)
	w.key("events")
	w.integer(int64(w.Events))
}

// blocks are the times in which a link is closed.
func (w *writer) blocks() {
	for _, b := range w.Blocks() {
		w.row(b.From, b.To, int(b.Node), int(b.Peer), b.Reason.String())
	}
}

func (w *writer) leaders() {
	for _, l := range w.Led {
		w.row(l.From, l.To, int(l.Leader), uint64(l.Term), text.Reason(w.lang, l.Reason))
	}
}

func (w *writer) outages() {
	for _, o := range w.Outages {
		w.open('[')
		w.moment(o.From)
		w.moment(o.To)
		w.text(diagnosis.CauseOf(w.Timeline, o).In(w.lang))
		w.open('[')
		for _, p := range o.Phases {
			w.open('[')
			w.moment(p.From)
			w.moment(p.To)
			for _, words := range diagnosis.PhaseWords(w.lang, w.Timeline, p) {
				w.text(words)
			}
			w.close(']')
		}
		w.close(']')
		w.close(']')
	}
}

// together are the times in which a server leads beside a newer leader.
func (w *writer) together() {
	for _, l := range diagnosis.LeadersAtOnce(w.Timeline) {
		w.row(l.From, l.To, int(l.Old.Node), uint64(l.Old.Term), int(l.New.Node), uint64(l.New.Term))
	}
}

func (w *writer) elections() {
	for _, e := range w.Elections {
		why := ""
		if e.Winner == 0 {
			why = diagnosis.FailureInShort(w.lang, w.Timeline, e)
		}
		w.row(e.From, e.To, uint64(e.Term), int(e.Winner), e.Split, diagnosis.OnlyPreVotes(e), why)
	}
}

func (w *writer) faults() {
	for _, f := range w.Faults {
		groups := make([]string, len(f.Groups))
		for i, g := range f.Groups {
			groups[i] = text.Nodes(g)
		}
		w.row(f.At, f.Until, f.Fault.String(), int(f.Node), int(f.Peer), strings.Join(groups, " | "),
			text.Fault(w.lang, f.Fault), text.Setting(w.lang, &f.Setting), f.Step, f.Message,
			text.Reason(w.lang, f.Reason), f.Event)
	}
}

func (w *writer) violations() {
	for _, b := range w.Violations {
		w.row(b.At, int(b.Node), text.Property(w.lang, b.Property), text.Sighting(w.lang, b.Evidence))
	}
}

func (w *writer) notes() {
	for _, n := range w.Notes {
		w.row(n.At, lang.Clean(n.Text.In(w.lang)))
	}
}

func (w *writer) votes() {
	for _, v := range w.Votes {
		if !v.Pre && v.Granted {
			w.row(v.At, int(v.Voter), int(v.Candidate), uint64(v.Term), v.Event)
		}
	}
}

func (w *writer) tallies() {
	for _, t := range w.recorder.tallies {
		w.row(t.at, int(t.node), int(t.peer), uint64(t.term), t.pre, t.votes, t.denials, t.quorum, t.voters, t.outgoing, t.outOf, t.granted,
			t.event)
	}
}

func (w *writer) messages() {
	chosen := w.votedFor()
	for i := range w.Messages {
		m := &w.Messages[i]
		if !w.window.Meets(m.Sent, m.Ended) {
			continue
		}
		why := text.Reason(w.lang, m.Reason)
		if m.Reason == trace.AlreadyVoted {
			why = w.lang.Say("voted %v", "已投 %v", chosen(m))
		}
		w.row(m.ID, m.Copy, int(m.Kind), int(m.From), int(m.To), uint64(m.Term), m.Sent, m.Ended, int(m.Fate), m.Granted, why,
			m.Entries, uint64(m.Index), m.Event, m.EndEvent)
	}
}

// votedFor returns a function that knows whom the sender of a denial had voted for.
func (w *writer) votedFor() func(*timeline.Message) trace.NodeID {
	return func(m *timeline.Message) (candidate trace.NodeID) {
		for i := range w.Denials {
			v := &w.Denials[i]
			if v.At > m.Sent {
				break
			}
			if v.Voter == m.From && v.Candidate == m.To && v.Pre == m.Kind.IsPreVote() {
				candidate = v.VotedFor
			}
		}
		return candidate
	}
}

// times are the moments of all events, each as the time since the one before it.
func (w *writer) times() {
	var last time.Duration
	for _, at := range w.recorder.times {
		if w.window.Has(at) {
			w.moment(at - last)
			last = at
		}
	}
}

func (w *writer) lines() {
	for i := range w.recorder.lines {
		if l := &w.recorder.lines[i]; w.window.Has(l.at) {
			w.row(l.number, l.at, int(l.node), l.kind.String(), l.story, l.section, l.sentence)
		}
	}
}

// names writes servers as a list of numbers: 1 2 3.
func names(nodes []trace.NodeID) string { return strings.ReplaceAll(text.Nodes(nodes), "n", "") }
