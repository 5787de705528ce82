package supervisor

import (
	"context"
	"log"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/process"
)

// pod is a static Pod, a member or kube-apiserver, and what is wanted of it.
type pod struct {
	name         string
	host         string        // whose kubelet runs it
	file         string        // of its manifest
	had          bool          // it had a manifest at the last look
	data         string        // its data directory
	want         *manifest.Pod // nil: its manifest is gone
	have         *manifest.Pod // what runs or ran last
	crashed      bool          // it was killed by a command, and stays down
	restart      bool          // stop what runs, then start
	process      process.Process
	since        time.Time // it was started
	kill         time.Time // when a stop becomes one by force; zero: it is not being stopped
	deaths       int       // in a row
	starts       int
	ended        []Start // those before the last one
	backoffUntil time.Time
	reason       string // of the last death
	logged       int64  // where its log began when it was started
	lastCommand  int64  // the number of the last one carried out
	served       <-chan struct{}
}

func (p *pod) running() bool { return p.process.PID != 0 }

// exit tells that a child has ended.
type exit struct {
	pod     *pod
	process process.Process
	reason  string
}

// reconcile takes each member one step nearer to what is wanted.
func (s *supervisor) reconcile(now time.Time) {
	if p := s.starting; p != nil {
		select {
		case <-p.served:
			s.starting = nil
		default:
		}
	}
	for _, name := range s.names() {
		if p := s.pods[name]; p.running() {
			p.reconcileRunning(now)
		} else {
			s.reconcileIdle(p, now)
		}
	}
}

func (p *pod) reconcileRunning(now time.Time) {
	switch {
	case p.kill.IsZero() && (p.want == nil || p.restart || p.want.Digest != p.have.Digest):
		logOn(p.host, "stop %s", p.name)
		p.signalStop(!p.process.Paused())
		p.kill = now.Add(graceOf(p.have))
	case !p.kill.IsZero() && now.After(p.kill):
		logOn(p.host, "%s did not stop: kill", p.name)
		p.signalStop(false)
		p.kill = now.Add(grace)
	}
}

func (s *supervisor) reconcileIdle(p *pod, now time.Time) {
	if p.want == nil {
		logOn(p.host, "%s has stopped: no manifest", p.name)
		delete(s.pods, p.name)
		return
	}
	if p.have != nil && p.have.Digest != p.want.Digest { // a new manifest is a new Pod, and a new chance
		p.have, p.deaths, p.starts, p.ended, p.backoffUntil = nil, 0, 0, nil, time.Time{}
	}
	if turn := s.starting == nil || !p.want.IsMember(); !p.crashed && !now.Before(p.backoffUntil) && turn && KubeletRuns(s.home, p.host) {
		s.start(p, now)
	}
}

// start starts a Pod. Members come one after the other: each asks its peers about the cluster, and for
// a hash of their data, and waits seconds for one that listens and does not answer yet.
func (s *supervisor) start(p *pod, now time.Time) {
	if p.starts > 0 {
		p.ended = append(p.ended, Start{p.since, p.logged, p.reason})
		p.ended = p.ended[max(len(p.ended)-keptStarts, 0):]
	}
	p.restart, p.kill, p.have, p.since, p.reason = false, time.Time{}, p.want, now, ""
	p.starts++
	if err := s.spawn(p); err != nil {
		logOn(p.host, "%s: %v", p.name, err)
		p.died(err.Error(), now)
		return
	}
	logOn(p.host, "start %s: process %d", p.name, p.process.PID)
	if !p.want.IsMember() {
		s.note(serverStart, p.name, now)
		return
	}
	s.noteForced(p, now)
	p.served = s.watchStart(p.want.PeerURL(), p.process)
	s.starting = p
}

