package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"raftlab/sim/engine/guest/testdata/figure2"
)

// myRaft is a program of somebody else's, for scripts: Figure 2, with the mistake that its argument names.
func myRaft() {
	p := figure2.Program{}
	if len(os.Args) > 1 {
		p.Mistake = os.Args[1]
	}
	in := bufio.NewReader(os.Stdin)
	for calls := 0; ; calls++ {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		if calls == 2 && misbehaves(p.Mistake) {
			return
		}
		os.Stdout.Write(append(p.Answer(line), '\n'))
	}
}

// misbehaves does something else than to answer, and reports whether the program is to end.
func misbehaves(how string) bool {
	switch how {
	case "crashes":
		fmt.Fprintln(os.Stderr, "Traceback (most recent call last):\nKeyError: 'term'")
		os.Exit(3)
	case "hangs":
		time.Sleep(time.Hour)
	case "prints":
		fmt.Println("got a vote")
	case "sends to itself":
		fmt.Println(`{"send":[{"to":1,"type":"RequestVote"},{"to":2,"type":"RequestVote"},{"to":3,"type":"RequestVote"}]}`)
	}
	return false
}

// The words of a program come through an engine's name as they were.
func TestProgramWordsComeThrough(t *testing.T) {
	for _, words := range [][]string{{"./my-raft"}, {"python3", "raft.py", "-x"}, {"./my raft", ""}, {"[x", "y"}, {"a\"b", "c d"}} {
		name := programName(words)
		got, isProgram, err := programWords(name)
		if err != nil || !isProgram || strings.Join(got, "|") != strings.Join(words, "|") {
			t.Errorf("%q: %s gives %q, %v", words, name, got, err)
		}
	}
	for _, bad := range []string{"exec:", "exec:[", `exec:[""]`, "exec:[1]"} {
		if _, _, err := programWords(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
