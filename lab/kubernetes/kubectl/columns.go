package kubectl

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	apps "k8s.io/api/apps/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/duration"

	"raftlab/lab/kubernetes"
)

// layout says how objects of a kind are shown in a table, apart from their name and age.
type layout struct {
	header []string // between NAME and AGE
	wide   []string // after AGE, with -o wide
	cells  func(kubernetes.Object) (cells, wide []string)
	later  bool // the header's last column comes after AGE
}

var layouts = map[string]layout{
	"Pod":     {header: []string{"READY", "STATUS", "RESTARTS"}, wide: []string{"IP", "NODE", "NOMINATED NODE", "READINESS GATES"}, cells: of(podCells)},
	"Service": {header: []string{"TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)"}, wide: []string{"SELECTOR"}, cells: of(serviceCells)},
	"ConfigMap": {header: []string{"DATA"}, cells: of(func(c *core.ConfigMap) ([]string, []string) {
		return []string{fmt.Sprint(len(c.Data) + len(c.BinaryData))}, nil
	})},
	"Secret": {header: []string{"TYPE", "DATA"}, cells: of(func(s *core.Secret) ([]string, []string) {
		return []string{string(s.Type), fmt.Sprint(len(s.Data))}, nil
	})},
	"Namespace": {header: []string{"STATUS"}, cells: of(func(n *core.Namespace) ([]string, []string) {
		return []string{string(n.Status.Phase)}, nil
	})},
	"Node": {header: []string{"STATUS", "ROLES", "VERSION"}, later: true, cells: of(nodeCells),
		wide: []string{"INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"}},
	"ServiceAccount": {header: []string{"SECRETS"}, cells: of(func(s *core.ServiceAccount) ([]string, []string) {
		return []string{fmt.Sprint(len(s.Secrets))}, nil
	})},
	"Endpoints": {header: []string{"ENDPOINTS"}, cells: of(endpointsCells)},
	"Lease": {header: []string{"HOLDER"}, cells: of(func(l *coordination.Lease) ([]string, []string) {
		if l.Spec.HolderIdentity == nil {
			return []string{""}, nil
		}
		return []string{*l.Spec.HolderIdentity}, nil
	})},
	"Deployment": {header: []string{"READY", "UP-TO-DATE", "AVAILABLE"}, cells: of(func(d *apps.Deployment) ([]string, []string) {
		return []string{fmt.Sprintf("%d/%d", d.Status.ReadyReplicas, d.Status.Replicas), fmt.Sprint(d.Status.UpdatedReplicas), fmt.Sprint(d.Status.AvailableReplicas)}, nil
	})},
	"ReplicaSet": {header: []string{"DESIRED", "CURRENT", "READY"}, cells: of(func(r *apps.ReplicaSet) ([]string, []string) {
		return []string{fmt.Sprint(r.Status.Replicas), fmt.Sprint(r.Status.Replicas), fmt.Sprint(r.Status.ReadyReplicas)}, nil
	})},
	"DaemonSet": {header: []string{"DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR"}, cells: of(daemonSetCells)},
}

// of makes the cells of a kind from those of its type.
func of[T kubernetes.Object](cells func(T) (cells, wide []string)) func(kubernetes.Object) (cells, wide []string) {
	return func(object kubernetes.Object) ([]string, []string) { return cells(object.(T)) }
}

// header returns the names of the columns for a kind.
func header(kind string, wide bool) []string {
	if kind == "Event" {
		return []string{"LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"}
	}
	l := layouts[kind]
	names := slices.Concat([]string{"NAME"}, l.header, []string{"AGE"})
	if l.later {
		last := len(names) - 1
		names[last-1], names[last] = names[last], names[last-1]
	}
	if wide {
		names = append(names, l.wide...)
	}
	return names
}

