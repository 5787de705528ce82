package supervisor

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
	"raftlab/sim/lang"
)

// Phase is what a member is doing, as the supervisor knows it.
type Phase string

// The phases. A member that is in none of them has no manifest and no process: it is stopped.
const (
	Starting Phase = "starting" // it waits for its turn to be started
	Running  Phase = "running"  // its process is there
	Paused   Phase = "paused"   // its process is stopped by a signal
	Crashed  Phase = "crashed"  // it was killed because somebody asked, and stays down
	Failing  Phase = "failing"  // it ended unasked and waits to be started again
	Stopping Phase = "stopping" // it was told to stop and still runs
)

// Member is a member as the supervisor sees it, or kube-apiserver, whose name is [labdir.APIServer].
type Member struct {
	Name     string          `json:"name"`
	Manifest string          `json:"manifest"` // name of the file
	Phase    Phase           `json:"phase"`
	Process  process.Process `json:"process"`
	Digest   string          `json:"digest"`   // of the Pod that runs, or ran last
	Data     string          `json:"data"`     // data directory
	Deaths   int             `json:"deaths"`   // unasked, in a row
	Restarts int             `json:"restarts"` // starts but the first, under this supervisor
	Reason   string          `json:"reason"`   // of the last death, if it was not started since
	Logged   int64           `json:"logged"`   // where its log began when it was last started
	Heard    int64           `json:"heard"`    // the last command carried out
	Since    time.Time       `json:"since"`    // its process was started
	Ended    []Start         `json:"ended,omitempty"`
}

// Start is an earlier start of a member with the same manifest. The last few are known.
type Start struct {
	Since  time.Time `json:"since"`
	Logged int64     `json:"logged"` // where its log began
	Reason string    `json:"reason"` // of its end; "": somebody asked for it
}

// keptStarts is how many of them: whoever has read about one should find its log a while later.
const keptStarts = 20

// State is what the supervisor tells about itself and its members.
type State struct {
	Supervisor process.Process   `json:"supervisor"`
	Looked     bool              `json:"looked"`            // it has seen the manifests
	Members    []Member          `json:"members"`           // in order of their names, kube-apiserver among them
	Broken     map[string]string `json:"broken"`            // manifests that cannot be used, and why
	Network    *Network          `json:"network,omitempty"` // on loopback
}

// Member returns a member by its name; false if it has neither manifest nor process.
func (s State) Member(name string) (Member, bool) {
	i := slices.IndexFunc(s.Members, func(m Member) bool { return m.Name == name })
	if i < 0 {
		return Member{}, false
	}
	return s.Members[i], true
}

func stateFile(h *labdir.Dir) string { return filepath.Join(h.Run(), "state.json") }

// publish writes the state, if it has changed.
func (s *supervisor) publish() error {
	data, err := json.MarshalIndent(s.state(), "", "  ")
	if err != nil {
		return err
	}
	if there, err := s.home.ReadOwn(stateFile(s.home)); err == nil && string(there) == string(data) {
		s.published = string(data)
		return nil // else it has changed, or somebody wrote into it
	}
	if err := labdir.WriteFile(stateFile(s.home), data, 0o600); err != nil {
		return err
	}
	s.published = string(data)
	return nil
}

// withdraw says that nothing runs any more.
func (s *supervisor) withdraw() {
	if err := os.Remove(stateFile(s.home)); err != nil {
		log.Print(err)
	}
}

func (s *supervisor) state() State {
	state := State{Supervisor: s.self, Looked: true, Broken: s.broken, Network: s.network}
	for _, name := range s.names() {
		p := s.pods[name]
		m := Member{
			Name: name, Manifest: p.file, Phase: p.phase(), Process: p.process,
			Deaths: p.deaths, Restarts: max(p.starts-1, 0), Reason: p.reason, Logged: p.logged, Heard: p.lastCommand, Since: p.since, Ended: p.ended,
		}
		if p.want != nil {
			m.Data = p.want.Data
		}
		if p.have != nil {
			m.Digest = p.have.Digest
		}
		state.Members = append(state.Members, m)
	}
	return state
}

func (p *pod) phase() Phase {
	switch {
	case p.running() && (p.crashed || !p.kill.IsZero()):
		return Stopping
	case p.running() && p.process.Paused():
		return Paused
	case p.running():
		return Running
	case p.crashed:
		return Crashed
	case p.deaths > 0:
		return Failing
	}
	return Starting
}

// ErrDown is returned where no supervisor runs.
var ErrDown = lang.Errorf("the lab is down", "实验环境没有运行")

// Read returns what the supervisor of a lab last told. The error wraps [ErrDown] if none runs; what an
// earlier one told is returned nevertheless, for [Clean].
func Read(h *labdir.Dir) (State, error) {
	var state State
	path := stateFile(h)
	data, err := h.ReadOwn(path)
	if errors.Is(err, fs.ErrNotExist) { // it may have told nothing yet
		path = lockFile(h)
		data, err = h.ReadOwn(path)
	}
	if err == nil && json.Unmarshal(data, &state) != nil { // somebody wrote into it; the supervisor will write it anew
		state = State{}
		if data, err = h.ReadOwn(lockFile(h)); err == nil {
			err = json.Unmarshal(data, &state)
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) || !state.Supervisor.Runs():
		return state, lang.Errorf("%s: %v (start it: raftlab lab up)", "%s：%v（请启动：raftlab lab up）", h.Path, ErrDown)
	case err != nil:
		return state, fmt.Errorf("%s: %w", path, err)
	}
	return state, nil
}
