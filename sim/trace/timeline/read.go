package timeline

import (
	"errors"
	"io"

	"raftlab/sim/trace"
)

// Read gathers the timeline of the rest of a trace. The error is the reader's.
func Read(r *trace.Reader) (*Timeline, error) {
	b := NewBuilder(*r.Header())
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return b.Timeline(), nil
		}
		if err != nil {
			return nil, err
		}
		b.Observe(e)
	}
}
