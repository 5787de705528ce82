// Package process starts programs of somebody else that play servers, one process for each, and speaks with them: a
// line to standard input, a line from standard output (docs/reference/own-raft.md). A program gets its words as they
// are, no shell reads them, a small environment, and no open files. It ends with raftlab, however that ends.
package process

import (
	"context"
	"os/exec"
	"slices"
	"sync"
	"time"

	"raftlab/sim/engine"
	"raftlab/sim/engine/guest"
	"raftlab/sim/lang"
)

// Patience is how long a program may take for an answer if nothing else is said. A machine of a class is slow.
const Patience = 10 * time.Second

// Host starts the processes of one command line. It is a [guest.Host] for many worlds at the same time.
type Host struct {
	words    []string
	patience *time.Duration
	starting time.Duration // how long a program may take at least until it answers hello

	mu      sync.Mutex
	running []*child
	spare   chan started // is being started before it is needed; nil: none is
	closed  bool
	greeted bool            // a program has said hello
	has     engine.Features // what it announced
}

type started struct {
	child *child
	err   error
}

// NewHost returns a host for a command line of at least one word. How long a program may take for an answer is read at
// each start of one.
func NewHost(words []string, patience *time.Duration) *Host {
	return &Host{words: words, patience: patience}
}

// LetStart leaves programs at least this long until they answer hello.
func (h *Host) LetStart(atLeast time.Duration) { h.starting = atLeast }

// CloseWith ends all processes when ctx does, so that nobody waits for an answer any more.
func (h *Host) CloseWith(ctx context.Context) { context.AfterFunc(ctx, h.Close) }

// Start implements [guest.Host]. While a program plays, the next one is started already: servers that restart need it.
func (h *Host) Start() (guest.Conn, error) {
	h.mu.Lock()
	spare := h.spare
	h.spare = nil
	h.mu.Unlock()
	if spare == nil {
		c, err := h.start()
		return connOf(c), err
	}
	next := <-spare
	return connOf(next.child), next.err
}

// connOf keeps a nil child from being a connection.
func connOf(c *child) guest.Conn {
	if c == nil {
		return nil
	}
	return c
}

// Features implements [guest.Host]. The program that is asked plays afterwards.
func (h *Host) Features() engine.Features {
	h.mu.Lock()
	greeted, has := h.greeted, h.has
	h.mu.Unlock()
	if greeted {
		return has
	}
	c, err := h.start()
	if err != nil {
		return engine.AllFeatures
	}
	h.keep(started{c, nil})
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.has
}

// keep keeps a program that is needed later, if there is none yet.
func (h *Host) keep(s started) {
	h.mu.Lock()
	kept := h.spare == nil && !h.closed
	if kept {
		h.spare = make(chan started, 1)
		h.spare <- s
	}
	h.mu.Unlock()
	if !kept {
		s.child.end()
	}
}

// End implements [guest.Host].
func (h *Host) End(c guest.Conn) {
	ended := c.(*child)
	h.mu.Lock()
	h.running = slices.DeleteFunc(h.running, func(one *child) bool { return one == ended })
	prepare := h.spare == nil && !h.closed && !ended.failed
	var spare chan started
	if prepare {
		spare = make(chan started, 1)
		h.spare = spare
	}
	h.mu.Unlock()
	ended.end()
	if prepare {
		go func() {
			c, err := h.start()
			spare <- started{c, err}
		}()
	}
}

// start starts a process and says hello.
func (h *Host) start() (*child, error) {
	c, err := newChild(h.words, *h.patience)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	h.running = append(h.running, c)
	closed := h.closed
	h.mu.Unlock()
	if closed {
		c.end()
		return nil, errClosed
	}
	c.patience = max(c.patience, h.starting)
	has, err := guest.Hello(c)
	c.patience = *h.patience
	if err != nil {
		h.mu.Lock()
		h.running = slices.DeleteFunc(h.running, func(one *child) bool { return one == c })
		h.mu.Unlock()
		c.end()
		return nil, err
	}
	h.mu.Lock()
	h.greeted, h.has = true, has
	h.mu.Unlock()
	return c, nil
}

var errClosed = lang.Errorf("raftlab is ending", "raftlab 正在退出")

// Close ends all processes. It can be called at any time, and more than once.
func (h *Host) Close() {
	h.mu.Lock()
	running := h.running
	h.running, h.closed = nil, true
	h.mu.Unlock()
	for _, c := range running {
		c.end()
	}
}

// Find returns why a command line cannot be started, nil if it can.
func Find(words []string) error {
	if _, err := exec.LookPath(words[0]); err != nil {
		return notStarted(words[0], err)
	}
	return nil
}
