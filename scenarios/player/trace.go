package player

import (
	"errors"
	"io"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/playback"
	"raftlab/sim/trace/timeline"
)

// trace reads a saved run, which must be whole.
func (p *Player) trace(q *Request) (*Answer, error) {
	r, err := trace.NewReader(strings.NewReader(q.YAML), q.Name)
	if err != nil {
		return nil, err
	}
	recorder, builder := playback.NewDetailedRecorder(q.Lang, playback.Window{}), timeline.NewBuilder(*r.Header())
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		recorder.Observe(e)
		builder.Observe(e)
	}
	p.recording = recorder.Recording(builder.Timeline())
	return &Answer{Title: lang.Clean(r.Header().Scenario), Digest: r.Digest(),
		Recording: p.recording.AppendJSON(nil, p.recording.First(MostEvents))}, nil
}
