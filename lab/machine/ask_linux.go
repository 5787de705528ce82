package machine

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine/wire"
)

// ask sends a request to the first process and returns its reply.
func ask(r request, files ...*os.File) (*net.UnixConn, reply, []*os.File, error) {
	connection, err := net.DialUnix("unixpacket", nil, &net.UnixAddr{Name: Socket, Net: "unixpacket"})
	if err != nil {
		return nil, reply{}, nil, err
	}
	if err := send(connection, r, files...); err != nil {
		connection.Close()
		return nil, reply{}, nil, err
	}
	answered, received, err := hear(connection)
	if err != nil {
		connection.Close()
	}
	return connection, answered, received, err
}

func hear(connection *net.UnixConn) (answered reply, files []*os.File, err error) {
	line, files, err := receive(connection)
	if err != nil {
		return answered, files, err
	}
	if err := json.Unmarshal(line, &answered); err != nil {
		return answered, files, err
	}
	if answered.Error != "" {
		return answered, files, errors.New(answered.Error)
	}
	return answered, files, nil
}

// order asks for something that is answered with yes or no.
func order(r request) error {
	connection, _, files, err := ask(r)
	closeAll(files)
	if err == nil {
		connection.Close()
	}
	return err
}

// Supervise starts the supervisor, unless it runs, and returns its number.
func Supervise() (pid int, err error) {
	connection, answered, files, err := ask(request{Do: doSupervise})
	closeAll(files)
	if err == nil {
		connection.Close()
	}
	return answered.PID, err
}

// MakeHost makes a host for a further member, unless it is there.
func MakeHost(name string) error { return order(request{Do: doHost, Host: name}) }

// SetFaults puts faults on ways from one host to another, one after the other and each in the place of the one that is there, and
// returns when the last was there.
func SetFaults(ways []wire.Faulty) (at time.Time, err error) {
	connection, answered, _, err := ask(request{Do: doFault, Ways: ways})
	if err != nil {
		return at, err
	}
	connection.Close()
	return at, json.Unmarshal(answered.Result, &at)
}

// EndConnections ends the open connections between two hosts.
func EndConnections(one, other string) error {
	return order(request{Do: doReconnect, From: one, To: other})
}

// Faults returns the ways between hosts that are not as they should be.
func Faults() (faults []wire.Faulty, err error) {
	connection, answered, _, err := ask(request{Do: doFaults})
	if err != nil {
		return nil, err
	}
	connection.Close()
	return faults, json.Unmarshal(answered.Result, &faults)
}

// Dial connects to an address of a host, from there: past the network between hosts, as somebody at its keyboard.
func Dial(ctx context.Context, host string, at netip.AddrPort) (net.Conn, error) {
	connection, _, files, err := ask(request{Do: doDial, Host: host, At: at})
	if err != nil {
		return nil, err
	}
	connection.Close()
	defer closeAll(files)
	if len(files) != 1 {
		return nil, errors.New("the first process of the machine gave no connection")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return net.FileConn(files[0])
}

// Host is a thread in a host of the machine, for the supervisor: what it starts is born there.
type Host struct{ space *space }

// OpenHost goes to a host. Only who has the privileges of the machine can.
func OpenHost(name string) (*Host, error) {
	if err := labdir.CheckHost(name); err != nil {
		return nil, err
	}
	connection, _, files, err := ask(request{Do: doSpaces, Host: name})
	if err != nil {
		return nil, err
	}
	connection.Close()
	byKind := map[string]*os.File{}
	for i, kind := range []string{"mnt", "uts", "net"} {
		if i < len(files) {
			byKind[kind] = files[i]
		}
	}
	there, err := threadThat(func() error {
		if err := enterSpaces(func(kind string) (*os.File, error) { return byKind[kind], nil }); err != nil {
			return err
		}
		return withoutPrivilege()
	})
	if err != nil {
		return nil, err
	}
	return &Host{there}, nil
}

// Do does something in the host.
func (h *Host) Do(job func() error) error { return h.space.Do(job) }
