package cluster

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/supervisor"
)

// Stopped is the state of a member without a process and without a manifest, or in a lab that is down.
const Stopped supervisor.Phase = "stopped"

// Member is a member as the supervisor and the member itself tell of it.
type Member struct {
	Name   string           `json:"name"`
	State  supervisor.Phase `json:"state"`
	PID    int              `json:"pid,omitempty"`
	URL    string           `json:"url"`
	Peer   string           `json:"peer_url"`
	Reason string           `json:"reason,omitempty"` // why it is not running, or does not answer
	Log    string           `json:"log"`
	// Timers are those of its manifest, null if it has none that can be used.
	Timers *labdir.Timers `json:"timers"`
	// Status is what the member says itself, null if it does not answer.
	Status *member.Status `json:"status"`
}

// Status is a lab at a moment.
type Status struct {
	Dir     string            `json:"dir"`
	Up      bool              `json:"up"` // the supervisor runs
	PID     int               `json:"supervisor_pid,omitempty"`
	Members []Member          `json:"members"`
	Broken  map[string]string `json:"broken_manifests"`
	Server  *Server           `json:"kube_apiserver,omitempty"` // in a lab with Kubernetes
}

// Server is kube-apiserver as the supervisor tells of it.
type Server struct {
	State  supervisor.Phase `json:"state"`
	PID    int              `json:"pid,omitempty"`
	URL    string           `json:"url"`
	Reason string           `json:"reason,omitempty"` // why it is not running
	Log    string           `json:"log"`
}

// askPatience is how long a member may take to tell its status.
const askPatience = time.Second

// Look returns the state of a lab, be it down. It changes nothing.
func Look(ctx context.Context, h *labdir.Dir) (Status, error) {
	state, err := supervisor.Read(h)
	if err != nil && !errors.Is(err, supervisor.ErrDown) {
		return Status{}, err
	}
	s := Status{Dir: h.Path, Up: err == nil, Members: make([]Member, len(h.Members))}
	if s.Up {
		s.PID = state.Supervisor.PID
	}
	pods, _, broken := manifest.ReadAll(h)
	s.Broken = broken
	var asking sync.WaitGroup
	for i, m := range h.Members {
		seen, ok := state.Member(m.Name)
		asking.Go(func() {
			pod := pods[m.Name]
			s.Members[i] = look(ctx, h, m, seen, ok && s.Up)
			if s.Members[i].Reason != "" && pod != nil && s.Members[i].State == supervisor.Running {
				s.Members[i].Reason += withoutTLS(pod)
			}
			if pod != nil {
				timers := pod.Timers()
				s.Members[i].Timers = &timers
			}
		})
	}
	asking.Wait()
	if h.Kubernetes.Complete {
		s.Server = lookAtServer(h, state, s.Up)
	}
	return s, nil
}

func lookAtServer(h *labdir.Dir, state supervisor.State, supervised bool) *Server {
	one := &Server{State: Stopped, URL: h.ServerURL(), Log: h.Shown(labdir.First, h.Log(labdir.APIServer))}
	if seen, ok := state.Member(labdir.APIServer); ok && supervised {
		one.State, one.PID, one.Reason = seen.Phase, seen.Process.PID, seen.Reason
	}
	return one
}

func look(ctx context.Context, h *labdir.Dir, m labdir.Member, seen supervisor.Member, supervised bool) Member {
	one := Member{Name: m.Name, State: Stopped, URL: m.ClientURL(), Peer: m.PeerURL(), Log: h.Shown(m.Name, h.Log(m.Name))}
	if !supervised {
		return one
	}
	one.State, one.PID, one.Reason = seen.Phase, seen.Process.PID, seen.Reason
	if one.State == supervisor.Failing {
		said := lastErrors(h.Log(m.Name), seen.Logged)
		one.Reason += strings.Join(append([]string{""}, said...), "; ") + damaged(said) + cause(h)
	}
	if one.State != supervisor.Running {
		return one
	}
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	status, err := member.Ask(ctx, h, m.Name)
	if err != nil {
		one.Reason = "it does not answer: " + err.Error() + stalled(linesFrom(h.Log(m.Name), seen.Logged)) + cause(h)
		return one
	}
	one.Status, one.Reason = &status, ""
	return one
}
