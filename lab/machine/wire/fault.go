package wire

import "time"

// Fault is what befalls packets on their way from one host to another. The zero value is none.
type Fault struct {
	Cut   bool          `json:"cut,omitempty"`
	Delay time.Duration `json:"delay_ns,omitempty"` // added
	Loss  float64       `json:"loss,omitempty"`     // share of the packets, 0 to 1
}

// Faulty is a way between two hosts with its fault.
type Faulty struct {
	From string `json:"from"`
	To   string `json:"to"`
	Fault
}
