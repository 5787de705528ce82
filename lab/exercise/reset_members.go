package exercise

import (
	"context"
	"os"
	"slices"
	"strings"

	"raftlab/lab/cluster"
	"raftlab/lab/evidence"
	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/supervisor"
)

// resetManifests writes the manifests of the lab's own members as they were made, where they are not so.
func (t *Leftovers) resetManifests(ctx context.Context, h *labdir.Dir) error {
	if !t.Manifest {
		return nil
	}
	own := slices.DeleteFunc(slices.Clone(h.Members), func(m labdir.Member) bool { return slices.Contains(t.Extra, m.Name) })
	changed := false
	for _, m := range own {
		data, err := manifest.Make(h, m, own, manifest.New)
		if err != nil {
			return err
		}
		if have, err := labdir.ReadRegular(h.Manifest(m.Name)); err == nil && sameFlags(string(have), string(data)) {
			continue
		}
		changed = true
		if err := labdir.WriteFile(h.Manifest(m.Name), data, 0o600); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return cluster.WaitHealthy(ctx, h, "")
}

// sameFlags reports whether two manifests differ at most in what a member reads only when it starts for
// the first time.
func sameFlags(a, b string) bool {
	strip := func(text string) string {
		lines := strings.Split(text, "\n")
		return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return strings.Contains(line, "- --initial-cluster") }), "\n")
	}
	return strip(a) == strip(b)
}

// resetMembers starts what is down, lets those join again that were lost, and takes away what was added.
func (t *Leftovers) resetMembers(ctx context.Context, h *labdir.Dir) error {
	if t.Members {
		if err := wake(ctx, h); err != nil {
			return err
		}
		if err := regainQuorum(ctx, h); err != nil {
			return err
		}
		if err := rejoinAll(ctx, h); err != nil {
			return err
		}
	}
	for _, name := range t.Extra {
		if err := takeAway(ctx, h, name); err != nil {
			return err
		}
	}
	return nil
}

// wake starts members that were crashed, and lets those go on that were paused. Those whose data is gone stay
// as they are.
func wake(ctx context.Context, h *labdir.Dir) error {
	if err := supervisor.WaitIdle(ctx, h); err != nil {
		return err
	}
	state, err := supervisor.Read(h)
	if err != nil {
		return err
	}
	var woken []string
	for _, m := range state.Members {
		command := map[supervisor.Phase]supervisor.Command{supervisor.Crashed: supervisor.Restart, supervisor.Paused: supervisor.Resume}[m.Phase]
		if command == "" || !holdsLog(h.Data(m.Name)) {
			continue
		}
		if err := cluster.Command(ctx, h, m.Name, command); err != nil {
			return err
		}
		woken = append(woken, m.Name)
	}
	for _, name := range woken { // when all of them are there: they may need each other
		if err := cluster.WaitHealthy(ctx, h, name); err != nil {
			return err
		}
	}
	return nil
}

// takeAway removes a member that was added: from the cluster, from the manifests, and its data.
func takeAway(ctx context.Context, h *labdir.Dir, name string) error {
	m, known := h.Member(name)
	if !known {
		return nil
	}
	if err := removeMember(ctx, h, m); err != nil {
		return err
	}
	if err := os.RemoveAll(h.Manifest(name)); err != nil {
		return err
	}
	if err := cluster.WaitStopped(ctx, h, name); err != nil {
		return err
	}
	if err := os.RemoveAll(h.Data(name)); err != nil {
		return err
	}
	unlock, err := h.LockAndReload(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return h.Forget(name)
}

func removeMember(ctx context.Context, h *labdir.Dir, m labdir.Member) error {
	others := slices.DeleteFunc(h.Names(), func(name string) bool { return name == m.Name })
	client, err := member.Client(h, others...)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	list, err := client.MemberList(ctx)
	if err != nil {
		return err
	}
	for _, one := range list.Members {
		if one.Name == m.Name || slices.Contains(one.PeerURLs, m.PeerURL()) {
			if _, err := client.MemberRemove(ctx, one.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// ForgetGone takes members that an exercise had added out of the lab's record, once nothing is left of
// them: else tools would go on asking them. Who calls it holds the lab's lock.
func (t *Leftovers) ForgetGone(h *labdir.Dir, e *evidence.Evidence) error {
	if len(t.Extra) == 0 || e.Missing(evidence.GapMembers) {
		return nil
	}
	if err := h.Reload(); err != nil { // it may have been added meanwhile
		return err
	}
	for _, name := range t.Extra {
		_, known := h.Member(name)
		_, listed := e.Member(name)
		if !known || listed || exists(h.Manifest(name)) || exists(h.Data(name)) {
			continue
		}
		if err := h.Forget(name); err != nil {
			return err
		}
	}
	return nil
}
