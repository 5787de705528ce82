//go:build !(js && wasm)

// Player is the simulator inside the page that raftlab play writes, and runs nowhere else.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "player runs in a browser only: make build puts it into raftlab, and raftlab play writes the page")
	os.Exit(2)
}
