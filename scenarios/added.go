package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// maxAdded is how many steps can be added to a script; who breaks a run by hand adds a few.
const maxAdded = 200

// stepOverride begins an override that adds a step, as headers of traces have it.
const stepOverride = "step="

// StepOverride returns the override that adds a step: step={at: 1s, crash: n2}.
func StepOverride(step string) string { return stepOverride + step }

// AddedStep returns the step that an override adds. It reports whether the override adds one; others are settings.
func AddedStep(override string) (step string, adds bool) {
	return strings.CutPrefix(override, stepOverride)
}

// Override does again what a header of a trace names: settings as [Scenario.Set] takes them, and added steps.
func (s *Scenario) Override(overrides []string) error {
	var settings, steps []string
	for _, override := range overrides {
		if step, adds := AddedStep(override); adds {
			steps = append(steps, step)
		} else {
			settings = append(settings, override)
		}
	}
	if err := s.Set(settings); err != nil {
		return err
	}
	return s.Add(steps)
}

// Add adds steps to the script, each written as in a file: {at: 1.2s, crash: n2}. An added step has a time of its own,
// or waits for an event from the start of the run. It stands behind all others and is not in the order of time
// with them, so the script is what it was: the numbers of its steps, what they wait for, and the moments that
// they draw. The scenario is then checked again as a whole. Nothing is changed when there is an error, which is
// [Problems].
func (s *Scenario) Add(steps []string) error {
	problems := s.add(steps)
	for i := range steps {
		if own := problems.ofStep(i + 1); len(own) > 0 {
			problems = append(problems.without(own), s.culpritsInStep(steps, i, own)...)
		}
	}
	for _, p := range problems {
		if p.Step > 0 && len(steps) > 1 {
			p.flag = fmt.Sprintf("%s %d", stepFlag, p.Step)
		}
	}
	return problems.err(s.file, s.source)
}

// Added returns how many steps were added; they are the last of the script.
func (s *Scenario) Added() int { return len(s.added) }

// culpritsInStep returns what is wrong with an added step, by its lookalikes where they are to blame.
func (s *Scenario) culpritsInStep(steps []string, i int, problems Problems) Problems {
	changed := slices.Clone(steps)
	found := culprits(steps[i], problems, func(text string) Problems {
		changed[i] = text
		copied := *s
		return copied.add(changed).ofStep(i + 1)
	})
	for _, p := range found {
		p.Step = i + 1
	}
	return found
}

// add adds steps, or, if something is wrong, none.
func (s *Scenario) add(steps []string) Problems {
	changed := *s
	changed.added, changed.overrides = slices.Clone(s.added), s.Overrides()
	var problems Problems
	for i, step := range steps {
		n, problem := parseStep(step)
		if problem != nil {
			problem.Step = i + 1
			problems = append(problems, problem)
			continue
		}
		n.markAdded(i + 1)
		changed.added = append(changed.added, n)
		changed.overrides = append(changed.overrides, StepOverride(step))
	}
	if problems := problems.inOrder(s.file, s.source); problems != nil {
		return problems
	}
	if problems := changed.read(); problems != nil {
		return problems
	}
	*s = changed
	return nil
}

// parseStep parses the text of one step.
func parseStep(text string) (*node, *Problem) {
	begin := strings.TrimLeft(text, " \t\n")
	if !strings.HasPrefix(lang.Plain(begin), "{") {
		line, column := place([]byte(text), len(text)-len(begin))
		return nil, problemAt(line, column, lang.Errorf("a step stands in braces (write {at: 1s, crash: n2})", "一步要写在花括号中（请写 {at: 1s, crash: n2}）"))
	}
	n, problem := parse([]byte(text))
	if problem == nil {
		return n, nil
	}
	problem.syntax = true
	if lastLine, lastColumn := place([]byte(text), len(text)); problem.Line > lastLine { // to the library, a missing line break at the end is there
		problem.Line, problem.Column = lastLine, lastColumn
	}
	return nil, problem
}

