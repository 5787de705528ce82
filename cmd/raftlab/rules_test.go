package main

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"slices"
	"testing"

	"raftlab/scenarios/run"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
)

// ruleRow is a row of the table of rules: rule, paper, what is found first, and what happens.
var ruleRow = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| ([a-z -]+) \\| [^|]+ \\|$")

// TestEveryRuleHasARun runs what docs/reference/engines.md says of each rule that can be left out.
func TestEveryRuleHasARun(t *testing.T) {
	page, err := os.ReadFile("../../docs/reference/engines.md")
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, row := range ruleRow.FindAllStringSubmatch(string(page), -1) {
		rule, found := row[1], row[2]
		rules = append(rules, rule)
		file := "../../sim/engine/textbook/testdata/rules/" + rule + ".yaml"
		t.Run(rule, func(t *testing.T) {
			if got := firstFound(t, run.WithoutRule+rule, file); got != found {
				t.Errorf("without the rule %q is found first, want %q", got, found)
			}
			if got := firstFound(t, textbook.Name, file); got != "" {
				t.Errorf("with the rule %s is found", got)
			}
		})
	}
	var want []string
	for _, rule := range textbook.Rules() {
		want = append(want, rule.String())
	}
	slices.Sort(rules)
	slices.Sort(want)
	if !slices.Equal(rules, want) {
		t.Errorf("the page has %v, the engine %v", rules, want)
	}
}

var violatedLine = regexp.MustCompile("check: ([a-z -]+) violated: ")

// firstFound does raftlab run and returns the property that was violated first, "expectation" if only that was
// not held, and "" if all is well. The exit code has to agree.
func firstFound(t *testing.T, engine, file string) string {
	var printed bytes.Buffer
	c := &console{out: newBufferedOutput(&printed, "the test"), err: io.Discard, lang: lang.English}
	root := newRoot(c)
	root.SetArgs([]string{"run", "--engine", engine, file})
	code := exitCode(root.Execute())
	if err := c.out.Flush(); err != nil {
		t.Fatal(err)
	}
	found := violatedLine.FindSubmatch(printed.Bytes())
	switch {
	case found != nil && code == exitViolated:
		return string(found[1])
	case found == nil && code == exitViolated:
		return "expectation"
	case found != nil || code != exitHeld:
		t.Errorf("engine %s: exit code %d, and %q", engine, code, found)
	}
	return ""
}
