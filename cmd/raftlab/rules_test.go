package main

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
)

// ruleRow is a row of the table of rules: rule, paper, what is found first, and what follows raftlab run.
var ruleRow = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| ([a-z ]+) \\| `([^`|]+)` \\|$")

// TestEveryRuleHasARun runs what docs/reference/engines.md says of each rule that can be left out.
func TestEveryRuleHasARun(t *testing.T) {
	page, err := os.ReadFile("../../docs/reference/engines.md")
	if err != nil {
		t.Fatal(err)
	}
	writeGoodDisk(t)
	var rules []string
	for _, row := range ruleRow.FindAllStringSubmatch(string(page), -1) {
		rule, found, words := row[1], row[2], strings.Fields(row[3])
		rules = append(rules, rule)
		t.Run(rule, func(t *testing.T) {
			if got := firstViolation(t, withoutRule+rule, words); got != found {
				t.Errorf("without the rule %q is violated first, want %q", got, found)
			}
			if got := firstViolation(t, textbook.Name, words); got != "" {
				t.Errorf("with the rule %s is violated", got)
			}
		})
	}
	var want []string
	for _, rule := range textbook.Rules() {
		want = append(want, rule.String())
	}
	if !slices.Equal(rules, want) {
		t.Errorf("the page has %v, the engine %v", rules, want)
	}
}

// writeGoodDisk writes, as the page does, the scenario of a forgotten vote with a disk that forgets nothing.
func writeGoodDisk(t *testing.T) {
	s, err := scenarios.ByName("forgotten-vote")
	if err != nil {
		t.Fatal(err)
	}
	source, _, _ := strings.Cut(string(s.Source()), "\nexpect:")
	source = regexp.MustCompile("(?m)^.*forget hard state.*\n").ReplaceAllString(source, "")
	t.Chdir(t.TempDir())
	if err := os.WriteFile("good-disk.yaml", []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
}

var violatedLine = regexp.MustCompile("check: ([a-z ]+) violated: ")

// firstViolation does raftlab run and returns the property that was violated first; "" if none was. The
// exit code has to agree.
func firstViolation(t *testing.T, engine string, words []string) string {
	var printed bytes.Buffer
	c := &console{out: newOutput(&printed, "the test"), err: io.Discard, lang: trace.English}
	root := newRoot(c)
	root.SetArgs(append([]string{"run", "--engine", engine}, words...))
	code := exitCode(root.Execute())
	if err := c.out.Flush(); err != nil {
		t.Fatal(err)
	}
	found := violatedLine.FindSubmatch(printed.Bytes())
	if want := map[bool]int{true: exitViolated, false: exitHeld}[found != nil]; code != want {
		t.Errorf("engine %s: exit code %d, want %d", engine, code, want)
	}
	if found == nil {
		return ""
	}
	return string(found[1])
}
