package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"raftlab/docs/markdown"
)

var (
	link    = regexp.MustCompile(`\]\(([^)#\s]*)(?:#([^)\s]+))?[^)]*\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// Whatever a document links to within the project is there, the heading too.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, file := range documents(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, match := range link.FindAllStringSubmatch(line, -1) {
				if strings.Contains(match[1], ":") { // another site
					continue
				}
				target := file
				if match[1] != "" {
					target = filepath.Join(filepath.Dir(file), match[1])
				}
				if !leadsTo(target, match[2]) {
					t.Errorf("%s:%d: %s leads nowhere", file, i+1, match[0])
				}
			}
		}
	}
}

// leadsTo reports whether a file is there and, if an anchor is given, a heading with it.
func leadsTo(file, anchor string) bool {
	if anchor == "" {
		_, err := os.Stat(file)
		return err == nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	for _, match := range heading.FindAllSubmatch(text, -1) {
		if markdown.Anchor(string(match[1])) == anchor {
			return true
		}
	}
	return false
}

func TestALinkThatLeadsNowhereIsSeen(t *testing.T) {
	for _, link := range []struct {
		file, anchor string
		leads        bool
	}{
		{"../README.md", "", true},
		{"../README.md", markdown.Anchor("Run a scenario"), true},
		{"../README.md", "no-such-heading", false},
		{"nowhere.md", "", false},
		{"nowhere.md", "run-a-scenario", false},
	} {
		if got := leadsTo(link.file, link.anchor); got != link.leads {
			t.Errorf("%s#%s leads somewhere: %v, want %v", link.file, link.anchor, got, link.leads)
		}
	}
	if got := markdown.Anchor("A b-C (d)"); got != "a-b-c-d" {
		t.Errorf("the anchor is %q", got)
	}
}
