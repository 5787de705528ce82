package supervisor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
	"raftlab/sim/lang"
)

// Command is what is to be done with a member.
type Command string

// The commands.
const (
	Crash   Command = "crash"   // kill it, and leave it down
	Pause   Command = "pause"   // stop its process by a signal
	Resume  Command = "resume"  // let a paused process go on
	Restart Command = "restart" // start it, after stopping it if it runs
	Retry   Command = "retry"   // forget its deaths: start it at once if it waits, and leave alone what runs
)

// commandFile is the file of a command. Each has a number of its own, by which it is answered.
type commandFile struct {
	Command Command `json:"command"`
	Number  int64   `json:"number"`
}

const commandPrefix = "command-"

func commandPath(h *labdir.Dir, member string) string {
	return filepath.Join(h.Run(), commandPrefix+member+".json")
}

// ErrOvertaken is wrapped by the error of a command that came too late: the member is where the command does nothing, or
// somebody else's command came after it.
var ErrOvertaken = errors.New("overtaken")

// overtaken is an error that wraps [ErrOvertaken] without saying so.
type overtaken struct{ error }

func (o overtaken) Unwrap() error { return o.error }

func (overtaken) Is(target error) bool { return target == ErrOvertaken }

// Ask tells the supervisor a command and returns when it has been carried out. If it cannot be any more, the error wraps
// [ErrOvertaken].
func Ask(ctx context.Context, h *labdir.Dir, member string, command Command) error {
	a := commandFile{command, time.Now().UnixNano()}
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if err := labdir.WriteFile(commandPath(h, member), data, 0o600); err != nil {
		return err
	}
	var missed bool
	var m Member
	err = Until(ctx, h, func(s State) (reached bool) {
		var ok bool
		m, ok = s.Member(member)
		missed = ok && !done(m, command) && (m.Heard > a.Number || m.Heard == a.Number && doesNothing(m, command))
		return !ok || missed || m.Heard >= a.Number && done(m, command)
	})
	if err == nil && missed {
		err = overtaken{lang.Errorf("%s is %s by now: it cannot %s", "%s 现在的状态是 %s：不能 %s", member, m.Phase, command)}
	}
	return err
}

// doesNothing reports whether a member is where a command does nothing: only a process that runs can be paused, and only
// one that is there can go on.
func doesNothing(m Member, command Command) bool {
	switch command {
	case Pause:
		return m.Phase != Running && m.Phase != Paused
	case Resume:
		return m.Phase == Crashed
	}
	return false
}

// done reports whether a member is where a command takes it.
func done(m Member, command Command) bool {
	switch command {
	case Crash:
		return m.Phase == Crashed
	case Pause:
		return m.Phase == Paused
	case Retry:
		return true
	}
	return m.Phase == Running || m.Phase == Failing
}

// WaitIdle returns when every command was heard and no member is about to stop. A command that was cut short may have
// left a command behind.
func WaitIdle(ctx context.Context, h *labdir.Dir) error {
	return Until(ctx, h, func(s State) bool {
		return !slices.ContainsFunc(s.Members, func(m Member) bool {
			a, err := readCommand(h, m.Name)
			return m.Phase == Stopping || err == nil && a.Number != m.Heard
		})
	})
}

// Until waits for a state of the supervisor.
func Until(ctx context.Context, h *labdir.Dir, reached func(State) bool) error {
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

// readCommands carries out the commands that are new.
func (s *supervisor) readCommands() {
	for _, p := range s.pods {
		a, err := readCommand(s.home, p.name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			s.say(err)
		}
		if err != nil || a.Number == p.lastCommand {
			continue
		}
		p.lastCommand = a.Number
		logOn(p.host, "%s: %s", p.name, a.Command)
		p.execute(a.Command)
	}
}

// readCommand reads what was last wanted of a member.
func readCommand(h *labdir.Dir, member string) (a commandFile, err error) {
	path := commandPath(h, member)
	data, err := h.ReadOwn(path)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

func (p *pod) execute(command Command) {
	switch command {
	case Crash:
		p.crashed, p.restart = true, false
		p.tell(process.Kill)
	case Pause:
		p.tell(process.Stop)
	case Resume:
		p.tell(process.Continue)
	case Restart:
		p.crashed, p.restart, p.deaths, p.backoffUntil = false, p.running(), 0, time.Time{}
	case Retry:
		p.deaths, p.backoffUntil = 0, time.Time{}
	}
}

// Clean ends what a supervisor left behind that was itself killed, and forgets the commands. The caller
// holds the lab's lock, and no supervisor runs; else the error wraps [labdir.ErrBusy].
func Clean(ctx context.Context, h *labdir.Dir) error {
	if _, err := os.Stat(h.Run()); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing ever ran
	}
	unlock, err := labdir.TryLock(lockFile(h))
	if err != nil {
		return err
	}
	defer unlock()
	state, _ := Read(h)
	for _, m := range state.Members {
		if err := m.Process.Signal(process.Kill); err == nil {
			err = m.Process.Wait(ctx)
			if err != nil {
				return lang.Errorf("%s, process %d, does not end: %v", "%s（进程 %d）没有结束：%v", m.Name, m.Process.PID, err)
			}
		}
	}
	entries, err := os.ReadDir(h.Run())
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if name := entry.Name(); name == "state.json" || strings.HasPrefix(name, commandPrefix) || strings.HasPrefix(name, ".") {
			if err := os.Remove(filepath.Join(h.Run(), name)); err != nil {
				return err
			}
		}
	}
	return nil
}
