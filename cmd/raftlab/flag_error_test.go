package main

import (
	"io"
	"strings"
	"testing"

	"raftlab/sim/lang"
)

// Whatever is wrong with a command line, a Chinese reader is told in Chinese, and an English one without a Chinese word.
func TestCommandLineErrorsAreInBothLanguages(t *testing.T) {
	for _, line := range []string{"nonsense", "run", "run a b", "run leader-crash --sed 3", "run leader-crash -x", "run leader-crash --seed", "run leader-crash --seed x",
		"run leader-crash --=1", "run leader-crash --lang de", "list crash", "lab member k8s-master01", "lab wait", "lab snapshot verify", "course --html x --reset", "try",
		"run leader-crash --seeds 5-1", "trials leader-crash -n 0", "course 99", "glossary nonsense", "run nonsense", "lab show nonsense", "plot leader-crash", "hunt --break nonsense"} {
		for _, l := range lang.All {
			c := newConsole(func(string) string { return "" })
			c.out = newBufferedOutput(io.Discard, "")
			root := newRoot(c)
			root.SetArgs(append(strings.Fields(line), "--lang", string(l)))
			if strings.Contains(line, "--lang") {
				root.SetArgs(strings.Fields(line))
				c.lang = l
			}
			err := root.Execute()
			if err == nil || exitCode(err) != exitUsage {
				t.Errorf("%s: %v, and not a usage error", line, err)
				continue
			}
			c.lang = l
			if said := message(err, l); strings.ContainsFunc(said, isHan) != (l == lang.Chinese) {
				t.Errorf("%s in %s: %s", line, l, said)
			}
		}
	}
}