// spawn starts the program of a Pod and has somebody wait for its end.
func (s *supervisor) spawn(p *pod) error {
	program, err := s.program(p.want)
	if err != nil {
		return err
	}
	if rotate(s.home.Log(p.name)) {
		p.ended = nil
	}
	out, err := os.OpenFile(s.home.Log(p.name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if info, err := out.Stat(); err == nil {
		p.logged = info.Size()
	}
	env, err := s.environmentOf(p.want)
	if err != nil {
		return err
	}
	cmd := &exec.Cmd{
		Path: program, Args: s.commandLine(p.want), Env: env, Dir: s.home.On(p.host, "/"),
		Stdout: out, Stderr: out, SysProcAttr: process.Child(),
	}
	if err := s.startOn(p.host, cmd); err != nil {
		return err
	}
	p.process, err = process.Of(cmd.Process.Pid)
	if err != nil { // it ended at once
		p.process = process.Process{PID: cmd.Process.Pid}
	}
	e := exit{pod: p, process: p.process}
	go func() {
		e.reason = describe(cmd.Wait())
		s.exits <- e
	}()
	return nil
}

// commandLine is what a Pod runs. On loopback the reservation has its ports too; see package port.
func (s *supervisor) commandLine(p *manifest.Pod) []string {
	line := append([]string{p.Program}, p.Args...)
	switch {
	case s.home.Mode == labdir.Machine:
		return line
	case p.IsMember():
		return slices.Insert(line, 1, "--socket-reuse-port=true", "--socket-reuse-address=true")
	}
	return append(line, "--permit-port-sharing=true") // in a list without order the last one counts
}

// startPatience is how long the others wait for a member that starts.
const startPatience = 3 * time.Second

// watchStart closes the channel when the member serves its peers, ends, or takes too long.
func (s *supervisor) watchStart(peerURL string, p process.Process) <-chan struct{} {
	served := make(chan struct{})
	h := s.home
	go func() {
		defer close(served)
		ctx, cancel := context.WithTimeout(context.Background(), startPatience)
		defer cancel()
		for p.Runs() && ctx.Err() == nil && member.Serves(ctx, h, peerURL) != nil {
			time.Sleep(2 * time.Millisecond)
		}
	}()
	return served
}

// exited notes the end of a child.
func (s *supervisor) exited(e exit, now time.Time) {
	p := e.pod
	asked := !p.kill.IsZero() || p.crashed
	p.process, p.kill = process.Process{}, time.Time{}
	if asked {
		p.deaths, p.reason, p.backoffUntil = 0, "", time.Time{}
		return
	}
	logOn(p.host, "%s ended unasked: %s", p.name, e.reason)
	p.died(e.reason, now)
}

// died decides when a member that ended unasked is started again: at once the first time.
func (p *pod) died(reason string, now time.Time) {
	if now.Sub(p.since) > steady {
		p.deaths = 0
	}
	p.reason, p.backoffUntil = reason, now
	if p.deaths > 0 {
		p.backoffUntil = now.Add(min(firstBackoff<<min(p.deaths-1, 10), maxBackoff))
	}
	p.deaths++
}

// signalStop asks a member to stop, or makes it.
func (p *pod) signalStop(politely bool) {
	if politely {
		p.tell(process.Terminate)
	} else {
		p.tell(process.Kill)
	}
}

// rotate keeps logs from growing without end: it reports whether a new one begins.
func rotate(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Size() <= maxLog {
		return false
	}
	if err := os.Rename(path, path+".1"); err != nil {
		log.Print(err)
		return false
	}
	return true
}

// describe says how a child ended.
func describe(err error) string {
	if err == nil {
		return "it ended by itself, with exit code 0"
	}
	if err.Error() == "signal: killed" {
		return "it was killed by somebody else (the system does that when memory runs out)"
	}
	return err.Error()
}

// tell sends a signal to a member that runs.
func (p *pod) tell(signal syscall.Signal) {
	if !p.running() {
		return
	}
	if err := p.process.Signal(signal); err != nil && err != process.ErrGone {
		logOn(p.host, "%s: %v", p.name, err)
	}
}