// cells returns the row of an object.
func cells(object kubernetes.Object, name string, wide bool, now time.Time) []string {
	kind := object.GetObjectKind().GroupVersionKind().Kind
	if event, ok := object.(*core.Event); ok {
		about := strings.ToLower(event.InvolvedObject.Kind) + "/" + event.InvolvedObject.Name
		return []string{age(object, now), event.Type, event.Reason, about, event.Message}
	}
	l := layouts[kind]
	row, more := []string{name}, []string(nil)
	if l.cells != nil {
		var inner []string
		inner, more = l.cells(object)
		row = append(row, inner...)
	}
	row = append(row, age(object, now))
	if last := len(row) - 1; l.later {
		row[last-1], row[last] = row[last], row[last-1]
	}
	if wide {
		row = append(row, more...)
	}
	return row
}

func age(object kubernetes.Object, now time.Time) string {
	created := object.GetCreationTimestamp()
	if created.IsZero() {
		return "<unknown>"
	}
	return duration.HumanDuration(now.Sub(created.Time))
}

func podCells(pod *core.Pod) (row, wide []string) {
	ready, restarts := 0, int32(0)
	for _, c := range pod.Status.ContainerStatuses {
		if c.Ready {
			ready++
		}
		restarts += c.RestartCount
	}
	return []string{fmt.Sprintf("%d/%d", ready, len(pod.Spec.Containers)), string(pod.Status.Phase), fmt.Sprint(restarts)},
		[]string{orNone(pod.Status.PodIP), orNone(pod.Spec.NodeName), orNone(pod.Status.NominatedNodeName), "<none>"}
}

func serviceCells(s *core.Service) (row, wide []string) {
	var ports []string
	for _, p := range s.Spec.Ports {
		text := fmt.Sprint(p.Port)
		if p.NodePort > 0 {
			text += fmt.Sprint(":", p.NodePort)
		}
		ports = append(ports, text+"/"+string(p.Protocol))
	}
	var selector []string
	for _, key := range slices.Sorted(maps.Keys(s.Spec.Selector)) {
		selector = append(selector, key+"="+s.Spec.Selector[key])
	}
	external := "<none>"
	if s.Spec.Type == core.ServiceTypeLoadBalancer {
		external = "<pending>"
	}
	return []string{string(s.Spec.Type), orNone(s.Spec.ClusterIP), external, orNone(join(ports))}, []string{orNone(join(selector))}
}

func nodeCells(n *core.Node) (row, wide []string) {
	status := "NotReady"
	for _, c := range n.Status.Conditions {
		if c.Type == core.NodeReady && c.Status == core.ConditionTrue {
			status = "Ready"
		}
	}
	var roles []string
	for label := range n.Labels {
		if role, ok := strings.CutPrefix(label, "node-role.kubernetes.io/"); ok {
			roles = append(roles, role)
		}
	}
	slices.Sort(roles)
	internal := ""
	for _, a := range n.Status.Addresses {
		if a.Type == core.NodeInternalIP {
			internal = a.Address
		}
	}
	info := n.Status.NodeInfo
	return []string{status, orNone(join(roles)), info.KubeletVersion},
		[]string{orNone(internal), "<none>", info.OSImage, info.KernelVersion, info.ContainerRuntimeVersion}
}

//lint:ignore SA1019 the old form is still what "kubectl get endpoints" shows
func endpointsCells(e *core.Endpoints) (row, wide []string) {
	var all []string
	for _, subset := range e.Subsets {
		for _, port := range subset.Ports {
			for _, address := range subset.Addresses {
				all = append(all, fmt.Sprintf("%s:%d", address.IP, port.Port))
			}
		}
	}
	if len(all) > 3 {
		all = []string{join(all[:3]) + fmt.Sprintf(" + %d more...", len(all)-3)}
	}
	return []string{orNone(join(all))}, nil
}

func daemonSetCells(d *apps.DaemonSet) (row, wide []string) {
	var selector []string
	for key, value := range d.Spec.Template.Spec.NodeSelector {
		selector = append(selector, key+"="+value)
	}
	slices.Sort(selector)
	s := d.Status
	return []string{fmt.Sprint(s.DesiredNumberScheduled), fmt.Sprint(s.CurrentNumberScheduled), fmt.Sprint(s.NumberReady),
		fmt.Sprint(s.UpdatedNumberScheduled), fmt.Sprint(s.NumberAvailable), orNone(join(selector))}, nil
}

func orNone(text string) string {
	if text == "" {
		return "<none>"
	}
	return text
}
