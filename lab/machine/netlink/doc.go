// Package netlink speaks the few words of rtnetlink that the lab's machine needs: a cable between two
// namespaces, addresses, routes, and rules that swallow packets. All act in the network namespace of the
// calling thread.
//
// Reference: rtnetlink(7); struct fib_rule_hdr in linux/fib_rules.h.
package netlink
