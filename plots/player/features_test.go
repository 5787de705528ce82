package player

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The page keeps to what all large browsers have had since the middle of 2023. These are newer; what is not in the list is for whoever
// adds it to look up.
func TestPageUsesNothingNewerThan2023(t *testing.T) {
	newer := regexp.MustCompile(`\.(toSorted|toReversed|toSpliced|with|union|intersection|difference|isSubsetOf|checkVisibility|startViewTransition|showPopover|fromBase64|toBase64|getOrInsert)\(` +
		`|Object\.groupBy|Map\.groupBy|Array\.fromAsync|Promise\.(withResolvers|try)|Iterator\.|using |popover|:has\(|@scope|@starting-style|light-dark\(|text-wrap|field-sizing|anchor-name|interpolate-size|\bdvh\b|&:`)
	for _, name := range append([]string{"page.html", "style.css", "worker.js", "guest.js", liveStyle}, slices.Concat(liveScripts, scripts)...) {
		for i, line := range strings.Split(file(name), "\n") {
			if found := newer.FindString(line); found != "" {
				t.Errorf("%s:%d: %s is newer", name, i+1, found)
			}
		}
	}
}

// What a page leaves out of its program are lines: none may be within a text.
func TestNoTextGoesOverLines(t *testing.T) {
	for _, name := range append([]string{"worker.js", "guest.js"}, slices.Concat(liveScripts, scripts)...) {
		for i, line := range strings.Split(file(name), "\n") {
			if strings.Count(line, "`")%2 != 0 {
				t.Errorf("%s:%d: a text begins here and ends on another line", name, i+1)
			}
		}
	}
	if got := bare("a\n  // b\n\n\tc // d\n"); got != "a\nc // d\n" {
		t.Errorf("bare: %q", got)
	}
}
