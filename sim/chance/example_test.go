package chance_test

import (
	"fmt"

	"raftlab/sim/chance"
)

// Streams of one seed are independent, and the same seed starts them all again.
func Example() {
	law, err := chance.ParseDistribution("150ms-300ms")
	if err != nil {
		fmt.Println(err)
	}
	var source chance.Source
	var timeouts, messages chance.Stream
	timeouts.Join(&source, chance.Named("timeout", "n1"))
	messages.Join(&source, chance.Named("network", "n1", "n2"))

	source.Seed(7)
	first := law.Draw(&timeouts)
	source.Seed(7)
	messages.Happens(chance.Always / 10) // another stream moves on
	fmt.Println(law.Draw(&timeouts) == first)
	// Output: true
}
