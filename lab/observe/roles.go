package observe

import (
	"time"

	"raftlab/lab/labdir"
	"raftlab/sim/trace"
)

// RoleChange is a change of a member's role, as its own log tells it: plain data, for those that know no trace.
type RoleChange struct {
	Time   time.Time `json:"time"`
	Member string    `json:"member"`
	Term   uint64    `json:"term"`
	Role   string    `json:"role"`          // follower, pre-candidate, candidate, leader
	Why    string    `json:"why,omitempty"` // in the words of a trace: election_timeout, quorum_lost, higher_term
}

// mostRoles is how many changes of role are told, the newest: a member that is alone asks several times a second whether it
// should stand.
const mostRoles = 2000

// Roles returns the changes of role that the logs of a lab tell, oldest first. The error is a [ClockError] where they cannot be put
// in order.
func Roles(h *labdir.Dir) ([]RoleChange, error) {
	o := New(h)
	defer o.Close()
	if err := o.Read(); err != nil {
		return nil, err
	}
	taken := &roleTaker{names: h.Names(), from: o.First()}
	o.Begin(taken.from, taken)
	err := o.Tell(o.Last())
	return taken.roles[max(len(taken.roles)-mostRoles, 0):], err
}

// roleTaker takes the changes of role out of what is told.
type roleTaker struct {
	names []string
	from  time.Time
	roles []RoleChange
}

// Observe implements [trace.Sink].
func (r *roleTaker) Observe(e *trace.Event) {
	if e.Kind == trace.RoleChange {
		r.roles = append(r.roles, RoleChange{r.from.Add(e.At).UTC(), r.names[e.Node-1], uint64(e.Term), e.Role.String(), e.Reason.String()})
	}
}
