package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"raftlab/cmd/raftlab/process"
	"raftlab/scenarios/run"
	"raftlab/scenarios/survey"
	"raftlab/sim/engine"
	"raftlab/sim/lang"
)

// engineFlag is a flag that takes the name of an implementation of Raft, or exec: and the command line of a program that
// plays servers, or wasm: and a module that does. Nothing else makes such an engine: a name that stands in a file starts nothing.
type engineFlag struct {
	engine.Engine
	own      *ownProgram // nil: the engine is raftlab's
	patience time.Duration
}

func (f *engineFlag) String() string { return f.Name() }

// Type is what help texts show for the value.
func (f *engineFlag) Type() string {
	return "etcd|textbook|textbook-without-RULE|exec:PROGRAM|wasm:FILE"
}

// Set implements [pflag.Value].
func (f *engineFlag) Set(word string) error {
	own, err := ownProgramOf(word, &f.patience)
	if err != nil {
		return err
	}
	if own != nil {
		f.own, f.Engine = own, &own.engine
		return nil
	}
	e, err := run.ParseEngine(word)
	if err != nil {
		if _, missing := os.Stat(word); missing == nil {
			err = lang.Errorf("%v, or for a program of your own exec:%s", "%v；自己的程序请写 exec:%s", err, word)
		}
		return err
	}
	f.own, f.Engine = nil, e
	return nil
}

// endWith ends the programs when ctx does, so that an interrupt waits for no answer. What it returns ends them now, with
// all that they started.
func (f *engineFlag) endWith(ctx context.Context) (end func()) {
	if f.own == nil {
		return func() {}
	}
	f.own.host.CloseWith(ctx)
	return f.own.host.Close
}

// untilFailure returns a context for many runs, which ends when a program fails in one, and with it all programs.
func (f *engineFlag) untilFailure(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if f.own != nil {
		f.own.whenOver = cancel
	}
	end := f.endWith(ctx)
	return ctx, func() {
		cancel()
		end()
	}
}

// survey makes a survey with the engine. A program that fails ends it.
func (f *engineFlag) survey(ctx context.Context, c *console, s *survey.Survey, as format) error {
	ctx, end := f.untilFailure(ctx)
	defer end()
	err := c.survey(ctx, s, as)
	f.remark(c)
	if failed := f.failure(); failed != nil {
		return failed
	}
	return err
}

// failure returns why a program could not play; nil if it could.
func (f *engineFlag) failure() error {
	if f.own == nil {
		return nil
	}
	return f.own.failure()
}

// remark says which sentence of Figure 2 was broken first, if one was.
func (f *engineFlag) remark(c *console) {
	if f.own == nil {
		return
	}
	if first, broken := f.own.firstBreach(); broken {
		fmt.Fprintln(c.err, c.say("raftlab: warning: %s", "raftlab：警告：%s", first.Words))
	}
}

func addEngine(cmd *cobra.Command, to *engineFlag) {
	to.Engine = run.DefaultEngine()
	cmd.Flags().Var(to, "engine", "implementation of Raft; one can leave out a rule of the paper, and exec:./my-raft is a program of your own, wasm:./raft.wasm one in a sandbox")
	addPatience(cmd, &to.patience)
	completeWords(cmd, "engine", run.EngineNames())
}

func addPatience(cmd *cobra.Command, to *time.Duration) {
	addWait(cmd.Flags(), to, "patience", process.Patience, "10s", "how long a program of your own may take for an answer")
	mustComplete(cmd, "patience", cobra.NoFileCompletions)
}
