package main

import (
	"github.com/spf13/cobra"

	"raftlab/scenarios"
	"raftlab/sim/lang"
)

func newShow(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "show SCENARIO",
		Short: "Print the file of a built-in scenario",
		Long: `Print the file of a built-in scenario, exactly: its lesson, its script, the predictions to make and the
expectations to judge it by. The file can be copied, changed and run.`,
		Example: examples(
			"read a scenario", "raftlab show leader-crash",
			"make one of your own of it", "raftlab show leader-crash > my.yaml && raftlab run my.yaml"),
		Args:              oneArgument("a scenario", "一个场景"),
		ValidArgsFunction: completeNames(c),
		RunE: func(_ *cobra.Command, args []string) error {
			scenario, err := scenarios.ByName(args[0])
			if err != nil {
				return lang.Errorf("%v\nraftlab list shows all", "%v\nraftlab list 列出全部", err)
			}
			c.out.asItIs().Write(scenario.Source())
			return nil
		},
	}
}
