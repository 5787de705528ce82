package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// shellKind is a family of shells.
type shellKind string

const (
	posixShell shellKind = "sh"
	fishShell  shellKind = "fish"
)

type labEnvOptions struct {
	*labOptions
	shell shellKind
}

func newLabEnv(lab *labOptions) *cobra.Command {
	o := labEnvOptions{labOptions: lab, shell: posixShell}
	if filepath.Base(os.Getenv("SHELL")) == "fish" {
		o.shell = fishShell
	}
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Print the environment of the lab's shell, to be evaluated by another",
		Example: examples(
			"in sh, bash or zsh", `eval "$(raftlab lab env)"`,
			"in fish", "raftlab lab env --shell fish | source"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	shells := []shellKind{posixShell, fishShell}
	addChoice(cmd.Flags(), &o.shell, shells, "shell", "", "whose syntax (default: that of $SHELL)")
	cmd.Flags().Lookup("shell").DefValue = ""
	completeWords(cmd, "shell", shells)
	return cmd
}

func (o *labEnvOptions) run() error {
	h, err := o.open()
	if err != nil {
		return err
	}
	if h.Mode == labdir.Machine && h.Here == "" {
		return lang.Errorf("this lab is a machine of its own: another shell cannot be moved into it (write raftlab lab shell -c 'LINE')",
			"这个实验环境是一台独立的机器：无法把另一个 shell 移进去（请写 raftlab lab shell -c '命令'）")
	}
	for _, variable := range h.Env() {
		name, value, _ := strings.Cut(variable, "=")
		if o.shell == fishShell {
			o.tellLines("set -gx " + name + " " + fishValue(name, value))
		} else {
			o.tellLines("export " + name + "=" + lang.ShellWord(value))
		}
	}
	return nil
}

// fishValue quotes for fish, where a PATH is a list, and where only \ and ' are special in quotes.
func fishValue(name, value string) string {
	quote := func(word string) string { return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(word) + "'" }
	if name != "PATH" {
		return quote(value)
	}
	var words []string
	for _, dir := range filepath.SplitList(value) {
		words = append(words, quote(dir))
	}
	return strings.Join(words, " ")
}
