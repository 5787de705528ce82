//go:build player

package main

import (
	"embed"

	"raftlab/plots/player"
)

//go:embed player/raftlab.wasm.gz player/wasm_exec.js player/licences.txt
var playerFiles embed.FS

// simulator returns the program that goes into a page. make build makes it before this program is built.
func simulator() *player.Simulator {
	read := func(name string) []byte {
		b, err := playerFiles.ReadFile("player/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		return b
	}
	return &player.Simulator{Program: read("raftlab.wasm.gz"), Glue: read("wasm_exec.js"), Licences: read("licences.txt")}
}
