package script

import (
	"errors"
	"fmt"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// ReadAction makes a client read a key of the state machine.
type ReadAction struct {
	To    Selector // the servers asked; the zero value means the leader
	Key   string
	Way   trace.ReadWay // 0: as the cluster has it
	Retry time.Duration // the client asks again after so long without an answer; 0: it does not
}

// String implements [Action].
func (a ReadAction) String() string {
	way := "as the cluster"
	if a.Way != 0 {
		way = a.Way.String()
	}
	return fmt.Sprintf("read %q of %s way %s retry %s", a.Key, a.To, way, chance.FormatDuration(a.Retry))
}

// Targets implements [Action].
func (a ReadAction) Targets() []Selector { return []Selector{a.To} }

// Validate implements [Action].
func (a ReadAction) Validate(c *Cluster) error {
	if a.WayIn(c) == trace.LeaseRead && !c.CheckQuorum {
		return errors.New("a read by lease needs CheckQuorum: without it voters elect another leader while a lease lasts")
	}
	return validateRetry(a.Retry)
}

// WayIn returns how the read is done in a cluster.
func (a ReadAction) WayIn(c *Cluster) trace.ReadWay {
	switch {
	case a.Way != 0:
		return a.Way
	case c.Reads != 0:
		return c.Reads
	}
	return trace.ReadIndex
}

// Needs implements [Action]. What a read needs that is done as the cluster has it, the script knows.
func (a ReadAction) Needs() engine.Features { return needsOf(a.Way) }

func needsOf(way trace.ReadWay) engine.Features {
	switch way {
	case trace.ReadIndex:
		return engine.ReadIndex
	case trace.LeaseRead:
		return engine.LeaseReads
	}
	return 0
}

// Perform implements [Action].
func (a ReadAction) Perform(p Performer) { p.Read(a) }

// Update is what a client changes in the state machine.
type Update struct {
	To         Selector // the servers asked; the zero value means the leader
	Key, Value string
	Retry      time.Duration // the client asks again after so long without an answer; 0: it does not
	Session    uint64        // by which the state machine knows what it has applied, from 1; 0: none. Thesis, section 6.3
}

func (u Update) words(verb string) string {
	return fmt.Sprintf("%s %q %q to %s retry %s session %d", verb, u.Key, u.Value, u.To, chance.FormatDuration(u.Retry), u.Session)
}

// Targets implements [Action].
func (u Update) Targets() []Selector { return []Selector{u.To} }

// Validate implements [Action].
func (u Update) Validate(*Cluster) error { return validateRetry(u.Retry) }

// Needs implements [Action].
func (Update) Needs() engine.Features { return 0 }

func validateRetry(retry time.Duration) error {
	if retry < 0 {
		return fmt.Errorf("to ask again after %v is not possible", retry)
	}
	return nil
}

// WriteAction makes a client set the value of a key.
type WriteAction struct{ Update }

// String implements [Action].
func (a WriteAction) String() string { return a.words("write") }

// Perform implements [Action].
func (a WriteAction) Perform(p Performer) { p.Write(a) }

// AppendAction makes a client append to the value of a key: what is done twice can be seen.
type AppendAction struct{ Update }

// String implements [Action].
func (a AppendAction) String() string { return a.words("append") }

// Perform implements [Action].
func (a AppendAction) Perform(p Performer) { p.Append(a) }
