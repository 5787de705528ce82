package kubernetes

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Store reads and writes objects in etcd. What goes wrong with an object is an error of
// k8s.io/apimachinery/pkg/api/errors, worded as kube-apiserver words it; what goes wrong with etcd
// is its client's error. Bound the time of every call by its context.
type Store struct {
	Client *clientv3.Client
	Now    func() time.Time // sets creation times
}

// Get reads an object.
func (s Store) Get(ctx context.Context, r Resource, namespace, name string) (Object, error) {
	got, err := s.Client.Get(ctx, r.Key(namespace, name))
	if err != nil {
		return nil, err
	}
	if len(got.Kvs) == 0 {
		return nil, apierrors.NewNotFound(r.GroupResource(), name)
	}
	return stored(got.Kvs[0])
}

// List reads all objects of a namespace, or of all namespaces if it is "", by key; and the revision
// of etcd at which this was the list.
func (s Store) List(ctx context.Context, r Resource, namespace string) ([]Object, int64, error) {
	got, err := s.Client.Get(ctx, r.Prefix(namespace), clientv3.WithPrefix())
	if err != nil {
		return nil, 0, err
	}
	objects := make([]Object, 0, len(got.Kvs))
	for _, kv := range got.Kvs {
		object, err := stored(kv)
		if err != nil {
			return nil, 0, err
		}
		objects = append(objects, object)
	}
	return objects, got.Header.Revision, nil
}

// Create writes an object that is not there yet, in a namespace that is. It fills in what
// kube-apiserver and, for a Pod, scheduler and kubelet would fill in.
func (s Store) Create(ctx context.Context, object Object) (Object, error) {
	object = object.DeepCopyObject().(Object)
	if err := setKind(object); err != nil {
		return nil, err
	}
	s.complete(object)
	if err := validate(object); err != nil {
		return nil, err
	}
	if service, ok := object.(*core.Service); ok {
		return s.createService(ctx, service)
	}
	return s.create(ctx, object)
}

// create writes an object, and whatever goes with it, unless one of their keys is there.
func (s Store) create(ctx context.Context, object Object, with ...Object) (Object, error) {
	r, err := resourceOf(object)
	if err != nil {
		return nil, err
	}
	var absent []clientv3.Cmp
	var puts []clientv3.Op
	for _, o := range append([]Object{object}, with...) {
		key, value, err := entry(o)
		if err != nil {
			return nil, err
		}
		absent = append(absent, clientv3.Compare(clientv3.CreateRevision(key), "=", 0))
		puts = append(puts, clientv3.OpPut(key, string(value)))
	}
	conditions, reads := absent, []clientv3.Op{clientv3.OpGet(r.Key(object.GetNamespace(), object.GetName()))}
	if r.Namespaced {
		home := namespaces.Key("", object.GetNamespace())
		conditions = append(conditions, clientv3.Compare(clientv3.CreateRevision(home), ">", 0))
		reads = append(reads, clientv3.OpGet(home))
	}
	done, err := s.Client.Txn(ctx).If(conditions...).Then(puts...).Else(reads...).Commit()
	switch {
	case err != nil:
		return nil, err
	case done.Succeeded:
		return withRevision(object, done.Header.Revision), nil
	case r.Namespaced && len(done.Responses[1].GetResponseRange().Kvs) == 0:
		return nil, apierrors.NewNotFound(namespaces.GroupResource(), object.GetNamespace())
	case len(done.Responses[0].GetResponseRange().Kvs) > 0:
		return nil, apierrors.NewAlreadyExists(r.GroupResource(), object.GetName())
	}
	return nil, errTaken // what goes with it
}

