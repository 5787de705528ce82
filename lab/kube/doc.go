// Package kube tests the two programs that are built here, kube-apiserver and kubectl, on the etcd of a lab: its objects
// are read, written and served by the real thing.
//
// It is a module of its own, since Kubernetes is thirty times as large as the rest of raftlab: what builds and
// tests raftlab neither downloads nor compiles it. make kube builds both programs, make kube-test tests them:
//
//	make build kube kube-test
package kube
