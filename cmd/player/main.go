//go:build js && wasm

// Player is the simulator inside the page that raftlab play writes. It gives the page one function, raftlab, which takes
// a request as JSON and promises the answer as bytes of JSON; see raftlab/scenarios/player.
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
	p := player.Player{Programs: programs{js.Global().Get("raftlabPrograms")}}
	js.Global().Set("raftlab", js.FuncOf(func(_ js.Value, args []js.Value) any {
		request := []byte(args[0].String())
		begin := js.FuncOf(func(_ js.Value, promise []js.Value) any {
			resolve := promise[0]
			go func() { // it waits where a module of the user's plays
				answer := p.Answer(request)
				bytes := js.Global().Get("Uint8Array").New(len(answer))
				js.CopyBytesToJS(bytes, answer)
				resolve.Invoke(bytes)
			}()
			return nil
		})
		defer begin.Release() // a promise calls it at once
		return js.Global().Get("Promise").New(begin)
	}))
	js.Global().Call("raftlabReady")
	select {}
}
