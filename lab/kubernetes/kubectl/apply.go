package kubectl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/spf13/cobra"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"

	"raftlab/lab/kubernetes"
)

func (a *app) applyCommand() *cobra.Command {
	var files []string
	c := &create{}
	command := &cobra.Command{Use: "apply -f FILE", Short: "Create objects, or change them to what files say", Args: noWords,
		RunE: func(command *cobra.Command, args []string) error {
			if len(files) == 0 {
				return errors.New("must specify -f")
			}
			return a.each(files, "applying", func(m manifest) error { return a.apply(command.Context(), c, m) })
		}}
	command.Flags().StringSliceVarP(&files, "filename", "f", nil, "file with the objects, - for the standard input")
	c.addFlags(command)
	return command
}

// apply creates the object of a manifest, or changes the one that is there.
func (a *app) apply(ctx context.Context, c *create, m manifest) error {
	note, err := json.Marshal(m.fields)
	if err != nil {
		return err
	}
	m.object.SetAnnotations(withNote(m.object.GetAnnotations(), string(note)+"\n"))
	if c.dryRun != "none" {
		return a.create(ctx, c, m.resource, m.object)
	}
	store, ctx, cancel, err := a.store(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	live, err := store.Get(ctx, m.resource, m.object.GetNamespace(), m.object.GetName())
	if apierrors.IsNotFound(err) {
		return a.create(ctx, c, m.resource, m.object)
	}
	if err != nil {
		return err
	}
	changed, err := merged(live, m.object)
	if err != nil {
		return err
	}
	if equality.Semantic.DeepEqual(live, changed) {
		return a.written(c.output, m.resource, live, "unchanged")
	}
	changed, err = store.Update(ctx, live, changed)
	if err != nil {
		return err
	}
	return a.written(c.output, m.resource, changed, "configured")
}

func withNote(annotations map[string]string, note string) map[string]string {
	annotations = maps.Clone(annotations)
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[core.LastAppliedConfigAnnotation] = note
	return annotations
}

// merged returns the live object as it should become: what the manifest says is taken, what it said
// the last time and no longer says is removed, the rest stays.
func merged(live, wished kubernetes.Object) (kubernetes.Object, error) {
	is, err := fieldsOf(live)
	if err != nil {
		return nil, err
	}
	want := map[string]any{}
	if err := json.Unmarshal([]byte(wished.GetAnnotations()[core.LastAppliedConfigAnnotation]), &want); err != nil {
		return nil, err
	}
	last := map[string]any{}
	if note := live.GetAnnotations()[core.LastAppliedConfigAnnotation]; note != "" {
		if err := json.Unmarshal([]byte(note), &last); err != nil {
			return nil, fmt.Errorf("annotation %s of %q: %w", core.LastAppliedConfigAnnotation, live.GetName(), err)
		}
	}
	text, err := json.Marshal(merge(is, last, want))
	if err != nil {
		return nil, err
	}
	object := live.DeepCopyObject().(kubernetes.Object)
	clear := map[string]any{}
	if err := json.Unmarshal(text, &clear); err != nil {
		return nil, err
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(clear, object); err != nil {
		return nil, err
	}
	object.SetAnnotations(withNote(object.GetAnnotations(), wished.GetAnnotations()[core.LastAppliedConfigAnnotation]))
	kubernetes.Default(object)
	return object, nil
}

// merge joins three versions of an object's fields. Lists are taken whole.
func merge(is, last, want map[string]any) map[string]any {
	result := maps.Clone(is)
	if result == nil {
		result = map[string]any{}
	}
	for field := range last {
		if _, still := want[field]; !still {
			delete(result, field)
		}
	}
	for field, value := range want {
		inner, nested := value.(map[string]any)
		if !nested {
			result[field] = value
			continue
		}
		isInner, _ := is[field].(map[string]any)
		lastInner, _ := last[field].(map[string]any)
		result[field] = merge(isInner, lastInner, inner)
	}
	return result
}
