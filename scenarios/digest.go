package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// digest returns the SHA-256 of the script in its canonical form.
func digest(s *sim.Script) string {
	sum := sha256.Sum256([]byte(canonical(s)))
	return hex.EncodeToString(sum[:])
}

// canonical writes all that a script does, one thing per line, with nothing left to a default: two
// files that do the same have the same canonical form.
func canonical(s *sim.Script) string {
	var b strings.Builder
	b.WriteString("raftlab scenario 1\n")
	for _, p := range parameters(&s.Cluster) {
		fmt.Fprintf(&b, "%s = %s\n", p.Key, p.Value)
	}
	for _, step := range s.Steps {
		fmt.Fprintf(&b, "%s: %s", formatTrigger(&step), formatAction(step.Do))
		if step.Note != (trace.Text{}) {
			fmt.Fprintf(&b, " note %q %q", step.Note.EN, step.Note.ZH)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "until %s\n", chance.FormatDuration(s.Until))
	return b.String()
}

// formatTrigger writes when a step is taken.
func formatTrigger(s *sim.Step) string {
	after := ""
	if s.After > 0 || s.Within > 0 {
		after = ", after " + sim.Range{Min: s.After, Max: s.After + s.Within}.String()
	}
	switch {
	case s.When.Kind == 0:
		return "at " + sim.Range{Min: s.At, Max: s.At + s.Within}.String()
	case s.When.Kind == sim.StepBefore:
		return "with the step before" + after
	}
	return "when " + formatCondition(s.When) + after
}

// formatAction writes what a step does, whole.
func formatAction(do sim.Action) string {
	switch a := do.(type) {
	case sim.CrashAction:
		return "crash " + formatSelector(a.Nodes)
	case sim.RestartAction:
		return "restart " + formatSelector(a.Nodes)
	case sim.PauseAction:
		return "pause " + formatSelector(a.Nodes)
	case sim.ResumeAction:
		return "resume " + formatSelector(a.Nodes)
	case sim.PartitionAction:
		groups := make([]string, len(a.Groups))
		for i, group := range a.Groups {
			groups[i] = formatSelector(group)
		}
		return "partition " + strings.Join(groups, " | ")
	case sim.HealAction:
		return "heal all"
	case sim.SettleAction:
		return "settle all"
	case sim.CutAction:
		return "cut " + formatSelector(a.From) + " to " + formatSelector(a.To)
	case sim.TimeoutAction:
		return "timeout " + formatSelector(a.Nodes)
	case sim.TransferAction:
		return "transfer " + formatSelector(a.To)
	case sim.CompactAction:
		return "compact " + formatSelector(a.Nodes)
	}
	return formatSetting(do)
}

// formatSetting writes the actions that bring new settings, or words of a client.
func formatSetting(do sim.Action) string {
	switch a := do.(type) {
	case sim.NetworkAction:
		return "network " + formatNetwork(&a.Settings)
	case sim.LinkAction:
		return "link " + formatSelector(a.From) + " to " + formatSelector(a.To) + " " + formatNetwork(&a.Settings)
	case sim.ClockAction:
		return "clock " + formatSelector(a.Nodes) + " rate " + a.Rate.String()
	case sim.ElectionTimeoutAction:
		return "election_timeout " + formatSelector(a.Nodes) + " range " + a.Range.String()
	case sim.DiskAction:
		words := "disk " + formatSelector(a.Nodes)
		if a.Fault != 0 {
			words += " fault " + diskFaults[a.Fault]
		}
		if a.Fsync != nil {
			words += " fsync " + a.Fsync.String()
		}
		return words
	case sim.ProposeAction:
		return fmt.Sprintf("propose %q to %s count %d every %s", a.Command, formatSelector(a.To),
			max(a.Count, 1), chance.FormatDuration(a.Every))
	case sim.ChangeAction:
		return "change add " + formatServers(a.Add) + " learn " + formatServers(a.Learn) +
			" remove " + formatServers(a.Remove) + " joint " + strconv.FormatBool(a.Joint)
	}
	return "note"
}

func formatNetwork(s *network.Settings) string {
	return fmt.Sprintf("latency %v, loss %v, duplicate %v", s.Latency, s.Loss, s.Duplicate)
}
