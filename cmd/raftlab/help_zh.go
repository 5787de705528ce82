package main

import (
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"raftlab/sim/lang"
)

// helpInChinese lets --help speak Chinese where Chinese is asked for, and breaks the English where a terminal ends. Examples keep their commands, without the comments.
func helpInChinese(root *cobra.Command, c *console) {
	english := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if c.lang != lang.Chinese || !isOurCommand(cmd) {
			if c.out.columns > 0 {
				cmd.Long = rebroken(cmd.Long, c.terminal().Width)
			}
			english(cmd, args)
			return
		}
		write(c.out, chineseHelp(cmd, c.terminal().Width))
	})
}

// rebroken breaks the paragraphs of a text at another width. One with lines that stand further in is a list: its lines stay, each in one piece.
func rebroken(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, paragraph := range paragraphs {
		if strings.HasPrefix(paragraph, " ") || strings.Contains(paragraph, "\n ") {
			paragraphs[i] = joined(paragraph)
		} else {
			paragraphs[i] = strings.Join(lang.Wrap(lang.Breakable(strings.ReplaceAll(paragraph, "\n", " ")), width), "\n")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// joined puts the lines of each item of a list into one: those that stand at least four columns further in than the items.
func joined(list string) string {
	lines, least := strings.Split(list, "\n"), len(list)
	for _, line := range lines {
		if in := leading(line); in > 0 {
			least = min(least, in)
		}
	}
	items := lines[:1]
	for _, line := range lines[1:] {
		if leading(line) >= least+4 { // less is a shorter number
			items[len(items)-1] += " " + strings.TrimLeft(line, " ")
		} else {
			items = append(items, line)
		}
	}
	return strings.Join(items, "\n")
}

func leading(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// isOurCommand reports whether a command is not one that cobra adds, nor below one.
func isOurCommand(cmd *cobra.Command) bool {
	for at := cmd; at != nil; at = at.Parent() {
		if at.Name() == "completion" || at.Name() == "help" {
			return false
		}
	}
	return true
}

// chineseHelp is the help of a command, its sentences broken at a width.
func chineseHelp(cmd *cobra.Command, width int) string {
	p := &lang.Printer{Lang: lang.Chinese}
	words := chineseCommands[cmd.CommandPath()]
	p.Put(strings.Join(lang.Wrap(lang.Breakable(words.short+"。"), width), "\n"), "\n")
	for _, paragraph := range words.more {
		p.Put("\n", strings.Join(lang.Wrap(lang.Breakable(paragraph), width), "\n"), "\n")
	}
	p.Put("\n用法：\n  ", cmd.UseLine(), "\n")
	if cmd.HasAvailableSubCommands() {
		p.Put("\n命令：\n")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				short := chineseCommands[sub.CommandPath()].short
				if !isOurCommand(sub) {
					short = chineseOfCobra[sub.Name()]
				}
				p.Put("  ", lang.Pad(sub.Name(), sub.NamePadding()), "  ", short, "\n")
			}
		}
	}
	if cmd.HasExample() {
		p.Put("\n示例：\n", withoutComments(cmd.Example), "\n")
	}
	if cmd.HasAvailableLocalFlags() {
		p.Put("\n选项：\n", chineseFlagUsages(cmd.LocalFlags()), "\n")
	}
	if cmd.HasAvailableInheritedFlags() {
		p.Put("\n通用选项：\n", chineseFlagUsages(cmd.InheritedFlags()), "\n")
	}
	return p.String()
}

// withoutComments leaves the comments out of examples: the commands say it.
func withoutComments(example string) string {
	var b strings.Builder
	for line := range strings.Lines(example) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			b.WriteString(line)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// defaultWords are how the flags' library tells a default.
var defaultWords = regexp.MustCompile(` ?\(default ([^()]*)\)`)

// chineseFlagUsages tells flags, with the words that there are for them.
func chineseFlagUsages(flags *pflag.FlagSet) string {
	flags.VisitAll(func(f *pflag.Flag) {
		if words, has := chineseFlagWords(f); has {
			f.Usage = words
		}
	})
	return strings.TrimRight(defaultWords.ReplaceAllString(flags.FlagUsages(), "（默认 $1）"), "\n")
}

// chineseFlagWords returns the Chinese words for a flag. The name of its value, in backquotes, stays.
func chineseFlagWords(f *pflag.Flag) (words string, has bool) {
	if f.Name == "help" {
		return "显示帮助", true
	}
	words, has = chineseFlags[f.Usage]
	return words, has
}
