package faults

import (
	"encoding/json"
	"os"
	"time"

	"raftlab/lab/machine"
	"raftlab/lab/machine/wire"
)

// Record is a line of [labdir.Dir.NetworkLog]: what was wrong with the network from a moment on.
type Record struct {
	At     time.Time     `json:"at"`
	Faults []wire.Faulty `json:"faults"`
}

// record notes how the network is since a moment.
func (n *Network) record(since time.Time) error {
	now, err := machine.Faults()
	if err != nil {
		return err
	}
	text, err := json.Marshal(Record{since, now})
	if err != nil {
		return err
	}
	log, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := log.Write(append(text, '\n')); err != nil {
		log.Close()
		return err
	}
	return log.Close()
}
