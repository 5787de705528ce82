package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/sim/lang"
)

// readMembers reads the member list as the answering member has it, and asks each member for its status.
func (e *Evidence) readMembers(ctx context.Context, client *clientv3.Client) error {
	list, err := client.MemberList(ctx, clientv3.WithSerializable())
	if err != nil {
		return err
	}
	e.Members = make([]Member, len(list.Members))
	var all sync.WaitGroup
	for i, m := range list.Members {
		e.Members[i] = Member{ID: hexadecimal(m.ID), Name: m.Name, Learner: m.IsLearner, PeerURL: strings.Join(m.PeerURLs, ","), ClientURL: strings.Join(m.ClientURLs, ",")}
		if len(m.ClientURLs) > 0 {
			all.Go(func() { e.Members[i].Status = status(ctx, client, m.ClientURLs[0]) })
		}
	}
	all.Wait()
	return nil
}

// status returns what a member says of itself, nil if it does not answer.
func status(ctx context.Context, client *clientv3.Client, endpoint string) *Status {
	s, err := client.Status(ctx, endpoint)
	if err != nil {
		return nil
	}
	found := &Status{Version: s.Version, Leader: hexadecimal(s.Leader), Term: s.RaftTerm, Index: s.RaftIndex,
		Revision: s.Header.Revision, Size: s.DbSize, InUse: s.DbSizeInUse, Quota: s.DbSizeQuota}
	if hash, err := client.HashKV(ctx, endpoint, 0); err == nil {
		found.Hash, found.Compacted, found.Revision = hash.Hash, hash.CompactRevision, hash.HashRevision
	}
	return found
}

// readKeys reads all keys, from whichever member answers: also without a leader.
func (e *Evidence) readKeys(ctx context.Context, client *clientv3.Client) error {
	all, err := client.Get(ctx, "", clientv3.WithPrefix(), clientv3.WithSerializable())
	if err != nil {
		return err
	}
	e.Revision = all.Header.Revision
	for _, kv := range all.Kvs {
		k := Key{Name: string(kv.Key), Created: kv.CreateRevision, Modified: kv.ModRevision, Version: kv.Version, Lease: lease(kv.Lease)}
		if k.Value = short(kv.Value); k.Value == "" && len(kv.Value) > 0 {
			sum := sha256.Sum256(kv.Value)
			k.Digest = hex.EncodeToString(sum[:])
		}
		e.Keys = append(e.Keys, k)
	}
	sortKeys(e.Keys)
	return nil
}

// longestValue is up to how many bytes a value is kept. The exercises' own are short.
const longestValue = 200

// short returns a value that is short text, else nothing.
func short(value []byte) string {
	text := string(value)
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }
	if len(value) > longestValue || !utf8.Valid(value) || strings.ContainsFunc(text, unprintable) {
		return ""
	}
	return text
}

func lease(id int64) string {
	if id == 0 {
		return ""
	}
	return hexadecimal(uint64(id))
}

// readHistory reads every change that is still known, by a watch from the beginning.
func (e *Evidence) readHistory(ctx context.Context, client *clientv3.Client) error {
	if e.Revision == 0 {
		return lang.Errorf("no member answers", "没有成员应答")
	}
	from := int64(1)
	for {
		err := e.watch(ctx, client, from)
		var gone compacted
		if !errors.As(err, &gone) || int64(gone) < from {
			return err
		}
		e.Compacted, from = int64(gone), int64(gone)+1
	}
}

// compacted says up to where history is gone.
type compacted int64

func (c compacted) Error() string { return rpctypes.ErrCompacted.Error() }

// watch reads the changes from a revision up to e.Revision. The newest may have been compacted, so the
// end is known from progress: a member that reports a revision has sent what came before.
func (e *Evidence) watch(ctx context.Context, client *clientv3.Client, from int64) error {
	if from > e.Revision {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes := client.Watch(ctx, "", clientv3.WithPrefix(), clientv3.WithRev(from))
	again := time.NewTicker(20 * time.Millisecond) // a watch that lags behind is not told its progress
	defer again.Stop()
	for {
		select {
		case <-again.C:
			if err := client.RequestProgress(ctx); err != nil {
				return err
			}
		case r, open := <-changes:
			switch {
			case !open:
				return context.Cause(ctx)
			case r.CompactRevision > 0:
				return compacted(r.CompactRevision)
			case r.Err() != nil:
				return r.Err()
			}
			e.note(r.Events)
			last := len(e.History) > 0 && e.History[len(e.History)-1].Revision >= e.Revision
			if last || r.IsProgressNotify() && r.Header.Revision >= e.Revision {
				return nil
			}
		}
	}
}

func (e *Evidence) note(events []*clientv3.Event) {
	for _, ev := range events {
		e.History = append(e.History, Event{Revision: ev.Kv.ModRevision, Deleted: ev.Type == clientv3.EventTypeDelete,
			Key: string(ev.Kv.Key), Value: short(ev.Kv.Value), Created: ev.Kv.CreateRevision, Version: ev.Kv.Version, Lease: lease(ev.Kv.Lease)})
	}
}

func (e *Evidence) readAlarms(ctx context.Context, client *clientv3.Client) error {
	list, err := client.AlarmList(ctx)
	if err != nil {
		return err
	}
	for _, a := range list.Alarms {
		e.Alarms = append(e.Alarms, Alarm{hexadecimal(a.MemberID), a.Alarm.String()})
	}
	return nil
}

func (e *Evidence) readAuth(ctx context.Context, client *clientv3.Client) error {
	state, err := client.AuthStatus(ctx)
	if err != nil {
		return err
	}
	if e.Auth.Enabled = state.Enabled; e.Auth.Enabled {
		return errAuthOn
	}
	users, err := client.UserList(ctx)
	if err != nil {
		return err
	}
	for _, name := range users.Users {
		user, err := client.UserGet(ctx, name)
		if err != nil {
			return err
		}
		e.Auth.Users = append(e.Auth.Users, User{name, user.Roles})
	}
	roles, err := client.RoleList(ctx)
	if err != nil {
		return err
	}
	for _, name := range roles.Roles {
		role, err := client.RoleGet(ctx, name)
		if err != nil {
			return err
		}
		r := Role{Name: name}
		for _, p := range role.Perm {
			r.Permissions = append(r.Permissions, Permission{p.PermType.String(), string(p.Key), string(p.RangeEnd)})
		}
		e.Auth.Roles = append(e.Auth.Roles, r)
	}
	return nil
}

func (e *Evidence) readLeases(ctx context.Context, client *clientv3.Client) error {
	list, err := client.Leases(ctx)
	if err != nil {
		return err
	}
	for _, l := range list.Leases {
		about, err := client.TimeToLive(ctx, l.ID, clientv3.WithAttachedKeys())
		if err != nil {
			return err
		}
		if about.TTL < 0 {
			continue // it has just expired
		}
		found := Lease{ID: lease(int64(l.ID)), Granted: about.GrantedTTL}
		for _, key := range about.Keys {
			found.Keys = append(found.Keys, string(key))
		}
		e.Leases = append(e.Leases, found)
	}
	return nil
}
