package kube

import (
	"path/filepath"
	"strings"
	"testing"
)

// What the lab wrote into etcd is a cluster to the real kube-apiserver, with the kinds that it defines; and what
// kubectl writes is where the lab looks for it.
func TestKubernetesOnTheLabsEtcd(t *testing.T) {
	c := startCluster(t)
	c.startServer(t)
	if nodes := c.must(t, "get", "nodes", "-o", "name"); nodes != "node/k8s-master01\nnode/k8s-node01\n" {
		t.Errorf("the nodes are %q", nodes)
	}
	c.until(t, "the kinds of Calico are served", func() bool {
		pools, err := c.kubectl("get", "ippools.crd.projectcalico.org", "-o", "name")
		return err == nil && strings.Contains(pools, "default-ipv4-ippool")
	})
	c.must(t, "run", "demo-pod", "--image=tomcat:8.5-jre8-alpine")
	if keys := c.inLab(t, "etcdctl", "get", "--prefix", "--keys-only", "/registry/pods/default/"); !strings.Contains(keys, "/registry/pods/default/demo-pod") {
		t.Errorf("below /registry/pods/default is %q", keys)
	}
}

// After a restore a kube-apiserver that goes on answers LIST by what it remembers, and GET by what is in etcd. Two
// things help: to restart it, or to restore with a revision beyond all that it has seen.
func TestListAfterARestore(t *testing.T) {
	c := startCluster(t)
	stop := c.startServer(t)
	c.must(t, "create", "configmap", "before")
	snapshot := filepath.Join(t.TempDir(), "snapshot.db")
	c.inLab(t, "etcdctl", "snapshot", "save", snapshot)
	c.must(t, "delete", "configmap", "before")
	c.must(t, "create", "configmap", "after")
	listed := func() (bool, error) {
		out, err := c.kubectl("get", "configmaps", "-o", "name")
		return strings.Contains(out, "before"), err
	}

	c.restore(t, snapshot)
	c.until(t, "GET finds what was restored", func() bool {
		_, err := c.kubectl("get", "configmap", "before")
		return err == nil
	})
	if there, err := listed(); there || err != nil {
		t.Errorf("LIST tells of what was restored, although kube-apiserver was not restarted: %v, %v", there, err)
	}
	stop()
	c.startServer(t)
	if there, err := listed(); !there || err != nil {
		t.Errorf("LIST tells of what was restored, now that kube-apiserver was restarted: %v, %v", there, err)
	}

	c.must(t, "delete", "configmap", "before")
	c.restore(t, snapshot, "--bump-revision", "1000000000", "--mark-compacted")
	c.until(t, "LIST tells of what was restored with a higher revision", func() bool {
		there, err := listed()
		return there && err == nil
	})
}
