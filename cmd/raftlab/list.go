package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"raftlab/scenarios"
	"raftlab/sim/lang"
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
	Number int  `json:"number,omitempty"` // in the course; studies have none
	Study  bool `json:"study,omitempty"`
	scenarios.Info
}

func (o *listOptions) run() error {
	course, studies := []listed{}, []listed{}
	for i, info := range scenarios.Builtin() {
		course = append(course, listed{Number: i + 1, Info: info})
	}
	for _, info := range scenarios.Studies() {
		studies = append(studies, listed{Study: true, Info: info})
	}
	if o.format == jsonFormat {
		return writeJSON(o.out, append(course, studies...))
	}
	o.section(course)
	write(o.out, o.say("\nStudies: published experiments, to be run many times and compared\n\n",
		"\n研究：已发表的实验，用于多次运行并对比\n\n"))
	o.section(studies)
	write(o.out, o.say("\nRun one: raftlab run NAME    Read it: raftlab show NAME    Run it often: raftlab trials NAME\n",
		"\n运行：raftlab run 名称    阅读：raftlab show 名称    多次运行：raftlab trials 名称\n"))
	return nil
}

// section prints scenarios with their lessons.
func (o *listOptions) section(all []listed) {
	longest := 0
	for _, one := range all {
		longest = max(longest, len(one.Name))
	}
	for _, one := range all {
		number := ""
		if one.Number > 0 {
			number = strconv.Itoa(one.Number)
		}
		fmt.Fprintf(o.out, "%3s  %-*s  %s\n", number, longest, one.Name, one.Title.In(o.lang))
		for _, line := range lang.Wrap(lang.Breakable(one.Lesson.In(o.lang)), o.terminal().Width-6) {
			write(o.out, "      ", line, "\n")
		}
	}
}

// writeJSON writes a document for programs, indented so that people can read it.
func writeJSON(w io.Writer, document any) error {
	if out, is := w.(*bufferedOutput); is {
		w = out.asItIs()
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}
