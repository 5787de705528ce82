package timeline

import (
	"slices"

	"raftlab/sim/trace"
)

// halves tells the two counts of joint consensus where a trace of version 1 has one sum: who voted for a
// candidate stands in the tallies one by one.
type halves struct {
	configs map[trace.NodeID]*trace.Config
	granted map[trace.NodeID][]trace.NodeID // by candidate
	tally   trace.Event                     // the last, with both counts
}

func newHalves() halves {
	return halves{configs: map[trace.NodeID]*trace.Config{}, granted: map[trace.NodeID][]trace.NodeID{}}
}

// split returns the event itself, or a tally of joint consensus with both counts.
func (h *halves) split(e *trace.Event) *trace.Event {
	switch {
	case e.Kind == trace.Reconfigured && e.Config != nil:
		h.configs[e.Node] = e.Config
	case e.Kind == trace.RoleChange:
		h.granted[e.Node] = nil
	case e.Kind == trace.Tallied && e.OutgoingVoters == 0:
		if e.Granted && !slices.Contains(h.granted[e.Node], e.Peer) {
			h.granted[e.Node] = append(h.granted[e.Node], e.Peer)
		}
		if c := h.configs[e.Node]; c != nil && c.Joint() {
			return h.counted(e, c)
		}
	}
	return e
}

func (h *halves) counted(e *trace.Event, c *trace.Config) *trace.Event {
	h.tally = *e
	h.tally.OutgoingVoters = len(c.Outgoing)
	h.tally.Quorum, h.tally.OutgoingQuorum = c.Quorum().Needed()
	h.tally.Votes, h.tally.OutgoingVotes = c.Quorum().Count(func(id trace.NodeID) bool {
		return slices.Contains(h.granted[e.Node], id)
	})
	return &h.tally
}
