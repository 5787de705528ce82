package kubernetes

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var (
	pods     = mustResource("pods")
	services = mustResource("services")
)

func podNamed(name string) *core.Pod {
	return &core.Pod{ObjectMeta: meta.ObjectMeta{Name: name},
		Spec: core.PodSpec{Containers: []core.Container{{Name: "web", Image: "nginx"}}}}
}

func serviceNamed(name string) *core.Service {
	return &core.Service{ObjectMeta: meta.ObjectMeta{Name: name}, Spec: core.ServiceSpec{Ports: []core.ServicePort{{Port: 80}}}}
}

func TestOneOfManyCreatesWins(t *testing.T) {
	_, store := seeded(t)
	results := make([]error, 8)
	var group sync.WaitGroup
	for i := range results {
		group.Go(func() { _, results[i] = store.Create(t.Context(), podNamed("demo-pod")) })
	}
	group.Wait()
	won := 0
	for _, err := range results {
		switch {
		case err == nil:
			won++
		case !apierrors.IsAlreadyExists(err) || err.Error() != `pods "demo-pod" already exists`:
			t.Errorf("%v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d creates succeeded", won, len(results))
	}
}

func TestServicesNeverShareAnAddress(t *testing.T) {
	_, store := seeded(t)
	var mutex sync.Mutex
	holder := map[string]string{}
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			created, err := store.Create(t.Context(), serviceNamed(fmt.Sprint("s", i)))
			if err != nil {
				t.Error(err)
				return
			}
			mutex.Lock()
			defer mutex.Unlock()
			address := created.(*core.Service).Spec.ClusterIP
			if other, taken := holder[address]; taken {
				t.Errorf("%s and %s have %s", other, created.GetName(), address)
			}
			holder[address] = created.GetName()
		})
	}
	group.Wait()
	wish := serviceNamed("wish")
	wish.Spec.ClusterIP = "10.96.0.10" // kube-dns
	if _, err := store.Create(t.Context(), wish); err == nil || !strings.Contains(err.Error(), "provided IP is already allocated") {
		t.Errorf("%v", err)
	}
	wish.Spec.ClusterIP = candidate(&core.Service{ObjectMeta: meta.ObjectMeta{Namespace: "default", Name: "next"}}, 0)
	if _, err := store.Create(t.Context(), wish); err != nil {
		t.Fatal(err)
	}
	next, err := store.Create(t.Context(), serviceNamed("next"))
	if err != nil || next.(*core.Service).Spec.ClusterIP == wish.Spec.ClusterIP {
		t.Errorf("%v, %v", next, err)
	}
}

func TestADeletedServiceGivesItsAddressBack(t *testing.T) {
	_, store := seeded(t)
	created, err := store.Create(t.Context(), serviceNamed("tomcat"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Delete(t.Context(), services, "default", "tomcat"); err != nil {
		t.Fatal(err)
	}
	_, err = store.Get(t.Context(), ipAddresses, "", created.(*core.Service).Spec.ClusterIP)
	if !apierrors.IsNotFound(err) {
		t.Errorf("%v", err)
	}
	if _, err := store.Create(t.Context(), serviceNamed("tomcat")); err != nil {
		t.Error(err)
	}
}

func TestUpdateKnowsWhatItRead(t *testing.T) {
	_, store := seeded(t)
	read, err := store.Create(t.Context(), podNamed("demo-pod"))
	if err != nil {
		t.Fatal(err)
	}
	relabelled := read.DeepCopyObject().(*core.Pod)
	relabelled.Labels = map[string]string{"a": "b"}
	if _, err := store.Update(t.Context(), read, relabelled); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Update(t.Context(), read, relabelled); !apierrors.IsConflict(err) {
		t.Errorf("an update of what has changed: %v", err)
	}
	current, err := store.Get(t.Context(), pods, "default", "demo-pod")
	if err != nil {
		t.Fatal(err)
	}
	moved := current.DeepCopyObject().(*core.Pod)
	moved.Spec.NodeName = "k8s-master01"
	if _, err := store.Update(t.Context(), current, moved); !apierrors.IsInvalid(err) {
		t.Errorf("a Pod moved to another node: %v", err)
	}
	if _, err := store.Delete(t.Context(), pods, "default", "demo-pod"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Update(t.Context(), current, relabelled); !apierrors.IsNotFound(err) {
		t.Errorf("an update of what is gone: %v", err)
	}
}

func TestANamespaceIsHomeToItsObjects(t *testing.T) {
	_, store := seeded(t)
	pod := podNamed("demo-pod")
	pod.Namespace = "shop"
	if _, err := store.Create(t.Context(), pod); err == nil || err.Error() != `namespaces "shop" not found` {
		t.Errorf("%v", err)
	}
	if _, err := store.Create(t.Context(), &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "shop"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Create(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Delete(t.Context(), namespaces, "", "shop"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Get(t.Context(), pods, "shop", "demo-pod"); !apierrors.IsNotFound(err) {
		t.Errorf("%v", err)
	}
	if _, err := store.Delete(t.Context(), namespaces, "", "default"); !apierrors.IsForbidden(err) {
		t.Errorf("%v", err)
	}
}

func TestAMirrorPodComesBackYounger(t *testing.T) {
	_, store := seeded(t)
	before, err := store.Delete(t.Context(), pods, "kube-system", "etcd-k8s-master01")
	if err != nil {
		t.Fatal(err)
	}
	after, err := store.Get(t.Context(), pods, "kube-system", "etcd-k8s-master01")
	if err != nil {
		t.Fatal(err)
	}
	if before.GetUID() == after.GetUID() || !after.GetCreationTimestamp().After(before.GetCreationTimestamp().Time) {
		t.Errorf("uid %s, created %v", after.GetUID(), after.GetCreationTimestamp())
	}
}

func TestCreateRefuses(t *testing.T) {
	_, store := seeded(t)
	nameless, bad, empty, portless := podNamed(""), podNamed("Demo"), podNamed("a"), serviceNamed("b")
	empty.Spec.Containers, portless.Spec.Ports = nil, nil
	for want, object := range map[string]Object{
		"name or generateName is required": nameless, "RFC 1123 subdomain": bad,
		"spec.containers: Required value": empty, "spec.ports: Required value": portless, "DNS-1035 label": serviceNamed("1st"),
	} {
		if _, err := store.Create(t.Context(), object); !apierrors.IsInvalid(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
}
