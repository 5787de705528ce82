package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
)

// isScenario reports whether the operand is a scenario, which is run before it is drawn. A word that is no file's name must be one.
func (o *plotOptions) isScenario() bool {
	plain := strings.TrimSuffix(o.saved, ".gz")
	switch {
	case o.saved == run.Stdin:
		return false
	case strings.HasSuffix(plain, ".yaml"), strings.HasSuffix(plain, ".yml"):
		return true
	case strings.ContainsAny(o.saved, `./\`):
		return false
	}
	if _, err := scenarios.ByName(o.saved); err == nil {
		return true
	}
	_, err := os.Stat(o.saved)
	return errors.Is(err, os.ErrNotExist)
}

// runScenario makes a run and draws it.
func (o *plotOptions) runScenario(ctx context.Context) error {
	s, err := o.open(run.Request{Word: o.saved, Overrides: o.overrides, Steps: o.steps, Seed: o.seed.or(run.DefaultSeed), Engine: o.engine.Engine})
	if err != nil {
		return err
	}
	files := outputs{source: sourceOf(o.saved)}
	defer files.discard()
	if err := files.beginPictures("-f", o.files); err != nil {
		return err
	}
	defer o.engine.endWith(ctx)()
	outcome, err := s.Run(ctx, io.Discard)
	if err != nil {
		return err
	}
	o.engine.remark(o.console)
	command := func(file string) string {
		own := append(run.SeedFlags(uint64(s.Header.Seed)), o.drawingFlags(file)...)
		return run.NewCommand("plot", s.Word, own, s.Engine, s.Header.Overrides).String()
	}
	if err := o.drawTimeline(outcome.Timeline, o.saved, files.pictures, command); err != nil {
		return err
	}
	return files.commit()
}

// completeNamesAndFiles completes the name of a built-in scenario, or of a file.
func completeNamesAndFiles(c *console) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		names, _ := completeNames(c)(cmd, args, typed)
		files, more := drawable(typed)
		return append(names, files...), cobra.ShellCompDirectiveNoFileComp | more
	}
}

// drawnEndings are those of files that hold a run: a saved trace, a result of trials, a scenario.
var drawnEndings = []string{".trace", ".trace.gz", ".json", ".json.gz", ".yaml", ".yml"}

// drawable returns the files that begin as typed and may hold a run, and the directories, behind which no space belongs.
func drawable(typed string) (files []cobra.Completion, more cobra.ShellCompDirective) {
	dir, begin := filepath.Split(typed)
	entries, err := os.ReadDir(cmp.Or(dir, "."))
	if err != nil {
		return nil, 0
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasPrefix(name, begin) || begin == "" && strings.HasPrefix(name, ".") {
			continue
		}
		if entry.IsDir() {
			files, more = append(files, dir+name+"/"), cobra.ShellCompDirectiveNoSpace
		} else if slices.ContainsFunc(drawnEndings, func(ending string) bool { return strings.HasSuffix(name, ending) }) {
			files = append(files, dir+name)
		}
	}
	return files, more
}
