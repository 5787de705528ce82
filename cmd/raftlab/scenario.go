package main

import (
	"strings"

	"github.com/spf13/cobra"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
)

// open makes a request ready to run.
func (c *console) open(request run.Request) (*run.Simulation, error) {
	return run.Open(request, c.readScenario)
}

// readScenario is a [run.ReadFunc]. What a pipe brings is kept, since trials ask for it once per setting.
func (c *console) readScenario(word string) (name string, source []byte, err error) {
	in, err := c.openInput(word)
	if err != nil {
		return "", nil, err
	}
	source, kept := c.piped[word]
	if !kept {
		if source, err = in.readAtMost(scenarios.MostBytes); err != nil {
			return "", nil, err
		}
	}
	if run.IsReadOnce(word) {
		c.piped = map[string][]byte{word: source}
	}
	return in.name, source, nil
}

// sourceOf returns the file that a word names; "" for a built-in scenario and what comes through a pipe.
func sourceOf(word string) string {
	if run.IsFile(word) && !run.IsReadOnce(word) {
		return word
	}
	return ""
}

// completeNames completes the name of a built-in scenario.
func completeNames(c *console) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []cobra.Completion
		for _, info := range append(scenarios.Builtin(), scenarios.Studies()...) {
			names = append(names, cobra.CompletionWithDesc(info.Name, info.Title.In(c.lang)))
		}
		return names, cobra.ShellCompDirectiveDefault
	}
}

// completeKeys completes the key of --set: those of the scenario on the line, if it is there.
func completeKeys(_ *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const none = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	if strings.Contains(typed, "=") {
		return nil, none
	}
	word := scenarios.Builtin()[0].Name
	if len(args) > 0 {
		word = args[0]
	}
	c := &console{in: strings.NewReader("")}
	scenario, err := run.FindScenario(word, c.readScenario)
	if err != nil {
		return nil, none
	}
	var keys []cobra.Completion
	for _, key := range scenario.Keys() {
		keys = append(keys, key+"=")
	}
	return keys, none
}
