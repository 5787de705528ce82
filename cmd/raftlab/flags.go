package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"raftlab/sim/lang"
)

// choice is a flag that takes one word of a set.
type choice[T ~string] struct {
	to    *T
	among []T
}

// addChoice adds a flag; what it points to is the default.
func addChoice[T ~string](flags *pflag.FlagSet, to *T, among []T, name, short, usage string) {
	flags.VarP(choice[T]{to, among}, name, short, usage)
}

func (c choice[T]) String() string { return string(*c.to) }

// Type is what help texts show for the value.
func (c choice[T]) Type() string { return c.words("|") }

func (c choice[T]) Set(word string) error {
	for _, known := range c.among {
		if string(known) == word {
			*c.to = known
			return nil
		}
	}
	return lang.Errorf("write %s", "请写 %s", lang.InAll(func(l lang.Lang) string { return c.words(l.Say(" or ", " 或 ")) }))
}

func (c choice[T]) words(between string) string {
	words := make([]string, len(c.among))
	for i, word := range c.among {
		words[i] = string(word)
	}
	return strings.Join(words, between)
}

// completeWords offers the words of a set as values of a flag.
func completeWords[T ~string](cmd *cobra.Command, flag string, among []T) {
	words := make([]cobra.Completion, len(among))
	for i, word := range among {
		words[i] = string(word)
	}
	mustComplete(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// format is the form of a result.
type format string

const (
	textFormat format = "text"
	jsonFormat format = "json"
)

func addFormat(cmd *cobra.Command, to *format) {
	*to = textFormat
	formats := []format{textFormat, jsonFormat}
	addChoice(cmd.Flags(), to, formats, "output", "o", "form of the result")
	completeWords(cmd, "output", formats)
}

// seedFlag is a seed of which we know whether it was given.
type seedFlag struct {
	value uint64
	given bool
}

func (s *seedFlag) String() string {
	if !s.given {
		return ""
	}
	return strconv.FormatUint(s.value, 10)
}

// or returns the seed, or another if none was given.
func (s *seedFlag) or(other uint64) uint64 {
	if s.given {
		return s.value
	}
	return other
}

func (s *seedFlag) Type() string { return "N" }

func (s *seedFlag) Set(text string) error {
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return lang.Errorf("write a whole number from 0 to %d", "请写 0 到 %d 的整数", uint64(1<<64-1))
	}
	s.value, s.given = value, true
	return nil
}

// repeated is a flag that can be given several times.
type repeated struct {
	to   *[]string
	form string // what help texts show for the value
}

func (r repeated) String() string { return strings.Join(*r.to, " ") }
func (r repeated) Type() string   { return r.form }
func (r repeated) Set(text string) error {
	*r.to = append(*r.to, text)
	return nil
}

// addSteps adds the flag that adds steps to a script.
func addSteps(cmd *cobra.Command, to *[]string) {
	cmd.Flags().Var(repeated{to, "{at: TIME, ...}"}, "step", "add a step to the script; can be repeated")
	mustComplete(cmd, "step", cobra.NoFileCompletions)
}

// withSubcommands makes a command that only groups others print its help, and refuse words that are not one of them.
func withSubcommands(cmd *cobra.Command) {
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		meant := lang.Text{}
		if near := lang.Nearest(args[0], namesOfCommands(cmd)); near != "" {
			meant = lang.Say(", did you mean %s?", "，是不是 %s？", near)
		}
		return lang.Errorf("unknown command %q for %q%s (see %s --help)", "%[2]s 没有命令 %[1]q%[3]s（见 %[4]s --help）", args[0], cmd.CommandPath(), meant, cmd.CommandPath())
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
}

// namesOfCommands returns what can stand behind a command.
func namesOfCommands(cmd *cobra.Command) (names []string) {
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return names
}

// oneArgument refuses a command line without exactly one argument; messages say what it is.
func oneArgument(en, zh string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		what := lang.Text{EN: en, ZH: zh}
		switch {
		case len(args) == 0:
			return lang.Errorf("%s needs %s (see %s --help)", "%s 需要%s（见 %s --help）", cmd.Name(), what, cmd.CommandPath())
		case len(args) > 1:
			return lang.Errorf("%s takes one argument, %s; unexpected %q (see %s --help)",
				"%s 只接受一个参数，即%s；多余的 %q（见 %s --help）", cmd.Name(), what, args[1], cmd.CommandPath())
		}
		return nil
	}
}
