package catalogue

import (
	"slices"

	"raftlab/lab/exercise"
)

const (
	pki      = "/etc/kubernetes/pki/etcd/"
	asProbe  = " --cacert=" + pki + "ca.crt --cert=" + pki + "healthcheck-client.crt --key=" + pki + "healthcheck-client.key --endpoints=https://192.168.128.11:2379 "
	asServer = " --cacert=" + pki + "ca.crt --cert=" + pki + "server.crt --key=" + pki + "server.key "
	inPod    = "kubectl exec -n kube-system etcd-k8s-master01 -- etcdctl "
	takeAway = "kubelet manifest-gone k8s-master01"
	putBack  = "kubelet manifest-back k8s-master01"
	aside1   = "kubelet data-gone k8s-master01"
	restored = " --data-dir=/var/lib/etcd --name=k8s-master01 --initial-cluster=k8s-master01=https://192.168.128.11:2380 --initial-advertise-peer-urls=https://192.168.128.11:2380"
)

const (
	passed    = exercise.Passed
	notPassed = exercise.NotPassed
	notYet    = exercise.NotYet
)

// works are in the order of specs.
var works = slices.Concat(
	roleOfEtcdWorks, electionsWorks, networkWorks, environmentWorks, operationsWorks, snapshotsWorks, restoringWorks,
	keysWorks, coordinationWorks, accessWorks, membersWorks, maintenanceWorks, disastersWorks,
)
