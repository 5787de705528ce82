//go:build !player

package main

import "raftlab/plots/player"

// simulator returns nil: this program was built without the one that goes into a page.
func simulator() *player.Simulator { return nil }
