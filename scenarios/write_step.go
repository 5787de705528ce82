package scenarios

import (
	"fmt"
	"strconv"

	"raftlab/sim/chance"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// steps writes the steps of a script, each with its note below it.
func (w *yamlWriter) steps(s *script.Script) {
	if len(s.Steps) > 0 {
		w.line("steps:")
	}
	do := actionWriter{network: s.Cluster.Network}
	for i := range s.Steps {
		step := &s.Steps[i]
		parts := yamlTrigger(step)
		do.written = ""
		step.Do.Perform(&do)
		if do.written != "" {
			parts = append(parts, do.written)
		}
		if step.Note.EN == "" {
			w.line("  - {" + commas(parts) + "}")
			continue
		}
		parts = append(parts, "note: "+yamlText(step.Note))
		for i, part := range parts {
			w.line([]string{"  - ", "    "}[min(i, 1)] + part)
		}
	}
}

// yamlTrigger returns when a step is taken. A step that follows another has no moment of its own.
func yamlTrigger(s *script.Step) (parts []string) {
	span := script.Range{Min: s.After, Max: s.After + s.Within}
	switch s.When.Kind {
	case 0:
		return []string{"at: " + script.Range{Min: s.At, Max: s.At + s.Within}.String()}
	case script.StepBefore:
	default:
		parts = []string{"when: " + formatCondition(s.When)}
	}
	if span != (script.Range{}) {
		parts = append(parts, "after: "+span.String())
	}
	return parts
}

// actionWriter writes one action after another as the keys of their steps. It knows how the network is by then: a step
// changes only what it names.
type actionWriter struct {
	network network.Settings
	written string // the last action
}

func (w *actionWriter) put(key, value string) { w.written = key + ": " + value }

// keys writes an action whose value is keys and values.
func (w *actionWriter) keys(key string, parts ...string) { w.put(key, "{"+commas(parts)+"}") }

func (w *actionWriter) Crash(a script.CrashAction)     { w.put("crash", yamlServers(a.Nodes)) }
func (w *actionWriter) Restart(a script.RestartAction) { w.put("restart", yamlServers(a.Nodes)) }
func (w *actionWriter) Pause(a script.PauseAction)     { w.put("pause", yamlServers(a.Nodes)) }
func (w *actionWriter) Resume(a script.ResumeAction)   { w.put("resume", yamlServers(a.Nodes)) }
func (w *actionWriter) Timeout(a script.TimeoutAction) { w.put("timeout", yamlServers(a.Nodes)) }
func (w *actionWriter) Compact(a script.CompactAction) { w.put("compact", yamlServers(a.Nodes)) }
func (w *actionWriter) Transfer(a script.TransferAction) {
	w.put("transfer", yamlServers(a.To))
}
func (w *actionWriter) Settle(script.SettleAction) { w.put("settle", "all") }
func (w *actionWriter) Note(script.NoteAction)     {}
func (w *actionWriter) Heal(script.HealAction)     { w.put("heal", "all") }
func (w *actionWriter) Drop(a script.DropAction)   { w.put("drop", yamlMessage(a.OneMessage)) }
func (w *actionWriter) Duplicate(a script.DuplicateAction) {
	w.put("duplicate", yamlMessage(a.OneMessage))
}
func (w *actionWriter) Deliver(a script.DeliverAction) { w.put("deliver", yamlMessage(a.OneMessage)) }

func (w *actionWriter) Hold(a script.HoldAction) {
	w.keys("hold", "message: "+yamlMessage(a.OneMessage), "for: "+chance.FormatDuration(a.For))
}

func (w *actionWriter) Clock(a script.ClockAction) {
	w.keys("clock", "node: "+yamlServers(a.Nodes), "rate: "+a.Rate.String())
}

func (w *actionWriter) ElectionTimeout(a script.ElectionTimeoutAction) {
	w.keys("election_timeout", "node: "+yamlServers(a.Nodes), "range: "+a.Range.String())
}

func (w *actionWriter) Disk(a script.DiskAction) {
	parts := []string{"node: " + yamlServers(a.Nodes)}
	if a.Fault != 0 {
		parts = append(parts, "fault: "+a.Fault.String())
	}
	if a.Fsync != nil {
		parts = append(parts, "fsync: "+a.Fsync.String())
	}
	if a.Stall > 0 {
		parts = append(parts, "stall: "+chance.FormatDuration(a.Stall))
	}
	w.keys("disk", parts...)
}

func (w *actionWriter) Partition(a script.PartitionAction) {
	alone := script.Selector{Kind: script.Others}
	if len(a.Groups) == 2 && a.Groups[1].String() == alone.String() && a.Groups[0].Kind != script.Others {
		w.put("isolate", yamlServers(a.Groups[0]))
		return
	}
	groups := make([]string, len(a.Groups))
	for i, group := range a.Groups {
		groups[i] = yamlList(selectorWordsOf(group))
	}
	w.put("partition", "["+commas(groups)+"]")
}

func (w *actionWriter) HealLink(a script.HealLinkAction) {
	w.keys("heal", "from: "+yamlServers(a.From), "to: "+yamlServers(a.To))
}

func (w *actionWriter) Cut(a script.CutAction) {
	w.keys("cut", "from: "+yamlServers(a.From), "to: "+yamlServers(a.To))
}

func (w *actionWriter) Network(a script.NetworkAction) {
	w.keys("network", yamlNetwork(&a.Settings, &w.network)...)
	w.network = a.Settings
}

func (w *actionWriter) Link(a script.LinkAction) {
	ends := []string{"from: " + yamlServers(a.From), "to: " + yamlServers(a.To)}
	w.keys("link", append(ends, yamlNetwork(&a.Settings, &w.network)...)...)
}

func (w *actionWriter) Propose(a script.ProposeAction) {
	if a.To.Kind == 0 && a.Count <= 1 {
		w.put("propose", yamlWord(a.Command))
		return
	}
	parts := []string{"command: " + yamlWord(a.Command)}
	if a.To.Kind != 0 {
		parts = append(parts, "to: "+yamlServers(a.To))
	}
	if a.Count > 1 {
		parts = append(parts, "count: "+strconv.Itoa(a.Count))
	}
	if a.Every > 0 {
		parts = append(parts, "every: "+chance.FormatDuration(a.Every))
	}
	w.keys("propose", parts...)
}

func (w *actionWriter) Read(a script.ReadAction) {
	parts := yamlAsked(a.Key, a.To)
	if a.Way != 0 {
		parts = append(parts, "way: "+a.Way.String())
	}
	if a.Retry > 0 {
		parts = append(parts, "retry: "+chance.FormatDuration(a.Retry))
	}
	w.keys("read", parts...)
}

func (w *actionWriter) Write(a script.WriteAction)   { w.update("write", &a.Update) }
func (w *actionWriter) Append(a script.AppendAction) { w.update("append", &a.Update) }

func (w *actionWriter) update(key string, u *script.Update) {
	parts := append(yamlAsked(u.Key, u.To), "value: "+yamlWord(u.Value))
	if u.Retry > 0 {
		parts = append(parts, "retry: "+chance.FormatDuration(u.Retry))
	}
	if u.Session > 0 {
		parts = append(parts, "session: "+strconv.FormatUint(u.Session, 10))
	}
	w.keys(key, parts...)
}

func yamlAsked(key string, to script.Selector) []string {
	parts := []string{"key: " + yamlWord(key)}
	if to.Kind != 0 {
		parts = append(parts, "to: "+yamlServers(to))
	}
	return parts
}

func (w *actionWriter) Change(a script.ChangeAction) {
	var parts []string
	for _, group := range []struct {
		key string
		ids []trace.NodeID
	}{{"add", a.Add}, {"learn", a.Learn}, {"remove", a.Remove}} {
		if len(group.ids) > 0 {
			parts = append(parts, group.key+": "+formatServers(group.ids))
		}
	}
	if a.Joint {
		parts = append(parts, "joint: true")
	}
	w.keys("change", parts...)
}

// yamlNetwork returns the latency and what else differs from other settings.
func yamlNetwork(s, from *network.Settings) []string {
	parts := []string{"latency: " + yamlWord(s.Latency.String())}
	if s.Loss != from.Loss {
		parts = append(parts, "loss: "+s.Loss.String())
	}
	if s.Duplicate != from.Duplicate {
		parts = append(parts, "duplicate: "+s.Duplicate.String())
	}
	return parts
}

// yamlServers returns a choice of servers: leader, n1, [n1, n2].
func yamlServers(s script.Selector) string {
	words := selectorWordsOf(s)
	if len(words) == 1 {
		return words[0]
	}
	return yamlList(words)
}

func selectorWordsOf(s script.Selector) (words []string) {
	if word := s.Kind.String(); word != "" {
		words = append(words, word)
	}
	for _, id := range s.Nodes {
		words = append(words, id.String())
	}
	return words
}

func yamlMessage(m script.OneMessage) string { return fmt.Sprint(m.Message) }
