package run

import (
	"strconv"
	"strings"

	"raftlab/scenarios"
	"raftlab/sim/engine"
	"raftlab/sim/lang"
)

// Command is a command of raftlab that people can type again.
type Command struct {
	Verb    string   // run, trials, course check 3
	Operand string   // as it is, not quoted; "": none
	Flags   []string // each word as it is, not quoted
}

// NewCommand returns a command with the flags that choose an engine, set overrides and add steps, behind flags of its own.
func NewCommand(verb, operand string, own []string, e engine.Engine, overrides []string) Command {
	flags := append(append([]string{}, own...), engineFlags(e)...)
	for _, override := range overrides {
		flags = append(flags, overrideFlag(override)...)
	}
	return Command{verb, operand, flags}
}

// OverrideFlag returns the flag that makes an override, with its value, for a shell: --set heartbeat=20ms,
// --step '{at: 1s, crash: n2}'.
func OverrideFlag(override string) string { return shellLine(overrideFlag(override)) }

func overrideFlag(override string) []string {
	if step, adds := scenarios.AddedStep(override); adds {
		return []string{"--step", step}
	}
	return []string{"--set", override}
}

// SeedFlags returns the flags that choose a seed.
func SeedFlags(seed uint64) []string { return []string{"--seed", strconv.FormatUint(seed, 10)} }

// With returns the command with more flags.
func (c Command) With(flags ...string) Command {
	c.Flags = append(append([]string{}, c.Flags...), flags...)
	return c
}

// Words returns the command as what a process is started with, "raftlab" first. An operand that begins with a dash
// and is not [Stdin] comes last, after --.
func (c Command) Words() []string {
	words := append([]string{"raftlab"}, strings.Fields(c.Verb)...)
	switch {
	case c.Operand == "":
		return append(words, c.Flags...)
	case strings.HasPrefix(c.Operand, "-") && c.Operand != Stdin:
		return append(append(words, c.Flags...), "--", c.Operand)
	}
	return append(append(words, c.Operand), c.Flags...)
}

// String returns the command as a line for a shell.
func (c Command) String() string { return shellLine(c.Words()) }

// shellLine returns words as a shell reads them from a line.
func shellLine(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = lang.ShellWord(word)
	}
	return strings.Join(quoted, " ")
}

// Remark returns what has to be done beside typing the line, as a comment of a shell; mostly nothing.
func (c Command) Remark() lang.Text {
	if c.Operand != Stdin {
		return lang.Text{}
	}
	return lang.Text{EN: "   # with the same file on standard input", ZH: "   # 标准输入为同一文件"}
}
