package netlink

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"golang.org/x/sys/unix"
)

// Up switches a link on.
func Up(link string) error {
	index, err := indexOf(link)
	if err != nil {
		return err
	}
	return request(unix.RTM_NEWLINK, 0, linkInfo(index, unix.IFF_UP, unix.IFF_UP))
}

// Cable makes a pair of links: one here, the other, named peer, in the namespace of a descriptor.
func Cable(name, peer string, namespace int) error {
	const peerInfo = 1 // VETH_INFO_PEER
	other := slices.Concat(linkInfo(0, 0, 0), attribute(unix.IFLA_IFNAME, text(peer)), attribute(unix.IFLA_NET_NS_FD, number(namespace)))
	info := slices.Concat(attribute(unix.IFLA_INFO_KIND, text("veth")), attribute(unix.IFLA_INFO_DATA, attribute(peerInfo, other)))
	return request(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL,
		slices.Concat(linkInfo(0, 0, 0), attribute(unix.IFLA_IFNAME, text(name)), attribute(unix.IFLA_LINKINFO, info)))
}

// Address gives a link an address, with the network that the prefix says.
func Address(link string, address netip.Prefix) error {
	index, err := indexOf(link)
	if err != nil {
		return err
	}
	message := make([]byte, unix.SizeofIfAddrmsg)
	message[0], message[1] = unix.AF_INET, byte(address.Bits())
	binary.NativeEndian.PutUint32(message[4:], uint32(index))
	ip := address.Addr().AsSlice()
	return request(unix.RTM_NEWADDR, unix.NLM_F_CREATE|unix.NLM_F_EXCL,
		slices.Concat(message, attribute(unix.IFA_LOCAL, ip), attribute(unix.IFA_ADDRESS, ip)))
}

// Route sends what is for one host straight out of a link.
func Route(link string, host netip.Addr) error {
	index, err := indexOf(link)
	if err != nil {
		return err
	}
	message := make([]byte, unix.SizeofRtMsg)
	message[0], message[1] = unix.AF_INET, 32
	message[4], message[5], message[6], message[7] = unix.RT_TABLE_MAIN, unix.RTPROT_STATIC, unix.RT_SCOPE_LINK, unix.RTN_UNICAST
	return request(unix.RTM_NEWROUTE, unix.NLM_F_CREATE|unix.NLM_F_EXCL,
		slices.Concat(message, attribute(unix.RTA_DST, host.AsSlice()), attribute(unix.RTA_OIF, number(index))))
}

// swallowPriority is before the rules that every namespace has.
const swallowPriority = 100

// Swallow drops, silently, what goes from one host to another; also what belongs to a connection that is open.
func Swallow(from, to netip.Addr) error {
	return request(unix.RTM_NEWRULE, unix.NLM_F_CREATE|unix.NLM_F_EXCL, swallowing(from, to))
}

// Forward ends what [Swallow] began.
func Forward(from, to netip.Addr) error { return request(unix.RTM_DELRULE, 0, swallowing(from, to)) }

func swallowing(from, to netip.Addr) []byte {
	const actionBlackhole = 6 // FR_ACT_BLACKHOLE
	rule := make([]byte, 12)
	rule[0], rule[1], rule[2], rule[7] = unix.AF_INET, 32, 32, actionBlackhole
	return slices.Concat(rule, attribute(unix.FRA_DST, to.AsSlice()), attribute(unix.FRA_SRC, from.AsSlice()),
		attribute(unix.FRA_PRIORITY, number(swallowPriority)))
}

// request sends one request and waits for its acknowledgement.
func request(kind, flags uint16, body []byte) error {
	answer, err := exchange(unix.NETLINK_ROUTE, kind, flags|unix.NLM_F_ACK, body)
	if err != nil {
		return err
	}
	if len(answer) < 20 {
		return fmt.Errorf("netlink: an answer of %d bytes", len(answer))
	}
	if code := int32(binary.NativeEndian.Uint32(answer[16:])); code != 0 {
		return unix.Errno(-code)
	}
	return nil
}

// exchange sends one request and returns the first packet of the answer.
func exchange(family int, kind, flags uint16, body []byte) ([]byte, error) {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, family)
	if err != nil {
		return nil, err
	}
	defer unix.Close(socket)
	header := make([]byte, unix.NLMSG_HDRLEN)
	binary.NativeEndian.PutUint32(header, uint32(len(header)+len(body)))
	binary.NativeEndian.PutUint16(header[4:], kind)
	binary.NativeEndian.PutUint16(header[6:], flags|unix.NLM_F_REQUEST)
	if err := unix.Sendto(socket, append(header, body...), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return nil, err
	}
	answer := make([]byte, 8192)
	n, _, err := unix.Recvfrom(socket, answer, 0)
	return answer[:max(n, 0)], err
}

func attribute(kind uint16, value []byte) []byte {
	out := make([]byte, (4+len(value)+3)&^3)
	binary.NativeEndian.PutUint16(out, uint16(4+len(value)))
	binary.NativeEndian.PutUint16(out[2:], kind)
	copy(out[4:], value)
	return out
}

func number(v int) []byte { return binary.NativeEndian.AppendUint32(nil, uint32(v)) }

func text(s string) []byte { return append([]byte(s), 0) }

func linkInfo(index int, flags, change uint32) []byte {
	message := make([]byte, unix.SizeofIfInfomsg)
	binary.NativeEndian.PutUint32(message[4:], uint32(index))
	binary.NativeEndian.PutUint32(message[8:], flags)
	binary.NativeEndian.PutUint32(message[12:], change)
	return message
}

func indexOf(link string) (int, error) {
	found, err := net.InterfaceByName(link)
	if err != nil {
		return 0, fmt.Errorf("link %s: %w", link, err)
	}
	return found.Index, nil
}
