package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/scenarios"
)

// openScenario returns the scenario of a name or of a file: what ends in .yaml or .yml, or has a
// slash in it, is a file.
func (c *console) openScenario(word string, overrides []string) (*scenarios.Scenario, error) {
	scenario, err := c.findScenario(word)
	if err != nil {
		return nil, err
	}
	if err := scenario.Set(overrides); err != nil {
		return nil, err
	}
	return scenario, nil
}

func (c *console) findScenario(word string) (*scenarios.Scenario, error) {
	if !isFile(word) {
		scenario, err := scenarios.ByName(word)
		if err != nil {
			err = fmt.Errorf("%w\nraftlab list shows all; the name of a file of your own ends in .yaml", err)
		}
		return scenario, err
	}
	return c.readScenario(word)
}

// readScenario reads a scenario file. What a pipe brings is kept, since trials ask for it once per setting.
func (c *console) readScenario(name string) (*scenarios.Scenario, error) {
	in, err := c.openInput(name)
	if err != nil {
		return nil, err
	}
	source, kept := c.piped[name]
	if !kept {
		if source, err = in.readAtMost(scenarios.MostBytes); err != nil {
			return nil, err
		}
	}
	if passes(name) {
		c.piped = map[string][]byte{name: source}
	}
	return scenarios.Load(in.name, source)
}

// typedBack returns the word by which a command finds a scenario again. What came through a pipe is gone, unless it
// is a built-in one.
func typedBack(word string, scenario *scenarios.Scenario) string {
	if !isFile(word) || !passes(word) {
		return word
	}
	builtin, err := scenarios.ByName(scenario.Name)
	if err == nil && bytes.Equal(builtin.Source(), scenario.Source()) {
		return scenario.Name
	}
	return stdin
}

func isFile(word string) bool {
	return word == stdin || strings.ContainsAny(word, `/\`) || strings.HasSuffix(word, ".yaml") || strings.HasSuffix(word, ".yml")
}

// sourceOf returns the file that a word names; "" for a built-in scenario and what comes through a pipe.
func sourceOf(word string) string {
	if isFile(word) && !passes(word) {
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
	scenario, err := (&console{in: strings.NewReader("")}).findScenario(word)
	if err != nil {
		return nil, none
	}
	var keys []cobra.Completion
	for _, key := range scenario.Keys() {
		keys = append(keys, key+"=")
	}
	return keys, none
}
