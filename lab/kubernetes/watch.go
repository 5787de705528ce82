package kubernetes

import (
	"context"

	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// Change is what a watch tells.
type Change string

// The changes, in kubectl's words.
const (
	Added    Change = "ADDED"
	Modified Change = "MODIFIED"
	Deleted  Change = "DELETED"
)

// CompactedError ends a watch whose next revision etcd has thrown away: what happened up to Revision
// can no longer be told. The way out is a new list, and a watch from there.
type CompactedError struct{ Revision int64 }

// Error is etcd's sentence: kubectl prints it.
func (e CompactedError) Error() string { return rpctypes.ErrCompacted.Error() }

// Unwrap makes it the error of etcd's client.
func (e CompactedError) Unwrap() error { return rpctypes.ErrCompacted }

// Watch calls tell with every change after a revision, in the order of revisions, until the context
// is done, the revisions are compacted (a [CompactedError]) or tell returns an error. A deleted
// object is told as it was last.
//
// The watch outlives the loss of its member: etcd's client opens it again, from the revision after
// the last that it heard of. If meanwhile etcd was restored to an older revision, that one lies in
// the future, and the watch is silent until etcd has counted up to it; what happens till then is
// never told. A restore with --bump-revision and --mark-compacted makes it a revision of the past
// that is compacted, and so the watch ends with an error instead. An informer of Kubernetes keeps
// its cache by the same list and watch.
func (s Store) Watch(ctx context.Context, r Resource, namespace string, after int64, tell func(Change, Object) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	heard := s.Client.Watch(ctx, r.Prefix(namespace), clientv3.WithPrefix(), clientv3.WithRev(after+1), clientv3.WithPrevKV())
	for response := range heard {
		if response.CompactRevision > 0 {
			return CompactedError{response.CompactRevision}
		}
		if err := response.Err(); err != nil {
			return err
		}
		for _, event := range response.Events {
			change, object, err := read(event)
			if err != nil {
				return err
			}
			if err := tell(change, object); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func read(event *clientv3.Event) (Change, Object, error) {
	kv, change := event.Kv, Modified
	switch {
	case event.Type == mvccpb.Event_DELETE && event.PrevKv == nil:
		return "", nil, CompactedError{event.Kv.ModRevision - 1} // its last state
	case event.Type == mvccpb.Event_DELETE:
		kv, change = event.PrevKv, Deleted
	case event.IsCreate():
		change = Added
	}
	object, err := stored(kv)
	return change, object, err
}
