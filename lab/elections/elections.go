// Package elections measures elections of a lab: it takes the leader away again and again, and reads from the members'
// own logs how long the cluster had none. The lab is afterwards as it was.
package elections

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/lab/observe"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// Fault is a way to take a leader away.
type Fault string

// The faults. A transfer is none: the leader hands over.
const (
	Crash     Fault = "crash"
	Pause     Fault = "pause"
	Transfer  Fault = "transfer"
	Partition Fault = "partition" // the leader alone on one side
)

// Faults are all of them.
var Faults = []Fault{Crash, Pause, Transfer, Partition}

// Round is an election that was measured.
type Round struct {
	At     time.Time     `json:"at"`                 // the leader was lost
	Outage time.Duration `json:"outage_ns"`          // until another one became leader
	First  time.Duration `json:"first_candidacy_ns"` // until the first member stood, or asked whether it should
	Terms  int           `json:"terms"`              // begun in the outage: 1 if the first election succeeded
	Leases int           `json:"lease_refusals"`     // requests that a voter ignored since its lease had not ended
}

// Measurement is what was measured.
type Measurement struct {
	Rounds []Round
	Late   int             // heartbeats that leaders say they sent late: the computer was overloaded
	Fsync  []time.Duration // from standing to having the own vote on disk
	OneWay []time.Duration // from then to a voter's vote
	Writes *Writes         // of a client; nil: there was none
}

// Measurer measures elections of a lab.
type Measurer struct {
	home   *labdir.Dir
	fault  Fault
	timers labdir.Timers
	logs   *observe.Observer
	seen   watcher
	begun  time.Time
	Result Measurement
}

// New returns a measurer of a lab that runs. It must be closed.
func New(h *labdir.Dir, fault Fault) (*Measurer, error) {
	m := &Measurer{home: h, fault: fault, logs: observe.New(h), begun: time.Now()}
	if err := m.logs.Read(); err != nil {
		m.logs.Close()
		return nil, err
	}
	timers, alike := m.logs.Timers()
	if !alike {
		m.logs.Close()
		return nil, lang.Errorf("the members' manifests have different timers, or none: there is no one simulation to compare with (raftlab lab status)",
			"各成员清单中的计时器设置不同或没有：没有可作比较的模拟（raftlab lab status）")
	}
	m.timers = timers
	m.seen.begun = m.begun
	m.logs.Begin(m.begun, &m.seen)
	return m, nil
}

// Timers are those of the members.
func (m *Measurer) Timers() labdir.Timers { return m.timers }

// Close ends the measurement.
func (m *Measurer) Close() {
	m.Result.Late, m.Result.Fsync, m.Result.OneWay = m.logs.Late(m.begun), m.seen.delays.Fsync, m.seen.delays.OneWay
	m.logs.Close()
}

// Round takes the leader away once, and brings it back. If the context ends, the member comes back all the same. A round in which another
// was elected before is not counted.
func (m *Measurer) Round(ctx context.Context) error {
	leader, term, err := m.settled(ctx)
	if err != nil {
		return err
	}
	// The tickers of the members must not keep step with us: neither here nor when the leader comes back.
	if err := wait(ctx, 3*m.timers.Heartbeat+rand.N(m.timers.Heartbeat)); err != nil {
		return err
	}
	asked := time.Now()
	if err := errors.Join(m.logs.Read(), m.logs.Tell(asked)); err != nil { // what was before belongs to no round
		return err
	}
	m.seen.begin(term)
	defer m.bringBack(leader)
	if err := m.take(leader); err != nil {
		return err
	}
	done := time.Now()
	if err := m.elected(ctx); err != nil {
		return err
	}
	if r := m.seen.round(m.lost(asked, done)); r.Outage > 0 { // else another was elected before: the computer is so busy that the leader was late
		m.Result.Rounds = append(m.Result.Rounds, r)
	}
	return wait(ctx, 3*m.timers.Heartbeat+rand.N(2*m.timers.Heartbeat))
}

// lost returns when the leader was lost. That its connections ended is told by the others at the moment of its death;
// of a pause the supervisor's word is all there is.
func (m *Measurer) lost(asked, done time.Time) time.Time {
	if at, ok := m.logs.ConnectionsLost(asked, done); ok && m.fault == Crash {
		return at
	}
	if !m.seen.fault.IsZero() {
		return m.seen.fault
	}
	return asked
}

const comeBack = 20 * time.Second

// ask has the supervisor do something. Who interrupts us does not interrupt that: it would be half done.
func (m *Measurer) ask(leader string, what supervisor.Command) error {
	ctx, cancel := context.WithTimeout(context.Background(), comeBack)
	defer cancel()
	return supervisor.Ask(ctx, m.home, leader, what)
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// settled waits until all members run and know the same leader in the same term.
func (m *Measurer) settled(ctx context.Context) (leader string, term uint64, err error) {
	for {
		if m.seen.failed != nil {
			return "", 0, m.seen.failed
		}
		leader, term, ok := m.look(ctx)
		if ok {
			return leader, term, nil
		}
		if err := wait(ctx, m.timers.Heartbeat); err != nil {
			return "", 0, err
		}
	}
}

func (m *Measurer) look(ctx context.Context) (leader string, term uint64, agreed bool) {
	var id uint64
	for i, name := range m.home.Names() {
		s, err := member.Ask(ctx, m.home, name)
		if err != nil || s.LeaderID == 0 || i > 0 && (s.Term != term || s.LeaderID != id) {
			return "", 0, false
		}
		id, term = s.LeaderID, s.Term
		if s.Leader() {
			leader = name
		}
	}
	return leader, term, leader != ""
}

// patience is how many longest election timeouts an election may take.
const patience = 30

// elected waits until a log says that another member leads.
func (m *Measurer) elected(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience*m.timers.Longest(), lang.Errorf("no member has been elected (raftlab lab status)", "没有成员当选（raftlab lab status）"))
	defer cancel()
	for m.seen.leader.IsZero() {
		if err := errors.Join(m.logs.Read(), m.logs.Tell(time.Now())); err != nil {
			return err
		}
		if wait(ctx, m.timers.Heartbeat/4) != nil && m.seen.leader.IsZero() {
			return context.Cause(ctx)
		}
	}
	return nil
}
