package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"raftlab/sim/lang"
)

var update = flag.Bool("update", false, "rewrite docs/reference/command-line.md and what scripts compare with")

const referenceFile = "../../docs/reference/command-line.md"

// TestGeneratedReference holds the reference to what the commands say of themselves.
func TestGeneratedReference(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The command line\n\nThis page is made from the help texts: " +
		"`make docs`.\n")
	writeReference(&b, testRoot())
	if *update {
		if err := os.WriteFile(referenceFile, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(file) != b.String() {
		t.Errorf("%s is not up to date (make docs)", referenceFile)
	}
}

func testRoot() *cobra.Command {
	return newRoot(&console{out: newBufferedOutput(io.Discard, "nowhere"), err: io.Discard, lang: lang.English})
}

// writeReference writes a part for a command and, except for cobra's own, for those below it.
func writeReference(b *strings.Builder, cmd *cobra.Command) {
	about := cmd.Long
	if about == "" || !isOurs(cmd) {
		about = cmd.Short + "."
	}
	fmt.Fprintf(b, "\n## %s\n\n    %s\n\n%s\n", cmd.CommandPath(), cmd.UseLine(), asMarkdown(about))
	if cmd.Example != "" {
		fmt.Fprintf(b, "\nExamples:\n\n%s\n", indent(cmd.Example))
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	if flags := cmd.LocalFlags().FlagUsages(); isOurs(cmd) && flags != "" {
		fmt.Fprintf(b, "\nFlags:\n\n%s\n", indent(strings.TrimRight(flags, "\n")))
	}
	for _, sub := range cmd.Commands() {
		if isOurs(cmd) && sub.IsAvailableCommand() {
			writeReference(b, sub)
		}
	}
}

// isOurs reports whether a command is not one that cobra adds.
func isOurs(cmd *cobra.Command) bool { return cmd.Name() != "completion" && cmd.Name() != "help" }

// asMarkdown sets off what is indented, as help texts have it, by an empty line.
func asMarkdown(help string) string {
	var b strings.Builder
	inside := false
	for _, line := range strings.Split(help, "\n") {
		indented := strings.HasPrefix(line, "  ")
		if indented && !inside {
			b.WriteByte('\n')
		}
		if inside = indented; indented {
			b.WriteString("  ")
		}
		b.WriteString(line + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func indent(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("    "+strings.TrimPrefix(line, "  "), " ")
	}
	return strings.Join(lines, "\n")
}

// TestEveryCommandHasAnExample holds for all that people type, not for what cobra adds.
func TestEveryCommandHasAnExample(t *testing.T) {
	for _, cmd := range testRoot().Commands() {
		if isOurs(cmd) && !cmd.Hidden && cmd.Example == "" {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
	}
}
