package supervisor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"raftlab/lab/home"
	"raftlab/lab/process"
)

// Wish is what a command wants of a member.
type Wish string

// The wishes.
const (
	Crash   Wish = "crash"   // kill it, and leave it down
	Pause   Wish = "pause"   // stop its process by a signal
	Resume  Wish = "resume"  // let a paused process go on
	Restart Wish = "restart" // start it, after stopping it if it runs
)

// asked is the file of a wish. Each has a number of its own, by which it is answered.
type asked struct {
	Wish   Wish  `json:"wish"`
	Number int64 `json:"number"`
}

const wishPrefix = "wish-"

func wishFile(h *home.Home, member string) string {
	return filepath.Join(h.Run(), wishPrefix+member+".json")
}

// Ask tells the supervisor a wish and returns when it has been carried out.
func Ask(ctx context.Context, h *home.Home, member string, wish Wish) error {
	a := asked{wish, time.Now().UnixNano()}
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if err := home.WriteFile(wishFile(h, member), data, 0o600); err != nil {
		return err
	}
	return Until(ctx, h, func(s State) bool {
		m, ok := s.Member(member)
		return !ok || m.Heard == a.Number && done(m, wish)
	})
}

// done reports whether a member is where a wish takes it.
func done(m Member, wish Wish) bool {
	switch wish {
	case Crash:
		return m.Phase == Crashed
	case Pause:
		return m.Phase == Paused
	}
	return m.Phase == Running || m.Phase == Failing
}

// Settle returns when every wish was heard and no member is about to stop. A command that was cut short may have
// left a wish behind.
func Settle(ctx context.Context, h *home.Home) error {
	return Until(ctx, h, func(s State) bool {
		return !slices.ContainsFunc(s.Members, func(m Member) bool {
			a, err := readWish(h, m.Name)
			return m.Phase == Stopping || err == nil && a.Number != m.Heard
		})
	})
}

// Until waits for a state of the supervisor.
func Until(ctx context.Context, h *home.Home, reached func(State) bool) error {
	for {
		state, err := Read(h)
		if err != nil {
			return err
		}
		if reached(state) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// hear carries out the wishes that are new.
func (s *supervisor) hear() {
	for _, p := range s.pods {
		a, err := readWish(s.home, p.name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			s.say(err)
		}
		if err != nil || a.Number == p.heard {
			continue
		}
		p.heard = a.Number
		log.Printf("%s: %s", p.name, a.Wish)
		p.obey(a.Wish)
	}
}

// readWish reads what was last wanted of a member.
func readWish(h *home.Home, member string) (a asked, err error) {
	path := wishFile(h, member)
	data, err := os.ReadFile(path)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

func (p *pod) obey(wish Wish) {
	switch wish {
	case Crash:
		p.crashed, p.restart = true, false
		p.tell(process.Kill)
	case Pause:
		p.tell(process.Stop)
	case Resume:
		p.tell(process.Continue)
	case Restart:
		p.crashed, p.restart, p.deaths, p.notUntil = false, p.running(), 0, time.Time{}
	}
}

// Clean ends what a supervisor left behind that was itself killed, and forgets the wishes. The caller
// holds the lab's lock, and no supervisor runs; else the error wraps [home.ErrBusy].
func Clean(ctx context.Context, h *home.Home) error {
	if _, err := os.Stat(h.Run()); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing ever ran
	}
	unlock, err := home.TryLock(lockFile(h))
	if err != nil {
		return err
	}
	defer unlock()
	state, _ := Read(h)
	for _, m := range state.Members {
		if err := m.Process.Signal(process.Kill); err == nil {
			err = m.Process.Wait(ctx)
			if err != nil {
				return fmt.Errorf("%s, process %d, does not end: %w", m.Name, m.Process.PID, err)
			}
		}
	}
	entries, err := os.ReadDir(h.Run())
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if name := entry.Name(); name == "state.json" || strings.HasPrefix(name, wishPrefix) || strings.HasPrefix(name, ".") {
			if err := os.Remove(filepath.Join(h.Run(), name)); err != nil {
				return err
			}
		}
	}
	return nil
}
