// Package port reserves ports on 127.0.0.1 for the life of a lab, although the members that listen there
// come and go.
//
// A reservation is a socket that is bound and does not listen: connections are refused, and nobody
// else is given the port. A member may listen there meanwhile, because both sockets set SO_REUSEPORT
// and belong to the same user. Ports lie in a range from which systems give none away of themselves
// (Linux takes from 32768, macOS from 49152), so a lab that was down finds them free again.
package port

import (
	"raftlab/sim/lang"
)

// The range of ports. Kubernetes' own node ports begin at 30000.
const (
	first = 20000
	last  = 29999
)

// ErrTaken is returned for a port that somebody else has.
var ErrTaken = lang.Errorf("the port is in use", "端口被占用")

// Reservation keeps a port.
type Reservation struct {
	Port int
	fd   int
}
