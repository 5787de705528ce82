package timeline

import (
	"cmp"
	"slices"

	"raftlab/sim/trace"
)

// commands follows what clients asked and what they were told.
type commands struct {
	list []Command
	byID map[uint64]int
	logs trace.Logs
}

func (c *commands) observe(e *trace.Event) {
	if e.Kind != trace.Client {
		c.logs.Observe(e)
		return
	}
	i, ok := c.byID[e.ID]
	if !ok {
		i = len(c.list)
		c.byID[e.ID] = i
		c.list = append(c.list, Command{ID: e.ID, Command: e.Command, Node: e.Node, At: e.At,
			Outcome: trace.UnknownYet})
	}
	if e.Outcome != trace.Proposed {
		c.list[i].tell(e)
	}
	c.list[i].place(e)
}

// tell notes an answer. The first is what the client was told, the last is the truth, which a client that cannot
// know does not change. That a command is lost nobody tells the client: its leader does not know.
func (c *Command) tell(e *trace.Event) {
	if c.Told == 0 && e.Outcome != trace.LostForGood {
		c.Told, c.ToldAt = e.Outcome, e.At
	}
	if e.Outcome != trace.UnknownYet || c.Outcome == trace.UnknownYet {
		c.Outcome, c.Reason = e.Outcome, e.Reason
	}
}

// index notes where in the log the command went, as soon as that is known.
func (c *Command) place(e *trace.Event) {
	if e.Index != 0 {
		c.Index, c.Term = e.Index, e.Term
	}
}

func (c *commands) finish() []Command {
	for i := range c.list {
		one := &c.list[i]
		if one.Outcome == trace.LostForGood {
			one.HeldBy = c.logs.Holding(one.Index, one.Term, one.Command)
		}
		if one.Told == 0 { // to hear nothing is not to know
			one.Told = trace.UnknownYet
		}
	}
	slices.SortFunc(c.list, func(a, b Command) int { return cmp.Compare(a.ID, b.ID) })
	return c.list
}
