package main

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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

// What is wrong with the value of a flag is said in words of ours, for every flag of every command, in both languages.
func TestWrongValuesOfFlags(t *testing.T) {
	refused := 0
	library := regexp.MustCompile(`strconv|parsing|invalid syntax|time: |out of range`)
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			for _, value := range []string{"?", "1,5", "99999999999999999999999"} {
				err := cmd.ParseFlags([]string{"--" + f.Name + "=" + value})
				if err == nil {
					continue
				}
				refused++
				err = cmd.FlagErrorFunc()(cmd, err)
				for _, l := range lang.All {
					if said := message(err, l); library.MatchString(said) {
						t.Errorf("%s --%s=%s: %s", cmd.CommandPath(), f.Name, value, said)
					}
				}
			}
		})
		for _, below := range cmd.Commands() {
			visit(below)
		}
	}
	visit(newRoot(&console{out: newBufferedOutput(io.Discard, "the test"), err: io.Discard, lang: lang.English}))
	if refused < 100 {
		t.Errorf("%d values are refused", refused)
	}
}

// The language that is asked for is that of errors too, where the flag stands behind the mistake.
func TestWrittenLanguage(t *testing.T) {
	for _, test := range []struct {
		args []string
		want lang.Lang
	}{
		{[]string{"run", "--sed", "--lang", "zh"}, lang.Chinese},
		{[]string{"--lang=zh", "bogus"}, lang.Chinese},
		{[]string{"try", "--", "./raft", "--lang", "zh"}, lang.English},
		{[]string{"run", "--lang"}, lang.English},
		{[]string{"run", "--lang", "de"}, lang.English},
	} {
		if got := writtenLang(test.args, lang.English); got != test.want {
			t.Errorf("%v: %s", test.args, got)
		}
	}
}
