//go:build js && wasm

// Player is the simulator inside the page that raftlab play writes. It gives the page one function, raftlab, which takes
// a request as JSON and returns the answer as bytes of JSON; see raftlab/scenarios/player.
package main

import (
	"runtime/debug"
	"syscall/js"

	"raftlab/scenarios/player"
)

func main() {
	// A page has one thread. Collecting seldom makes trials faster by a seventh; the limit is for long runs.
	debug.SetGCPercent(800)
	debug.SetMemoryLimit(1 << 30)
	var p player.Player
	js.Global().Set("raftlab", js.FuncOf(func(_ js.Value, args []js.Value) any {
		answer := p.Answer([]byte(args[0].String()))
		bytes := js.Global().Get("Uint8Array").New(len(answer))
		js.CopyBytesToJS(bytes, answer)
		return bytes
	}))
	js.Global().Call("raftlabReady")
	select {}
}
