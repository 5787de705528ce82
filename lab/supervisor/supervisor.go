// Package supervisor plays the kubelet: it looks at the directory of static Pods and runs what it finds
// there. A manifest that goes away stops its member, one that comes starts it, one that changes restarts it,
// and a broken one is reported and hurts nobody else. Members that die unasked are started again, each
// time after a longer wait.
//
// It looks every [interval]; that is soon enough for people and needs nothing of the system. What it does is
// told in a file ([State]); what commands want of it they write to files too ([Ask]). So there are no
// sockets, and no state but the directory's.
//
// Members are children of the supervisor and do not outlive it (on macOS, if it is killed, until the next
// command cleans up: [Clean]).
package supervisor

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/manifest"
	"raftlab/lab/port"
	"raftlab/lab/process"
	"raftlab/lab/proxy"
	"raftlab/sim/lang"
)

// How long the supervisor waits.
const (
	interval     = 50 * time.Millisecond  // between two looks
	settleTime   = 100 * time.Millisecond // until a file that somebody writes counts as written
	grace        = 2 * time.Second        // from SIGTERM to SIGKILL, for one member
	serverGrace  = 10 * time.Second       // the same for kube-apiserver, which lets requests end first
	shutdown     = 300 * time.Millisecond // the same when the lab goes down: a crash hurts no data
	firstBackoff = 250 * time.Millisecond // before a member that died a second time is started again
	maxBackoff   = 5 * time.Second
	steady       = 10 * time.Second // a member that ran so long is not counted as dying again and again
	maxLog       = 8 << 20          // bytes of a log that are kept, and once more of the one before
)

// lockFile is held by the supervisor as long as it runs.
func lockFile(h *labdir.Dir) string { return filepath.Join(h.Run(), "supervisor.lock") }

// supervisor is owned by one goroutine, which is locked to its thread (see [process.Child]).
type supervisor struct {
	home         *labdir.Dir
	self         process.Process
	lock         os.FileInfo       // the file that it holds
	manifests    map[string]*file  // by name of the file
	pods         map[string]*pod   // by name of the member, or kube-apiserver
	broken       map[string]string // file: what is wrong with it
	reservations map[int]*port.Reservation
	exits        chan exit
	starting     *pod // only one new member at a time, see [supervisor.start]
	published    string
	said         map[string]bool
	first        bool // the first look
	hosts        map[string]*machine.Host
	dirs         map[string]dataDir // by name of the member
	lastScan     time.Time          // of the manifests; just before it
	lastLook     time.Time          // at the data; just before it, and after the scan
	looked       bool               // at least once
	proxies      *proxy.Network
	network      *Network // both nil in a machine
	log          heldLog
}

// Run supervises the lab until ctx is done, or the lab's directory is gone; then nothing of it runs any
// more. The error wraps [labdir.ErrBusy] if another supervisor runs.
func Run(ctx context.Context, h *labdir.Dir) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	process.Private()
	unlock, err := labdir.TryLock(lockFile(h))
	if err != nil {
		return err
	}
	defer unlock()
	self, err := sign(h)
	if err != nil {
		return err
	}
	lock, err := os.Stat(lockFile(h))
	if err != nil {
		return err
	}
	s := &supervisor{
		home: h, self: self, lock: lock, manifests: map[string]*file{}, pods: map[string]*pod{}, broken: map[string]string{},
		reservations: map[int]*port.Reservation{}, said: map[string]bool{}, hosts: map[string]*machine.Host{}, dirs: map[string]dataDir{}, lastScan: time.Now(), lastLook: time.Now(), exits: make(chan exit, 16), first: true,
	}
	s.log.to = log.Writer()
	log.SetOutput(&s.log)
	defer func() {
		log.SetOutput(s.log.to)
		s.log.release()
	}()
	log.Printf("supervisor %d of %s", self.PID, h.Path)
	if err := s.beginNetwork(); err != nil {
		return err
	}
	return s.run(ctx)
}

// sign writes into the lock who holds it.
func sign(h *labdir.Dir) (process.Process, error) {
	self, err := process.Self()
	if err != nil {
		return self, err
	}
	data, err := json.Marshal(State{Supervisor: self})
	if err != nil {
		return self, err
	}
	return self, os.WriteFile(lockFile(h), data, 0o600)
}

func (s *supervisor) run(ctx context.Context) error {
	if s.proxies != nil {
		defer s.proxies.Close()
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		if !s.owns() {
			log.Printf("the lab's directory is gone")
			if s.home.Mode == labdir.Loopback { // in a machine /proc is gone with it; members end with us
				s.stopAll(0)
			}
			return nil
		}
		if err := s.act(time.Now()); err != nil && s.published == "" { // nobody would ever find us
			s.stopAll(0)
			return err
		} else if err != nil {
			s.say(err)
		}
		var served <-chan struct{} // never, if nobody starts
		if s.starting != nil {
			served = s.starting.served
		}
		select {
		case e := <-s.exits:
			s.exited(e, time.Now())
		case <-served: // the turn of the next one
		case <-tick.C:
		case <-ctx.Done():
			log.Printf("going down")
			s.stopAll(shutdown)
			s.withdraw()
			return nil
		}
	}
}

// act looks at everything, takes each member one step nearer to what is wanted, and tells what is then, in the state first.
func (s *supervisor) act(now time.Time) error {
	s.keepPorts()
	s.keepNetwork()
	s.observe(now)
	s.readCommands()
	s.reconcile(time.Now())
	err := s.publish()
	s.log.release()
	return err
}

