package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/sim/hunt"
	"raftlab/sim/lang"
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
		Short: "Join the shards of trials, or of a hunt, to one result",
		Long: `Join the shards of trials, or of a hunt, to one result. It is, byte for byte, what --result saves when all is run
at once: of a hunt the find with the lowest number. Every shard must be there, once, and of the same trials or hunt.

The result is printed, or saved with --result. Where no shell puts the names in place of a pattern, as that of Windows
or a container without one, merge does: raftlab merge 'shard-*.json'.`,
		Example: examples(
			"two halves", "raftlab trials leader-crash --shard 1/2 --result 1.json && "+
				"raftlab trials leader-crash --shard 2/2 --result 2.json && raftlab merge 1.json 2.json --result all.json",
			"two halves of a hunt", "raftlab hunt --break persist-vote --seeds 200 --shard 1/2 --result a.json --exit-zero && "+
				"raftlab hunt --break persist-vote --seeds 200 --shard 2/2 --result b.json --exit-zero && raftlab merge a.json b.json"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return lang.Errorf("merge needs the results of shards (see %s --help)", "merge 需要各分片的结果（见 %s --help）", cmd.CommandPath())
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
	merged, err := o.merge(names)
	if err != nil {
		return err
	}
	if o.result == "" {
		o.out.Write(merged)
		return nil
	}
	file, err := createFile(o.result)
	if err != nil {
		return err
	}
	defer file.discard()
	if _, err := file.Write(merged); err != nil {
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
			return nil, lang.Errorf("%s is not a pattern of file names (write shard-*.json)", "%s 不是文件名的模式（请写 shard-*.json）", name)
		case len(found) == 0:
			return nil, lang.Errorf("no file is called %s", "没有名为 %s 的文件", name)
		}
		all = append(all, found...)
	}
	return all, nil
}

// mostOfResult is how much of a result is read. One of a single line has some ten kilobytes.
const mostOfResult = 256 << 20

// result is a file that a shard has saved.
type result struct {
	name string
	text []byte
}

// isHunt reports whether it is of a hunt, as far as its beginning tells.
func (r *result) isHunt() bool {
	return bytes.Contains(r.text[:min(len(r.text), 64)], []byte(`"raftlab_hunt"`))
}

// merge joins results: of hunts, if the first is of one, else of trials.
func (c *console) merge(names []string) ([]byte, error) {
	var results []result
	for _, name := range names {
		name, text, err := c.readResult(name)
		if err != nil {
			return nil, err
		}
		results = append(results, result{name, text})
	}
	if results[0].isHunt() {
		return mergeHunts(results)
	}
	return mergeTrials(results)
}

func mergeHunts(results []result) ([]byte, error) {
	var files []hunt.Named
	for _, r := range results {
		file, err := hunt.ReadFile(r.name, r.text)
		if err != nil {
			return nil, err
		}
		files = append(files, hunt.Named{Name: r.name, File: file})
	}
	merged, err := hunt.Merge(files)
	if err != nil {
		return nil, err
	}
	return merged.Encode(), nil
}

func mergeTrials(results []result) ([]byte, error) {
	var files []trials.Named
	for _, r := range results {
		file, err := trials.ReadFile(r.name, r.text)
		if err != nil {
			return nil, err
		}
		files = append(files, trials.Named{Name: r.name, File: file})
	}
	merged, err := trials.Merge(files)
	if err != nil {
		return nil, err
	}
	return merged.Encode(), nil
}

// readResult reads a result whole, and returns the name by which messages call it.
func (c *console) readResult(name string) (string, []byte, error) {
	in, err := c.openInput(name)
	if err != nil {
		return "", nil, err
	}
	text, err := in.readAtMost(mostOfResult)
	return in.name, text, err
}
