package kubectl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/duration"

	"raftlab/lab/kubernetes"
)

// descriptions are the kinds that "kubectl describe" knows here, by their names.
var descriptions = map[string]func(*description, kubernetes.Object){
	"Pod":       described(describePod),
	"Service":   described(describeService),
	"ConfigMap": described(describeConfigMap),
	"Secret":    described(describeSecret),
	"Node":      described(describeNode),
}

// described makes the description of a kind from that of its type.
func described[T kubernetes.Object](describe func(*description, T)) func(*description, kubernetes.Object) {
	return func(d *description, object kubernetes.Object) { describe(d, object.(T)) }
}

func (a *app) describeCommand() *cobra.Command {
	g := &get{}
	command := &cobra.Command{
		Use: "describe TYPE [NAME...] | TYPE/NAME...", Short: "Print Pods, Services, ConfigMaps, Secrets and Nodes for people",
		Example: "  kubectl describe pod demo-pod\n  kubectl describe pod etcd-k8s-master01 -n kube-system",
		RunE: func(command *cobra.Command, args []string) (err error) {
			all, err := parseWanted(args)
			if err != nil {
				return err
			}
			for _, w := range all {
				if descriptions[w.resource.Kind.Kind] == nil {
					return fmt.Errorf("describe is for pods, services, configmaps, secrets and nodes here (kubectl get %s -o yaml prints all there is)", w.resource.Plural)
				}
			}
			if g.selector, err = labels.Parse(g.labels); err != nil {
				return err
			}
			return a.describe(command.Context(), g, all)
		},
	}
	command.Flags().BoolVarP(&g.everywhere, "all-namespaces", "A", false, "objects of all namespaces")
	command.Flags().StringVarP(&g.labels, "selector", "l", "", "only objects with these labels: component=etcd")
	return command
}

func (a *app) describe(ctx context.Context, g *get, all []wanted) error {
	var problems []error
	shown, results := 0, []found(nil)
	for _, w := range all {
		objects, err := a.find(ctx, g, w)
		problems = append(problems, err)
		results = append(results, found{w.resource, objects, len(w.names) > 0})
		for _, object := range objects {
			a.mirror(object)
			if shown++; shown > 1 {
				fmt.Fprint(a.Out, "\n\n")
			}
			problems = append(problems, a.describeOne(ctx, w.resource, object))
		}
	}
	err := errors.Join(problems...)
	if err == nil && shown == 0 {
		a.nothing(g, results)
	}
	return err
}

func (a *app) describeOne(ctx context.Context, r kubernetes.Resource, object kubernetes.Object) error {
	d := &description{to: tabwriter.NewWriter(a.Out, 0, 8, 2, ' ', 0)}
	if service, ok := object.(*core.Service); ok {
		var err error
		if d.endpoints, err = a.endpointsOf(ctx, service); err != nil {
			return err
		}
	}
	events, err := a.eventsOf(ctx, r, object)
	if err != nil {
		return err
	}
	descriptions[r.Kind.Kind](d, object)
	a.describeEvents(d, events)
	return d.to.Flush()
}

// endpointsOf returns what is behind a Service. There is no controller that would keep that of a new one.
func (a *app) endpointsOf(ctx context.Context, service *core.Service) (behind []*discovery.EndpointSlice, err error) {
	objects, err := a.listAll(ctx, "endpointslices", service.Namespace)
	for _, object := range objects {
		if object.GetLabels()[discovery.LabelServiceName] == service.Name {
			behind = append(behind, object.(*discovery.EndpointSlice))
		}
	}
	return behind, err
}

// eventsOf returns the events about an object.
func (a *app) eventsOf(ctx context.Context, r kubernetes.Resource, object kubernetes.Object) (events []*core.Event, err error) {
	objects, err := a.listAll(ctx, "events", object.GetNamespace())
	for _, one := range objects {
		event := one.(*core.Event)
		if event.InvolvedObject.Kind == r.Kind.Kind && event.InvolvedObject.Name == object.GetName() {
			events = append(events, event)
		}
	}
	return events, err
}

