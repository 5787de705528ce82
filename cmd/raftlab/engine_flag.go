package main

import (
	"github.com/spf13/cobra"

	"raftlab/scenarios/run"
	"raftlab/sim/engine"
)

// engineFlag is a flag that takes the name of an implementation of Raft.
type engineFlag struct{ engine.Engine }

func (f *engineFlag) String() string { return f.Name() }

// Type is what help texts show for the value.
func (f *engineFlag) Type() string { return "etcd|textbook|textbook-without-RULE" }

// Set implements [pflag.Value].
func (f *engineFlag) Set(word string) error {
	e, err := run.ParseEngine(word)
	if err == nil {
		f.Engine = e
	}
	return err
}

func addEngine(cmd *cobra.Command, to *engineFlag) {
	to.Engine = run.DefaultEngine()
	cmd.Flags().Var(to, "engine", "implementation of Raft; one can leave out a rule of the paper")
	completeWords(cmd, "engine", run.EngineNames())
}
