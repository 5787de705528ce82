package cluster

import (
	"fmt"
	"strings"

	"raftlab/lab/faults"
	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/pki"
)

// cause returns why members may not answer, where the lab's files show it, as words behind a complaint; "" if they show
// nothing. Clients say no more than that time is over.
func cause(h *labdir.Dir) string {
	problems := pki.Problems(h)
	cure := "raftlab lab up makes certificates anew"
	if free, known := labdir.FreeBytes(h.Path); known && free < leastFree {
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

// networkFaults says that the network between the members was made faulty; "" if it was not, or nobody can tell.
func networkFaults(h *labdir.Dir) string {
	ways, err := faults.Of(h).Ways()
	if err != nil || len(ways) == 0 {
		return ""
	}
	return fmt.Sprintf("the network has faults, on %d ways", len(ways))
}

// rescue is the way out where a member's data is no good any more.
const rescue = "(restore a snapshot: raftlab lab show snapshot-restore; where other members lead, replace it: raftlab lab show member-replace)"

// damaged says that a member ended since its data is damaged, if what it said shows it; else "".
func damaged(said []string) string {
	for _, line := range said {
		for _, sign := range []string{"walpb: ", "wal: ", "snap: ", "failed to open database", "assertion failed: ", "unexpected fault address", "nil pointer", "freelist", "failed to recover v3 backend"} {
			if strings.Contains(line, sign) {
				return ": its data directory is damaged " + rescue
			}
		}
	}
	return ""
}

// stalled says that a member leads alone and carries out nothing, if its log since it was started shows it: that is so when
// its write-ahead log was deleted or cut, since entries up to what its database has seen are taken for done.
func stalled(log []string) string {
	alone, leads := false, false
	for _, line := range log {
		switch {
		case strings.Contains(line, "switched to configuration voters=("):
			alone = !strings.Contains(line, "voters=()") && !strings.Contains(voters(line), " ")
		case strings.Contains(line, " became leader at term "):
			leads = true
		case alone && leads && strings.Contains(line, "failed to publish local member to cluster through raft"):
			return ": it leads alone and carries out nothing, so files of its write-ahead log were deleted or cut, or the disk is very slow " + rescue
		}
	}
	return ""
}

// voters returns the list in a line that tells of a configuration.
func voters(line string) string {
	_, list, _ := strings.Cut(line, "voters=(")
	list, _, _ = strings.Cut(list, ")")
	return list
}

// withoutTLS says that a member is to listen without TLS, if its manifest does; else "". Whoever speaks TLS to it then gets no answer.
func withoutTLS(pod *manifest.Pod) string {
	for _, arg := range pod.Args {
		name, urls, _ := strings.Cut(arg, "=")
		if name == "--listen-client-urls" && strings.Contains(urls, "http://") {
			return ": its manifest has it listen without TLS (write https:// in --listen-client-urls)"
		}
	}
	return ""
}

// leastFree is how much room etcd needs at least: a segment of its log.
const leastFree = 1 << 20
