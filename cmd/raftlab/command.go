package main

import (
	"path/filepath"
	"strings"

	"raftlab/sim/lang"
)

// commandLine is a command of raftlab that people can type back.
type commandLine struct {
	verb    string
	operand string   // as it is, not quoted
	flags   []string // quoted where needed
}

// with returns the command with more flags.
func (l commandLine) with(flags ...string) commandLine {
	l.flags = append(append([]string{}, l.flags...), flags...)
	return l
}

// String returns the line. What begins with a dash and is no flag comes last, after --.
func (l commandLine) String() string {
	words := []string{"raftlab", l.verb}
	if strings.HasPrefix(l.operand, "-") && l.operand != stdin {
		words = append(append(words, l.flags...), "--", lang.ShellWord(l.operand))
	} else {
		words = append(append(words, lang.ShellWord(l.operand)), l.flags...)
	}
	return strings.Join(words, " ")
}

// remark returns what has to be done beside typing the line, as a comment of a shell.
func (l commandLine) remark() lang.Text {
	if l.operand != stdin {
		return lang.Text{}
	}
	return lang.Text{EN: "   # with the same file on standard input", ZH: "   # 标准输入为同一文件"}
}

// baseOf returns a file's name for a command that is typed in its directory.
func baseOf(name string) string {
	if passes(name) {
		return stdin
	}
	return filepath.Base(name)
}
