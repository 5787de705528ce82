package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/scenarios"
)

// openScenario returns the scenario of a name or of a file: what ends in .yaml or .yml, or has a
// slash in it, is a file.
func openScenario(word string, overrides []string) (*scenarios.Scenario, error) {
	scenario, err := findScenario(word)
	if err != nil {
		return nil, err
	}
	if err := scenario.Set(overrides); err != nil {
		return nil, err
	}
	return scenario, nil
}

func findScenario(word string) (*scenarios.Scenario, error) {
	if !isFile(word) {
		scenario, err := scenarios.ByName(word)
		if err != nil {
			err = fmt.Errorf("%w\nraftlab list shows all; the name of a file of your own ends in .yaml", err)
		}
		return scenario, err
	}
	source, err := os.ReadFile(word)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s", word)
	case err != nil:
		return nil, environment(fmt.Errorf("%s: %w", word, cause(err)))
	}
	return scenarios.Load(word, source)
}

func isFile(word string) bool {
	return strings.ContainsAny(word, `/\`) || strings.HasSuffix(word, ".yaml") || strings.HasSuffix(word, ".yml")
}

// sourceOf returns the file that a word names; "" for the name of a built-in scenario.
func sourceOf(word string) string {
	if isFile(word) {
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
	scenario, err := findScenario(word)
	if err != nil {
		return nil, none
	}
	var keys []cobra.Completion
	for _, key := range scenario.Keys() {
		keys = append(keys, key+"=")
	}
	return keys, none
}
