package scenarios

import (
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// verbs are the conditions that a server meets, as a scenario writes them after the server's name.
var verbs = []struct {
	words  string
	kind   script.ConditionKind
	number string // what number follows: "" none
}{
	{"elected", script.Elected, ""},
	{"candidate", script.BecameCandidate, ""},
	{"steps down", script.StepsDown, ""},
	{"votes", script.Votes, ""},
	{"appends", script.Appends, "index"},
	{"commits", script.Commits, "index"},
	{"reaches term", script.ReachesTerm, "term"},
}

const conditionForms = "leader elected, leader lost, n3 elected, n3 candidate, n3 steps down, n3 votes, " +
	"n3 appends 4, n3 commits 4 or n3 reaches term 5"

// condition reads an event that a step waits for: who, a verb, and a number where the verb has one.
// Who may be any choice of servers; "any", or nobody at all, means whoever does it first.
func (d *decoder) condition(n *node) script.Condition {
	text, ok := d.word(n, lang.Say("a condition", "条件"), conditionForms)
	if !ok {
		return script.Condition{}
	}
	words := strings.Join(strings.Fields(text), " ")
	if words == "leader lost" {
		return script.Condition{Kind: script.LeaderLost}
	}
	for _, verb := range verbs {
		who, number, found := cutVerb(words, verb.words)
		if !found || (number == "") != (verb.number == "") {
			continue
		}
		c := script.Condition{Kind: verb.kind, Nodes: d.subject(n, who, verb.kind)}
		d.conditionNumber(n, &c, verb.words, number)
		return c
	}
	d.refuse(n, "%s is not a condition (write %s)", "%s 不是条件（请写 %s）", quote(text), conditionForms)
	return script.Condition{}
}

// cutVerb divides "n3 appends 4" into "n3" and "4".
func cutVerb(words, verb string) (who, number string, found bool) {
	if rest, isFirst := strings.CutPrefix(words, verb); isFirst && (rest == "" || rest[0] == ' ') {
		return "", strings.TrimSpace(rest), true
	}
	who, rest, found := strings.Cut(words, " "+verb)
	if found = found && (rest == "" || rest[0] == ' '); !found {
		return "", "", false
	}
	return who, strings.TrimSpace(rest), true
}

// subject reads whose event it must be. Whoever is elected leads, and whoever steps down led: there
// "leader" tells nothing more.
func (d *decoder) subject(n *node, who string, kind script.ConditionKind) script.Selector {
	if who == "" || who == "any" || who == "leader" && (kind == script.Elected || kind == script.StepsDown) {
		return script.Selector{}
	}
	s := d.selectorOf(n, who)
	if s.Kind == script.Others {
		d.refuse(n, "others of no group (write n1, follower or any)", "others 不知相对于哪个组（请写 n1、follower 或 any）")
	}
	return s
}

func (d *decoder) conditionNumber(n *node, c *script.Condition, verb, text string) {
	if text == "" {
		return
	}
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil || number == 0 {
		d.refuse(n, "%s needs a number from 1 (write n3 %s 4)", "%s 需要一个从 1 起的数（请写 n3 %s 4）", verb, verb)
		return
	}
	if c.Kind == script.ReachesTerm {
		c.Term = trace.Term(number)
	} else {
		c.Index = trace.Index(number)
	}
}

// formatCondition is the inverse of decoder.condition.
func formatCondition(c script.Condition) string {
	if c.Kind == script.LeaderLost {
		return "leader lost"
	}
	who := c.Nodes.String()
	switch {
	case who == "" && (c.Kind == script.Elected || c.Kind == script.StepsDown):
		who = "leader"
	case who == "":
		who = "any"
	}
	for _, verb := range verbs {
		switch {
		case verb.kind != c.Kind:
		case verb.number == "index":
			return who + " " + verb.words + " " + strconv.FormatUint(uint64(c.Index), 10)
		case verb.number == "term":
			return who + " " + verb.words + " " + strconv.FormatUint(uint64(c.Term), 10)
		default:
			return who + " " + verb.words
		}
	}
	return ""
}