func (a *app) listAll(ctx context.Context, kind, namespace string) ([]kubernetes.Object, error) {
	r, err := resourceNamed(kind)
	if err != nil {
		return nil, err
	}
	store, ctx, cancel, err := a.store(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	objects, _, err := store.List(ctx, r, namespace)
	return objects, err
}

func (a *app) describeEvents(d *description, events []*core.Event) {
	if len(events) == 0 {
		d.field("Events", "<none>")
		return
	}
	d.line("Events:")
	d.line("  Type\tReason\tAge\tFrom\tMessage")
	d.line("  ----\t------\t----\t----\t-------")
	for _, e := range events {
		d.line("  %s\t%s\t%s\t%s\t%s", e.Type, e.Reason, duration.HumanDuration(a.Now().Sub(e.LastTimestamp.Time)), e.Source.Component, e.Message)
	}
}

// description writes fields in columns, as kubectl does: what follows each other is aligned.
type description struct {
	to        *tabwriter.Writer
	endpoints []*discovery.EndpointSlice // of a Service
}

func (d *description) line(format string, args ...any) { fmt.Fprintf(d.to, format+"\n", args...) }

// field writes a name with its value, or with several, one below the other. Blanks before the name are its
// indentation.
func (d *description) field(name string, values ...string) {
	if len(values) == 0 {
		values = []string{"<none>"}
	}
	d.line("%s:\t%s", name, values[0])
	for _, value := range values[1:] {
		d.line("%s \t%s", strings.Repeat(" ", len(name)), value)
	}
}

// head writes what all kinds have.
func (d *description) head(object kubernetes.Object) {
	d.field("Name", object.GetName())
	d.field("Namespace", object.GetNamespace())
}

// marks writes labels and annotations.
func (d *description) marks(object kubernetes.Object) {
	d.field("Labels", pairs(object.GetLabels(), "=")...)
	annotations := maps.Clone(object.GetAnnotations())
	delete(annotations, core.LastAppliedConfigAnnotation)
	d.field("Annotations", pairs(annotations, ": ")...)
}

// pairs returns what a map holds, in order.
func pairs(of map[string]string, between string) (all []string) {
	for _, key := range slices.Sorted(maps.Keys(of)) {
		all = append(all, key+between+of[key])
	}
	return all
}

func describeService(d *description, s *core.Service) {
	d.head(s)
	d.marks(s)
	d.field("Selector", cmp.Or(join(pairs(s.Spec.Selector, "=")), "<none>"))
	d.field("Type", string(s.Spec.Type))
	if s.Spec.IPFamilyPolicy != nil {
		d.field("IP Family Policy", string(*s.Spec.IPFamilyPolicy))
	}
	var families []string
	for _, family := range s.Spec.IPFamilies {
		families = append(families, string(family))
	}
	d.field("IP Families", cmp.Or(join(families), "<none>"))
	d.field("IP", s.Spec.ClusterIP)
	d.field("IPs", cmp.Or(join(s.Spec.ClusterIPs), "<none>"))
	for _, port := range s.Spec.Ports {
		d.field("Port", fmt.Sprintf("%s  %d/%s", cmp.Or(port.Name, "<unset>"), port.Port, port.Protocol))
		d.field("TargetPort", fmt.Sprintf("%s/%s", port.TargetPort.String(), port.Protocol))
		if port.NodePort != 0 {
			d.field("NodePort", fmt.Sprintf("%s  %d/%s", cmp.Or(port.Name, "<unset>"), port.NodePort, port.Protocol))
		}
		d.field("Endpoints", addressesOf(d.endpoints, port.Name))
	}
	d.field("Session Affinity", string(s.Spec.SessionAffinity))
	if s.Spec.InternalTrafficPolicy != nil {
		d.field("Internal Traffic Policy", string(*s.Spec.InternalTrafficPolicy))
	}
}

// addressesOf returns the endpoints of a port.
func addressesOf(behind []*discovery.EndpointSlice, port string) string {
	var all []string
	for _, slice := range behind {
		for _, p := range slice.Ports {
			if p.Name == nil || *p.Name != port || p.Port == nil {
				continue
			}
			for _, endpoint := range slice.Endpoints {
				all = append(all, fmt.Sprintf("%s:%d", endpoint.Addresses[0], *p.Port))
			}
		}
	}
	return cmp.Or(join(all), "<none>")
}

func describeConfigMap(d *description, c *core.ConfigMap) {
	d.head(c)
	d.marks(c)
	d.line("\nData\n====")
	for _, key := range slices.Sorted(maps.Keys(c.Data)) {
		d.line("%s:\n----\n%s\n", key, c.Data[key])
	}
	d.line("\nBinaryData\n====")
	for _, key := range slices.Sorted(maps.Keys(c.BinaryData)) {
		d.line("%s: %d bytes", key, len(c.BinaryData[key]))
	}
	d.line("")
}

// describeSecret tells how long the values are, not what they are.
func describeSecret(d *description, s *core.Secret) {
	d.head(s)
	d.marks(s)
	d.line("\nType:\t%s", s.Type)
	d.line("\nData\n====")
	for _, key := range slices.Sorted(maps.Keys(s.Data)) {
		d.field(key, fmt.Sprintf("%d bytes", len(s.Data[key])))
	}
}
