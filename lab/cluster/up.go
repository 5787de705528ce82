// Package cluster is what people do with a lab as a whole: start it, stop it, look at it, let members
// crash and come back, and let it grow.
//
// Everything is declared in the lab's directory and carried out by the supervisor. So commands can be cut
// short at any moment: the next one finds what is there and takes it from there.
package cluster

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/kubernetes"
	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/process"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// ErrUsage is wrapped by errors for which the one who asked is to blame.
var ErrUsage = errors.New("usage")

// usage is an error that wraps [ErrUsage] without saying so.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

func (usage) Is(target error) bool { return target == ErrUsage }

// supervisorPatience is how long a supervisor may take to begin or to end.
const supervisorPatience = 10 * time.Second

// Up starts the lab in a directory and returns when its members serve. Members is the size of a new
// cluster: 1, 3 or 5; 0 takes the lab as it is, or one member. Timers are those of a new cluster; the zero value takes
// the lab as it is, or [labdir.FastTimers]. What runs already is left alone; members
// that were crashed or paused come back. A member whose manifest somebody took away stays stopped.
//
// If ctx ends, a supervisor that Up started is stopped again.
func Up(ctx context.Context, dir string, members int, timers labdir.Timers) (*labdir.Dir, error) {
	if err := Check(members, timers); err != nil {
		return nil, err
	}
	if _, err := process.Self(); err != nil { // this system cannot have a lab
		return nil, err
	}
	h, err := labdir.Create(dir)
	if err != nil {
		return nil, err
	}
	unlock, err := h.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	before := authorityOf(h)
	release, err := prepare(h, members, timers)
	if err != nil {
		return nil, err
	}
	defer release()
	started, err := run(ctx, h, before)
	for tries := 1; errors.Is(err, supervisor.ErrDown) && tries < 3 && ctx.Err() == nil; tries++ { // somebody has killed it, just before or now
		started, err = run(ctx, h, before)
	}
	if err != nil && started && errors.Is(ctx.Err(), context.Canceled) { // somebody wants it to end
		err = errors.Join(ctx.Err(), stop(h))
	}
	return h, err
}

// run has the lab supervised, by a supervisor that was started or by one that was there, and waits for its members.
// Before is the authority that members know which run already.
func run(ctx context.Context, h *labdir.Dir, before string) (started bool, err error) {
	started, err = ensureSupervisor(ctx, h)
	if err == nil && !started && before != authorityOf(h) { // members have read the old one when they started
		err = restartAll(ctx, h)
	}
	if err == nil {
		err = serve(ctx, h)
	}
	return started, err
}

// authorityOf returns the certificate of the lab's authority as it is now.
func authorityOf(h *labdir.Dir) string {
	data, _ := labdir.ReadRegular(filepath.Join(h.PKI(labdir.First), "ca.crt")) // one that is not there is another
	return string(data)
}

// restartAll starts all members anew that run.
func restartAll(ctx context.Context, h *labdir.Dir) error {
	return revive(ctx, h, map[supervisor.Phase]supervisor.Command{
		supervisor.Running: supervisor.Restart, supervisor.Failing: supervisor.Restart, supervisor.Paused: supervisor.Restart,
	})
}

// Check refuses what no new lab can be: its size, or its timers. Zero values stand for what there is.
func Check(members int, timers labdir.Timers) error {
	if !slices.Contains([]int{0, 1, 3, 5}, members) {
		return usage{lang.Errorf("a lab has 1, 3 or 5 members, not %d", "实验环境有 1、3 或 5 个成员，不能是 %d 个", members)}
	}
	if timers == (labdir.Timers{}) {
		return nil
	}
	if err := timers.Check(); err != nil {
		return usage{err}
	}
	return nil
}

// ensureSupervisor starts a supervisor, after cleaning up what an earlier one left, unless one runs.
func ensureSupervisor(ctx context.Context, h *labdir.Dir) (started bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, supervisorPatience)
	defer cancel()
	for {
		if state, err := supervisor.Read(h); err == nil {
			return false, state.Supervisor.Signal(process.Continue) // it may be paused
		}
		err := supervisor.Clean(ctx, h)
		if err == nil {
			break
		}
		if !errors.Is(err, labdir.ErrBusy) {
			return false, err
		}
		select { // it begins, or ends
		case <-ctx.Done():
			return false, unseen(h)
		case <-time.After(5 * time.Millisecond):
		}
	}
	if err := checkPorts(h); err != nil {
		return false, err
	}
	if err := checkMemory(len(h.Members)); err != nil {
		return false, err
	}
	return true, startSupervisor(ctx, h)
}

