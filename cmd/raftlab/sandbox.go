package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"raftlab/cmd/raftlab/sandbox"
)

// sandboxCommand is the word for a process that runs one module.
const sandboxCommand = "sandbox"

// newSandbox is what --engine wasm: starts for each server.
func newSandbox() *cobra.Command {
	return &cobra.Command{
		Use:    sandboxCommand + " MODULE",
		Short:  "Run a WebAssembly module that plays a server; --engine wasm: starts this",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			code, err := sandbox.Run(cmd.Context(), args[0])
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = int(exitEnvironment)
			}
			if code != 0 {
				return verdict(code)
			}
			return nil
		},
	}
}

// sandboxed returns the words of a process that runs a module.
func sandboxed(module string) ([]string, error) {
	if err := sandbox.Check(module); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, environment(err)
	}
	return []string{self, sandboxCommand, module}, nil
}
