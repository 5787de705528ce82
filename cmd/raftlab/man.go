package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// newMan returns the command that packagers call: one manual page for each command. It is hidden from
// the list of commands, as students do not need it.
func newMan(c *console) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the manual pages into a directory",
		Long:    "Write the manual pages of all commands into a directory, for packages. SOURCE_DATE_EPOCH dates them.",
		Example: examples("here", "raftlab man ."),
		Hidden:  true,
		Args:    oneArgument("a directory", "一个目录"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeManual(cmd.Root(), args[0], manualDate(os.Getenv("SOURCE_DATE_EPOCH")))
		},
	}
}

// manualDate is the date in the pages, "" if none is told: the same source gives the same bytes, so it is not
// today's.
func manualDate(epoch string) string {
	if seconds, err := strconv.ParseInt(epoch, 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC().Format(time.DateOnly)
	}
	return ""
}

// writeManual writes the page of a command and of those below it.
func writeManual(cmd *cobra.Command, dir, date string) error {
	for _, sub := range cmd.Commands() {
		if !sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			continue
		}
		if err := writeManual(sub, dir, date); err != nil {
			return err
		}
	}
	file, err := createFile(filepath.Join(dir, pageName(cmd)+".1"))
	if err != nil {
		return err
	}
	defer file.discard()
	if _, err := file.Write([]byte(manualPage(cmd, date))); err != nil {
		return err
	}
	return file.commit()
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manualPage returns the page of a command, in the language of man.
func manualPage(cmd *cobra.Command, date string) string {
	cmd.InitDefaultHelpFlag()
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"%s\" raftlab Raftlab\n", strings.ToUpper(pageName(cmd)), date)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", pageName(cmd), roff(cmd.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n%s\n", roff(cmd.UseLine()))
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s", roffText(about))
	b.WriteString(roffFlags("OPTIONS", cmd.LocalFlags().FlagUsages()))
	b.WriteString(roffFlags("OPTIONS OF ALL COMMANDS", cmd.InheritedFlags().FlagUsages()))
	if cmd.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(cmd.Example))
	}
	fmt.Fprintf(&b, ".SH SEE ALSO\n%s\n", strings.Join(related(cmd), ",\n"))
	return b.String()
}

// related returns the pages beside a page: that of the command above it, and those below.
func related(cmd *cobra.Command) (pages []string) {
	if cmd.HasParent() {
		pages = append(pages, ".BR "+roff(pageName(cmd.Parent()))+" (1)")
	}
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && !sub.IsAdditionalHelpTopicCommand() {
			pages = append(pages, ".BR "+roff(pageName(sub))+" (1)")
		}
	}
	return pages
}

var roffSpecial = strings.NewReplacer(`\`, `\e`, "-", `\-`, "\n.", "\n\\&.", "\n'", "\n\\&'")

// roff returns text so that man prints it as it is.
func roff(text string) string { return strings.TrimPrefix(roffSpecial.Replace("\n"+text), "\n") }

// roffText returns the text of a help: lines are filled, but for those that are indented, and an empty
// line begins a paragraph.
func roffText(help string) string {
	var b strings.Builder
	fixed := false
	for _, line := range strings.Split(help, "\n") {
		if indented := strings.TrimLeft(line, " \t") != line; indented != fixed {
			b.WriteString(map[bool]string{true: ".nf\n", false: ".fi\n"}[indented])
			fixed = indented
		}
		if line == "" {
			line = ".PP"
		} else {
			line = roff(line)
		}
		b.WriteString(line + "\n")
	}
	if fixed {
		b.WriteString(".fi\n")
	}
	return b.String()
}

// flagUsage is a line of a help: a flag, and what it is for.
var flagUsage = regexp.MustCompile(`^ +(\S.*?) {2,}(\S.*)$`)

func roffFlags(heading, usages string) string {
	if usages == "" {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, ".SH %s\n", heading)
	for _, line := range strings.Split(strings.TrimRight(usages, "\n"), "\n") {
		if match := flagUsage.FindStringSubmatch(line); match != nil {
			fmt.Fprintf(&b, ".TP\n%s\n%s\n", roff(match[1]), roff(match[2]))
		} else {
			b.WriteString(roff(strings.TrimSpace(line)) + "\n")
		}
	}
	return b.String()
}
