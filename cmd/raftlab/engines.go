package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
)

// engineName is the name of a Raft implementation.
type engineName string

// The implementations. The first is the default.
var engineNames = []engineName{etcdraft.Name, textbook.Name}

func (name engineName) engine() engine.Engine {
	if name == textbook.Name {
		return textbook.Engine{}
	}
	return etcdraft.Engine{}
}

// words returns what a command line has to say to choose the engine: nothing for the default.
func (name engineName) words() []string {
	if name == engineNames[0] {
		return nil
	}
	return []string{"--engine", string(name)}
}

func addEngine(cmd *cobra.Command, to *engineName) {
	*to = engineNames[0]
	addChoice(cmd.Flags(), to, engineNames, "engine", "", "implementation of Raft")
	mustComplete(cmd, "engine", cobra.FixedCompletions([]cobra.Completion{etcdraft.Name, textbook.Name}, cobra.ShellCompDirectiveNoFileComp))
}

// refuse returns why an engine cannot run a script; nil if it can.
func (name engineName) refuse(scenario string, script *sim.Script) error {
	limited, ok := name.engine().(engine.Limited)
	if !ok {
		return nil
	}
	no := func(what string) error {
		return fmt.Errorf("engine %s has no %s, which scenario %s needs (leave out --engine)", name, what, scenario)
	}
	membership, compaction := limited.Lacks(engine.Membership), limited.Lacks(engine.Compaction)
	if membership && (len(script.Cluster.Voters)+len(script.Cluster.Learners) > 0) {
		return no("learners and no servers that join later")
	}
	for i := range script.Steps {
		switch script.Steps[i].Do.(type) {
		case sim.ChangeAction:
			if membership {
				return no("changes of the configuration")
			}
		case sim.CompactAction:
			if compaction {
				return no("snapshots")
			}
		}
	}
	return nil
}
