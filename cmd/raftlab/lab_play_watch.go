package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/observe"
	"raftlab/plots/player/live"
	"raftlab/sim/lang"
)

// A page holds the last windowLength of the run at least, and at most twice as much; less if more than mostEvents have happened.
const (
	windowLength = 5 * time.Minute
	mostEvents   = 3000
)

// lookEvery is how often the logs are read, and aliveEvery how often it is looked whether the lab is up.
const (
	lookEvery  = logDelay / 2
	aliveEvery = time.Second
)

// pauseAfter is how long pages are left alone after they were given a window of so many events: each is given it whole.
func pauseAfter(events int) time.Duration { return time.Duration(events) * 100 * time.Microsecond }

// labWatch tells a server what goes on in a lab.
type labWatch struct {
	mu       sync.Mutex // the window is read by who simulates it too
	home     *labdir.Dir
	observer *observe.Observer
	window   *live.Window
	stepped  int       // how often the logs that were read went back in time
	shown    int       // events that pages have been shown
	showAt   time.Time // when they may be shown more
	looked   time.Time
	state    live.State
}

func newLabWatch(h *labdir.Dir) *labWatch { return &labWatch{home: h} }

func (w *labWatch) close() {
	if w.observer != nil {
		w.observer.Close()
	}
}

// begin reads the logs anew, and begins a window that goes back from a moment as far as it should.
func (w *labWatch) begin(now time.Time) error {
	w.close()
	w.observer = observe.NewLatest(w.home)
	if err := w.observer.Read(); err != nil {
		return err
	}
	from := now.Add(-windowLength)
	if first := w.observer.First(); first.After(from) && first.Before(now) {
		from = first
	}
	if w.window != nil && w.window.Events() > mostEvents { // much happens: keep the younger half
		from = now.Add(-now.Sub(w.window.From) / 2)
	}
	w.window = live.NewWindow(from.Truncate(time.Second), w.observer.Header())
	w.shown, w.stepped = -1, w.observer.Stepped()
	w.state = live.State{From: w.window.From, Members: w.home.Names()}
	w.observer.Begin(w.window.From, w.window)
	return nil
}

// follow tells a server what happens, until a context ends.
func (w *labWatch) follow(ctx context.Context, server *live.Server) {
	for {
		w.look(time.Now(), server)
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
	}
}

// look tells what has happened up to a moment.
func (w *labWatch) look(now time.Time, server *live.Server) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var trouble error
	if now.Sub(w.looked) >= aliveEvery {
		w.looked = now
		trouble = w.alive(now)
	}
	if trouble == nil {
		trouble = w.observer.Read()
	}
	if trouble == nil && w.observer.Stepped() != w.stepped { // the clock was set back: what was before is over
		trouble = w.begin(now)
	}
	w.state.Until = now.Add(-logDelay)
	if trouble == nil {
		trouble = w.observer.Tell(w.state.Until)
	}
	w.state.Remark = w.remark(trouble)
	if events := w.window.Events(); events != w.shown && !now.Before(w.showAt) {
		w.shown, w.showAt = events, now.Add(pauseAfter(events))
		server.Show(w.state, w.window.Recordings(w.state.Until))
		return
	}
	server.Reach(w.state)
}

// alive looks whether the lab is up, who its members are, and whether the window has become too large.
func (w *labWatch) alive(now time.Time) error {
	err := working(w.home)
	w.state.Down = isDown(err)
	if err != nil {
		return nil // the pages are told that it is down
	}
	if err := w.home.Reload(); err != nil {
		return err
	}
	if !slices.Equal(w.home.Names(), w.state.Members) || now.Sub(w.window.From) > 2*windowLength || w.window.Events() > mostEvents {
		return w.begin(now)
	}
	return nil
}

// remark is what pages should say of what is told: what stands in the way, or what the logs leave open.
func (w *labWatch) remark(trouble error) lang.Text {
	if trouble != nil {
		return lang.Text{EN: trouble.Error()}
	}
	return lang.List(w.observer.Doubts()...)
}
