package faults

import (
	"context"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/machine/wire"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// place is where the faults of a lab are made.
type place interface {
	faults() ([]wire.Faulty, error)
	// set puts faults on ways, all at once, and notes in the network's log how it is then.
	set(ways []wire.Faulty) error
	// reconnect lets members find each other at once where ways had been faulty.
	reconnect(ways []wire.Faulty) error
}

// inMachine is the network between the hosts of a machine.
type inMachine struct{ log string }

func (inMachine) faults() ([]wire.Faulty, error) { return machine.Faults() }

func (m inMachine) set(ways []wire.Faulty) error {
	at, err := machine.SetFaults(ways)
	if err != nil {
		return err
	}
	now, err := machine.Faults()
	if err != nil {
		return err
	}
	return wire.Record{At: at, Faults: now}.Append(m.log)
}

// reconnect ends the connections between hosts: TCP would wait for its next try, which may take seconds.
func (inMachine) reconnect(ways []wire.Faulty) (failed error) {
	for _, w := range ways {
		if err := machine.EndConnections(w.From, w.To); err != nil {
			failed = lang.Errorf("the network is whole, but open connections could not be ended, so TCP may take seconds: %v",
				"网络已恢复，但已有的连接无法断开，TCP 可能还要几秒：%v", err)
		}
	}
	return failed
}

// onLoopback is the proxies through which members reach each other there.
type onLoopback struct{ home *labdir.Dir }

func (l onLoopback) faults() ([]wire.Faulty, error) { return supervisor.Faults(l.home) }

// patience is how long the supervisor may take.
const patience = 10 * time.Second

func (l onLoopback) set(ways []wire.Faulty) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, w := range ways {
		if w.Loss > 0 {
			return wordError{errNoPackets}
		}
	}
	return supervisor.SetFaults(ctx, l.home, ways)
}

// reconnect has nothing to do: what the proxies have held back arrives at once.
func (onLoopback) reconnect([]wire.Faulty) error { return nil }
