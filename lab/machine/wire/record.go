package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"
)

// Record is a line of the log of a network: what was wrong with it from a moment on, when it had been made so.
type Record struct {
	At     time.Time `json:"at"`
	Faults []Faulty  `json:"faults"`
}

// Append adds the record to a log, which is made if need be.
func (r Record) Append(path string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := log.Write(append(text, '\n')); err != nil {
		log.Close()
		return err
	}
	return log.Close()
}

// Records returns what a log tells, oldest first. Lines that hold no record are skipped; a log that is not there is empty.
func Records(path string) (all []Record, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for line := range bytes.Lines(text) {
		var r Record
		if json.Unmarshal(line, &r) == nil && !r.At.IsZero() {
			all = append(all, r)
		}
	}
	return all, err
}