// readAdded reads the steps that were added. What happens then is not what the lesson asks about.
func readAdded(d *decoder, added []*node, s *Scenario) {
	if len(added) > 0 {
		s.Predictions = nil
	}
	if len(added) > maxAdded {
		d.refuse(added[maxAdded], "more than %d added steps (write a scenario file of your own)",
			"附加的步骤超过 %d 个（请写成自己的场景文件）", maxAdded)
		return
	}
	for _, n := range added {
		if len(d.problems) > 0 { // one mistake must not make the steps after it look wrong
			return
		}
		steps := &stepDecoder{decoder: d, cluster: &s.script.Cluster, slack: s.slack}
		steps.history = s.everything(d.servers)
		s.script.Steps = append(s.script.Steps, steps.readAdded(n, s))
	}
}

// readAdded reads a step that is not in the order of time with others.
func (d *stepDecoder) readAdded(n *node, s *Scenario) script.Step {
	if n.get("at") == nil && n.get("when") == nil {
		d.refuse(n, "an added step has a moment of its own (write {at: 1s, crash: n2}, or {when: leader elected, crash: n2})",
			"附加的步骤要有自己的时刻（请写 {at: 1s, crash: n2}，或 {when: leader elected, crash: n2}）")
		return script.Step{}
	}
	network, known := s.networkAt(d.span(n))
	d.network = network
	step := d.read(n)
	step.FromStart = true
	if settle := n.get("settle"); settle != nil {
		d.refuse(settle, "settle cannot be added: what was before would change, since up to it all seeds give the same run (write it into the file)",
			"不能附加 settle：在它之前，所有种子的运行都相同，此前的一切会因此改变（请写到文件中）")
	}
	if step.When.Kind == 0 && step.Within > 0 && s.script.SettleStep() >= 0 {
		d.refuse(n, "this moment is drawn at the start, before the run is settled, so it is the same with all seeds (write one moment: at: %s)",
			"这个时刻在开始时、运行稳定之前就已随机选定，所以换任何种子都一样（请写一个时刻：at: %s）",
			chance.FormatDuration(step.At))
	}
	if !known {
		d.checkWhole(n.get("network"))
		d.checkWhole(n.get("link"))
	}
	return step
}

// checkWhole refuses a change of links that leaves something as it is, where nobody knows how it is.
func (d *stepDecoder) checkWhole(n *node) {
	if n == nil || n.form != mapping {
		return
	}
	for _, key := range networkTable.keys() {
		if n.get(key) == nil {
			d.refuse(n, "how great %s is by then only the run decides, since a step of the script changes the network (write all of %s)",
				"脚本的一步改变了网络，那时 %s 是多少要看运行（请把 %s 全部写出）",
				key, commas(networkTable.keys()))
			return
		}
	}
}

// span returns when an added step is taken: at the earliest and at the latest. A step that waits for an event may be taken at any
// time.
func (d *stepDecoder) span(n *node) (earliest, latest time.Duration) {
	if at := n.get("at"); at != nil {
		quiet := stepDecoder{decoder: &decoder{}} // what is wrong is told where the step is read
		from, span, _ := quiet.moments(at)
		if n.get("within") != nil {
			span = d.cluster.Heartbeat
		}
		return from, from + span
	}
	return 0, chance.Longest
}

// networkAt returns the settings of the network while an added step may be taken. They are not known if a step may change
// them before or after.
func (s *Scenario) networkAt(earliest, latest time.Duration) (settings network.Settings, known bool) {
	settings, since := s.script.Cluster.Network, time.Duration(-1)
	for i := range s.script.Steps {
		step := &s.script.Steps[i]
		change, ok := step.Do.(script.NetworkAction)
		switch {
		case !ok || step.When.Kind == 0 && step.At > latest:
		case step.When.Kind != 0 || step.Within > 0 || step.At > earliest:
			return settings, false
		case step.At >= since:
			settings, since = change.Settings, step.At
		}
	}
	return settings, true
}

// everything returns what all steps so far may have done, in whatever order they are taken.
func (s *Scenario) everything(servers int) history {
	h := history{servers: servers, crashed: slices.Clone(s.down)}
	for i := range s.script.Steps {
		switch do := s.script.Steps[i].Do.(type) {
		case script.CrashAction:
			h.crashed = h.add(h.crashed, do.Nodes)
		case script.PauseAction:
			h.paused = h.add(h.paused, do.Nodes)
		case script.PartitionAction, script.CutAction:
			h.divided = true
		case script.DiskAction:
			if do.Fault > trace.HonestDisk { // Raft's own code can end a server whose disk broke its promise, and others with it
				h.crashed = everybody(servers)
			}
		}
	}
	return h
}
