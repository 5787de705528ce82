package main

import (
	"fmt"
	"strings"
	"time"

	"raftlab/lab/elections"
	"raftlab/lab/labdir"
	"raftlab/plots/player"
	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
)

// assumed are latency and fsync of a lab on one computer, where the window has too few elections to measure them.
const (
	assumedLatency = "0.2ms-0.6ms"
	assumedFsync   = "1ms"
	fewestDelays   = 4
)

// longestGap is how far apart the faults of a simulation are at most. Nothing happens in a longer gap that a shorter one does not show.
const longestGap = 3 * time.Second

// simulation returns a page with a scenario of what was seen up to a moment.
func (w *labWatch) simulation(until time.Time, l lang.Lang) (*player.Options, error) {
	program := simulator()
	if program == nil {
		return nil, lang.Errorf("raftlab was built without the simulator for the browser (build it with make build)",
			"这个 raftlab 构建时没有包含浏览器用的模拟器（请用 make build 构建）")
	}
	source, err := w.script(until)
	if err != nil {
		return nil, err
	}
	if _, err := scenarios.Load("lab.yaml", []byte(source)); err != nil {
		return nil, err
	}
	if l != lang.Chinese {
		l = lang.English
	}
	start := player.Start{Name: "lab.yaml", YAML: source, Seed: fmt.Sprint(run.DefaultSeed), Engine: run.DefaultEngine().Name(), Lang: l,
		Scenarios: playable(), Engines: run.EngineNames(), Hints: scenarios.NewHints()}
	return &player.Options{Title: "raftlab lab", Start: start, Simulator: program}, nil
}

// script writes what was seen up to a moment as a scenario.
func (w *labWatch) script(until time.Time) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	timers, alike := w.observer.Timers()
	if !alike {
		return "", lang.Errorf("the members have no timers, or not all the same: such a cluster is not simulated (raftlab lab status)",
			"成员没有计时器设置，或各不相同：这样的集群不作模拟（raftlab lab status）")
	}
	s := &labScript{timers: timers}
	for _, e := range w.window.All(until) {
		s.delays.Observe(&e)
		s.see(&e)
	}
	return s.write(len(w.state.Members), until.Sub(w.window.From)), nil
}

// labScript becomes a scenario of the faults that real members had.
type labScript struct {
	timers  labdir.Timers
	delays  elections.Delays
	first   trace.NodeID // who led first
	leader  trace.NodeID
	begun   map[trace.NodeID]bool // servers that something was told of
	down    []trace.NodeID        // before anything else was told of them
	last    time.Duration         // of the last fault, in the window
	at      time.Duration         // in the script
	steps   []string
	unknown []string
}

// see takes an event.
func (s *labScript) see(e *trace.Event) {
	if s.begun == nil {
		s.begun, s.at = map[trace.NodeID]bool{}, (5 * s.timers.Longest()).Round(100*time.Millisecond)
	}
	switch e.Kind {
	case trace.ClusterLed:
		s.leader = e.Node
		if s.first == 0 {
			s.first = e.Node
		}
	case trace.RoleChange:
		s.begun[e.Node] = true
	case trace.FaultMade:
		s.fault(e)
	}
}

// fault writes a fault as a step. A member that comes back before anything else was told of it was down; one that began is no fault.
func (s *labScript) fault(e *trace.Event) {
	if e.Fault == trace.Restart && !s.begun[e.Node] {
		s.down = append(s.down, e.Node)
		s.begun[e.Node] = true
	}
	if s.first == 0 { // the cluster begins
		s.down = nil
		return
	}
	do := faultStep(e)
	if do == "" {
		s.unknown = append(s.unknown, fmt.Sprintf("  # not simulated, since what it was without is not known: n%d to n%d %s", e.Node, e.Peer, e.Detail))
		return
	}
	before, gap := s.at, min(e.At-s.last, longestGap)
	if len(s.steps) > 0 {
		s.at += gap.Round(time.Millisecond)
	}
	s.last = e.At
	if s.at > before && s.leader == e.Node && e.Fault != trace.TransferLead {
		s.steps = append(s.steps, fmt.Sprintf("  - {at: %v, transfer: n%d}  # it led then; does nothing if it leads here too", max(before, s.at-s.timers.Shortest()/2), s.leader))
	}
	s.steps = append(s.steps, fmt.Sprintf("  - {at: %v, %s}", s.at, do))
}

// faultStep returns the step of a scenario that makes a fault; "" if there is none.
func faultStep(e *trace.Event) string {
	switch e.Fault {
	case trace.Crash:
		return fmt.Sprintf("crash: n%d", e.Node)
	case trace.Restart:
		return fmt.Sprintf("restart: n%d", e.Node)
	case trace.Pause:
		return fmt.Sprintf("pause: n%d", e.Node)
	case trace.Resume:
		return fmt.Sprintf("resume: n%d", e.Node)
	case trace.TransferLead:
		return fmt.Sprintf("transfer: n%d", e.Peer)
	case trace.CutLink:
		return fmt.Sprintf("cut: {from: n%d, to: n%d}", e.Node, e.Peer)
	case trace.HealLink:
		return fmt.Sprintf("heal: {from: n%d, to: n%d}", e.Node, e.Peer)
	case trace.HealNet:
		return "heal: all"
	case trace.PartitionNet:
		var groups []string
		for _, g := range e.Groups {
			groups = append(groups, "["+strings.ReplaceAll(text.Nodes(g), " ", ", ")+"]")
		}
		return "partition: [" + strings.Join(groups, ", ") + "]"
	}
	return ""
}

// write writes the scenario of a window that lasted so long.
func (s *labScript) write(members int, lasted time.Duration) string {
	latency, fsync := law(s.delays.OneWay), law(s.delays.Fsync)
	measured := fmt.Sprintf("Latency and fsync were measured in %d votes.", len(s.delays.OneWay))
	if len(s.delays.OneWay) < fewestDelays || len(s.delays.Fsync) < fewestDelays {
		latency, fsync, measured = assumedLatency, assumedFsync, "Latency and fsync are assumed: there were too few votes to measure them."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# What real etcd went through, as a scenario. %s\n# Faults are at most %v apart here. Who wins an election is chance, here as there.\n", measured, longestGap)
	b.WriteString("name: lab\ntitle: {en: \"The lab, simulated\", zh: \"模拟的实验环境\"}\n")
	fmt.Fprintf(&b, "until: %v\n%s", max(s.at+min(lasted-s.last, longestGap), s.at+5*s.timers.Longest()).Round(100*time.Millisecond), labCluster(members, s.timers, latency, fsync))
	if len(s.down) > 0 {
		fmt.Fprintf(&b, "  down: [%s]\n", strings.ReplaceAll(text.Nodes(s.down), " ", ", "))
	}
	steps := append(s.unknown, s.steps...)
	if s.first != 0 {
		steps = append([]string{fmt.Sprintf("  - {at: 1ms, timeout: n%d}  # it led first", s.first)}, steps...)
	}
	if len(steps) > 0 {
		b.WriteString("steps:\n" + strings.Join(steps, "\n") + "\n")
	}
	return b.String()
}
