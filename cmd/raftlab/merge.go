package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/sim/trials"
)

type mergeOptions struct {
	*console
	result string
}

func newMerge(c *console) *cobra.Command {
	o := mergeOptions{console: c}
	cmd := &cobra.Command{
		Use:   "merge RESULT...",
		Short: "Join the shards of trials to one result",
		Long: `Join the shards of trials to one result. It is, byte for byte, what --result saves when all trials are run
at once. Every shard must be there, once, and of the same trials.

The result is printed, or saved with --result. Where no shell puts the names in place of a pattern, as that of Windows
or a container without one, merge does: raftlab merge 'shard-*.json'.`,
		Example: examples(
			"two halves", "raftlab trials leader-crash --shard 1/2 --result 1.json && "+
				"raftlab trials leader-crash --shard 2/2 --result 2.json && raftlab merge 1.json 2.json --result all.json"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("merge needs the results of shards (see %s --help)", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	cmd.Flags().StringVar(&o.result, "result", "", "save the result to `FILE`")
	return cmd
}

func (o *mergeOptions) run(names []string) error {
	names, err := matching(names)
	if err != nil {
		return err
	}
	var shards []trials.Named
	for _, name := range names {
		shard, err := o.readResult(name)
		if err != nil {
			return err
		}
		shards = append(shards, trials.Named{Name: name, File: shard})
	}
	merged, err := trials.Merge(shards)
	if err != nil {
		return err
	}
	if o.result == "" {
		o.out.Write(merged.Encode())
		return nil
	}
	file, err := createFile(o.result)
	if err != nil {
		return err
	}
	defer file.discard()
	if _, err := file.Write(merged.Encode()); err != nil {
		return err
	}
	return file.commit()
}

// matching returns the names, with the files that it matches in place of each that is a pattern and not a file's name.
func matching(names []string) (all []string, err error) {
	for _, name := range names {
		if _, err := os.Lstat(name); err == nil || !strings.ContainsAny(name, "*?[") {
			all = append(all, name)
			continue
		}
		found, err := filepath.Glob(name)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s is not a pattern of file names (write shard-*.json)", name)
		case len(found) == 0:
			return nil, fmt.Errorf("no file is called %s", name)
		}
		all = append(all, found...)
	}
	return all, nil
}

// mostOfResult is how much of a result is read. One of a single line has some ten kilobytes.
const mostOfResult = 256 << 20

func (c *console) readResult(name string) (*trials.File, error) {
	in, err := c.openInput(name)
	if err != nil {
		return nil, err
	}
	text, err := in.readAtMost(mostOfResult)
	if err != nil {
		return nil, err
	}
	return trials.ReadFile(in.name, text)
}
