// Package agent plays what a lab has none of: kube-scheduler, the kubelet of the worker node, and of
// kube-controller-manager what gives namespaces their ServiceAccount and ends them. It runs no container. A Pod that is
// made gets a node and then the status of one that runs; a Pod that is deleted goes.
//
// It speaks with kube-apiserver alone, as those do, and keeps nothing: started anew it goes on from what there is.
//
//	agent.New(config, "k8s-node01", time.Now)
package agent

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log"
	"slices"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// again is when all objects are looked at once more, so that what has failed is tried again.
const again = 5 * time.Second

// Agent acts for one node.
type Agent struct {
	client  kubernetes.Interface
	objects dynamic.Interface
	node    string
	now     func() time.Time
}

// New returns the agent of a node, to which it binds every Pod that has none.
func New(config *rest.Config, node string, now func() time.Time) (*Agent, error) {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	objects, err := dynamic.NewForConfig(config)
	return &Agent{client, objects, node, now}, err
}

// Run acts until ctx is done. What cannot be done it logs, and tries again.
func (a *Agent) Run(ctx context.Context) error {
	factory := informers.NewSharedInformerFactory(a.client, again)
	for _, informer := range []cache.SharedIndexInformer{factory.Core().V1().Namespaces().Informer(), factory.Core().V1().Pods().Informer()} {
		look := func(object any) {
			if err := a.act(ctx, object); err != nil && ctx.Err() == nil {
				log.Print(err)
			}
		}
		if _, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: look, UpdateFunc: func(_, object any) { look(object) }}); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	defer factory.Shutdown()
	<-ctx.Done()
	return nil
}

// act does what an object asks for. That it has changed or gone meanwhile is no error: it is looked at again.
func (a *Agent) act(ctx context.Context, object any) error {
	var err error
	switch object := object.(type) {
	case *core.Namespace:
		err = a.actOnNamespace(ctx, object)
	case *core.Pod:
		err = a.actOnPod(ctx, object)
	}
	if apierrors.IsConflict(err) || apierrors.IsNotFound(err) || apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// actOnPod takes a Pod one step further: bound, running, gone.
func (a *Agent) actOnPod(ctx context.Context, pod *core.Pod) error {
	pods := a.client.CoreV1().Pods(pod.Namespace)
	switch {
	case pod.Spec.NodeName == "" && pod.DeletionTimestamp == nil && len(pod.Spec.SchedulingGates) == 0:
		binding := &core.Binding{ObjectMeta: meta.ObjectMeta{Name: pod.Name, UID: pod.UID}, Target: core.ObjectReference{Kind: "Node", Name: a.node}}
		if err := pods.Bind(ctx, binding, meta.CreateOptions{}); err != nil {
			return fmt.Errorf("bind pod %s/%s: %w", pod.Namespace, pod.Name, err)
		}
	case pod.Spec.NodeName != a.node:
	case pod.DeletionTimestamp != nil:
		now := int64(0)
		if err := pods.Delete(ctx, pod.Name, meta.DeleteOptions{GracePeriodSeconds: &now, Preconditions: &meta.Preconditions{UID: &pod.UID}}); err != nil {
			return fmt.Errorf("delete pod %s/%s: %w", pod.Namespace, pod.Name, err)
		}
	case pod.Status.Phase == core.PodPending || pod.Status.Phase == "":
		running := pod.DeepCopy()
		a.run(running)
		if _, err := pods.UpdateStatus(ctx, running, meta.UpdateOptions{}); err != nil {
			return fmt.Errorf("status of pod %s/%s: %w", pod.Namespace, pod.Name, err)
		}
	}
	return nil
}

// hostAddress is the address of the worker in the course.
const hostAddress = "192.168.128.21"

// run gives a Pod the status of one whose containers run, with an address of the block that Calico gave to the worker.
func (a *Agent) run(pod *core.Pod) {
	now := meta.NewTime(a.now())
	own := fmt.Sprintf("10.244.85.%d", 200+sha256.Sum256([]byte(pod.UID))[0]%54)
	if pod.Spec.HostNetwork {
		own = hostAddress
	}
	pod.Status.Phase, pod.Status.StartTime = core.PodRunning, &now
	pod.Status.HostIP, pod.Status.HostIPs = hostAddress, []core.HostIP{{IP: hostAddress}}
	pod.Status.PodIP, pod.Status.PodIPs = own, []core.PodIP{{IP: own}}
	pod.Status.Conditions = nil
	for _, kind := range []core.PodConditionType{core.PodScheduled, core.PodInitialized, core.ContainersReady, core.PodReady} {
		pod.Status.Conditions = append(pod.Status.Conditions, core.PodCondition{Type: kind, Status: core.ConditionTrue, LastTransitionTime: now})
	}
	pod.Status.ContainerStatuses = nil
	started := true
	for _, container := range pod.Spec.Containers {
		pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, core.ContainerStatus{
			Name: container.Name, Image: container.Image, Ready: true, Started: &started,
			State: core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: now}},
		})
	}
}

// actOnNamespace gives a namespace its ServiceAccount, and ends one that is deleted.
func (a *Agent) actOnNamespace(ctx context.Context, namespace *core.Namespace) error {
	if namespace.DeletionTimestamp != nil {
		return a.end(ctx, namespace)
	}
	account := &core.ServiceAccount{ObjectMeta: meta.ObjectMeta{Name: "default", Namespace: namespace.Name}}
	if _, err := a.client.CoreV1().ServiceAccounts(namespace.Name).Create(ctx, account, meta.CreateOptions{}); err != nil {
		return fmt.Errorf("service account of namespace %s: %w", namespace.Name, err)
	}
	return nil
}

// end deletes what is in a namespace, and then takes away what holds it.
func (a *Agent) end(ctx context.Context, namespace *core.Namespace) error {
	kinds, err := a.kinds()
	if err != nil {
		return fmt.Errorf("kinds in namespace %s: %w", namespace.Name, err)
	}
	now := int64(0)
	left := 0
	for _, kind := range kinds {
		objects := a.objects.Resource(kind).Namespace(namespace.Name)
		deleted := objects.DeleteCollection(ctx, meta.DeleteOptions{GracePeriodSeconds: &now}, meta.ListOptions{})
		list, listed := objects.List(ctx, meta.ListOptions{})
		if err := errors.Join(deleted, listed); err != nil {
			return fmt.Errorf("empty namespace %s of %s: %w", namespace.Name, kind.Resource, err)
		}
		left += len(list.Items)
	}
	if left > 0 {
		return nil // finalizers hold them: it is looked at again
	}
	ended := namespace.DeepCopy()
	ended.Spec.Finalizers = nil
	if _, err := a.client.CoreV1().Namespaces().Finalize(ctx, ended, meta.UpdateOptions{}); err != nil {
		return fmt.Errorf("end namespace %s: %w", namespace.Name, err)
	}
	return nil
}

// kinds returns all that can be in a namespace and can be deleted from it at once.
func (a *Agent) kinds() (kinds []schema.GroupVersionResource, err error) {
	_, lists, err := a.client.Discovery().ServerGroupsAndResources()
	if err != nil {
		return nil, err
	}
	seen := map[schema.GroupResource]bool{} // one version of each is enough
	for _, list := range lists {
		group, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			return nil, err
		}
		for _, resource := range list.APIResources {
			kind := group.WithResource(resource.Name)
			if resource.Namespaced && slices.Contains(resource.Verbs, "deletecollection") && slices.Contains(resource.Verbs, "list") && !seen[kind.GroupResource()] {
				seen[kind.GroupResource()] = true
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds, nil
}
