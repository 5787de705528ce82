package machine

import (
	"golang.org/x/sys/unix"
)

// shield is a filter of system calls for programs that come in. They share a terminal with the host, and two calls would
// let them type there what its shell then carries out; and sockets of the kind vsock, which reach what is around a
// virtual machine, know no namespaces. All else is left to namespaces and privileges.
//
// Reference: seccomp(2), ioctl_tty(2), vsock(7).
func shield() *unix.SockFprog {
	const (
		number, architecture, first, second = 0, 4, 16, 24 // of the call, in struct seccomp_data: the low half of an argument
		x32                                 = 0x40000000   // calls of 64-bit programs with short pointers
	)
	var (
		f      filter
		ioctl  = map[uint32][]uint32{unix.AUDIT_ARCH_X86_64: {16, x32 + 514}, unix.AUDIT_ARCH_I386: {54}, unix.AUDIT_ARCH_AARCH64: {29}, unix.AUDIT_ARCH_ARM: {54}}
		socket = map[uint32][]uint32{unix.AUDIT_ARCH_X86_64: {41, x32 + 41}, unix.AUDIT_ARCH_I386: {359}, unix.AUDIT_ARCH_AARCH64: {198}, unix.AUDIT_ARCH_ARM: {281}}
	)
	for _, arch := range []uint32{unix.AUDIT_ARCH_X86_64, unix.AUDIT_ARCH_I386, unix.AUDIT_ARCH_AARCH64, unix.AUDIT_ARCH_ARM} {
		for _, call := range ioctl[arch] {
			f.refuse(unix.EPERM, is{architecture, arch}, is{number, call}, is{second, unix.TIOCSTI})
			f.refuse(unix.EPERM, is{architecture, arch}, is{number, call}, is{second, tioclinux})
		}
		for _, call := range socket[arch] {
			f.refuse(unix.EAFNOSUPPORT, is{architecture, arch}, is{number, call}, is{first, unix.AF_VSOCK})
		}
	}
	f = append(f, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW})
	return &unix.SockFprog{Len: uint16(len(f)), Filter: &f[0]}
}

// tioclinux is the call by which a program selects and pastes text on a console.
const tioclinux = 0x541c

// filter is a program for the kernel, see bpf(2).
type filter []unix.SockFilter

// is says that a word of the call has a value.
type is struct{ at, value uint32 }

// refuse has calls fail of which all is true.
func (f *filter) refuse(reason unix.Errno, all ...is) {
	for n, one := range all {
		rest := uint8(2*(len(all)-n) - 1) // what is left of this rule is jumped over
		*f = append(*f,
			unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: one.at},
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: one.value, Jf: rest})
	}
	*f = append(*f, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(reason)})
}
