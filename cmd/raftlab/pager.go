package main

import (
	"os"
	"os/exec"
	"strings"

	"golang.org/x/term"

	"raftlab/docs/markdown"
	"raftlab/sim/lang"
)

// terminal returns where documents are shown: as wide as the terminal, and no wider than people read.
func (c *console) terminal() markdown.Terminal {
	width := lang.TextWidth
	if columns, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && columns > 0 {
		width = min(columns, lang.TextWidth)
	}
	return markdown.Terminal{Width: width, Colour: c.colour, Lang: c.lang}
}

// leaf shows lines, through the user's pager where they are more than a terminal has.
func (c *console) leaf(lines []string) error {
	text := strings.Join(lines, "\n") + "\n"
	_, rows, err := term.GetSize(int(os.Stdout.Fd()))
	if err == nil && len(lines) >= rows && c.page(text) {
		return nil
	}
	write(c.out, text)
	return nil
}

// page gives a text to the pager of the environment, or else to less. It reports whether there was one.
func (c *console) page(text string) bool {
	pager := os.Getenv("PAGER")
	if pager == "" {
		pager = "less"
	}
	if _, err := exec.LookPath("sh"); err != nil {
		return false
	}
	if _, err := exec.LookPath(strings.Fields(pager)[0]); err != nil {
		return false
	}
	command := exec.Command("sh", "-c", pager)
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(text), os.Stdout, os.Stderr
	if _, set := os.LookupEnv("LESS"); !set {
		command.Env = append(os.Environ(), "LESS=FRX") // colours, and what is read stays on the screen
	}
	return command.Run() == nil
}
