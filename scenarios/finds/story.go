package finds

import (
	"strconv"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

// mostSentences is how many sentences a note has at most.
const mostSentences = 3

// story is what a run told, to be divided among the steps of its script.
type story struct {
	english, chinese *text.Teller
	told             []sentence
	said             int // of the sentences, in Chinese too
}

// sentence is what was told of one event.
type sentence struct {
	at     time.Duration
	weight int
	lang.Text
}

func newStory() *story {
	s := &story{}
	s.english = text.NewTeller(text.Options{Lang: lang.English}, func(e *trace.Event, line string, _ bool) {
		if w := weight(e); w > 0 {
			s.told = append(s.told, sentence{e.At, w, lang.Text{EN: subject(e) + line}})
		}
	})
	s.chinese = text.NewTeller(text.Options{Lang: lang.Chinese}, func(e *trace.Event, line string, _ bool) {
		if weight(e) > 0 {
			s.told[s.said].ZH = subject(e) + line
			s.said++
		}
	})
	return s
}

func subject(e *trace.Event) string { return e.Node.String() + " " }

// weight is how much an event tells of a step; 0: it is not told.
func weight(e *trace.Event) int {
	switch {
	case e.Kind == trace.RoleChange && e.Role == trace.Leader, e.Kind == trace.Ended, e.Kind == trace.Voted && e.Granted && e.PeerLast.Before(e.Last):
		return 5
	case e.Kind == trace.Truncated, e.Kind == trace.Voted && !e.Granted:
		return 4
	case e.Kind == trace.Committed && e.Role == trace.Leader, e.Kind == trace.RoleChange && e.From == trace.Leader:
		return 3
	case e.Kind == trace.Voted && e.Granted && e.Peer != e.Node && e.Peer != 0:
		return 2
	case e.Kind == trace.RoleChange && e.Role == trace.Candidate:
		return 1
	}
	return 0
}

// note returns what came of a step, up to the next: the sentences that tell most, in the order of time.
func (s *story) note(plan *script.Script, step int) lang.Text {
	from, to := plan.Steps[step].At, plan.Until+1
	for _, later := range plan.Steps[step+1:] {
		if later.At > from {
			to = later.At
			break
		}
	}
	if step+1 < len(plan.Steps) && plan.Steps[step+1].At == from {
		return lang.Text{} // what follows is told at the last of the steps that are taken together
	}
	var within []sentence
	for _, one := range s.told {
		if from <= one.at && one.at < to {
			within = append(within, one)
		}
	}
	for len(within) > mostSentences {
		within = withoutLeast(within)
	}
	return joined(within)
}

// withoutLeast leaves out the sentence that tells least, of those the last.
func withoutLeast(all []sentence) []sentence {
	least := 0
	for i := range all {
		if all[i].weight <= all[least].weight {
			least = i
		}
	}
	return append(append([]sentence{}, all[:least]...), all[least+1:]...)
}

// joined returns sentences as a note, which says of which run it speaks: with another engine, or edited, the scenario is another run.
func joined(all []sentence) lang.Text {
	if len(all) == 0 {
		return lang.Text{}
	}
	var en, zh []string
	for _, one := range all {
		en, zh = append(en, one.EN), append(zh, one.ZH)
	}
	return lang.Text{EN: "as found: " + strings.Join(en, "; "), ZH: "发现时：" + strings.Join(zh, "；")}
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
