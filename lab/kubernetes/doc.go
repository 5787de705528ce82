// Package kubernetes keeps Kubernetes objects in etcd as kube-apiserver does: the same keys below
// /registry, the same bytes in the values, the same compare-and-swap transactions.
//
// [Encode] and [Decode] are the storage format. Objects of the built-in groups are protobuf behind
// the four bytes "k8s\x00"; definitions of custom resources, custom resources and APIServices are
// JSON. A value that Decode has read is written by Encode byte for byte as it was, if kube-apiserver
// or this package made it and its version of the API is known here.
//
// [Store] reads and writes them: an object is created only where no key is, changed only at the
// revision at which it was read, and watched from a revision on. The resourceVersion of an object
// is not stored: it is the revision at which etcd last changed the key.
//
// [Seed] fills the store of a new lab with what kubeadm and Calico leave in a small cluster.
//
// There is no kube-apiserver here, no scheduler, controller or kubelet. What a student would see of
// them is put in on the way: defaults, the address of a Service, the node of a Pod and its state
// Running. Nothing renews leases or the heartbeats of nodes, nothing replaces a deleted Pod, and
// endpoints of a Service are not computed.
package kubernetes
