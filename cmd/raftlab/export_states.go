package main

import (
	"context"
	"errors"
	"io"

	"raftlab/scenarios/run"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/lang"
)

// exportStates runs a scenario and writes every transition of etcd's Raft.
func (o *exportOptions) exportStates(ctx context.Context) error {
	s, err := o.simulationOfStates()
	if err != nil {
		return err
	}
	if !etcdraft.TellsStates {
		return environment(lang.Errorf("this raftlab was built without the state tracer of etcd's Raft "+
			"(in its source: go build -tags with_tla -o raftlab-tla ./cmd/raftlab)",
			"这个 raftlab 构建时没有包含 etcd 的 Raft 的状态跟踪（在源码中：go build -tags with_tla -o raftlab-tla ./cmd/raftlab）"))
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	if o.file == "" {
		return runStates(ctx, s, o.out)
	}
	files := outputs{source: sourceOf(o.word)}
	defer files.discard()
	file, err := files.add(o.file)
	if err != nil {
		return err
	}
	if err := runStates(ctx, s, file); err != nil {
		return err
	}
	return files.commit()
}

// simulationOfStates returns the run to be made. It refuses what the specification does not know.
func (o *exportOptions) simulationOfStates() (*run.Simulation, error) {
	if saved, err := o.openTrace(o.word); saved != nil || err != nil || o.word == run.Stdin {
		if saved != nil {
			saved.Close()
		}
		return nil, errors.Join(err, lang.Errorf("--to tla: a saved trace cannot be run again, and does not have the transitions of its engine (give the name of its scenario)",
			"--to tla：保存的轨迹不能重新运行，其中也没有引擎的状态转换（请写它的场景的名字）"))
	}
	if o.engine.Name() != etcdraft.Name {
		return nil, lang.Errorf("--to tla: the specification is of etcd's Raft, and not of engine %s (leave --engine out)",
			"--to tla：规约描述的是 etcd 的 Raft，而不是引擎 %s（请删去 --engine）", o.engine.Name())
	}
	s, err := o.open(run.Request{Word: o.word, Overrides: o.overrides, Steps: o.steps, Seed: o.seed.or(run.DefaultSeed), Engine: o.engine.Engine})
	if err != nil {
		return nil, err
	}
	switch c := &s.Script.Cluster; {
	case c.PreVote:
		return nil, lang.Errorf("--to tla: the specification has no PreVote (add --set pre_vote=false)",
			"--to tla：规约中没有 PreVote（请加上 --set pre_vote=false）")
	case c.Network.Duplicate > 0:
		return nil, lang.Errorf("--to tla: the specification takes no message for two (add --set network.duplicate=0)",
			"--to tla：规约不把一条消息当作两条（请加上 --set network.duplicate=0）")
	case len(c.Logs) > 0:
		return nil, lang.Errorf("--to tla: the specification begins with empty logs, and %s with others (choose another scenario)",
			"--to tla：规约从空日志开始，而 %s 不是（请换一个场景）", s.Scenario.Name)
	}
	return s, nil
}

// runStates makes the run and writes its transitions.
func runStates(ctx context.Context, s *run.Simulation, w io.Writer) error {
	states := etcdraft.NewStates(w)
	s.Engine = etcdraft.Engine{States: states}
	if _, err := s.Run(ctx, io.Discard); err != nil {
		return interrupted(err)
	}
	return states.Err()
}
