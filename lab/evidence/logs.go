package evidence

import (
	"raftlab/lab/labdir"
	"raftlab/lab/machine/wire"
	"raftlab/lab/observe"
)

// readLogs reads what members' logs tell of elections, and what was done to the network between them.
func (e *Evidence) readLogs(h *labdir.Dir) {
	roles, err := observe.Roles(h)
	if !e.gap(GapRoles, err) {
		e.Roles = roles
	}
	network, err := wire.Records(h.NetworkLog())
	if !e.gap(GapNetwork, err) {
		e.Network = network
	}
}
