package cluster

import (
	"context"
	"errors"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/process"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// Down stops everything that runs in the lab. The directory stays as it is, and [Up] goes on from there
// with the same data, certificates and ports.
func Down(ctx context.Context, h *labdir.Dir) error {
	unlock, err := h.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return stop(h)
}

// Purge stops everything and deletes what the lab made. Of what it did not make, kept names the
// entries of the directory; then the directory stays.
func Purge(ctx context.Context, h *labdir.Dir) (kept []string, err error) {
	unlock, err := h.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := stop(h); err != nil {
		return nil, err
	}
	return h.Purge()
}

// stop ends the supervisor, by request and then by force, and what it left. It is not cut short by an
// interrupt: it takes a moment, and half of it is of no use.
func stop(h *labdir.Dir) error {
	ctx, cancel := context.WithTimeout(context.Background(), supervisorPatience)
	defer cancel()
	for {
		state, err := supervisor.Read(h)
		if err == nil {
			err = end(ctx, state.Supervisor)
		}
		if err != nil && !errors.Is(err, supervisor.ErrDown) {
			return err
		}
		err = supervisor.Clean(ctx, h)
		if !errors.Is(err, labdir.ErrBusy) {
			return err
		}
		select {
		case <-ctx.Done():
			return unseen(h)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// unseen is the error where a supervisor holds its lock and no process of this machine is it.
func unseen(h *labdir.Dir) error {
	return lang.Errorf("%s: its supervisor runs where this command cannot see it, in a container or on another machine: %v",
		"%s：它的监督进程在这个命令看不到的地方运行（容器中或另一台机器上）：%v",
		h.Path, labdir.ErrBusy)
}

// endPatience is how long a supervisor may take to stop its members.
const endPatience = 3 * time.Second

func end(ctx context.Context, p process.Process) error {
	for _, signal := range []func() error{
		func() error { return p.Signal(process.Terminate) },
		func() error { return p.Signal(process.Continue) }, // a paused one hears nothing
	} {
		if err := signal(); err != nil && !errors.Is(err, process.ErrGone) {
			return err
		}
	}
	polite, cancel := context.WithTimeout(ctx, endPatience)
	defer cancel()
	if p.Wait(polite) == nil {
		return nil
	}
	if err := p.Signal(process.Kill); err != nil && !errors.Is(err, process.ErrGone) {
		return err
	}
	return p.Wait(ctx)
}

// DownMachine ends a lab's machine from outside, with everything in it: a crash hurts no data.
func DownMachine(ctx context.Context, h *labdir.Dir) error {
	unlock, err := h.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return machine.Stop(context.WithoutCancel(ctx), h)
}

// PurgeMachine is [Purge] for a machine, from outside.
func PurgeMachine(ctx context.Context, h *labdir.Dir) (kept []string, err error) {
	unlock, err := h.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := machine.Stop(context.WithoutCancel(ctx), h); err != nil {
		return nil, err
	}
	return h.Purge()
}
