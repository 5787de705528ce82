//go:build !(js && wasm)

// Player is the simulator inside the page that raftlab play writes. Outside a browser it answers the same requests, one on
// each line of its standard input, with an answer on each line of its output: what a page would get.
package main

import (
	"bufio"
	"fmt"
	"os"

	"raftlab/scenarios/player"
)

// longest is the longest request: a saved trace stands in one.
const longest = 1 << 30

func main() {
	requests := bufio.NewScanner(os.Stdin)
	requests.Buffer(nil, longest)
	var p player.Player
	for requests.Scan() {
		if _, err := fmt.Printf("%s\n", p.Answer(requests.Bytes())); err != nil {
			fail(err)
		}
	}
	if err := requests.Err(); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "player:", err)
	os.Exit(3)
}
