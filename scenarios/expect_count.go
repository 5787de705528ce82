package scenarios

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

var countKinds = []kind{
	countKind("terms", lang.Say("highest term reached", "达到的最高任期"), highestTerm),
	countKind("elections", lang.Say("elections held", "选举次数"), elections),
	countKind("split_votes", lang.Say("elections with a split vote", "选票分裂的次数"), splitVotes),
	countKind("leaders", lang.Say("terms with a leader", "有领导者的任期数"), termsWithLeader),
	countKind("leaders_at_once", lang.Say("most servers that led at the same time", "同时领导的服务器最多有几台"),
		leadersAtOnce),
	countKind("leaders_per_term", lang.Say("most leaders of one term", "同一任期的领导者最多有几个"), leadersPerTerm),
	kindOf("term", "", termTable, (*termOf).check),
}

// count expects a number that a whole run has.
type count struct {
	label   lang.Text
	measure func(*timeline.Timeline) int
	amount
}

func countKind(key string, label lang.Text, measure func(*timeline.Timeline) int) kind {
	t := table[count]{
		example: key + ": {at_least: 2}",
		fields:  amountFields(func(e *count) *amount { return &e.amount }),
	}
	return kindOf(key, "exactly", t, func(e *count, d *decoder, n *node) {
		e.label, e.measure = label, measure
		e.amount.check(d, n, true)
	})
}

func (e *count) expected() lang.Text { return lang.Say("%s: %s", "%s：%s", e.label, e.amount.text()) }

func (e *count) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	n := e.measure(t)
	return e.met(n), lang.Say("%d", "%d", n)
}

// highestTerm returns the highest term that any server reached.
func highestTerm(t *timeline.Timeline) int {
	highest := trace.Term(0)
	for i := range t.Servers {
		for _, band := range t.Servers[i].Bands {
			highest = max(highest, band.Term)
		}
	}
	return int(highest)
}

func elections(t *timeline.Timeline) int { return diagnosis.CountElections(t).Held }

func splitVotes(t *timeline.Timeline) int { return diagnosis.CountElections(t).Split }

func termsWithLeader(t *timeline.Timeline) int { return diagnosis.CountElections(t).Won }

// leadersAtOnce returns how many servers, at most, were leader at the same time, each in its term.
func leadersAtOnce(t *timeline.Timeline) int {
	most, _ := diagnosis.MostLeadersAtOnce(t)
	return len(most)
}

// leadersPerTerm returns how many servers, at most, led in the same term: Election Safety in a number.
func leadersPerTerm(t *timeline.Timeline) (most int) {
	for _, r := range diagnosis.Reigns(t) {
		most = max(most, len(diagnosis.LeadersOf(t, r.Term, t.End)))
	}
	return most
}

// termOf expects the term of servers at a time.
type termOf struct {
	node script.Selector
	at   *time.Duration
	amount
}

var termTable = table[termOf]{
	example: "term: {node: n5, at: 2s, at_least: 4}", must: []string{"node: n5"},
	fields: append(stateFields(func(e *termOf) (*script.Selector, **time.Duration) { return &e.node, &e.at }),
		amountFields(func(e *termOf) *amount { return &e.amount })...),
}

// stateFields are the keys of an expectation about the state of servers at a time.
func stateFields[T any](in func(*T) (*script.Selector, **time.Duration)) []field[T] {
	whom := func(d *decoder, n *node, e *T) {
		to, _ := in(e)
		*to = d.whom(n)
	}
	return []field[T]{
		{"node", whom},
		{"at", func(d *decoder, n *node, e *T) {
			_, at := in(e)
			*at = d.instant(n)
		}},
	}
}

func (e *termOf) check(d *decoder, n *node) { e.amount.check(d, n, true) }

func (e *termOf) expected() lang.Text {
	return lang.Say("term of %s%s: %s", "%s%s：任期%s", sayWhom(e.node), sayAt(e.at), e.amount.text())
}

func (e *termOf) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	return judgeServers(t, e.node, e.at, func(s *timeline.Server, at time.Duration) (trace.Verdict, lang.Text) {
		band := s.BandAt(at)
		if band.Role == 0 {
			return trace.Untested, wasDown
		}
		return e.met(int(band.Term)), lang.Say("%d", "%d", band.Term)
	})
}

var wasDown = lang.Say("down", "宕机")

// sayAt says the time of a state; nothing for the end.
func sayAt(at *time.Duration) lang.Text {
	if at == nil {
		return lang.Text{}
	}
	return lang.Say(" at %s", "（%s 时）", chance.FormatDuration(*at))
}

// judgeServers decides on the state of servers at a time, which is the end unless it is given. All have to
// be as expected. What was seen is told once for all servers of which it is the same.
func judgeServers(t *timeline.Timeline, whom script.Selector, when *time.Duration,
	of func(*timeline.Server, time.Duration) (trace.Verdict, lang.Text)) (trace.Verdict, lang.Text) {
	at := t.End
	if when != nil {
		at = *when
	}
	ids := those(t, whom)
	switch {
	case at > t.End:
		return trace.Untested, lang.Say("the run ended before, at %s", "运行在此之前（%s）就结束了", t.End)
	case len(ids) == 0:
		return trace.Untested, lang.Say("there was no such server", "没有这样的服务器")
	}
	result := trace.Holds
	var states []lang.Text
	shared := map[lang.Text][]trace.NodeID{}
	for _, id := range ids {
		v, state := of(&t.Servers[id-1], at)
		if v == trace.Violated || v == trace.Untested && result == trace.Holds {
			result = v
		}
		if shared[state] == nil {
			states = append(states, state)
		}
		shared[state] = append(shared[state], id)
	}
	for i, state := range states {
		states[i] = lang.Say("%s: %s", "%s：%s", sayWhom(script.Selector{Nodes: shared[state]}), state)
	}
	return result, lang.List(states...)
}
