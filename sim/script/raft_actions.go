package script

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// ProposeAction makes a client send commands.
type ProposeAction struct {
	To      Selector // the servers asked; the zero value means the leader
	Command string   // what is asked; from the second command on, a number is added
	Count   int      // how many commands; 0 means 1
	Every   time.Duration
}

// String implements [Action].
func (a ProposeAction) String() string {
	return fmt.Sprintf("propose %q to %s count %d every %s", a.Command, a.To, max(a.Count, 1), chance.FormatDuration(a.Every))
}

// Targets implements [Action].
func (a ProposeAction) Targets() []Selector { return []Selector{a.To} }

// Validate implements [Action].
func (a ProposeAction) Validate(_ *Cluster) error {
	if a.Count > 1 && a.Every < 0 {
		return fmt.Errorf("a command every %v is not possible", a.Every)
	}
	return nil
}

// Needs implements [Action].
func (ProposeAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a ProposeAction) Perform(p Performer) { p.Propose(a) }

// TransferAction asks the leader to hand leadership over. Thesis, section 3.10.
type TransferAction struct{ To Selector }

// String implements [Action].
func (a TransferAction) String() string { return "transfer " + a.To.String() }

// Targets implements [Action].
func (a TransferAction) Targets() []Selector { return []Selector{a.To} }

// Validate implements [Action].
func (TransferAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (TransferAction) Needs() engine.Features { return engine.Transfer }

// Perform implements [Action].
func (a TransferAction) Perform(p Performer) { p.Transfer(a) }

// ChangeAction asks the leader to change the configuration. Raft paper, section 6.
type ChangeAction struct {
	Add, Learn, Remove []trace.NodeID // to be voters, to be learners, to be neither
	Joint              bool           // through joint consensus, which more than one change needs
}

// String implements [Action].
func (a ChangeAction) String() string {
	return "change add " + inBrackets(a.Add) + " learn " + inBrackets(a.Learn) +
		" remove " + inBrackets(a.Remove) + " joint " + strconv.FormatBool(a.Joint)
}

// Targets implements [Action].
func (a ChangeAction) Targets() []Selector {
	return []Selector{{Nodes: a.Add}, {Nodes: a.Learn}, {Nodes: a.Remove}}
}

// Validate implements [Action].
func (a ChangeAction) Validate(*Cluster) error {
	if len(a.Add)+len(a.Learn)+len(a.Remove) == 0 {
		return errors.New("a change of the configuration changes nothing")
	}
	return nil
}

// Needs implements [Action].
func (ChangeAction) Needs() engine.Features { return engine.Membership }

// Perform implements [Action].
func (a ChangeAction) Perform(p Performer) { p.Change(a) }

// CompactAction makes servers replace what they have applied by a snapshot. Raft paper, section 7.
type CompactAction struct{ Nodes Selector }

// String implements [Action].
func (a CompactAction) String() string { return "compact " + a.Nodes.String() }

// Targets implements [Action].
func (a CompactAction) Targets() []Selector { return []Selector{a.Nodes} }

// Validate implements [Action].
func (CompactAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (CompactAction) Needs() engine.Features { return engine.Compaction }

// Perform implements [Action].
func (a CompactAction) Perform(p Performer) { p.Compact(a) }

// Setting returns what the trace says of the change.
func (a ChangeAction) Setting() *trace.Setting {
	s := &trace.Setting{Joint: a.Joint}
	for _, group := range []struct {
		verb  trace.MemberVerb
		nodes []trace.NodeID
	}{{trace.AddVoter, a.Add}, {trace.AddLearner, a.Learn}, {trace.RemoveMember, a.Remove}} {
		for _, node := range group.nodes {
			s.Changes = append(s.Changes, trace.MemberChange{Verb: group.verb, Node: node})
		}
	}
	return s
}

func inBrackets(ids []trace.NodeID) string {
	return "[" + strings.ReplaceAll(Selector{Nodes: ids}.String(), " ", ", ") + "]"
}
