package scenarios

import (
	"strconv"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// answer is a function that answers predictions from a run.
type answer struct {
	name     string
	argument string          // what it is asked about, by an example; "" if nothing
	gives    func() []string // all that it can give; nil if that is without end, as numbers
	decide   func(t *timeline.Timeline, argument string) string
}

// What an answer can be asked about.
const (
	aServer  = "n1"
	aTerm    = "5"
	aCommand = "x=1"
	aKey     = "x"
)

// answers are all functions, in the order in which the reference lists them.
var answers = []answer{
	{"longest_outage_phase", "", words("detection", "failed rounds", "votes", "return"), longestOutagePhase},
	{"first_candidate", "", nil, firstCandidate},
	{"first_leader", "", nil, firstLeader},
	{"winner", "", nil, winner},
	{"first_candidate_wins", "", words("yes", "no"), firstCandidateWins},
	{"same_leader", "", words("yes", "no"), sameLeader},
	{"leader_of_term", aTerm, nil, leaderOfTerm},
	{"terms", "", nil, number(highestTerm)},
	{"elections", "", nil, number(elections)},
	{"split_votes", "", nil, number(splitVotes)},
	{"leaders", "", nil, number(termsWithLeader)},
	{"leaders_at_once", "", nil, number(leadersAtOnce)},
	{"leaders_per_term", "", nil, number(leadersPerTerm)},
	{"leader_changes", "", nil, number(leaderChanges)},
	{"split", "", words("yes", "no"), split},
	{"commits_of_old_leader", "", nil, number(commitsOfOldLeader)},
	{"same_log", "", words("yes", "no"), sameLogs},
	{"commit_index", aServer, nil, commitIndex},
	{"outcome", aCommand, outcomeWords, outcomeOf},
	{"told", aCommand, outcomeWords, toldOf},
	{"read", aKey, nil, lastRead},
	{"steps_down_reason", "", reasonWords(stepDownReasons), stepsDownReason},
	{"denial_reason", "", reasonWords(denialReasons), denialReason},
	{"violated_property", "", func() []string { return append(propertyWords(), none) }, violatedProperty},
}

// none is what an answer gives when there is nothing to name.
const none = "none"

func answerNames() []string {
	names := make([]string, len(answers))
	for i := range answers {
		names[i] = answers[i].name
	}
	return names
}

func words(all ...string) func() []string { return func() []string { return all } }

func reasonWords(reasons []trace.Reason) func() []string {
	return func() []string {
		all := []string{none}
		for _, r := range reasons {
			all = append(all, spaced(r.String()))
		}
		return all
	}
}

func number(measure func(*timeline.Timeline) int) func(*timeline.Timeline, string) string {
	return func(t *timeline.Timeline, _ string) string { return strconv.Itoa(measure(t)) }
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func nodeOrNone(id trace.NodeID) string {
	if id == 0 {
		return none
	}
	return id.String()
}

// longestOutagePhase looks at the longest outage after the first leader, or, where there is none, at
// the one at the start. Phases of the same kind count together.
func longestOutagePhase(t *timeline.Timeline, _ string) string {
	name, _, _ := longestPhase(t)
	return name
}

// longestPhase also returns how long it was, and the whole outage.
func longestPhase(t *timeline.Timeline) (longest string, part, whole time.Duration) {
	outage, ok := diagnosis.WorstOutage(t, diagnosis.Whole(t))
	if !ok {
		return "", 0, 0
	}
	names := map[timeline.PhaseKind]string{timeline.Detection: "detection", timeline.FailedRound: "failed rounds",
		timeline.LastRound: "failed rounds", timeline.WinningRound: "votes", timeline.WonRound: "votes",
		timeline.Return: "return"}
	total := map[string]time.Duration{}
	for _, phase := range outage.Phases {
		name := names[phase.Kind]
		if total[name] += phase.To - phase.From; longest == "" || total[name] > total[longest] {
			longest = name
		}
	}
	return longest, total[longest], outage.To - outage.From
}

func firstCandidate(t *timeline.Timeline, _ string) string {
	if first := firstStanding(t); first != nil {
		return first.Node.String()
	}
	return none
}

// firstStanding returns the candidacy that was the first of the run; nil if nobody got further than asking
// for pre-votes.
func firstStanding(t *timeline.Timeline) (first *timeline.Candidacy) {
	for i := range t.Elections {
		for k := range t.Elections[i].Candidates {
			if c := &t.Elections[i].Candidates[k]; !c.Pre && (first == nil || c.Stood < first.Stood) {
				first = c
			}
		}
	}
	return first
}

func firstLeader(t *timeline.Timeline, _ string) string {
	if first := firstReign(t); first.Leader != 0 {
		return first.Leader.String()
	}
	return none
}

// winner returns who leads at the end.
func winner(t *timeline.Timeline, _ string) string {
	return nodeOrNone(t.LedAt(t.End).Leader)
}

func firstCandidateWins(t *timeline.Timeline, _ string) string {
	first, stood := firstReign(t), firstStanding(t)
	if first.Leader == 0 || stood == nil {
		return ""
	}
	return yesNo(stood.Node == first.Leader)
}

// sameLeader tells whether the first leader leads at the end, whatever was between.
func sameLeader(t *timeline.Timeline, _ string) string {
	first, last := firstReign(t), t.LedAt(t.End)
	if first.Leader == 0 {
		return ""
	}
	return yesNo(last.Leader == first.Leader)
}

// leaderChanges returns how many times another server, or the same in another term, came to lead.
func leaderChanges(t *timeline.Timeline) (n int) {
	var before *timeline.Span
	for i := range t.Led {
		span := &t.Led[i]
		if span.Leader == 0 {
			continue
		}
		if before != nil && (before.Leader != span.Leader || before.Term != span.Term) {
			n++
		}
		before = span
	}
	return n
}

func split(t *timeline.Timeline, _ string) string { return yesNo(splitVotes(t) > 0) }

// commitsOfOldLeader returns how many entries were committed by servers that thought they lead while
// a leader of a higher term was there, or while they could not reach a quorum.
func commitsOfOldLeader(t *timeline.Timeline) (n int) {
	for i := range t.Servers {
		s := &t.Servers[i]
		before := trace.Index(0)
		for _, c := range s.Commits {
			led := t.LedAt(c.At)
			if c.Role == trace.Leader && c.Index > before && led.Leader != s.Node {
				n += int(c.Index - before)
			}
			before = c.Index
		}
	}
	return n
}

// sameLogs tells whether all logs are equal at the end, on disk where a server is down.
func sameLogs(t *timeline.Timeline, _ string) string {
	for i := range t.Servers {
		if !equalLogs(&t.Servers[0], &t.Servers[i], t.End) {
			return "no"
		}
	}
	return "yes"
}

func commitIndex(t *timeline.Timeline, argument string) string {
	for i := range t.Servers {
		if s := &t.Servers[i]; s.Node.String() == argument {
			if index, up := commitAt(s, t.End); up {
				return strconv.FormatUint(uint64(index), 10)
			}
		}
	}
	return ""
}

// leaderOfTerm returns who was elected for a term.
func leaderOfTerm(t *timeline.Timeline, argument string) string {
	for i := range t.Elections {
		if e := &t.Elections[i]; strconv.FormatUint(uint64(e.Term), 10) == argument {
			return nodeOrNone(e.Winner)
		}
	}
	return none
}

func commandNamed(t *timeline.Timeline, name string) *timeline.Command {
	for i := range t.Commands {
		if t.Commands[i].Command == name {
			return &t.Commands[i]
		}
	}
	return nil
}

func outcomeOf(t *timeline.Timeline, argument string) string {
	if c := commandNamed(t, argument); c != nil {
		return c.Outcome.String()
	}
	return ""
}

func toldOf(t *timeline.Timeline, argument string) string {
	if c := commandNamed(t, argument); c != nil {
		return c.Told.String()
	}
	return ""
}

// lastRead returns what the last read of a key that was answered was answered.
func lastRead(t *timeline.Timeline, key string) string {
	found := ""
	for i := range t.Operations {
		if o := &t.Operations[i]; o.Op == trace.ReadKey && o.Key == key && o.Answered {
			if found = o.Result; found == "" {
				found = none
			}
		}
	}
	return found
}

// stepsDownReason returns why the first leader that stepped down did so.
func stepsDownReason(t *timeline.Timeline, _ string) string {
	var first *diagnosis.StepDown
	for _, down := range diagnosis.StepDowns(t) {
		if first == nil || down.From < first.From {
			first = &down
		}
	}
	if first == nil {
		return none
	}
	return spaced(first.Reason.String())
}

// denialReason returns the reason for which most votes were denied; of equally frequent ones, the first that was seen.
func denialReason(t *timeline.Timeline, _ string) string {
	if most := mostDenied(t); most != 0 {
		return spaced(most.String())
	}
	return none
}

func mostDenied(t *timeline.Timeline) (most trace.Reason) {
	counts := map[trace.Reason]int{}
	for i := range t.Denials {
		counts[t.Denials[i].Reason]++
	}
	for i := range t.Denials {
		if r := t.Denials[i].Reason; most == 0 || counts[r] > counts[most] {
			most = r
		}
	}
	return most
}

// violatedProperty returns the property that was violated first.
func violatedProperty(t *timeline.Timeline, _ string) string {
	if len(t.Violations) == 0 {
		return none
	}
	return t.Violations[0].Property.String()
}
