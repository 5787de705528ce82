package kubernetes

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Release is the Kubernetes release that the cluster claims to be: that of the kube-apiserver which lab/kube builds.
const Release = "v1.37.2"

// batch is how many keys a transaction of [Seed] writes: as many as etcd takes by default
// (--max-txn-ops).
const batch = 128

// Seed fills /registry like a small cluster that kubeadm made at the time now, with Calico as its
// network: a control-plane node for each member of etcd, k8s-master01 at least, and the worker
// k8s-node01. It does nothing where it has been done; where it was cut short it starts again.
func Seed(ctx context.Context, client *clientv3.Client, now time.Time) error {
	last := namespaces.Key("", meta.NamespaceDefault) // written in the last transaction
	done, err := client.Get(ctx, last, clientv3.WithKeysOnly())
	if err != nil || len(done.Kvs) > 0 {
		return err
	}
	members, err := client.MemberList(ctx)
	if err != nil {
		return err
	}
	puts, err := seedPuts(now, masterNodes(members.Members))
	if err != nil {
		return err
	}
	for len(puts) > 0 {
		size := min(batch, len(puts))
		if _, err := client.Txn(ctx).Then(puts[:size]...).Commit(); err != nil {
			return err
		}
		puts = puts[size:]
	}
	return nil
}

// masterNodes returns the control-plane nodes: those of the members that are named like one.
func masterNodes(members []*etcdserverpb.Member) []string {
	masters := []string{masterNode}
	for _, m := range members {
		if isMaster(m.Name) && m.Name != masterNode {
			masters = append(masters, m.Name)
		}
	}
	slices.Sort(masters)
	return masters
}

// seedPuts returns the writes of [Seed]; that of the namespace default is the last.
func seedPuts(now time.Time, masters []string) ([]clientv3.Op, error) {
	var puts []clientv3.Op
	for _, object := range seedObjects(now, masters) {
		key, value, err := entry(object)
		if err != nil {
			return nil, err
		}
		if ranges, ok := object.(*core.RangeAllocation); ok { // its name is in the key alone
			nameless := ranges.DeepCopy()
			nameless.Name = ""
			if value, err = Encode(nameless); err != nil {
				return nil, err
			}
		}
		puts = append(puts, clientv3.OpPut(key, string(value)))
	}
	return puts, nil
}

// seedObjects returns all objects, complete. They depend on the arguments alone.
func seedObjects(now time.Time, masters []string) []Object {
	now = now.UTC().Truncate(time.Second)
	parts := [][]Object{
		seedNodes(now, masters), seedWorkloads(masters), seedConfiguration(), seedAccounts(), seedRoles(),
		seedPriorities(), seedAPIServices(), seedCalico(now), seedNetwork(now), seedNamespaces(),
	}
	var all []Object
	for _, part := range parts {
		for _, object := range part {
			stamp(object, now)
			all = append(all, object)
		}
	}
	return all
}

// stamp gives an object its identity, and a Pod its state.
func stamp(object Object, now time.Time) {
	if err := setKind(object); err != nil {
		panic(err) // no type of the scheme
	}
	r, err := resourceOf(object)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(append([]byte(r.Key(object.GetNamespace(), object.GetName())), now.String()...))
	object.SetUID(uid([16]byte(sum[:16])))
	object.SetCreationTimestamp(meta.NewTime(now))
	if pod, ok := object.(*core.Pod); ok {
		pod.Generation = 1
		start(pod)
	}
	Default(object)
}

// named is the metadata of an object; labels are pairs of key and value.
func named(namespace, name string, labels ...string) meta.ObjectMeta {
	m := meta.ObjectMeta{Namespace: namespace, Name: name}
	for i := 0; i+1 < len(labels); i += 2 {
		m.Labels = with(m.Labels, labels[i], labels[i+1])
	}
	return m
}

// custom is an object that is stored as JSON.
func custom(apiVersion, kind, name string, fields map[string]any) Object {
	object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": apiVersion, "kind": kind}}
	for field, value := range fields {
		object.Object[field] = value
	}
	object.SetName(name)
	return object
}
