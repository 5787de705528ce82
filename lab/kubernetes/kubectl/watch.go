package kubectl

import (
	"context"
	"errors"

	"raftlab/lab/kubernetes"
)

// watch prints what is there and then every change, until it is interrupted or, if bounded, its time
// is over. When etcd has compacted the revisions that it needs, it lists again, as an informer does.
func (a *app) watch(ctx context.Context, g *get, w wanted, bounded bool) error {
	if bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, a.timeout)
		defer cancel()
	}
	t := a.newTable(g, w.resource)
	show := func(change kubernetes.Change, object kubernetes.Object) error {
		if !g.matches(object) || len(w.names) > 0 && object.GetName() != w.names[0] {
			return nil
		}
		row := a.row(g, object, false, w.resource)
		if g.events {
			row = append([]string{string(change)}, row...)
		}
		t.add(row...)
		t.print(a.Out)
		return nil
	}
	silent := g.watchOnly
	for {
		store, revision, err := a.listForWatch(ctx, g, w, silent, show)
		if err != nil {
			return err
		}
		err = store.Watch(ctx, w.resource, a.namespaceOf(g), revision, show)
		var compacted kubernetes.CompactedError
		switch {
		case errors.As(err, &compacted):
			a.remark(again, err, compacted.Revision)
			silent = false
		case bounded && errors.Is(err, context.DeadlineExceeded):
			return nil
		default:
			return err
		}
	}
}

// shower shows an object that was found or has changed.
type shower func(kubernetes.Change, kubernetes.Object) error

// listForWatch shows what is there, and returns the revision from which to watch.
func (a *app) listForWatch(ctx context.Context, g *get, w wanted, silent bool, show shower) (kubernetes.Store, int64, error) {
	store, ctx, cancel, err := a.store(ctx)
	if err != nil {
		return store, 0, err
	}
	defer cancel()
	objects, revision, err := store.List(ctx, w.resource, a.namespaceOf(g))
	if err != nil || silent {
		return store, revision, err
	}
	for _, object := range objects {
		if err := show(kubernetes.Added, object); err != nil {
			return store, 0, err
		}
	}
	return store, revision, nil
}
