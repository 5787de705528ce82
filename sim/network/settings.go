package network

import "raftlab/sim/chance"

// Settings are what a link does to a message. The zero value delivers at once and loses nothing.
type Settings struct {
	Latency   chance.Distribution // one way, drawn for every message: later messages may overtake
	Loss      chance.Share        // of messages that never arrive
	Duplicate chance.Share        // of messages that arrive twice, each copy with its own latency
}
