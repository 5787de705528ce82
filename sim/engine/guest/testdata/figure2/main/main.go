// Command main plays a server for raftlab. Its argument is a mistake to make.
package main

import (
	"bufio"
	"os"

	"raftlab/sim/engine/guest/testdata/figure2"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	var p figure2.Program
	if len(os.Args) > 1 {
		p.Mistake = os.Args[1]
	}
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		os.Stdout.Write(append(p.Answer(line), '\n'))
	}
}
