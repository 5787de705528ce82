package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"raftlab/scenarios"
	"raftlab/sim/trace"
)

type listOptions struct {
	*console
	format format
}

func newList(c *console) *cobra.Command {
	o := listOptions{console: c}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the built-in scenarios in the order of the course",
		Example: examples(
			"all scenarios with their lessons", "raftlab list",
			"their names, for a script", "raftlab list -o json | jq -r '.[].name'"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	addFormat(cmd, &o.format)
	return cmd
}

// listed is a built-in scenario in the list.
type listed struct {
	Number    int        `json:"number"`
	Name      string     `json:"name"`
	Title     trace.Text `json:"title"`
	Lesson    trace.Text `json:"lesson"`
	Reference string     `json:"reference"`
}

func (o *listOptions) run() error {
	all := []listed{}
	for i, info := range scenarios.Builtin() {
		scenario, err := scenarios.ByName(info.Name)
		if err != nil {
			return err
		}
		all = append(all, listed{i + 1, info.Name, scenario.Title, scenario.Lesson, scenario.Reference})
	}
	if o.format == jsonFormat {
		return writeJSON(o.out, all)
	}
	longest := 0
	for _, one := range all {
		longest = max(longest, len(one.Name))
	}
	for _, one := range all {
		fmt.Fprintf(o.out, "%3d  %-*s  %s\n", one.Number, longest, one.Name, one.Title.In(o.lang))
		for _, line := range wrap(breakable(one.Lesson.In(o.lang)), textWidth-6) {
			put(o.out, "      ", line, "\n")
		}
	}
	put(o.out, o.say("\nRun one: raftlab run NAME    Read it: raftlab show NAME\n",
		"\n运行：raftlab run 名称    阅读：raftlab show 名称\n"))
	return nil
}

// writeJSON writes a document for programs, indented so that people can read it.
func writeJSON(w io.Writer, document any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}