// Update writes an object over the one that was read before. If that has changed since it was read,
// the error is a conflict; if it may not change so, the object is invalid.
func (s Store) Update(ctx context.Context, before, object Object) (Object, error) {
	object = object.DeepCopyObject().(Object)
	if err := setKind(object); err != nil {
		return nil, err
	}
	r, err := resourceOf(object)
	if err != nil {
		return nil, err
	}
	Default(object)
	if err := validateUpdate(before, object); err != nil {
		return nil, err
	}
	key, value, err := entry(object)
	if err != nil {
		return nil, err
	}
	done, err := s.Client.Txn(ctx).If(unchanged(key, before)).
		Then(clientv3.OpPut(key, string(value))).Else(clientv3.OpGet(key)).Commit()
	switch {
	case err != nil:
		return nil, err
	case done.Succeeded:
		return withRevision(object, done.Header.Revision), nil
	case len(done.Responses[0].GetResponseRange().Kvs) == 0:
		return nil, apierrors.NewNotFound(r.GroupResource(), object.GetName())
	}
	return nil, apierrors.NewConflict(r.GroupResource(), object.GetName(), errChanged)
}

// unchanged is the condition that an object is still as it was read. One that was not read has no
// resourceVersion, and no key has the revision -1.
func unchanged(key string, read Object) clientv3.Cmp {
	revision, err := strconv.ParseInt(read.GetResourceVersion(), 10, 64)
	if err != nil {
		revision = -1
	}
	return clientv3.Compare(clientv3.ModRevision(key), "=", revision)
}

// Delete removes an object and what goes with it: the address of a Service, all that is in a
// Namespace. It returns the object that was there. The mirror of a static Pod comes back at once,
// as new: the kubelet sees to it while there is a manifest.
func (s Store) Delete(ctx context.Context, r Resource, namespace, name string) (Object, error) {
	for {
		object, err := s.Get(ctx, r, namespace, name)
		if err != nil {
			return nil, err
		}
		if err := protect(object); err != nil {
			return nil, err
		}
		key := r.Key(namespace, name)
		done, err := s.Client.Txn(ctx).If(unchanged(key, object)).
			Then(append(dependants(object), clientv3.OpDelete(key))...).Commit()
		switch {
		case err != nil:
			return nil, err
		case done.Succeeded && object.GetAnnotations()[core.MirrorPodAnnotationKey] != "":
			_, err = s.Create(ctx, object)
			return object, err
		case done.Succeeded:
			return object, nil
		}
	}
}

// dependants returns the removal of what exists only because of the object.
func dependants(object Object) []clientv3.Op {
	var ops []clientv3.Op
	switch o := object.(type) {
	case *core.Service:
		for _, address := range o.Spec.ClusterIPs {
			if address != core.ClusterIPNone {
				ops = append(ops, clientv3.OpDelete(ipAddresses.Key("", address)))
			}
		}
	case *core.Namespace:
		for _, r := range resources {
			if r.Namespaced {
				ops = append(ops, clientv3.OpDelete(r.Prefix(o.Name), clientv3.WithPrefix()))
			}
		}
	}
	return ops
}

var (
	namespaces  = mustResource("namespaces")
	ipAddresses = mustResource("ipaddresses")
)

func mustResource(name string) Resource {
	r, ok := ResourceNamed(name)
	if !ok {
		panic("no resource " + name)
	}
	return r
}

func resourceOf(object Object) (Resource, error) {
	kind := object.GetObjectKind().GroupVersionKind()
	r, ok := ResourceOf(kind)
	if !ok {
		return r, fmt.Errorf("no resource for kind %s of %s is known here", kind.Kind, kind.GroupVersion())
	}
	return r, nil
}

// entry returns the key and the value under which an object is stored.
func entry(object Object) (key string, value []byte, err error) {
	r, err := resourceOf(object)
	if err != nil {
		return "", nil, err
	}
	value, err = Encode(object)
	return r.Key(object.GetNamespace(), object.GetName()), value, err
}

// stored reads what etcd holds under a key.
func stored(kv *mvccpb.KeyValue) (Object, error) {
	object, err := Decode(kv.Value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kv.Key, err)
	}
	return withRevision(object, kv.ModRevision), nil
}

func withRevision(object Object, revision int64) Object {
	object.SetResourceVersion(strconv.FormatInt(revision, 10))
	return object
}
