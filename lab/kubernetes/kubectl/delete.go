package kubectl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"raftlab/lab/kubernetes"
)

// removal is an object to delete.
type removal struct {
	resource        kubernetes.Resource
	namespace, name string
	file            string // that named it
}

// deletion are the flags of "kubectl delete". Pods go at once, so those about waiting change nothing.
type deletion struct {
	files         []string
	all           bool
	ignoreMissing bool
}

func (a *app) deleteCommand() *cobra.Command {
	d := &deletion{}
	command := &cobra.Command{Use: "delete TYPE NAME... | TYPE/NAME... | -f FILE", Short: "Delete objects",
		Example: "  kubectl delete pod demo-pod\n  kubectl delete -f tomcat-service.yaml",
		RunE: func(command *cobra.Command, args []string) error {
			removals, err := a.removals(command.Context(), d, args)
			if err != nil {
				return err
			}
			var problems []error
			for _, r := range removals {
				if err := a.remove(command.Context(), d, r); err != nil {
					problems = append(problems, err)
				}
			}
			return errors.Join(problems...)
		}}
	flags := command.Flags()
	flags.StringSliceVarP(&d.files, "filename", "f", nil, "file with the objects, - for the standard input")
	flags.BoolVar(&d.all, "all", false, "all objects of the type in the namespace")
	flags.BoolVar(&d.ignoreMissing, "ignore-not-found", false, "an object that is not there is no error")
	flags.Bool("force", false, "no effect: nothing is waited for")
	flags.Bool("now", false, "no effect: nothing is waited for")
	flags.Bool("wait", true, "no effect: nothing is waited for")
	flags.Int("grace-period", -1, "no effect: nothing is waited for")
	return command
}

// removals finds out what is to be deleted.
func (a *app) removals(ctx context.Context, d *deletion, args []string) ([]removal, error) {
	var all []removal
	if len(d.files) > 0 {
		found, err := a.manifests(d.files)
		for _, m := range found {
			all = append(all, removal{m.resource, m.object.GetNamespace(), m.object.GetName(), m.file})
		}
		return all, err
	}
	if len(args) == 0 {
		return nil, errors.New("you must provide one or more resources by argument or filename")
	}
	kinds, err := parseWanted(args)
	if err != nil {
		return nil, err
	}
	namespace := cmp.Or(a.namespace, "default")
	for _, w := range kinds {
		names := w.names
		if d.all {
			if names, err = a.names(ctx, w.resource, namespace); err != nil {
				return nil, err
			}
		} else if len(names) == 0 {
			return nil, errors.New("resource(s) were provided, but no name was specified")
		}
		for _, name := range names {
			all = append(all, removal{w.resource, namespace, name, ""})
		}
	}
	return all, nil
}

func (a *app) names(ctx context.Context, r kubernetes.Resource, namespace string) ([]string, error) {
	store, ctx, cancel, err := a.store(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	objects, _, err := store.List(ctx, r, namespace)
	var names []string
	for _, object := range objects {
		names = append(names, object.GetName())
	}
	return names, err
}

func (a *app) remove(ctx context.Context, d *deletion, r removal) error {
	store, ctx, cancel, err := a.store(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	object, err := store.Delete(ctx, r.resource, r.namespace, r.name)
	switch {
	case apierrors.IsNotFound(err) && d.ignoreMissing:
		return nil
	case err != nil && r.file != "":
		return doing{fmt.Sprintf("error when deleting %q: ", r.file), err}
	case err != nil:
		return err
	}
	where := ""
	if r.resource.Namespaced {
		where = " from " + r.namespace + " namespace"
	}
	fmt.Fprintf(a.Out, "%s %q deleted%s\n", r.resource.Name(), r.name, where)
	if pod, ok := object.(*core.Pod); ok && strings.HasSuffix(pod.GenerateName, "-") {
		a.remark(noController)
	}
	return nil
}
