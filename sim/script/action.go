package script

import (
	"raftlab/sim/engine"
)

// Action is what a step does to the running cluster. A new one is a type with these methods, and a method of its
// own in [Performer]: the simulation does not compile before it can perform it.
type Action interface {
	// String says in words all that the action does, with nothing left to a default: two actions do the same
	// exactly if their words are the same. The digest of a scenario is made of them, so they never change.
	String() string
	// Targets returns all servers that the action chooses. [Script.Validate] looks whether the cluster has them.
	Targets() []Selector
	// Validate returns why the action is impossible in a cluster; nil if it is possible.
	Validate(c *Cluster) error
	// Needs returns the features that an engine must have for the action; 0: every engine can run it.
	Needs() engine.Features
	// Perform calls the method of the performer for this type.
	Perform(p Performer)
}

// Performer does what actions ask for. Each method performs one type of action, now.
type Performer interface {
	Crash(CrashAction)
	Restart(RestartAction)
	Pause(PauseAction)
	Resume(ResumeAction)
	Clock(ClockAction)
	Timeout(TimeoutAction)
	ElectionTimeout(ElectionTimeoutAction)
	Disk(DiskAction)
	Partition(PartitionAction)
	Heal(HealAction)
	HealLink(HealLinkAction)
	Cut(CutAction)
	Network(NetworkAction)
	Link(LinkAction)
	Drop(DropAction)
	Duplicate(DuplicateAction)
	Hold(HoldAction)
	Deliver(DeliverAction)
	Propose(ProposeAction)
	Read(ReadAction)
	Write(WriteAction)
	Append(AppendAction)
	Transfer(TransferAction)
	Change(ChangeAction)
	Compact(CompactAction)
	Settle(SettleAction)
	Note(NoteAction)
}

// NoteAction only says the step's note.
type NoteAction struct{}

// String implements [Action].
func (NoteAction) String() string { return "note" }

// Targets implements [Action].
func (NoteAction) Targets() []Selector { return nil }

// Validate implements [Action].
func (NoteAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (NoteAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a NoteAction) Perform(p Performer) { p.Note(a) }

// SettleAction makes chance begin: up to this step all seeds give the same run, and from it on all
// streams are those of the run's seed. Phases of clocks are drawn anew, and so is every election timer
// that runs: it counts from when it was set, so that it is as likely to expire at any moment as if it
// had been drawn then. Messages under way stay as they are.
type SettleAction struct{}

// String implements [Action].
func (SettleAction) String() string { return "settle all" }

// Targets implements [Action].
func (SettleAction) Targets() []Selector { return nil }

// Validate implements [Action].
func (SettleAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (SettleAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a SettleAction) Perform(p Performer) { p.Settle(a) }
