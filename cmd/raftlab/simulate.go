package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// simulation is a scenario that is ready to run.
type simulation struct {
	word     string // by which a command finds the scenario again
	scenario *scenarios.Scenario
	script   sim.Script
	engine   engineName
	header   trace.Header
}

// defaultSeed is the seed of a run for which none was chosen.
const defaultSeed = 1

// newSimulation opens a scenario. Overrides are in the form of --set.
func (c *console) newSimulation(word string, seed seedFlag, engine engineName, overrides []string) (*simulation, error) {
	scenario, err := c.openScenario(word, overrides)
	if err != nil {
		return nil, err
	}
	return prepare(scenario, typedBack(word, scenario), seed, engine)
}

// prepare makes a scenario ready to run, with the overrides that were set on it.
func prepare(scenario *scenarios.Scenario, word string, seed seedFlag, engine engineName) (*simulation, error) {
	s := &simulation{word: word, scenario: scenario, script: scenario.Script(), engine: engine}
	if err := engine.refuse(scenario.Name, &s.script); err != nil {
		return nil, err
	}
	s.header = trace.Header{
		Format:         trace.FormatVersion,
		Scenario:       scenario.Name,
		ScenarioDigest: scenario.Digest(),
		Overrides:      append([]string{}, scenario.Overrides()...),
		Seed:           defaultSeed,
		Engine:         engine.engine().Name(),
		Version:        sim.Version,
		Nodes:          s.script.Cluster.Nodes,
		Parameters:     scenario.Parameters(),
	}
	if seed.given {
		s.header.Seed = trace.Seed(seed.value)
	}
	return s, nil
}

// command returns the command line that repeats the run.
func (s *simulation) command() commandLine {
	flags := append([]string{"--seed", strconv.FormatUint(uint64(s.header.Seed), 10)}, s.engine.words()...)
	for _, override := range s.header.Overrides {
		flags = append(flags, "--set", lang.ShellWord(override))
	}
	return commandLine{"run", s.word, flags}
}

// outcome is what a run leaves.
type outcome struct {
	timeline *timeline.Timeline
	digest   string
}

// run runs the simulation. The trace goes to w, every event to the sinks. A signal ends it with
// errInterrupted; other errors are those of w.
func (s *simulation) run(ctx context.Context, w io.Writer, sinks ...trace.Sink) (*outcome, error) {
	ctx, stop := untilSignal(ctx)
	defer stop()
	writer, err := trace.NewWriter(w, &s.header)
	if err != nil {
		return nil, err
	}
	builder := timeline.NewBuilder(s.header)
	world := sim.New(s.engine.engine())
	sinks = append(sinks, writer, builder, interrupter{ctx.Done(), world})
	if err := world.Run(&s.script, uint64(s.header.Seed), sinks...); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, errInterrupted
	}
	digest, err := writer.Close()
	return &outcome{builder.Timeline(), digest}, err
}

// untilSignal returns a context that ends with a signal to end. A second one does what signals do.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// interrupter is a sink that ends the run when it is told to.
type interrupter struct {
	told  <-chan struct{}
	world *sim.World
}

func (i interrupter) Observe(*trace.Event) {
	select {
	case <-i.told:
		i.world.Halt()
	default:
	}
}
