package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// LostContact is a leader that stepped down because it had no contact with a quorum.
type LostContact struct {
	Node   trace.NodeID `json:"node"`
	Term   trace.Term   `json:"term"` // that it led
	AtNS   int64        `json:"at_ns"`
	Voters int          `json:"voters"` // 0 in joint consensus, where two quorums count
	Quorum int          `json:"quorum"`
	Last   []LastHeard  `json:"last_heard"` // of the other voters, the latest first
}

// LastHeard is when a leader got the last message from a voter; never, if AtNS is -1.
type LastHeard struct {
	Node trace.NodeID `json:"node"`
	AtNS int64        `json:"at_ns"`
}

const never = -1

// lostContacts returns the leaders that stepped down without a quorum, in the order of time.
func lostContacts(t *timeline.Timeline) (list []LostContact) {
	list = []LostContact{}
	for i := range t.Servers {
		s := &t.Servers[i]
		for k := 1; k < len(s.Bands); k++ {
			if led := s.Bands[k-1]; led.Role == trace.Leader && s.Bands[k].Reason == trace.QuorumLost {
				list = append(list, newLostContact(t, s, led))
			}
		}
	}
	slices.SortStableFunc(list, func(a, b LostContact) int { return cmp.Compare(a.AtNS, b.AtNS) })
	return list
}

func newLostContact(t *timeline.Timeline, s *timeline.Server, led timeline.Band) LostContact {
	config := s.MemberAt(led.To).Config
	c := LostContact{Node: s.Node, Term: led.Term, AtNS: int64(led.To), Last: []LastHeard{}}
	if len(config.Outgoing) == 0 {
		c.Voters, c.Quorum = len(config.Voters), len(config.Voters)/2+1
	}
	for _, voter := range config.Voters {
		if voter != s.Node {
			c.Last = append(c.Last, LastHeard{voter, heardAt(t, s.Node, voter, led)})
		}
	}
	slices.SortStableFunc(c.Last, func(a, b LastHeard) int { return cmp.Compare(b.AtNS, a.AtNS) })
	return c
}

// heardAt returns when a leader got the last message from another server while it led.
func heardAt(t *timeline.Timeline, leader, other trace.NodeID, led timeline.Band) int64 {
	last := int64(never)
	for i := range t.Messages {
		m := &t.Messages[i]
		if m.From == other && m.To == leader && m.Fate == timeline.Delivered && led.From <= m.Ended && m.Ended <= led.To {
			last = max(last, int64(m.Ended))
		}
	}
	return last
}

// quorumHeard returns how long before the end a leader had heard, while it led, so many that they are a quorum with itself. It is false if
// it never had.
func (c *LostContact) quorumHeard() (before time.Duration, had bool) {
	others := c.Quorum - 1 // a leader that is no voter itself needs one more
	if len(c.Last) == c.Voters {
		others++
	}
	if others < 1 || others > len(c.Last) || c.Last[others-1].AtNS == never {
		return 0, false
	}
	return time.Duration(c.AtNS - c.Last[others-1].AtNS), true
}

// mostContacts is how many leaders without contact are told, and mostLast of how many voters when they were heard.
const mostContacts, mostLast = 4, 6

func (w *writer) contacts(t *timeline.Timeline) {
	list := lostContacts(t)
	if len(list) == 0 {
		return
	}
	w.heading(w.Say("Leaders that had no contact with a quorum: %d", "与多数派失去联系的领导者：%d", len(list)))
	headAndTail(len(list), mostContacts, func(i int) { w.contact(&list[i]) },
		func(from, to int) { w.line(2, w.Say("... %d more", "……另有 %d 个", to-from)) })
}

func (w *writer) contact(c *LostContact) {
	at := w.moment(time.Duration(c.AtNS))
	switch last, had := c.quorumHeard(); {
	case c.Voters == 0:
		w.line(2, w.Say("%v steps down at %s, in joint consensus", "%v 于 %s 下台，当时处于联合共识", c.Node, at))
	case had:
		w.line(2, w.Say("%v steps down at %s: contact with a quorum, %d of %d with itself, was %s before",
			"%v 于 %s 下台：最后一次与多数派（连同自己，%[4]d 台中的 %[3]d 台）有联系是在 %[5]s 之前", c.Node, at, c.Quorum, c.Voters, w.duration(last)))
	default:
		w.line(2, w.Say("%v steps down at %s: since its election no contact with a quorum, %d of %d with itself",
			"%v 于 %s 下台：当选以来没有与多数派（连同自己，%[4]d 台中的 %[3]d 台）有过联系", c.Node, at, c.Quorum, c.Voters))
	}
	var words []string
	for _, last := range c.Last[:min(len(c.Last), mostLast)] {
		when := w.Say("never", "从未")
		if last.AtNS != never {
			when = w.Say("%s before", "%s 之前", w.duration(time.Duration(c.AtNS-last.AtNS)))
		}
		words = append(words, last.Node.String()+" "+when)
	}
	w.line(4, w.Say("last heard: %s", "最后一次收到消息：%s", strings.Join(words, w.Say(", ", "，"))))
}