// observe looks at manifests, then at data, and notes what has changed.
func (s *supervisor) observe(now time.Time) {
	s.scan(now)
	s.noteManifests()
	s.noteData()
	s.lastScan = now
}

// owns reads the lab's record anew, and reports whether the directory is still that of this supervisor:
// it may have been deleted, and another lab made in its place.
func (s *supervisor) owns() bool {
	h, err := labdir.Open(s.home.Path)
	if errors.Is(err, labdir.ErrNoLab) || errors.Is(err, labdir.ErrNotOurs) {
		return false
	}
	if err != nil {
		s.say(err)
		return true
	}
	s.home = h
	lock, err := os.Stat(lockFile(h))
	return err == nil && os.SameFile(lock, s.lock)
}

// keepPorts reserves the ports of the members and of kube-apiserver that lab.json names. In a machine they are its own.
func (s *supervisor) keepPorts() {
	if s.home.Mode == labdir.Machine {
		return
	}
	wanted := map[int]bool{}
	for _, m := range s.home.Members {
		wanted[m.ClientPort], wanted[m.PeerPort] = true, true
	}
	if port := s.home.Kubernetes.Port; port != 0 {
		wanted[port] = true
	}
	for number, r := range s.reservations {
		if !wanted[number] {
			r.Release()
			delete(s.reservations, number)
		}
	}
	for number := range wanted {
		if s.reservations[number] != nil {
			continue
		}
		r, err := port.Keep(number)
		if err != nil {
			s.say(err)
			continue
		}
		s.reservations[number] = r
	}
}

// say logs what goes wrong on every look only once.
func (s *supervisor) say(err error) {
	if !s.said[err.Error()] {
		s.said[err.Error()] = true
		log.Print(err)
	}
}

// graceOf is how long what runs as a Pod may take to end.
func graceOf(p *manifest.Pod) time.Duration {
	if p.IsMember() {
		return grace
	}
	return serverGrace
}

// stopAll ends every Pod: by request, and by force after a while.
func (s *supervisor) stopAll(wait time.Duration) {
	alive := 0
	for _, p := range s.pods {
		if p.running() {
			alive++
			p.signalStop(wait > 0 && !p.process.Paused())
		}
	}
	deadline := time.After(wait)
	for alive > 0 {
		select {
		case e := <-s.exits:
			e.pod.process = process.Process{}
			alive--
		case <-deadline:
			for _, p := range s.pods {
				p.signalStop(false)
			}
			deadline = nil
		}
	}
}

// members returns the members in order.
func (s *supervisor) members() []string {
	return slices.DeleteFunc(s.names(), func(name string) bool { return name == labdir.APIServer })
}

// names returns the Pods in order.
func (s *supervisor) names() []string {
	var names []string
	for name := range s.pods {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// environment is what members see of ours: nothing that etcd would take for its flags, and no proxies but those of the lab.
func environment() (env []string) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "ETCD") && !strings.HasPrefix(name, "RAFTLAB") && !strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			env = append(env, variable)
		}
	}
	return append(env, process.PlainVariable+"=1") // nobody has typed it
}

// program is the file of the program of a Pod.
func (s *supervisor) program(p *manifest.Pod) (string, error) {
	if p.IsMember() {
		return s.etcd()
	}
	file := filepath.Join(s.home.Programs(), p.Program)
	if _, err := os.Stat(file); err != nil {
		return "", lang.Errorf("the program %s is gone (raftlab lab up says how to get it)", "程序 %s 不见了（raftlab lab up 会说明怎样得到它）", p.Program)
	}
	return file, nil
}

// etcd is what is run as etcd: the link to this program that has the right name, or, if the link leads
// elsewhere since the program was moved or built anew, this program. Where that is gone too, the link is
// all there is.
func (s *supervisor) etcd() (string, error) {
	if s.home.Mode == labdir.Machine {
		return filepath.Join(labdir.InsideDir, "bin", "etcd"), nil // by which name ps and pkill know it
	}
	link := filepath.Join(s.home.Bin(), "etcd")
	linked, linkErr := os.Stat(link)
	own, err := process.Executable()
	if err != nil {
		return "", err
	}
	running, err := os.Stat(own)
	switch {
	case linkErr == nil && (err != nil || os.SameFile(linked, running)):
		return link, nil
	case err != nil:
		return "", lang.Errorf("the program raftlab is gone (any raftlab lab command links the new one): %v",
			"raftlab 程序不见了（任何 raftlab lab 命令都会链接新的）：%v", err)
	}
	return own, nil
}

// startOn starts a program on a host: in a machine by a thread that is there and stays there.
func (s *supervisor) startOn(name string, cmd *exec.Cmd) error {
	if s.home.Mode == labdir.Loopback {
		return cmd.Start()
	}
	host := s.hosts[name]
	if host == nil {
		err := machine.MakeHost(name)
		if err == nil {
			host, err = machine.OpenHost(name)
		}
		if err != nil {
			return lang.Errorf("host %s: %v", "主机 %s：%v", name, err)
		}
		s.hosts[name] = host
	}
	return host.Do(cmd.Start)
}

// Arguments is the command line of a supervisor, for a program that calls [Run] when it is given one.
func Arguments(dir string) []string { return []string{"raftlab", "lab", "supervise", "--dir", dir} }
