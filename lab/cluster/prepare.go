package cluster

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/pki"
	"raftlab/lab/port"
	"raftlab/sim/lang"
)

// prepare makes what a lab needs before anything runs: members with ports, certificates, manifests. The
// ports of a new lab are kept until release is called.
func prepare(h *labdir.Dir, members int, timers labdir.Timers) (release func(), err error) {
	release = func() {}
	if err := h.Reload(); err != nil { // somebody may have changed it before we had the lock
		return release, err
	}
	if err := checkSize(h, members); err != nil {
		return release, err
	}
	if err := setTimers(h, timers); err != nil {
		return release, err
	}
	if len(h.Members) == 0 {
		if release, err = allocate(h, max(members, 1)); err != nil {
			return release, err
		}
	}
	if err := makePlaces(h); err != nil {
		return release, err
	}
	if err := pki.Ensure(h); err != nil {
		return release, err
	}
	if err := prepareKubernetes(h); err != nil {
		return release, err
	}
	if h.Complete {
		return release, nil
	}
	for _, m := range h.Members {
		if err := manifest.Write(h, m, manifest.New); err != nil {
			return release, err
		}
	}
	h.Complete = true
	return release, h.Save()
}

// makePlaces makes the directories in which the lab works.
func makePlaces(h *labdir.Dir) error {
	dirs := []string{h.Run(), h.Backup(), h.Bin()}
	for _, m := range h.Members {
		dirs = append(dirs, h.Manifests(m.Name), h.Logs(m.Name), filepath.Dir(h.Data(m.Name)))
	}
	for _, dir := range dirs {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	return nil
}

// checkSize refuses another size than that of the lab, unless it was never complete.
func checkSize(h *labdir.Dir, members int) error {
	if members == 0 || members == h.Size {
		return nil
	}
	if !h.Complete {
		h.Members = nil
		return nil
	}
	return usage{lang.Errorf("%s: the lab has %s, not %d (make another with --dir, or this one afresh after raftlab lab down --purge)",
		"%s：实验环境有%s，而不是 %d 个（请用 --dir 另建一个，或 raftlab lab down --purge 之后重建）",
		h.Path, count(h.Size), members)}
}

// setTimers decides the timers of a lab that was never complete, and refuses others than those of one that was.
func setTimers(h *labdir.Dir, timers labdir.Timers) error {
	has := cmp.Or(h.Timers, labdir.FastTimers)
	switch {
	case timers == labdir.Timers{} || timers == has:
	case h.Complete:
		return usage{lang.Errorf("%s: the manifests of the lab were made with a heartbeat of %v, an election timeout of %v%s (edit the manifests, "+
			"or make the lab afresh: raftlab lab down --purge)",
			"%s：实验环境的清单生成时，心跳间隔是 %v，选举超时是 %v%s（请编辑清单，或重建实验环境：raftlab lab down --purge）", h.Path, has.Heartbeat, has.Election, withoutPreVote(has))}
	default:
		h.Timers = timers
	}
	return nil
}

func withoutPreVote(t labdir.Timers) string {
	if t.NoPreVote {
		return " and without PreVote"
	}
	return ""
}

func count(members int) string {
	if members == 1 {
		return "1 member"
	}
	return fmt.Sprint(members, " members")
}

// allocate chooses ports for the members of a new lab and records them.
func allocate(h *labdir.Dir, members int) (release func(), err error) {
	var kept []*port.Reservation
	release = func() {
		for _, r := range kept {
			r.Release()
		}
	}
	h.Members, h.Size = nil, members
	for number := 1; number <= members; number++ {
		m, ports, err := newMember(h, labdir.Name(number))
		if err != nil {
			return release, err
		}
		kept = append(kept, ports...)
		h.Members = append(h.Members, m)
	}
	return release, h.Save()
}

// newMember reserves two ports, or in a machine gives the member its host.
func newMember(h *labdir.Dir, name string) (labdir.Member, []*port.Reservation, error) {
	if h.Mode == labdir.Machine {
		return labdir.HostMember(name), nil, labdir.CheckHost(name)
	}
	client, err := port.Choose()
	if err != nil {
		return labdir.Member{}, nil, err
	}
	peer, err := port.Choose()
	if err != nil {
		client.Release()
		return labdir.Member{}, nil, err
	}
	return labdir.LoopbackMember(name, client.Port, peer.Port), []*port.Reservation{client, peer}, nil
}

// checkPorts looks whether somebody took a port while the lab was down. Members know each other by their
// ports, so those of a lab that has data stay; for one that has none others are chosen.
func checkPorts(h *labdir.Dir) error {
	if h.Mode == labdir.Machine {
		return nil
	}
	var taken error
	for _, m := range h.Members {
		for _, number := range []int{m.ClientPort, m.PeerPort} {
			if err := port.Free(number); errors.Is(err, port.ErrTaken) {
				taken = lang.Errorf("%s: %v (end the program that has it, lsof -i :%d, or start afresh: raftlab lab down --purge, raftlab lab up)",
					"%s：%v（请结束占用它的程序，lsof -i :%d，或重建：raftlab lab down --purge，再 raftlab lab up）",
					m.Name, err, number)
			} else if err != nil {
				return err
			}
		}
	}
	if taken == nil {
		return nil
	}
	for _, m := range h.Members {
		if _, err := os.Stat(h.Data(m.Name)); err == nil {
			return taken
		}
	}
	h.Complete = false
	release, err := allocate(h, len(h.Members))
	defer release()
	if err != nil {
		return err
	}
	_, err = prepare(h, 0, labdir.Timers{})
	return err
}
