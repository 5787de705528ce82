package script

import (
	"fmt"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// PartitionAction divides the servers: messages pass only within a group. A server that no group
// names is alone.
type PartitionAction struct{ Groups []Selector }

// String implements [Action].
func (a PartitionAction) String() string {
	groups := make([]string, len(a.Groups))
	for i, group := range a.Groups {
		groups[i] = group.String()
	}
	return "partition " + strings.Join(groups, " | ")
}

// Targets implements [Action].
func (a PartitionAction) Targets() []Selector { return a.Groups }

// Validate implements [Action].
func (PartitionAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (PartitionAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a PartitionAction) Perform(p Performer) { p.Partition(a) }

// HealAction ends all partitions and cuts.
type HealAction struct{}

// String implements [Action].
func (HealAction) String() string { return "heal all" }

// Targets implements [Action].
func (HealAction) Targets() []Selector { return nil }

// Validate implements [Action].
func (HealAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (HealAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a HealAction) Perform(p Performer) { p.Heal(a) }

// HealLinkAction lets messages pass in one direction again, whatever kept them: a cut, or a partition, which else stays.
type HealLinkAction struct{ From, To Selector }

// String implements [Action].
func (a HealLinkAction) String() string { return "heal " + a.From.String() + " to " + a.To.String() }

// Targets implements [Action].
func (a HealLinkAction) Targets() []Selector { return []Selector{a.From, a.To} }

// Validate implements [Action].
func (HealLinkAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (HealLinkAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a HealLinkAction) Perform(p Performer) { p.HealLink(a) }

// CutAction loses all messages in one direction.
type CutAction struct{ From, To Selector }

// String implements [Action].
func (a CutAction) String() string { return "cut " + a.From.String() + " to " + a.To.String() }

// Targets implements [Action].
func (a CutAction) Targets() []Selector { return []Selector{a.From, a.To} }

// Validate implements [Action].
func (CutAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (CutAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a CutAction) Perform(p Performer) { p.Cut(a) }

// NetworkAction changes the settings of every link.
type NetworkAction struct{ Settings network.Settings }

// String implements [Action].
func (a NetworkAction) String() string { return "network " + inWords(&a.Settings) }

// Targets implements [Action].
func (NetworkAction) Targets() []Selector { return nil }

// Validate implements [Action].
func (NetworkAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (NetworkAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a NetworkAction) Perform(p Performer) { p.Network(a) }

// Setting returns what the trace says of the change.
func (a NetworkAction) Setting() *trace.Setting { return linkSetting(a.Settings) }

// LinkAction changes the settings of the links in one direction.
type LinkAction struct {
	From, To Selector
	Settings network.Settings
}

// String implements [Action].
func (a LinkAction) String() string {
	return "link " + a.From.String() + " to " + a.To.String() + " " + inWords(&a.Settings)
}

// Targets implements [Action].
func (a LinkAction) Targets() []Selector { return []Selector{a.From, a.To} }

// Validate implements [Action].
func (LinkAction) Validate(*Cluster) error { return nil }

// Needs implements [Action].
func (LinkAction) Needs() engine.Features { return 0 }

// Perform implements [Action].
func (a LinkAction) Perform(p Performer) { p.Link(a) }

// Setting returns what the trace says of the change.
func (a LinkAction) Setting() *trace.Setting { return linkSetting(a.Settings) }

func linkSetting(s network.Settings) *trace.Setting {
	return &trace.Setting{Latency: &s.Latency, Loss: s.Loss, Duplicate: s.Duplicate}
}

func inWords(s *network.Settings) string {
	return fmt.Sprintf("latency %v, loss %v, duplicate %v", s.Latency, s.Loss, s.Duplicate)
}
