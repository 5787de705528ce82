package run

import (
	"context"
	"io"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guarded"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Simulation is a scenario that is ready to run: the header says all that the run is a function of.
type Simulation struct {
	Word     string // by which a command finds the scenario again
	Scenario *scenarios.Scenario
	Script   script.Script
	Engine   engine.Engine
	Header   trace.Header
}

// New makes a scenario, with the overrides that were set on it, ready to run. It fails if the engine cannot run it
// (see [Refuse]).
func New(scenario *scenarios.Scenario, word string, seed uint64, e engine.Engine) (*Simulation, error) {
	s := &Simulation{Word: word, Scenario: scenario, Script: scenario.Script(), Engine: e}
	if err := Refuse(scenario.Name, &s.Script, e); err != nil {
		return nil, err
	}
	s.Header = trace.Header{
		Format:         trace.FormatVersion,
		Scenario:       scenario.Name,
		ScenarioDigest: scenario.Digest(),
		Overrides:      append([]string{}, scenario.Overrides()...),
		Seed:           trace.Seed(seed),
		Engine:         e.Name(),
		Version:        sim.Version,
		Nodes:          s.Script.Cluster.Nodes,
		Parameters:     scenario.Parameters(),
		Program:        programOf(e),
	}
	return s, nil
}

// RefuseMany returns why a simulation cannot be made with many seeds, nil if it can: a step acts on a single message.
func (s *Simulation) RefuseMany() error {
	step, message, names := s.Script.NamesMessage()
	if !names {
		return nil
	}
	return lang.Errorf("step %d acts on message %d, and with another seed that is another message (make one run: raftlab run)",
		"第 %d 步针对消息 %d，换一个种子就是另一条消息了（请只运行一次：raftlab run）", step+1, message)
}

// Command returns the command that repeats the run.
func (s *Simulation) Command() Command { return s.CommandOf(uint64(s.Header.Seed)) }

// CommandOf returns the command that makes the run with another seed.
func (s *Simulation) CommandOf(seed uint64) Command {
	return NewCommand("run", s.Word, SeedFlags(seed), s.Engine, s.Header.Overrides)
}

// Outcome is what a run leaves.
type Outcome struct {
	Timeline *timeline.Timeline
	Digest   string // of the trace
}

// Run runs the simulation. The trace goes to w, every event to the sinks. The end of ctx ends the run, with the error
// of ctx; other errors are those of w.
func (s *Simulation) Run(ctx context.Context, w io.Writer, sinks ...trace.Sink) (*Outcome, error) {
	writer, err := trace.NewWriter(w, &s.Header)
	if err != nil {
		return nil, err
	}
	builder := timeline.NewBuilder(s.Header)
	world := sim.New(guarded.Engine(s.Engine))
	sinks = append(sinks, writer, builder, stopper{ctx.Done(), world})
	if err := world.Run(&s.Script, uint64(s.Header.Seed), sinks...); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	digest, err := writer.Close()
	return &Outcome{builder.Timeline(), digest}, err
}

// stopper is a sink that ends the run when a channel is closed.
type stopper struct {
	closed <-chan struct{}
	world  *sim.World
}

func (s stopper) Observe(*trace.Event) {
	select {
	case <-s.closed:
		s.world.Interrupt()
	default:
	}
}
