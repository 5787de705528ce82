package main

import (
	"bufio"
	"context"
	"os"
	"time"

	"golang.org/x/term"
)

// pauseTime is how long the tour waits after a step for whoever reads at a terminal: six times, two
// minutes in all.
const pauseTime = 18 * time.Second

// enterKeys returns a channel that tells each Enter, and is closed with the terminal. It is nil if nobody
// sits at one: then the tour does not wait.
func enterKeys() <-chan struct{} {
	if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stdout.Fd())) {
		return nil
	}
	keys := make(chan struct{})
	go func() {
		defer close(keys)
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			keys <- struct{}{}
		}
	}()
	return keys
}

// pause shows what was printed, and lets it be read: until Enter, the end of ctx, or the time is over.
func (t *tour) pause(ctx context.Context) {
	t.out.Flush() // its error comes again at the end
	if t.enter == nil {
		return
	}
	write(t.out, "\n", t.say("[Enter, or wait: the tour goes on]", "[按回车继续；等一会儿也会自动继续]"))
	t.out.Flush()
	select {
	case <-t.enter:
	case <-ctx.Done():
	case <-time.After(pauseTime):
		write(t.out, "\n")
	}
}
