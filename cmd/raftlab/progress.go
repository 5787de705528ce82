package main

import (
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// showProgress shows on a terminal how many trials are done, how fast they go and how long the rest
// will take. What it returns takes the bar away.
func (o *trialsOptions) showProgress(done *atomic.Uint64, all uint64) (stop func()) {
	file, ok := o.err.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func() {}
	}
	bar := progressbar.NewOptions64(int64(all),
		progressbar.OptionSetWriter(file),
		progressbar.OptionSetDescription(o.say("trials", "试验")),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString(o.say("trials", "次")),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish())
	bar.StartWithoutRender() // else the first trials have taken no time
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		defer bar.Clear()
		ticker := time.NewTicker(200 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				bar.Set64(int64(done.Load()))
			case <-quit:
				return
			}
		}
	}()
	return func() { close(quit); <-gone }
}
