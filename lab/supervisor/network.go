package supervisor

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine/wire"
	"raftlab/lab/manifest"
	"raftlab/lab/proxy"
	"raftlab/sim/lang"
)

// Network is the network between the members of a lab on loopback, which the supervisor makes. That of a machine is not its own.
type Network struct {
	Heard  int64         `json:"heard"`  // the last change carried out
	Faults []wire.Faulty `json:"faults"` // the ways that are not as they should be
}

// networkFile is the file of a change of the network. Each has a number of its own, by which it is answered.
type networkFile struct {
	Number int64         `json:"number"`
	Ways   []wire.Faulty `json:"ways"` // how they are to be
}

func networkPath(h *labdir.Dir) string { return commandPath(h, "network") }

// ErrDirect is wrapped by errors about a lab on loopback without proxies.
var ErrDirect = lang.Errorf("its members reach each other directly, since an earlier raftlab has made it: nothing can be cut there",
	"它由较早的 raftlab 建立，成员之间直接通信：其中的网络不能切断")

// networkOf returns the network of a lab on loopback that is up.
func networkOf(h *labdir.Dir) (Network, error) {
	state, err := Read(h)
	direct := slices.ContainsFunc(h.Members, func(m labdir.Member) bool { return m.Advertised == "" })
	switch {
	case err != nil:
		return Network{}, err
	case state.Network == nil || direct:
		return Network{}, lang.Errorf("%s: %v (make it afresh: raftlab lab down --purge, raftlab lab up)",
			"%s：%v（请重建：raftlab lab down --purge，再 raftlab lab up）", h.Path, ErrDirect)
	}
	return *state.Network, nil
}

// Faults returns the ways between members on loopback that are not as they should be. The error wraps [ErrDirect] where there
// can be none.
func Faults(h *labdir.Dir) ([]wire.Faulty, error) {
	n, err := networkOf(h)
	return n.Faults, err
}

// SetFaults puts faults on ways between members on loopback, in the place of those that are there and all at once, and returns when
// it has been done. Connections stay.
func SetFaults(ctx context.Context, h *labdir.Dir, ways []wire.Faulty) error {
	unlock, err := labdir.WaitLock(ctx, filepath.Join(h.Run(), "network.lock")) // one change at a time
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := networkOf(h); err != nil {
		return err
	}
	f := networkFile{time.Now().UnixNano(), ways}
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if err := labdir.WriteFile(networkPath(h), data, 0o600); err != nil {
		return err
	}
	return Until(ctx, h, func(s State) bool { return s.Network != nil && s.Network.Heard == f.Number })
}

// beginNetwork makes the proxies of a lab on loopback. What was wrong with the network under an earlier supervisor is over.
func (s *supervisor) beginNetwork() error {
	if s.home.Mode == labdir.Machine {
		return nil
	}
	s.proxies, s.network = proxy.New(), &Network{Faults: []wire.Faulty{}}
	if _, err := os.Stat(s.home.NetworkLog()); err != nil {
		return nil // there never was anything
	}
	return wire.Record{At: time.Now(), Faults: s.network.Faults}.Append(s.home.NetworkLog())
}

// keepNetwork tells the proxies where members listen, and changes the network if somebody wants it.
func (s *supervisor) keepNetwork() {
	if s.proxies == nil {
		return
	}
	for _, m := range s.home.Members {
		s.proxies.Route(m.Name, withoutScheme(labdir.HostMember(m.Name).ListenPeerURL()), withoutScheme(m.ListenPeerURL()))
	}
	data, err := s.home.ReadOwn(networkPath(s.home))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	var f networkFile
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	if err != nil {
		s.say(err)
	} else if f.Number != s.network.Heard {
		s.changeNetwork(f)
	}
}

func (s *supervisor) changeNetwork(f networkFile) {
	at := s.proxies.Set(f.Ways)
	s.network = &Network{f.Number, s.proxies.Faults()}
	if err := (wire.Record{At: at, Faults: s.network.Faults}).Append(s.home.NetworkLog()); err != nil {
		s.say(err)
	}
}

// environmentOf is [environment], for a member with its proxy: what it dials by the address of the course goes through it.
func (s *supervisor) environmentOf(p *manifest.Pod) ([]string, error) {
	if !p.IsMember() {
		return append(environment(), agentVariable+"="+s.home.Kubeconfig("super-admin")), nil
	}
	if s.proxies == nil {
		return environment(), nil
	}
	own, err := s.proxies.Of(p.Member)
	return append(environment(), "HTTPS_PROXY="+own), err
}

// agentVariable tells kube-apiserver as lab/kube builds it to play the worker node's kubelet, and by which kubeconfig.
const agentVariable = "RAFTLAB_NODE_AGENT"

func withoutScheme(url string) string { return strings.TrimPrefix(url, "https://") }
