package kubernetes

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"raftlab/lab/kubernetes/internal/etcdtest"
)

func TestSeedIsAClusterOfKubeadm(t *testing.T) {
	member, store := seeded(t)
	got, err := member.Client.Get(t.Context(), "/", clientv3.WithPrefix(), clientv3.WithKeysOnly())
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, kv := range got.Kvs {
		keys[string(kv.Key)] = true
	}
	for _, key := range []string{
		"/registry/pods/kube-system/etcd-k8s-master01", "/registry/services/specs/default/kubernetes",
		"/registry/services/endpoints/kube-system/kube-dns", "/registry/minions/k8s-node01",
		"/registry/configmaps/kube-system/kubeadm-config", "/registry/namespaces/default",
		"/registry/apiextensions.k8s.io/customresourcedefinitions/bgppeers.crd.projectcalico.org",
		"/registry/apiextensions.k8s.io/customresourcedefinitions/globalnetworkpolicies.crd.projectcalico.org",
		"/registry/crd.projectcalico.org/ippools/default-ipv4-ippool",
		"/registry/apiregistration.k8s.io/apiservices/v1.", "/registry/ranges/serviceips",
	} {
		if !keys[key] {
			t.Errorf("no key %s", key)
		}
	}
	for key := range keys {
		if !strings.HasPrefix(key, "/registry/") {
			t.Errorf("%s is not below /registry", key)
		}
	}
	pods, _, err := store.List(t.Context(), mustResource("pods"), "")
	if err != nil || len(pods) != 11 {
		t.Errorf("%d pods, %v", len(pods), err)
	}
	for _, pod := range pods {
		if phase := pod.(*core.Pod).Status.Phase; phase != core.PodRunning {
			t.Errorf("%s is %s", pod.GetName(), phase)
		}
	}
}

func TestSeedTwiceWritesOnce(t *testing.T) {
	member, _ := seeded(t)
	before, err := member.Client.Get(t.Context(), "/registry/namespaces/default")
	if err != nil {
		t.Fatal(err)
	}
	if err := Seed(t.Context(), member.Client, epoch.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	after, err := member.Client.Get(t.Context(), "/registry/namespaces/default")
	if err != nil {
		t.Fatal(err)
	}
	if before.Header.Revision != after.Header.Revision {
		t.Errorf("revision %d became %d", before.Header.Revision, after.Header.Revision)
	}
}

// A seed that was cut short has no namespace default, and is done again.
func TestSeedGoesOnAfterACrash(t *testing.T) {
	member := etcdtest.Start(t)
	puts, err := seedPuts(epoch, []string{masterNode})
	if err != nil {
		t.Fatal(err)
	}
	if last := string(puts[len(puts)-1].KeyBytes()); last != "/registry/namespaces/default" {
		t.Fatalf("%s is written last", last)
	}
	if _, err := member.Client.Txn(t.Context()).Then(puts[:batch]...).Commit(); err != nil {
		t.Fatal(err)
	}
	if err := Seed(t.Context(), member.Client, epoch); err != nil {
		t.Fatal(err)
	}
	got, err := member.Client.Get(t.Context(), "/", clientv3.WithPrefix(), clientv3.WithCountOnly())
	if err != nil || got.Count != int64(len(puts)) {
		t.Errorf("%d keys of %d, %v", got.Count, len(puts), err)
	}
}

func TestEveryKeyIsSeededOnceAndTheSame(t *testing.T) {
	masters := []string{"k8s-master01", "k8s-master02", "k8s-master03"}
	first, err := seedPuts(epoch, masters)
	if err != nil {
		t.Fatal(err)
	}
	second, err := seedPuts(epoch, masters)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for i := range first {
		key := string(first[i].KeyBytes())
		if keys[key] {
			t.Errorf("%s is written twice", key)
		}
		keys[key] = true
		if key != string(second[i].KeyBytes()) || string(first[i].ValueBytes()) != string(second[i].ValueBytes()) {
			t.Errorf("%s differs from seed to seed", key)
		}
	}
	if !keys["/registry/pods/kube-system/etcd-k8s-master03"] {
		t.Error("the third member has no pod")
	}
}

// The objects claim the release of the kube-apiserver that lab up --kubernetes starts.
func TestReleaseIsThatOfTheServerWeBuild(t *testing.T) {
	required, err := os.ReadFile("../kube/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if want := "k8s.io/kubernetes " + Release + "\n"; !strings.Contains(string(required), want) {
		t.Errorf("lab/kube/go.mod does not require %s", want)
	}
}

// kube-apiserver serves a kind only once its names are accepted and it is established.
func TestSeededDefinitionsAreEstablished(t *testing.T) {
	defined := 0
	for _, object := range seedObjects(epoch, []string{masterNode}) {
		definition, ok := object.(*unstructured.Unstructured)
		if !ok || definition.GetKind() != "CustomResourceDefinition" {
			continue
		}
		defined++
		conditions, _, err := unstructured.NestedSlice(definition.Object, "status", "conditions")
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"NamesAccepted", "Established"} {
			if i >= len(conditions) {
				t.Fatalf("%s has no condition %s", definition.GetName(), want)
			}
			got := conditions[i].(map[string]any)
			since, err := time.Parse(time.RFC3339, fmt.Sprint(got["lastTransitionTime"]))
			if got["type"] != want || got["status"] != "True" || err != nil || !since.Equal(epoch) {
				t.Errorf("%s has the condition %v", definition.GetName(), got)
			}
		}
	}
	if defined != len(calicoResources()) {
		t.Errorf("%d kinds are defined", defined)
	}
}
