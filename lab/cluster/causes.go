package cluster

import (
	"fmt"
	"strings"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/pki"
)

// cause returns why members may not answer, where the lab's files show it, as words behind a complaint; "" if they show
// nothing. Clients say no more than that time is over.
func cause(h *labdir.Dir) string {
	problems := pki.Problems(h)
	cure := "raftlab lab up makes certificates anew"
	if free, known := freeBytes(h.Path); known && free < leastFree {
		problems, cure = append([]string{"the disk is full"}, problems...), "make room on the disk of "+h.Path
	}
	if cuts := networkFaults(h); cuts != "" {
		problems, cure = append([]string{cuts}, problems...), "raftlab lab network heal"
	}
	if len(problems) == 0 {
		return ""
	}
	if len(problems) > 3 {
		problems = append(problems[:3], "and more")
	}
	return ": " + strings.Join(problems, ", ") + " (" + cure + ")"
}

// networkFaults says that the network between the members of a machine was made faulty; "" if it was not.
func networkFaults(h *labdir.Dir) string {
	if h.Here == "" {
		return ""
	}
	faults, err := machine.Faults()
	if err != nil || len(faults) == 0 {
		return ""
	}
	return fmt.Sprintf("the network has faults, on %d ways", len(faults))
}

// leastFree is how much room etcd needs at least: a segment of its log.
const leastFree = 1 << 20
