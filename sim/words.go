package sim

import (
	"fmt"
	"strconv"
	"strings"

	"raftlab/sim/chance"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// Every action says in words all that it does, with nothing left to a default: what two actions do is the same
// where their words are. The digest of a scenario is made of them.

var selectorWords = [...]string{Named: "", TheLeader: "leader", OldLeader: "old leader", Crashed: "crashed",
	Paused: "paused", Followers: "followers", AFollower: "follower", All: "all", Others: "others"}

// String returns the word of a scenario file, "" for Named.
func (k SelectorKind) String() string { return selectorWords[k] }

// String returns the choice as a scenario file writes it: leader, n1 n2.
func (s Selector) String() string {
	words := make([]string, 0, 1+len(s.Nodes))
	if word := s.Kind.String(); word != "" {
		words = append(words, word)
	}
	for _, id := range s.Nodes {
		words = append(words, id.String())
	}
	return strings.Join(words, " ")
}

var diskFaults = [...]string{HonestDisk: "none", ForgetHardState: "forget hard state", LoseUnsynced: "lose log"}

// String returns the fault as a scenario file writes it, "" for none given.
func (f DiskFault) String() string { return diskFaults[f] }

func (a CrashAction) String() string   { return "crash " + a.Nodes.String() }
func (a RestartAction) String() string { return "restart " + a.Nodes.String() }
func (a PauseAction) String() string   { return "pause " + a.Nodes.String() }
func (a ResumeAction) String() string  { return "resume " + a.Nodes.String() }
func (HealAction) String() string      { return "heal all" }
func (SettleAction) String() string    { return "settle all" }
func (NoteAction) String() string      { return "note" }
func (a TimeoutAction) String() string { return "timeout " + a.Nodes.String() }
func (a CompactAction) String() string { return "compact " + a.Nodes.String() }

func (a TransferAction) String() string { return "transfer " + a.To.String() }
func (a CutAction) String() string      { return "cut " + a.From.String() + " to " + a.To.String() }
func (a NetworkAction) String() string  { return "network " + inWords(&a.Settings) }

func (a PartitionAction) String() string {
	groups := make([]string, len(a.Groups))
	for i, group := range a.Groups {
		groups[i] = group.String()
	}
	return "partition " + strings.Join(groups, " | ")
}

func (a LinkAction) String() string {
	return "link " + a.From.String() + " to " + a.To.String() + " " + inWords(&a.Settings)
}

func (a ClockAction) String() string { return "clock " + a.Nodes.String() + " rate " + a.Rate.String() }

func (a ElectionTimeoutAction) String() string {
	return "election_timeout " + a.Nodes.String() + " range " + a.Range.String()
}

func (a DiskAction) String() string {
	return strings.Join(append([]string{"disk " + a.Nodes.String()}, a.changes()...), " ")
}

// changes says what of the disk changes.
func (a DiskAction) changes() (words []string) {
	if a.Fault != 0 {
		words = append(words, "fault "+a.Fault.String())
	}
	if a.Fsync != nil {
		words = append(words, "fsync "+a.Fsync.String())
	}
	if a.Stall > 0 {
		words = append(words, "stall "+chance.FormatDuration(a.Stall))
	}
	return words
}

func (a ProposeAction) String() string {
	return fmt.Sprintf("propose %q to %s count %d every %s", a.Command, a.To, max(a.Count, 1), chance.FormatDuration(a.Every))
}

func (a ChangeAction) String() string {
	return "change add " + inBrackets(a.Add) + " learn " + inBrackets(a.Learn) +
		" remove " + inBrackets(a.Remove) + " joint " + strconv.FormatBool(a.Joint)
}

func inBrackets(ids []trace.NodeID) string {
	return "[" + strings.ReplaceAll(Selector{Nodes: ids}.String(), " ", ", ") + "]"
}

func inWords(s *network.Settings) string {
	return fmt.Sprintf("latency %v, loss %v, duplicate %v", s.Latency, s.Loss, s.Duplicate)
}
