package kube

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const tomcat = `apiVersion: v1
kind: Pod
metadata: {name: demo-pod, labels: {app: tomcat}}
spec: {containers: [{name: tomcat, image: "tomcat:9.0", ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: tomcat}
spec: {type: NodePort, selector: {app: tomcat}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
`

// startKubernetes starts a lab as its users do, with the agent in kube-apiserver.
func startKubernetes(t *testing.T) *lab {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "lab")
	programs, err := filepath.Abs(*bin)
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{dir: dir, env: append(os.Environ(), "RAFTLAB_DIR="+dir, "RAFTLAB_KUBE="+programs)}
	t.Cleanup(func() { l.raftlab(t, "lab", "down") })
	l.raftlab(t, "lab", "up", "--loopback", "--kubernetes", "--timeout", "2m")
	for line := range strings.Lines(l.raftlab(t, "lab", "env")) {
		l.env = append(l.env, strings.TrimPrefix(strings.TrimSpace(line), "export "))
	}
	return l
}

// until waits for what kubectl prints.
func (l *lab) untilPrinted(t *testing.T, want string, arguments ...string) {
	t.Helper()
	c := &cluster{lab: l}
	c.until(t, strings.Join(arguments, " ")+" prints "+want, func() bool {
		out, _ := l.try(filepath.Join(l.dir, "bin", "kubectl"), arguments...)
		return strings.Contains(out, want)
	})
}

// A Pod runs on the worker, goes when it is deleted, and comes back with a snapshot.
func TestPodRunsAndGoes(t *testing.T) {
	l := startKubernetes(t)
	file := filepath.Join(t.TempDir(), "tomcat.yaml")
	if err := os.WriteFile(file, []byte(tomcat), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := l.inLab(t, "kubectl", "apply", "-f", file); !strings.Contains(got, "pod/demo-pod created") || !strings.Contains(got, "service/tomcat created") {
		t.Errorf("apply: %s", got)
	}
	l.untilPrinted(t, "Running k8s-node01 10.244.85.", "get", "pod", "demo-pod", "-o", "jsonpath={.status.phase} {.spec.nodeName} {.status.podIP}")
	if got := l.inLab(t, "kubectl", "logs", "-n", "kube-system", "kube-apiserver-k8s-master01"); !strings.Contains(got, "quota admission added evaluator for: ") {
		t.Errorf("the log of kube-apiserver: %s", got)
	}
	snapshot := filepath.Join(t.TempDir(), "snapshot.db")
	l.inLab(t, "etcdctl", "snapshot", "save", snapshot)
	l.inLab(t, "kubectl", "delete", "pod", "demo-pod") // returns when it has gone
	l.restore(t, snapshot, "--bump-revision", "1000000000", "--mark-compacted")
	l.untilPrinted(t, "demo-pod", "get", "pods", "--no-headers")
}

// A new namespace gets its ServiceAccount, so that Pods can be made there; a deleted one goes with what is in it.
func TestNamespaceLivesAndEnds(t *testing.T) {
	l := startKubernetes(t)
	l.inLab(t, "kubectl", "create", "namespace", "team")
	l.untilPrinted(t, "serviceaccount/default", "get", "serviceaccounts", "-n", "team", "-o", "name")
	l.inLab(t, "kubectl", "run", "web", "-n", "team", "--image=nginx")
	l.inLab(t, "kubectl", "create", "configmap", "settings", "-n", "team", "--from-literal=a=b")
	l.untilPrinted(t, "Running", "get", "pod", "web", "-n", "team", "-o", "jsonpath={.status.phase}")
	l.inLab(t, "kubectl", "delete", "namespace", "team") // returns when it has gone
	keys := l.inLab(t, "etcdctl", "get", "--prefix", "--keys-only", "/registry/")
	for _, key := range strings.Fields(keys) {
		if strings.Contains(key, "/team/") && !strings.HasPrefix(key, "/registry/events/") {
			t.Errorf("%s is left", key)
		}
	}
}

// kube-apiserver takes the Jobs that raftlab prints, with every field known to it, and would refuse one that is not.
func TestEmittedJobsAreAccepted(t *testing.T) {
	l := startKubernetes(t)
	for _, line := range []string{"trials common-job -n 100000000", "hunt --seeds 100000000"} {
		emit := append(strings.Fields(line), "--emit", "kubernetes-job", "--shards", "64", "--image", "registry.example/raftlab:v1")
		jobs := l.raftlab(t, emit...)
		wrong := strings.Replace(jobs, "completionMode:", "completionmode:", 1)
		if wrong == jobs {
			t.Fatalf("%s: no completionMode in\n%s", line, jobs)
		}
		if out, err := l.dryRun(t, jobs); err != nil || strings.Count(out, "(server dry run)") != 3 {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
		if out, err := l.dryRun(t, wrong); err == nil || !strings.Contains(out, `unknown field "spec.completionmode"`) {
			t.Errorf("%s with a wrong field: %v\n%s", line, err, out)
		}
	}
}

// dryRun has kube-apiserver check objects, and make none.
func (l *lab) dryRun(t *testing.T, objects string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "objects.yaml")
	if err := os.WriteFile(file, []byte(objects), 0o600); err != nil {
		t.Fatal(err)
	}
	return l.try(filepath.Join(l.dir, "bin", "kubectl"), "apply", "--dry-run=server", "--validate=strict", "-f", file)
}
