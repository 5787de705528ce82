package kubectl

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"sync"
	"time"

	core "k8s.io/api/core/v1"

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
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t := a.newTable(g, w.resource)
	static := staticPods{app: a}
	show := func(change kubernetes.Change, object kubernetes.Object) error {
		if !g.matches(object) || len(w.names) > 0 && object.GetName() != w.names[0] {
			return nil
		}
		static.mutex.Lock()
		defer static.mutex.Unlock()
		static.remember(object)
		row := a.row(g, object, false, w.resource)
		if g.events {
			row = append([]string{string(change)}, row...)
		}
		t.add(row...)
		t.print(a.Out)
		return nil
	}
	go static.follow(ctx, show)
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

// staticPods are the Pods of etcd that a watch has shown. What changes of them is told by the kubelet, not by etcd.
type staticPods struct {
	app   *app
	mutex sync.Mutex // held while something is shown
	seen  map[string]*core.Pod
}

// lookInterval is how often a watch looks what the kubelet says.
const lookInterval = 200 * time.Millisecond

// remember gives a Pod of etcd what the kubelet says of it now, and keeps it.
func (s *staticPods) remember(object kubernetes.Object) {
	s.app.mirror(object)
	pod, isPod := object.(*core.Pod)
	if !isPod {
		return
	}
	if _, ok := s.app.staticOf(pod.Name); ok && pod.Namespace == "kube-system" {
		if s.seen == nil {
			s.seen = map[string]*core.Pod{}
		}
		s.seen[pod.Name] = pod
	}
}

// follow shows those that have changed, until ctx is done.
func (s *staticPods) follow(ctx context.Context, show shower) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookInterval):
		}
		for _, pod := range s.changed() {
			if show(kubernetes.Modified, pod) != nil {
				return
			}
		}
	}
}

// changed returns those that are not what they were when they were shown.
func (s *staticPods) changed() (all []*core.Pod) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, name := range slices.Sorted(maps.Keys(s.seen)) {
		now := s.seen[name].DeepCopy()
		s.app.mirror(now)
		if !reflect.DeepEqual(now.Status.ContainerStatuses, s.seen[name].Status.ContainerStatuses) {
			all = append(all, now)
		}
	}
	return all
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
