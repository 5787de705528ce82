package kubectl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/util/jsonpath"

	"raftlab/lab/kubernetes"
)

// get is what "kubectl get" is asked for.
type get struct {
	everywhere bool // all namespaces
	output     string
	path       *jsonpath.JSONPath // the template, if output is jsonpath=TEMPLATE
	labels     string
	selector   labels.Selector
	watch      bool
	watchOnly  bool
	events     bool // name the change of each row
	noHeaders  bool
	showLabels bool
	sortBy     string
	columns    []column // of -o custom-columns
}

func (a *app) getCommand() *cobra.Command {
	g := &get{}
	command := &cobra.Command{
		Use: "get TYPE[,TYPE] [NAME...] | TYPE/NAME...", Short: "Print objects",
		Example: "  kubectl get pods -n kube-system\n  kubectl get pod demo-pod -o yaml\n  kubectl get pods -w",
		RunE: func(command *cobra.Command, args []string) error {
			wanted, err := parseWanted(args)
			if err != nil {
				return err
			}
			if err := g.check(wanted); err != nil {
				return err
			}
			if g.watch || g.watchOnly {
				bounded := command.Flags().Changed("request-timeout")
				return a.watch(command.Context(), g, wanted[0], bounded)
			}
			return a.get(command.Context(), g, wanted)
		},
	}
	flags := command.Flags()
	flags.BoolVarP(&g.everywhere, "all-namespaces", "A", false, "objects of all namespaces")
	flags.StringVarP(&g.output, "output", "o", "", "format: wide, yaml, json, name, jsonpath={.metadata.name} or custom-columns=NAME:.metadata.name")
	flags.StringVarP(&g.labels, "selector", "l", "", "only objects with these labels: component=etcd")
	flags.BoolVarP(&g.watch, "watch", "w", false, "print the changes that follow")
	flags.BoolVar(&g.watchOnly, "watch-only", false, "print the changes that follow, and not what is there")
	flags.BoolVar(&g.events, "output-watch-events", false, "with a watch, name each change")
	flags.BoolVar(&g.showLabels, "show-labels", false, "print the labels in a last column")
	flags.StringVar(&g.sortBy, "sort-by", "", "order by a field: .metadata.creationTimestamp")
	flags.BoolVar(&g.noHeaders, "no-headers", false, "print no names of columns")
	return command
}

func (g *get) check(wanted []wanted) (err error) {
	if template, ok := strings.CutPrefix(g.output, "jsonpath"); ok {
		if g.path, err = parsePath(template); err != nil {
			return err
		}
	} else if text, ok := strings.CutPrefix(g.output, "custom-columns="); ok {
		if g.columns, err = parseColumns(text); err != nil {
			return err
		}
	} else if !slices.Contains([]string{"", "wide", "yaml", "json", "name"}, g.output) {
		return fmt.Errorf("unable to match a printer suitable for the output format %q, allowed formats are: custom-columns,json,jsonpath,name,wide,yaml", g.output)
	}
	if g.watch || g.watchOnly {
		switch {
		case len(wanted) > 1 || len(wanted[0].names) > 1:
			return errors.New("you may only specify a single resource type and at most one name with a watch")
		case g.output != "" && g.output != "wide":
			return errors.New("a watch prints tables only (-o wide is one)")
		}
	}
	g.selector, err = labels.Parse(g.labels)
	return err
}

// wanted are objects of one kind: all, or those with the names.
type wanted struct {
	resource kubernetes.Resource
	names    []string
}

// parseWanted reads "pods", "pods,svc", "pod a b" or "pod/a svc/b".
func parseWanted(args []string) ([]wanted, error) {
	if len(args) == 0 {
		return nil, errors.New("you must specify the type of resource to get (kubectl api-resources lists them)")
	}
	if args[0] == "all" {
		args = append([]string{everyKind}, args[1:]...)
	}
	if !strings.Contains(args[0], "/") {
		var all []wanted
		for _, name := range strings.Split(args[0], ",") {
			r, err := resourceNamed(name)
			if err != nil {
				return nil, err
			}
			all = append(all, wanted{r, args[1:]})
		}
		return all, nil
	}
	var all []wanted
	for _, arg := range args {
		kind, name, ok := strings.Cut(arg, "/")
		if !ok || name == "" {
			return nil, errors.New("there is no need to specify a resource type as a separate argument when passing arguments in resource/name form")
		}
		r, err := resourceNamed(kind)
		if err != nil {
			return nil, err
		}
		all = append(all, wanted{r, []string{name}})
	}
	return all, nil
}

func resourceNamed(name string) (kubernetes.Resource, error) {
	r, ok := kubernetes.ResourceNamed(name)
	if !ok {
		return r, fmt.Errorf("the server doesn't have a resource type %q", name)
	}
	return r, nil
}

// found are the objects of one kind, and whether names chose them.
type found struct {
	resource kubernetes.Resource
	objects  []kubernetes.Object
	named    bool
}

func (a *app) get(ctx context.Context, g *get, all []wanted) error {
	var results []found
	var problems []error
	for _, w := range all {
		objects, err := a.find(ctx, g, w)
		if err != nil {
			problems = append(problems, err)
		}
		for _, object := range objects {
			a.mirror(object)
		}
		if err == nil {
			err = g.sort(objects)
		}
		if err == nil || len(objects) > 0 {
			results = append(results, found{w.resource, objects, len(w.names) > 0})
		}
	}
	if len(results) > 0 {
		problems = append(problems, a.show(g, results))
	}
	return errors.Join(problems...)
}

// find reads objects; those it finds come with the errors about others.
func (a *app) find(ctx context.Context, g *get, w wanted) ([]kubernetes.Object, error) {
	store, ctx, cancel, err := a.store(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	if len(w.names) == 0 {
		objects, _, err := store.List(ctx, w.resource, a.namespaceOf(g))
		return slices.DeleteFunc(objects, func(o kubernetes.Object) bool { return !g.matches(o) }), err
	}
	if g.everywhere {
		return nil, errors.New("a resource cannot be retrieved by name across all namespaces")
	}
	var objects []kubernetes.Object
	var problems []error
	for _, name := range w.names {
		object, err := store.Get(ctx, w.resource, a.namespaceOf(g), name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		objects = append(objects, object)
	}
	return objects, errors.Join(problems...)
}

func (g *get) matches(object kubernetes.Object) bool {
	return g.selector.Matches(labels.Set(object.GetLabels()))
}

// namespaceOf returns the namespace to look in, "" for all.
func (a *app) namespaceOf(g *get) string {
	if g.everywhere {
		return ""
	}
	return cmp.Or(a.namespace, "default")
}
