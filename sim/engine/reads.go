package engine

import "raftlab/sim/trace"

// Reader is a [Node] that can tell when its state machine may be read so that a client sees all that was committed
// before it asked. Thesis, section 6.4. It is a part of its own, since not every implementation has it.
type Reader interface {
	// Read asks for the index up to which the log must be applied before the read with a number is answered, by one of
	// the ways [trace.ReadIndex] and [trace.LeaseRead]. [ReadObserver.MayRead] tells it, at once or later. It is refused
	// by a server that does not lead. Who ceases to lead forgets the reads of which nothing was told.
	Read(number uint64, way trace.ReadWay) Refusal
}

// ReadObserver is an [Observer] of a [Reader].
type ReadObserver interface {
	// MayRead is told that a read may be answered by a state machine that has applied the log up to an index.
	MayRead(number uint64, index trace.Index)
}

// Sessionless is an [Engine] with whose servers the state machine does not know what it has applied of a session: who asks
// again is served again.
type Sessionless interface {
	// ForgetsSessions reports whether it is so.
	ForgetsSessions() bool
}
