// Package wire is the network between the hosts of a lab's machine. Each host has one cable, eth0, to a namespace
// in the middle, which forwards. What a host sends to another can be swallowed there, silently and at once
// also for open connections, or carried by this program instead of the kernel: later, or not at all.
//
// A fault goes one way, from a host to another. The words of users, such as a partition, are made of them.
package wire
