package agent

import (
	"context"
	"slices"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	dynamicfake "k8s.io/client-go/dynamic/fake"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/kubernetes/scheme"
	clienttesting "k8s.io/client-go/testing"
)

var epoch = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

func pod(node string, deleted bool) *core.Pod {
	p := &core.Pod{ObjectMeta: meta.ObjectMeta{Name: "demo-pod", Namespace: "default"}, Spec: core.PodSpec{NodeName: node, Containers: []core.Container{{Name: "tomcat", Image: "tomcat"}}}}
	if deleted {
		now := meta.NewTime(epoch)
		p.DeletionTimestamp, p.Finalizers = &now, []string{"test"}
	}
	return p
}

// acts returns what an agent asks of kube-apiserver when it sees an object, as verb and resource.
func acts(t *testing.T, object runtime.Object) (verbs []string, client *fake.Clientset) {
	t.Helper()
	client = fake.NewClientset(object)
	if err := (&Agent{client: client, node: "k8s-node01", now: func() time.Time { return epoch }}).act(t.Context(), object); err != nil {
		t.Fatal(err)
	}
	for _, action := range client.Actions() {
		verb := action.GetVerb() + " " + action.GetResource().Resource
		if sub := action.GetSubresource(); sub != "" {
			verb += "/" + sub
		}
		verbs = append(verbs, verb)
	}
	return verbs, client
}

func TestPodIsBoundThenRunsThenGoes(t *testing.T) {
	gated := pod("", false)
	gated.Spec.SchedulingGates = []core.PodSchedulingGate{{Name: "wait"}}
	running := pod("k8s-node01", false)
	running.Status.Phase = core.PodRunning
	for name, one := range map[string]struct {
		pod  *core.Pod
		want string
	}{
		"new":                {pod("", false), "create pods/binding"},
		"gated":              {gated, ""},
		"bound":              {pod("k8s-node01", false), "update pods/status"},
		"running":            {running, ""},
		"deleted":            {pod("k8s-node01", true), "delete pods"},
		"of another kubelet": {pod("k8s-master01", true), ""},
	} {
		verbs, client := acts(t, one.pod)
		if len(verbs) > 1 || len(verbs) == 1 && verbs[0] != one.want || len(verbs) == 0 && one.want != "" {
			t.Errorf("%s: %v, want %s", name, verbs, one.want)
		}
		if one.want == "create pods/binding" {
			binding := client.Actions()[0].(clienttesting.CreateAction).GetObject().(*core.Binding)
			if binding.Target.Name != "k8s-node01" {
				t.Errorf("it is bound to %s", binding.Target.Name)
			}
		}
		if one.want == "update pods/status" {
			got, err := client.CoreV1().Pods("default").Get(t.Context(), "demo-pod", meta.GetOptions{})
			if err != nil || got.Status.Phase != core.PodRunning || len(got.Status.ContainerStatuses) != 1 || !got.Status.StartTime.Time.Equal(epoch) {
				t.Errorf("its status is %+v, %v", got.Status, err)
			}
		}
	}
}

func TestNamespaceGetsItsServiceAccount(t *testing.T) {
	_, client := acts(t, &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "new"}})
	if _, err := client.CoreV1().ServiceAccounts("new").Get(t.Context(), "default", meta.GetOptions{}); err != nil {
		t.Error(err)
	}
}

// A namespace that is deleted is emptied of all kinds that can be in one, and then let go.
func TestNamespaceIsEmptiedAndEnds(t *testing.T) {
	now := meta.NewTime(epoch)
	namespace := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "old", DeletionTimestamp: &now, Finalizers: []string{"test"}}, Spec: core.NamespaceSpec{Finalizers: []core.FinalizerName{"kubernetes"}}}
	client := fake.NewClientset(namespace)
	client.Resources = []*meta.APIResourceList{{GroupVersion: "v1", APIResources: []meta.APIResource{
		{Name: "configmaps", Namespaced: true, Kind: "ConfigMap", Verbs: meta.Verbs{"list", "deletecollection"}},
		{Name: "nodes", Kind: "Node", Verbs: meta.Verbs{"list", "deletecollection"}},
		{Name: "bindings", Namespaced: true, Kind: "Binding", Verbs: meta.Verbs{"create"}},
	}}}
	objects := dynamicfake.NewSimpleDynamicClient(scheme.Scheme)
	if err := (&Agent{client: client, objects: objects, node: "k8s-node01", now: time.Now}).act(t.Context(), namespace); err != nil {
		t.Fatal(err)
	}
	var asked []string
	for _, action := range objects.Actions() {
		asked = append(asked, action.GetVerb()+" "+action.GetResource().Resource+" in "+action.GetNamespace())
	}
	if want := []string{"delete-collection configmaps in old", "list configmaps in old"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
	last := client.Actions()[len(client.Actions())-1]
	if last.GetSubresource() != "finalize" {
		t.Errorf("the last is %s %s", last.GetVerb(), last.GetSubresource())
	}
}

// The agent reads what is there, and hears of what comes.
func TestRunActsOnWhatIsThereAndWhatComes(t *testing.T) {
	client := fake.NewClientset(&core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "there"}})
	created := make(chan string, 100)
	client.PrependReactor("create", "serviceaccounts", func(action clienttesting.Action) (bool, runtime.Object, error) {
		created <- action.GetNamespace()
		return false, nil, nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	a := &Agent{client: client, node: "k8s-node01", now: time.Now}
	go func() { ended <- a.Run(ctx) }()
	if got := <-created; got != "there" {
		t.Errorf("the first is %s", got)
	}
	if _, err := client.CoreV1().Namespaces().Create(ctx, &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "comes"}}, meta.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	for got := range created {
		if got == "comes" {
			break
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
