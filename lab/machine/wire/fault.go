package wire

import "time"

// Fault is what befalls packets on their way from one host to another. The zero value is none.
type Fault struct {
	Cut bool `json:"cut,omitempty"`
	// Mute swallows what carries data and lets acknowledgements of TCP pass, so that the other direction goes on: were they
	// swallowed too, nothing could be sent the other way either.
	Mute  bool          `json:"mute,omitempty"`
	Delay time.Duration `json:"delay_ns,omitempty"` // added
	Loss  float64       `json:"loss,omitempty"`     // share of the packets, 0 to 1
}

// Silent reports whether no data arrives.
func (f Fault) Silent() bool { return f.Cut || f.Mute }

// Faulty is a way between two hosts with its fault.
type Faulty struct {
	From string `json:"from"`
	To   string `json:"to"`
	Fault
}
