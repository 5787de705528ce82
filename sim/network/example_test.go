package network_test

import (
	"fmt"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/network"
)

// A cut is of one direction.
func Example() {
	var random chance.Source
	random.Seed(1)
	var n network.Network
	n.Reset(3, network.Settings{Latency: chance.Fixed(7 * time.Millisecond)}, &random)
	n.Cut(1, 2)
	fmt.Println(n.Send(1, 2).Lost, n.Send(2, 1).Latency)
	// Output: cut 7ms
}
