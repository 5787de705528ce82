// Command my-raft is a program of somebody else's, for the tests of raftlab try: Figure 2, with the mistake that its argument names.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"

	"raftlab/sim/engine/guest/testdata/figure2"
)

func main() {
	p := figure2.Program{}
	if len(os.Args) > 1 {
		p.Mistake = os.Args[1]
	}
	if p.Mistake == "holds a pipe" { // until it ends
		if alive, err := os.OpenFile("alive", os.O_WRONLY, 0); err == nil {
			defer alive.Close()
			fmt.Fprintln(alive, "started")
		}
	}
	in := bufio.NewReader(os.Stdin)
	for calls := 0; ; calls++ {
		line, err := in.ReadBytes('\n')
		if err != nil || calls == 2 && misbehaves(p.Mistake) {
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
