package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every command that people see has Chinese words for what it does, and no words are of a command that there is not; flags have Chinese words,
// too.
func TestHelpIsInChinese(t *testing.T) {
	left, known := map[string]bool{}, map[string]bool{}
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		known[cmd.CommandPath()] = true
		if words := chineseCommands[cmd.CommandPath()]; isOurCommand(cmd) && !strings.ContainsFunc(words.short, isHan) {
			t.Errorf("%s has no Chinese words", cmd.CommandPath())
		} else if isOurCommand(cmd) && cmd.Long != "" && len(words.more) == 0 {
			t.Errorf("%s has no long help in Chinese", cmd.CommandPath())
		} else if i := slices.IndexFunc(words.more, func(p string) bool { return !strings.ContainsFunc(p, isHan) }); i >= 0 {
			t.Errorf("%s: a paragraph is not in Chinese: %s", cmd.CommandPath(), words.more[i])
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if _, has := chineseFlagWords(f); !has && !f.Hidden {
				left[f.Usage] = true
			}
		})
		for _, sub := range cmd.Commands() {
			if isOurCommand(sub) && !sub.Hidden {
				visit(sub)
			}
		}
	}
	root := testRoot()
	visit(root)
	for path := range chineseCommands {
		if !known[path] {
			t.Errorf("there is no command %s", path)
		}
	}
	if len(left) > 0 {
		t.Errorf("flags have no Chinese words: %q", slices.Sorted(maps.Keys(left)))
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
