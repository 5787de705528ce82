package script

import (
	"strings"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// CrashAction kills servers: what is not synced to disk is lost, and so is all volatile state.
type CrashAction struct{ Nodes Selector }

// String implements [Action].
func (a CrashAction) String() string { return "crash " + a.Nodes.String() }

// Targets implements [Action].
func (a CrashAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (CrashAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (CrashAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a CrashAction) Perform(p Performer) { p.Crash(a) }

// RestartAction starts crashed servers again from what is on their disks.
type RestartAction struct{ Nodes Selector }

// String implements [Action].
func (a RestartAction) String() string { return "restart " + a.Nodes.String() }

// Targets implements [Action].
func (a RestartAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (RestartAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (RestartAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a RestartAction) Perform(p Performer) { p.Restart(a) }

// PauseAction stops servers as SIGSTOP does: they keep everything and do nothing; messages wait.
type PauseAction struct{ Nodes Selector }

// String implements [Action].
func (a PauseAction) String() string { return "pause " + a.Nodes.String() }

// Targets implements [Action].
func (a PauseAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (PauseAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (PauseAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a PauseAction) Perform(p Performer) { p.Pause(a) }

// ResumeAction lets paused servers go on. The ticks they missed are gone.
type ResumeAction struct{ Nodes Selector }

// String implements [Action].
func (a ResumeAction) String() string { return "resume " + a.Nodes.String() }

// Targets implements [Action].
func (a ResumeAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (ResumeAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (ResumeAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a ResumeAction) Perform(p Performer) { p.Resume(a) }

// ClockAction changes how fast servers' clocks run from now on.
type ClockAction struct {
	Nodes Selector
	Rate  clock.Rate
}

// String implements [Action].
func (a ClockAction) String() string { return "clock " + a.Nodes.String() + " rate " + a.Rate.String() }

// Targets implements [Action].
func (a ClockAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (a ClockAction) Validate(_ *Cluster) error { return validateRate(a.Rate) }

// Needs implements [Action].
func (ClockAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a ClockAction) Perform(p Performer) { p.Clock(a) }

// Setting returns what the trace says of the change.
func (a ClockAction) Setting() *trace.Setting { return &trace.Setting{Rate: a.Rate} }

// TimeoutAction makes servers' election timers expire now.
type TimeoutAction struct{ Nodes Selector }

// String implements [Action].
func (a TimeoutAction) String() string { return "timeout " + a.Nodes.String() }

// Targets implements [Action].
func (a TimeoutAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (TimeoutAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (TimeoutAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a TimeoutAction) Perform(p Performer) { p.Timeout(a) }

// ElectionTimeoutAction changes the range from which the next waits are drawn, beginning with a new
// draw now.
type ElectionTimeoutAction struct {
	Nodes Selector
	Range Range
}

// String implements [Action].
func (a ElectionTimeoutAction) String() string {
	return "election_timeout " + a.Nodes.String() + " range " + a.Range.String()
}

// Targets implements [Action].
func (a ElectionTimeoutAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (a ElectionTimeoutAction) Validate(c *Cluster) error { return c.validateRange(a.Range) }

// Needs implements [Action].
func (ElectionTimeoutAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a ElectionTimeoutAction) Perform(p Performer) { p.ElectionTimeout(a) }

// Setting returns what the trace says of the change.
func (a ElectionTimeoutAction) Setting() *trace.Setting {
	return &trace.Setting{Timeout: &[2]time.Duration{a.Range.Min, a.Range.Max}}
}

// DiskAction changes servers' disks from now on.
type DiskAction struct {
	Nodes Selector
	Fault trace.DiskFault
	Fsync *chance.Distribution // nil: unchanged
	Stall time.Duration        // the disk completes nothing for so long, then goes on; 0: it does not stall
}

// String implements [Action].
func (a DiskAction) String() string {
	return strings.Join(append([]string{"disk " + a.Nodes.String()}, a.Setting().Parts()...), " ")
}

// Targets implements [Action].
func (a DiskAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (DiskAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (DiskAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a DiskAction) Perform(p Performer) { p.Disk(a) }

// Setting returns what the trace says of the change.
func (a DiskAction) Setting() *trace.Setting {
	return &trace.Setting{Disk: a.Fault, Fsync: a.Fsync, Stall: a.Stall}
}
