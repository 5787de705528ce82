package main

import (
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"raftlab/sim/lang"
)

// showProgress shows on a terminal how many of all trials, or runs, are done, how fast they go and how long the rest
// will take. What it returns takes the bar away.
func (c *console) showProgress(done *atomic.Uint64, all uint64, what lang.Text) (stop func()) {
	file, ok := c.err.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func() {}
	}
	bar := progressbar.NewOptions64(int64(all),
		progressbar.OptionSetWriter(file),
		progressbar.OptionSetDescription(what.In(c.lang)),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString(c.say(what.EN, "次")),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish())
	bar.StartWithoutRender() // else the first trials have taken no time
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		defer func() {
			bar.Clear()
			file.WriteString("\r\x1b[K") // and what Ctrl-C has left behind it
		}()
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
