package catalogue

import (
	"fmt"
	"strings"
)

// section is one part of a text file.
type section struct {
	name string
	text string // begins with as many empty lines as stand before it in the file, so that errors name the line
}

// sections splits a text file at the lines that name its parts:
//
//	-- en.md --
//
// This is the txtar form of Go's own tests. A part has a name that no other part has, and nothing but
// empty lines stands before the first.
func sections(file, source string) ([]section, error) {
	var parts []section
	number := 0
	for line := range strings.Lines(source) {
		number++
		name, found := sectionName(line)
		switch {
		case found && named(parts, name):
			return nil, fmt.Errorf("%s:%d: a second section %q", file, number, name)
		case found:
			parts = append(parts, section{name, strings.Repeat("\n", number)})
		case len(parts) > 0:
			parts[len(parts)-1].text += line
		case strings.TrimSpace(line) != "":
			return nil, fmt.Errorf("%s:%d: a line before the first section (write -- en.md -- above it)", file, number)
		}
	}
	return parts, nil
}

// sectionName returns the name in a line that begins a section.
func sectionName(line string) (name string, found bool) {
	rest, begins := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "-- ")
	name, ends := strings.CutSuffix(rest, " --")
	name = strings.TrimSpace(name)
	return name, begins && ends && name != ""
}

func named(parts []section, name string) bool {
	for _, p := range parts {
		if p.name == name {
			return true
		}
	}
	return false
}
