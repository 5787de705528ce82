package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
)

// engineName is the name of a Raft implementation. As a flag it takes only those that exist.
type engineName string

// withoutRule is what stands between the textbook's name and the rule that it leaves out.
const withoutRule = textbook.Name + "-without-"

var (
	engines     = allEngines()
	engineNames = namesOf(engines)
)

// allEngines returns every implementation that can be named. The first is the default.
func allEngines() []engine.Engine {
	all := []engine.Engine{etcdraft.Engine{}, textbook.Engine{}}
	for _, rule := range textbook.Rules() {
		all = append(all, textbook.Engine{Broken: rule})
	}
	return all
}

func namesOf(engines []engine.Engine) []engineName {
	names := make([]engineName, len(engines))
	for i, e := range engines {
		names[i] = engineName(e.Name())
	}
	return names
}

// engine returns the implementation; nil if there is none of the name.
func (name engineName) engine() engine.Engine {
	if i := slices.Index(engineNames, name); i >= 0 {
		return engines[i]
	}
	return nil
}

// String implements [pflag.Value].
func (name *engineName) String() string { return string(*name) }

// Type is what help texts show for the value.
func (name *engineName) Type() string { return "etcd|textbook|textbook-without-RULE" }

// Set implements [pflag.Value].
func (name *engineName) Set(word string) error {
	if rule, ok := strings.CutPrefix(word, withoutRule); ok {
		if _, err := textbook.ParseRule(rule); err != nil {
			return err
		}
	}
	if engineName(word).engine() == nil {
		return fmt.Errorf("write etcd, textbook or %sRULE", withoutRule)
	}
	*name = engineName(word)
	return nil
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
	cmd.Flags().Var(to, "engine", "implementation of Raft; one can leave out a rule of the paper")
	completeWords(cmd, "engine", engineNames)
}

// refuse returns why an engine cannot run a script; nil if it can.
func (name engineName) refuse(scenario string, script *sim.Script) error {
	missing := script.Needs().Without(name.engine().Features())
	if missing == 0 {
		return nil
	}
	return fmt.Errorf("engine %s has no %v, which scenario %s needs (leave out --engine)", name, missing.First(), scenario)
}
