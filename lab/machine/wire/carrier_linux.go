package wire

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// carrier carries packets in the place of the kernel, which swallows them then: late, or not at all. It sees them
// on packet sockets in the middle, and needs no device.
type carrier struct {
	mutex  sync.Mutex
	faults map[way]Fault
	ports  map[string]*port
}

// port is the middle's end of a host's cable.
type port struct {
	host    *host
	socket  int
	index   int
	station net.HardwareAddr // the host's own end
	queues  map[string]chan frame
}

// frame is a packet on its way.
type frame struct {
	data []byte
	due  time.Time
}

// queueLength is how many packets may be on one way; what comes then is lost, as in a router.
const queueLength = 4096

// startCarrier begins to look at the packets of all hosts.
func (n *Network) startCarrier() error {
	c := &carrier{faults: map[way]Fault{}, ports: map[string]*port{}}
	for _, h := range n.hosts {
		if err := c.add(n, h); err != nil {
			return err
		}
	}
	n.carrier = c
	return nil
}

// add looks at the packets of a host.
func (c *carrier) add(n *Network, h *host) error {
	p := &port{host: h, queues: map[string]chan frame{}}
	err := h.place.Do(func() error {
		end, err := net.InterfaceByName("eth0")
		if err != nil {
			return err
		}
		p.station = end.HardwareAddr
		return sendWhole("eth0")
	})
	if err != nil {
		return err
	}
	err = n.middle(func() error { return p.open() })
	if err != nil {
		return err
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, other := range c.ports {
		p.queues[other.host.name] = other.deliverFrom()
		other.queues[h.name] = p.deliverFrom()
	}
	c.ports[h.name] = p
	go c.watch(p)
	return nil
}

const ipProtocol = 0x0008 // ETH_P_IP in network order

func (p *port) open() error {
	end, err := net.InterfaceByName(p.host.port)
	if err != nil {
		return err
	}
	p.index = end.Index
	p.socket, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, ipProtocol)
	if err != nil {
		return err
	}
	return unix.Bind(p.socket, &unix.SockaddrLinklayer{Protocol: ipProtocol, Ifindex: p.index})
}

// deliverFrom returns a queue whose packets are given to the host when they are due, in their order.
func (p *port) deliverFrom() chan frame {
	queue := make(chan frame, queueLength)
	go func() {
		for f := range queue {
			time.Sleep(time.Until(f.due))
			copy(f.data, p.station)
			unix.Sendto(p.socket, f.data, 0, &unix.SockaddrLinklayer{Ifindex: p.index, Halen: 6}) // a host that is gone hears nothing
		}
	}()
	return queue
}

// The places of an Ethernet frame that matter.
const (
	headerBytes   = 34 // of Ethernet and IP
	destinationAt = 30
)

// watch takes what a host sends.
func (c *carrier) watch(p *port) {
	buffer := make([]byte, 64<<10)
	for {
		n, from, err := unix.Recvfrom(p.socket, buffer, 0)
		if err == unix.EINTR || err == unix.ENETDOWN {
			continue
		}
		if err != nil {
			return
		}
		if sender, ok := from.(*unix.SockaddrLinklayer); ok && sender.Pkttype != unix.PACKET_OUTGOING && n >= headerBytes {
			c.carry(p, buffer[:n])
		}
	}
}

// carry sends a packet on its way, if that is ours to carry.
func (c *carrier) carry(p *port, packet []byte) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	destination := netip.AddrFrom4([4]byte(packet[destinationAt : destinationAt+4]))
	for name, other := range c.ports {
		if other.host.address != destination {
			continue
		}
		fault := c.faults[way{p.host.name, name}]
		if fault.none() || fault.Cut || fault.Mute && hasData(packet) || rand.Float64() < fault.Loss {
			return
		}
		select {
		case p.queues[name] <- frame{append([]byte(nil), packet...), time.Now().Add(fault.Delay)}:
		default:
		}
	}
}

// hasData reports whether a packet is more than a part of TCP's own talk: a greeting, an acknowledgement.
func hasData(packet []byte) bool {
	const ip, tcp = 14, 6 // where IP's header begins, and the number of TCP
	header := int(packet[ip]&0xf) * 4
	offsetAt := ip + header + 12
	if packet[ip+9] != tcp || len(packet) <= offsetAt {
		return true
	}
	whole := int(packet[ip+2])<<8 | int(packet[ip+3])
	return whole > header+int(packet[offsetAt]>>4)*4
}

func (c *carrier) set(w way, fault Fault) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.faults[w] = fault
}

// sendWhole makes the packets of a link whole when they leave it: with their checksums, and none larger than the
// link takes. Else the kernel would leave both to a device that is not there.
func sendWhole(link string) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	const ( // linux/ethtool.h
		setChecksums    = 0x17
		setTCPSegments  = 0x1f
		setMoreSegments = 0x24
	)
	for _, feature := range []uint32{setChecksums, setTCPSegments, setMoreSegments} {
		value := [2]uint32{feature, 0}
		var request struct {
			name [unix.IFNAMSIZ]byte
			data unsafe.Pointer
			_    [16]byte
		}
		copy(request.name[:], link)
		request.data = unsafe.Pointer(&value)
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(socket), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request))); errno != 0 {
			return fmt.Errorf("feature %#x of %s: %w", feature, link, errno)
		}
	}
	return nil
}
