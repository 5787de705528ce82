package wire

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"raftlab/lab/machine/netlink"
)

// Do does something in a network namespace.
type Do func(func() error) error

// Place is a host: where its end of the cable is.
type Place struct {
	Do        Do
	Namespace func() (*os.File, error)
}

// Network is owned by the first process. Its methods may be called by several goroutines.
type Network struct {
	middle    Do
	setSwitch func(path, value string) error // in the network namespace of the thread

	mutex   sync.Mutex
	hosts   []*host // in the order in which they came
	faults  map[way]Fault
	carrier *carrier // nil until something is carried
}

type host struct {
	name    string
	address netip.Addr
	port    string // the middle's end of its cable
	place   Place
}

// way is a direction between two hosts.
type way struct{ from, to string }

func (f Fault) none() bool { return f == Fault{} }

// New makes the middle, without hosts.
func New(middle Do, setSwitch func(path, value string) error) (*Network, error) {
	n := &Network{middle: middle, setSwitch: setSwitch, faults: map[way]Fault{}}
	return n, middle(func() error {
		// Without it there is no local table, and every neighbour counts as a broadcast address.
		if err := netlink.Up("lo"); err != nil {
			return err
		}
		return setSwitch("ipv4/ip_forward", "1")
	})
}

// Has reports whether a host is connected.
func (n *Network) Has(name string) bool {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return n.find(name) != nil
}

func (n *Network) find(name string) *host {
	i := slices.IndexFunc(n.hosts, func(h *host) bool { return h.name == name })
	if i < 0 {
		return nil
	}
	return n.hosts[i]
}

// prefix is the network of the course.
const prefix = 24

// Add connects a host.
func (n *Network) Add(name string, address netip.Addr, place Place) error {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	h := &host{name: name, address: address, port: fmt.Sprintf("p%d", len(n.hosts)+1), place: place}
	namespace, err := place.Namespace()
	if err != nil {
		return err
	}
	defer namespace.Close()
	if err := n.middle(func() error { return n.plug(h, int(namespace.Fd())) }); err != nil {
		return err
	}
	if err := place.Do(func() error { return configure(h) }); err != nil {
		return err
	}
	n.hosts = append(n.hosts, h)
	if n.carrier != nil {
		return n.carrier.add(n, h)
	}
	return nil
}

// plug makes the cable and the middle's end of it: it answers for all other hosts, and takes packets of any.
func (n *Network) plug(h *host, namespace int) error {
	if err := netlink.Cable(h.port, "eth0", namespace); err != nil {
		return err
	}
	if err := netlink.Up(h.port); err != nil {
		return err
	}
	for path, value := range map[string]string{
		"ipv4/conf/" + h.port + "/proxy_arp":    "1",
		"ipv4/conf/" + h.port + "/rp_filter":    "0",
		"ipv4/neigh/" + h.port + "/proxy_delay": "0",
	} {
		if err := n.setSwitch(path, value); err != nil {
			return err
		}
	}
	return netlink.Route(h.port, h.address)
}

// configure sets up the host's end.
func configure(h *host) error {
	for _, link := range []string{"lo", "eth0"} {
		if err := netlink.Up(link); err != nil {
			return err
		}
	}
	return netlink.Address("eth0", netip.PrefixFrom(h.address, prefix))
}

// Set puts faults on ways, one after the other and each in the place of the one that is there, and returns when the last was there.
func (n *Network) Set(ways []Faulty) (at time.Time, err error) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	for _, w := range ways {
		if err := n.set(w.From, w.To, w.Fault); err != nil {
			return at, err
		}
	}
	return time.Now(), nil
}

func (n *Network) set(from, to string, fault Fault) error {
	a, b := n.find(from), n.find(to)
	if a == nil || b == nil {
		return fmt.Errorf("there is no way from %q to %q", from, to)
	}
	w := way{from, to}
	before := n.faults[w]
	if before == fault {
		return nil
	}
	if (fault.Delay > 0 || fault.Loss > 0 || fault.Mute) && n.carrier == nil {
		if err := n.startCarrier(); err != nil {
			return err
		}
	}
	if n.carrier != nil { // before the kernel lets go, and after it takes over
		n.carrier.set(w, fault)
	}
	if before.none() != fault.none() {
		change := netlink.Swallow
		if fault.none() {
			change = netlink.Forward
		}
		if err := n.middle(func() error { return change(a.address, b.address) }); err != nil {
			return err
		}
	}
	if fault.none() {
		delete(n.faults, w)
	} else {
		n.faults[w] = fault
	}
	return nil
}

// Faults returns the ways that are not as they should be, in order.
func (n *Network) Faults() []Faulty {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	all := []Faulty{}
	for _, a := range n.hosts {
		for _, b := range n.hosts {
			if fault, there := n.faults[way{a.name, b.name}]; there {
				all = append(all, Faulty{a.name, b.name, fault})
			}
		}
	}
	return all
}

// EndConnections ends the open connections between two hosts, so that they are made anew at once.
func (n *Network) EndConnections(one, other string) error {
	n.mutex.Lock()
	a, b := n.find(one), n.find(other)
	n.mutex.Unlock()
	if a == nil || b == nil {
		return fmt.Errorf("there is no way from %q to %q", one, other)
	}
	if err := a.place.Do(func() error { return netlink.EndConnections(a.address, b.address) }); err != nil {
		return err
	}
	return b.place.Do(func() error { return netlink.EndConnections(b.address, a.address) })
}
