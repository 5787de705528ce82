package machine

import (
	"encoding/json"
	"net/netip"

	"raftlab/lab/machine/wire"
)

// request is what a process in the machine asks of the first one: a JSON object in a message, with descriptors
// beside it. Each connection carries one.
type request struct {
	Do   string         `json:"do"` // one of the constants below
	Host string         `json:"host,omitempty"`
	At   netip.AddrPort `json:"at,omitzero"`    // for doDial
	Args []string       `json:"args,omitempty"` // for doRun
	Env  []string       `json:"env,omitempty"`
	Dir  string         `json:"dir,omitempty"`
	TTY  bool           `json:"tty,omitempty"` // for doRun: at a terminal of its own

	Ways []wire.Faulty `json:"ways,omitempty"` // for doFault: how they are to be
	From string        `json:"from,omitempty"` // for doReconnect
	To   string        `json:"to,omitempty"`
}

// What can be asked for.
const (
	doSupervise = "supervise" // start the supervisor, unless it runs
	doHost      = "host"      // make a host, unless it is there
	doSpaces    = "spaces"    // the namespaces of a host, as descriptors
	doDial      = "dial"      // a connection to an address of a host, as a descriptor
	doRun       = "run"       // run a program in a host; a second reply tells its end
	doFault     = "fault"     // put faults on ways of the network; tells when
	doFaults    = "faults"    // tell the faults
	doReconnect = "reconnect" // end the open connections between two hosts
)

// reply answers a request.
type reply struct {
	Error  string          `json:"error,omitempty"`
	PID    int             `json:"pid,omitempty"`
	Exit   *int            `json:"exit,omitempty"` // how a program ended, as shells count it
	Result json.RawMessage `json:"result,omitempty"`
}
