package netlink

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"slices"

	"golang.org/x/sys/unix"
)

// The words of the socket diagnosis (linux/inet_diag.h, linux/sock_diag.h).
const (
	diagByFamily = 20                                             // SOCK_DIAG_BY_FAMILY
	diagDestroy  = 21                                             // SOCK_DESTROY
	requestBytes = 56                                             // struct inet_diag_req_v2
	entryBytes   = 72                                             // struct inet_diag_msg
	openStates   = 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5 | 1<<8 | 1<<9 // established to closing, but listening ones
)

// EndConnections ends the TCP connections of the namespace between two addresses: both ends see them reset.
func EndConnections(local, remote netip.Addr) error {
	request := make([]byte, requestBytes)
	request[0], request[1] = unix.AF_INET, unix.IPPROTO_TCP
	binary.NativeEndian.PutUint32(request[4:], openStates)
	entries, err := dump(request)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		source, destination := address(entry[8:]), address(entry[24:])
		if source != local || destination != remote {
			continue
		}
		end := slices.Clone(request)
		copy(end[8:], entry[4:52]) // the identity of the socket
		if err := destroy(end); err != nil && !errors.Is(err, unix.ENOENT) {
			return err
		}
	}
	return nil
}

func address(b []byte) netip.Addr { return netip.AddrFrom4([4]byte(b[:4])) }

func destroy(body []byte) error {
	answer, err := exchange(unix.NETLINK_SOCK_DIAG, diagDestroy, unix.NLM_F_ACK, body)
	if err != nil || len(answer) < 20 {
		return err
	}
	if code := int32(binary.NativeEndian.Uint32(answer[16:])); code != 0 {
		return unix.Errno(-code)
	}
	return nil
}

// dump returns the sockets of a namespace.
func dump(body []byte) (entries [][]byte, err error) {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, err
	}
	defer unix.Close(socket)
	header := make([]byte, unix.NLMSG_HDRLEN)
	binary.NativeEndian.PutUint32(header, uint32(len(header)+len(body)))
	binary.NativeEndian.PutUint16(header[4:], diagByFamily)
	binary.NativeEndian.PutUint16(header[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	if err := unix.Sendto(socket, append(header, body...), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return nil, err
	}
	buffer := make([]byte, 64<<10)
	for {
		n, _, err := unix.Recvfrom(socket, buffer, 0)
		if err != nil {
			return entries, err
		}
		for rest := buffer[:n]; len(rest) >= unix.NLMSG_HDRLEN; {
			length := int(binary.NativeEndian.Uint32(rest))
			kind := binary.NativeEndian.Uint16(rest[4:])
			switch {
			case kind == unix.NLMSG_DONE, length < unix.NLMSG_HDRLEN, length > len(rest):
				return entries, nil
			case kind == unix.NLMSG_ERROR:
				return entries, unix.Errno(-int32(binary.NativeEndian.Uint32(rest[16:])))
			case length >= unix.NLMSG_HDRLEN+entryBytes:
				entries = append(entries, slices.Clone(rest[unix.NLMSG_HDRLEN:length]))
			}
			rest = rest[min((length+3)&^3, len(rest)):]
		}
	}
}
