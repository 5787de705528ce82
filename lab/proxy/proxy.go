// Package proxy is the network between the members of a lab on loopback: each member reaches the others through a proxy of
// its own, so that it is known who dials, and whom. What passes can be held back and delayed, each way for itself. TLS goes
// from member to member; the proxies do not look into it.
//
// A member advertises the address of the course, 192.168.128.11:2380. Nothing listens there: to what is not on loopback etcd
// goes through the proxy that HTTPS_PROXY names, with CONNECT, and the proxy dials where the member really listens.
//
//	n := proxy.New()
//	defer n.Close()
//	n.Route("k8s-master02", "192.168.128.12:2380", "127.0.0.1:20002")
//	url, err := n.Of("k8s-master01") // for HTTPS_PROXY of k8s-master01
//	at := n.Set([]wire.Faulty{{From: "k8s-master01", To: "k8s-master02", Fault: wire.Fault{Cut: true}}})
//
// Bytes that are held back are not lost: TCP would send them again. They arrive when the fault is over, at once.
package proxy

import (
	"context"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"raftlab/lab/machine/wire"
)

// Network is the proxies of all members. Make one with [New]. Its methods may be called by several goroutines.
type Network struct {
	ctx   context.Context
	close context.CancelFunc

	mu      sync.Mutex
	proxies map[string]net.Listener // by the member that dials
	places  map[string]place        // by the address that is dialled
	ways    map[pair]*way
}

// place is a member, and where it listens.
type place struct{ name, at string }

// pair is a direction between two members.
type pair struct{ from, to string }

// New returns a network without members.
func New() *Network {
	ctx, cancel := context.WithCancel(context.Background())
	return &Network{ctx: ctx, close: cancel, proxies: map[string]net.Listener{}, places: map[string]place{}, ways: map[pair]*way{}}
}

// Close ends all proxies and connections.
func (n *Network) Close() {
	n.close()
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, listener := range n.proxies {
		listener.Close()
	}
}

// Of returns the address of a member's own proxy, as HTTPS_PROXY has it.
func (n *Network) Of(member string) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	listener := n.proxies[member]
	if listener == nil {
		var err error
		if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return "", err
		}
		n.proxies[member] = listener
		go n.serve(member, listener)
	}
	return "http://" + listener.Addr().String(), nil
}

// Route says where a member listens that others dial at an address.
func (n *Network) Route(member, address, at string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.places[address] = place{member, at}
}

// Set puts faults on ways, all at once and each in the place of the one that is there, and returns when. Loss is not heeded:
// what is a stream has no packets.
func (n *Network) Set(ways []wire.Faulty) time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, f := range ways {
		n.way(f.From, f.To).set(f.Fault)
	}
	return time.Now()
}

// Faults returns the ways that are not as they should be, in order.
func (n *Network) Faults() []wire.Faulty {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := []wire.Faulty{}
	for _, p := range slices.SortedFunc(maps.Keys(n.ways), pair.compare) {
		if fault, _ := n.ways[p].now(); fault != (wire.Fault{}) {
			all = append(all, wire.Faulty{From: p.from, To: p.to, Fault: fault})
		}
	}
	return all
}

func (p pair) compare(q pair) int {
	if p.from != q.from {
		return strings.Compare(p.from, q.from)
	}
	return strings.Compare(p.to, q.to)
}

// way returns the way from one member to another. Who calls it holds the lock.
func (n *Network) way(from, to string) *way {
	p := pair{from, to}
	if n.ways[p] == nil {
		n.ways[p] = &way{changed: make(chan struct{})}
	}
	return n.ways[p]
}

// between returns the place that is dialled at an address, and both ways to it; false if no member is there.
func (n *Network) between(from, address string) (to place, there, back *way, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	to, ok = n.places[address]
	if !ok {
		return to, nil, nil, false
	}
	return to, n.way(from, to.name), n.way(to.name, from), true
}
