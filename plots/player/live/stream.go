package live

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"raftlab/sim/lang"
)

// The stream is made of server-sent events. A page that comes, or comes back, gets the whole window and all deeds; then
//
//	run    the window has changed: when it begins, who the members are, and the recording
//	now    up to where all is told, and whether the lab is up; once in a while also where nothing has changed
//	deeds  what was done from pages
//	bye    the server ends
//
// A page that reads slowly misses what is old by then.

// pulse is how often a page is told that nothing has happened.
const pulse = 500 * time.Millisecond

// slowest is how long a page may take to read one event.
const slowest = 20 * time.Second

// seen is what a page was told.
type seen struct{ serial, told int }

func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	l := lang.Lang(r.URL.Query().Get("lang"))
	if l != lang.Chinese {
		l = lang.English
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	out, control := []byte("retry: 1000\n\n"), http.NewResponseController(w)
	was := seen{serial: -1, told: -1}
	beat := time.NewTicker(pulse)
	defer beat.Stop()
	for {
		text, changed, over := s.news(l, &was)
		control.SetWriteDeadline(time.Now().Add(slowest))
		if _, err := w.Write(append(out, text...)); err != nil || control.Flush() != nil || over {
			return
		}
		out = out[:0]
		select {
		case <-changed:
		case <-beat.C:
		case <-r.Context().Done():
			return
		}
	}
}

// news returns what a page has not been told yet, what tells that there is more, and whether that was the last.
func (s *Server) news(l lang.Lang, was *seen) (text []byte, changed <-chan struct{}, over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if was.serial != s.serial && s.recordings != nil {
		was.serial = s.serial
		members, _ := json.Marshal(s.state.Members)
		text = fmt.Appendf(text, "event: run\ndata: {\"from\":%d,\"members\":%s,\"recording\":%s}\n\n", s.state.From.UnixMicro(), members, s.recordings[l])
	}
	if was.told != s.told {
		was.told = s.told
		deeds, _ := json.Marshal(s.deeds)
		text = fmt.Appendf(text, "event: deeds\ndata: {\"deeds\":%s}\n\n", deeds)
	}
	if s.over {
		return append(text, "event: bye\ndata: {}\n\n"...), nil, true
	}
	now, _ := json.Marshal(map[string]any{"until": s.state.Until.UnixMicro(), "down": s.state.Down, "remark": s.state.Remark.In(l)})
	return fmt.Appendf(text, "event: now\ndata: %s\n\n", now), s.changed, false
}