func startSupervisor(ctx context.Context, h *labdir.Dir) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(h.Logs(labdir.First), 0o700); err != nil {
		return err
	}
	said := logLength(h)
	if h.Mode == labdir.Machine {
		return superviseMachine(ctx, h, said)
	}
	cmd, err := process.Detach(program, supervisor.Arguments(h.Path), os.Environ(), h.Path, h.SupervisorLog())
	if err != nil {
		return lang.Errorf("start the supervisor: %v", "启动监督进程：%v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		state, err := supervisor.Read(h)
		if err == nil && state.Looked {
			return nil
		}
		select {
		case err := <-ended:
			return supervisorEnded(h, said, err)
		case <-ctx.Done():
			if err := cmd.Process.Kill(); err != nil {
				return err
			}
			<-ended
			return lang.Errorf("the supervisor does not begin: %v (see %s)", "监督进程没有启动：%v（见 %s）", ctx.Err(), h.SupervisorLog())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// superviseMachine has the machine's first process start the supervisor, with the privileges that it needs.
func superviseMachine(ctx context.Context, h *labdir.Dir, said int64) error {
	pid, err := machine.Supervise()
	if err != nil {
		return lang.Errorf("start the supervisor: %v", "启动监督进程：%v", err)
	}
	child, gone := process.Of(pid)
	looked := func(s supervisor.State) bool { return s.Looked }
	err = supervisor.Until(ctx, h, looked)
	for errors.Is(err, supervisor.ErrDown) && ctx.Err() == nil && gone == nil && child.Runs() {
		time.Sleep(2 * time.Millisecond) // it has not told anything yet
		err = supervisor.Until(ctx, h, looked)
	}
	switch {
	case ctx.Err() != nil && errors.Is(err, supervisor.ErrDown):
		return lang.Errorf("the supervisor does not begin: %v (see %s)", "监督进程没有启动：%v（见 %s）", ctx.Err(), h.SupervisorLog())
	case errors.Is(err, supervisor.ErrDown):
		return supervisorEnded(h, said, nil)
	}
	return err
}

// logLength is how much earlier supervisors have said.
func logLength(h *labdir.Dir) int64 {
	info, err := os.Stat(h.SupervisorLog())
	if err != nil {
		return 0
	}
	return info.Size()
}

// supervisorEnded quotes what a supervisor said since there was so much in its log.
func supervisorEnded(h *labdir.Dir, from int64, err error) error {
	var exit *exec.ExitError
	if err == nil || !errors.As(err, &exit) {
		err = lang.Errorf("it ended by itself", "它自己结束了")
	}
	return lang.Errorf("the supervisor does not run: %v%s", "监督进程没有运行：%v%s", err, quote(lastLines(h.SupervisorLog(), from, 3)))
}

// revive asks for members in one of some phases to come back.
func revive(ctx context.Context, h *labdir.Dir, commands map[supervisor.Phase]supervisor.Command) error {
	state, err := supervisor.Read(h)
	if err != nil {
		return err
	}
	for _, m := range state.Members {
		command := commands[m.Phase]
		if command == supervisor.Retry && m.Deaths == 0 {
			continue
		}
		if command != "" {
			if err := supervisor.Ask(ctx, h, m.Name, command); err != nil && !errors.Is(err, supervisor.ErrOvertaken) {
				return err
			}
		}
	}
	return nil
}

// asleep are the phases that people put members into. What the supervisor tells may be old, if it was
// paused itself, so they are looked for again and again.
var asleep = map[supervisor.Phase]supervisor.Command{
	supervisor.Crashed: supervisor.Restart,
	supervisor.Paused:  supervisor.Resume,
}

// serve waits until the members are healthy, fills a new cluster, and waits for kube-apiserver.
func serve(ctx context.Context, h *labdir.Dir) error {
	pods, _, broken := manifest.ReadAll(h)
	if err := noManifest(h, "", pods, broken); err != nil { // to wait would be of no use
		return err
	}
	begun := time.Now()
	if err := revive(ctx, h, map[supervisor.Phase]supervisor.Command{supervisor.Failing: supervisor.Retry, supervisor.Running: supervisor.Retry}); err != nil {
		return err
	}
	err := await(ctx, h, func() error {
		if err := revive(ctx, h, asleep); err != nil {
			return hopelessError{err}
		}
		return healthy(ctx, h, "", begun)
	})
	if err != nil {
		return err
	}
	if err := fill(ctx, h); err != nil {
		return err
	}
	return serveKubernetes(ctx, h)
}

// fill fills a new cluster.
func fill(ctx context.Context, h *labdir.Dir) error {
	if h.Seeded {
		return nil
	}
	client, err := member.Client(h)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := kubernetes.Seed(ctx, client, time.Now()); err != nil {
		return lang.Errorf("fill /registry: %v (raftlab lab up goes on from here)", "填充 /registry：%v（raftlab lab up 从这里继续）", err)
	}
	h.Seeded = true
	return h.Save()
}

// anObject is an object that every filled lab has.
const anObject = "/registry/namespaces/default"

// LostObjects reports whether a lab that was filled has lost its objects. Who does not answer has lost nothing.
func LostObjects(ctx context.Context, h *labdir.Dir) bool {
	if !h.Seeded {
		return false
	}
	client, err := member.Client(h)
	if err != nil {
		return false
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	found, err := client.Get(ctx, anObject, clientv3.WithCountOnly())
	return err == nil && found.Count == 0
}
