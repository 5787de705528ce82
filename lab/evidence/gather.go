package evidence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/sim/lang"
)

// patience is how long a member may take to answer. A cluster without a quorum answers no
// linearizable read; a student should not wait long to be told so.
const patience = 2 * time.Second

// Gather reads everything. What cannot be read is in the Gaps of the result; nothing is changed.
func Gather(ctx context.Context, h *labdir.Dir) *Evidence {
	e := &Evidence{Taken: time.Now().UTC().Round(0), Lab: own(h)}
	e.readFiles(h)
	e.readJournal(h)
	e.readLogs(h)
	e.readCluster(ctx, h)
	return e
}

// own returns the names of the members that a lab was made with.
func own(h *labdir.Dir) (names []string) {
	for n := range h.Size {
		names = append(names, labdir.Name(n+1))
	}
	return names
}

// gap notes what could not be read, if there is an error.
func (e *Evidence) gap(what string, err error) bool {
	if err != nil {
		e.Gaps = append(e.Gaps, Gap{what, err.Error()})
	}
	return err != nil
}

// readCluster asks the members. Each question has its own time, so that one that is not answered does
// not take the others with it.
func (e *Evidence) readCluster(ctx context.Context, h *labdir.Dir) {
	client, err := member.Client(h)
	if err != nil {
		for _, what := range []string{GapMembers, GapKeys, GapHistory, GapAlarms, GapAuth, GapLeases} {
			e.gap(what, err)
		}
		return
	}
	defer client.Close()
	ask := func(what string, read func(context.Context) error) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		e.gap(what, said(ctx, read(ctx)))
	}
	ask(GapMembers, func(ctx context.Context) error { return e.readMembers(ctx, client) })
	ask(GapKeys, func(ctx context.Context) error { return e.readKeys(ctx, client) })
	ask(GapHistory, func(ctx context.Context) error { return e.readHistory(ctx, client) })
	if e.Missing(GapMembers) || e.hasLeader() {
		ask(GapAlarms, func(ctx context.Context) error { return e.readAlarms(ctx, client) })
		ask(GapAuth, func(ctx context.Context) error { return e.readAuth(ctx, client) })
		ask(GapLeases, func(ctx context.Context) error { return e.readLeases(ctx, client) })
		return
	}
	for _, what := range []string{GapAlarms, GapAuth, GapLeases} {
		e.gap(what, lang.Errorf("the cluster has no leader", "集群没有领导者"))
	}
}

// hasLeader reports whether some member knows one: only then are reads answered that ask the leader.
func (e *Evidence) hasLeader() bool {
	return slices.ContainsFunc(e.Members, func(m Member) bool { return m.Status != nil && m.Status.Leader != hexadecimal(0) })
}

// said returns an error that says what happened, where the client's own does not.
func said(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, rpctypes.ErrPermissionDenied), errors.Is(err, rpctypes.ErrUserEmpty):
		return errAuthOn
	case ctx.Err() != nil:
		return lang.Errorf("no answer within %v", "%v 内没有应答", patience)
	}
	return err
}

var errAuthOn = lang.Errorf("authentication is on (switch it off: etcdctl --user root:PASSWORD auth disable)",
	"认证已开启（请关闭：etcdctl --user root:PASSWORD auth disable）")

func hexadecimal(id uint64) string { return fmt.Sprintf("%x", id) }

func sortKeys(keys []Key) {
	slices.SortFunc(keys, func(a, b Key) int { return cmp.Compare(a.Name, b.Name) })
}
