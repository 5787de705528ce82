package scenarios

import (
	"strconv"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Seen says what in the run decides a prediction, for those that a number or a word does not tell all of; it
// is empty for the others, and where the run decides nothing.
func (p *Prediction) Seen(t *timeline.Timeline) lang.Text {
	if of := evidence[p.answer.name]; of != nil && p.answer.decide(t, p.argument) != "" {
		return of(t, p.argument)
	}
	return lang.Text{}
}

var evidence = map[string]func(t *timeline.Timeline, argument string) lang.Text{
	"longest_outage_phase": seenPhase,
	"first_candidate":      seenFirst,
	"first_leader":         seenReigns,
	"winner":               seenReigns,
	"first_candidate_wins": func(t *timeline.Timeline, _ string) lang.Text { return lang.List(seenFirst(t, ""), seenReigns(t, "")) },
	"same_leader":          seenReigns,
	"leader_of_term":       seenElection,
	"terms":                seenElections,
	"elections":            seenElections,
	"split_votes":          seenElections,
	"split":                seenElections,
	"leaders":              seenElections,
	"leaders_per_term":     seenElections,
	"leaders_at_once":      seenAtOnce,
	"leader_changes":       seenReigns,
	"same_log":             seenBy(func(string) requirement { return &sameLog{node: script.Selector{Kind: script.All}} }),
	"outcome":              seenBy(func(name string) requirement { return &command{command: name} }),
	"told":                 seenBy(func(name string) requirement { return &command{command: name} }),
	"steps_down_reason":    seenBy(func(string) requirement { return &stepsDown{} }),
	"denial_reason":        seenDenials,
	"violated_property":    seenViolation,
}

// seenBy is what an expectation would have seen.
func seenBy(of func(argument string) requirement) func(*timeline.Timeline, string) lang.Text {
	return func(t *timeline.Timeline, argument string) lang.Text {
		_, seen := of(argument).judge(t)
		return seen
	}
}

func seenPhase(t *timeline.Timeline, _ string) lang.Text {
	_, part, whole := longestPhase(t)
	return lang.Say("%s of %s without a leader", "无领导者的 %[2]s 中的 %[1]s", part, whole)
}

func seenFirst(t *timeline.Timeline, _ string) lang.Text {
	first := firstStanding(t)
	if first == nil {
		return lang.Say("nobody stood", "无人参选")
	}
	return lang.Say("%s stood at %s", "%s 于 %s 参选", first.Node, first.Stood)
}

// mostSeen is how many of a long list are told.
const mostSeen = 4

// seenReigns says who led the cluster in which term, and from when on.
func seenReigns(t *timeline.Timeline, _ string) lang.Text {
	var reigns []lang.Text
	var before timeline.Span
	for _, s := range t.Led {
		if s.Leader == 0 || s.Leader == before.Leader && s.Term == before.Term {
			continue
		}
		before = s
		reigns = append(reigns, lang.Say("%s led from %s on in term %d", "%s 自 %s 起在任期 %d 领导", s.Leader, s.From, s.Term))
	}
	if t.LedAt(t.End).Leader == 0 {
		reigns = append(reigns, lang.Say("nobody at the end", "结束时没有领导者"))
	}
	return beginningOf(reigns)
}

// beginningOf returns the beginning of a long list, and says how many are left out.
func beginningOf(list []lang.Text) lang.Text {
	if n := len(list); n > mostSeen {
		list = append(list[:mostSeen-1:mostSeen-1], lang.Say("... (%d more)", "……（另有 %d 条）", n-mostSeen), list[n-1])
	}
	return lang.List(list...)
}

// seenElection says who got how many votes in a term.
func seenElection(t *timeline.Timeline, argument string) lang.Text {
	for i := range t.Elections {
		e := &t.Elections[i]
		if strconv.FormatUint(uint64(e.Term), 10) == argument {
			return beginningOf(standings(e))
		}
	}
	return lang.Say("nobody stood", "无人参选")
}

func standings(e *timeline.Election) (list []lang.Text) {
	for i := range e.Candidates {
		if c := &e.Candidates[i]; c.Pre {
			list = append(list, lang.Say("%s %d of %d pre-votes", "%s 得 %[3]d 张预选票中的 %[2]d 张", c.Node, c.Votes, c.Voters))
		} else {
			list = append(list, lang.Say("%s %d of %d votes", "%s 得 %[3]d 票中的 %[2]d 票", c.Node, c.Votes, c.Voters))
		}
	}
	return list
}

// seenElections says how the election for each term ended.
func seenElections(t *timeline.Timeline, _ string) lang.Text {
	var ends []lang.Text
	for i := range t.Elections {
		e := &t.Elections[i]
		_, stood := e.Stood()
		switch {
		case !stood:
		case e.Winner != 0:
			ends = append(ends, lang.Say("term %d: %s won", "任期 %d：%s 当选", e.Term, e.Winner))
		default:
			ends = append(ends, lang.Say("term %d: %s", "任期 %d：%s", e.Term, seenFailure(diagnosis.FailureOf(t, *e))))
		}
	}
	if len(ends) == 0 {
		return lang.Say("nobody stood", "无人参选")
	}
	return beginningOf(ends)
}

func seenFailure(why diagnosis.Failure) lang.Text {
	switch why {
	case diagnosis.SplitVote:
		return lang.Say("split vote", "选票分裂")
	case diagnosis.CutShort:
		return lang.Say("not decided when the run ended", "运行结束时尚未决定")
	}
	return lang.Say("nobody won", "无人当选")
}

// seenAtOnce says who led when most servers did.
func seenAtOnce(t *timeline.Timeline, _ string) lang.Text {
	most, at := diagnosis.MostLeadersAtOnce(t)
	if len(most) == 0 {
		return lang.Text{}
	}
	var leaders []lang.Text
	for _, r := range most {
		leaders = append(leaders, lang.Say("%s in term %d", "%s 在任期 %d", r.Node, r.Term))
	}
	return lang.List(append(leaders, lang.Say("at %s", "%s 时", at))...)
}

func seenDenials(t *timeline.Timeline, _ string) lang.Text {
	_, seen := (&votes{reason: mostDenied(t)}).judge(t)
	return seen
}

func seenViolation(t *timeline.Timeline, _ string) lang.Text {
	if len(t.Violations) == 0 {
		return lang.Text{}
	}
	first := &t.Violations[0]
	return lang.InAll(func(l lang.Lang) string {
		return l.Say("%s: %s", "%s：%s", text.Property(l, first.Property), text.Evidence(l, first.Evidence))
	})
}
