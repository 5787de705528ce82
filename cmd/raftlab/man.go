package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
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
		Args:    oneArgument("a directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeManual(cmd.Root(), args[0], manualDate(os.Getenv("SOURCE_DATE_EPOCH")))
		},
	}
}

// manualDate is the date in the pages: the same source gives the same bytes, so it is not today's.
func manualDate(epoch string) time.Time {
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		seconds = 0
	}
	return time.Unix(seconds, 0).UTC()
}

func writeManual(cmd *cobra.Command, dir string, date time.Time) error {
	for _, sub := range cmd.Commands() {
		if !sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			continue
		}
		if err := writeManual(sub, dir, date); err != nil {
			return err
		}
	}
	var page bytes.Buffer
	header := &doc.GenManHeader{Section: "1", Source: "raftlab", Manual: "Raftlab", Date: &date}
	cmd.DisableAutoGenTag = true
	if err := doc.GenMan(cmd, header, &page); err != nil {
		return err
	}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
	file, err := createFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer file.discard()
	if _, err := file.Write(page.Bytes()); err != nil {
		return err
	}
	return file.commit()
}
