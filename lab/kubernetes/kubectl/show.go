package kubectl

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/util/jsonpath"
	"sigs.k8s.io/yaml"

	"raftlab/lab/kubernetes"
)

// show prints what was found.
func (a *app) show(g *get, results []found) error {
	switch {
	case g.columns != nil:
		return a.showColumns(g, results)
	case g.output == "yaml" || g.output == "json" || g.path != nil:
		return a.showWhole(g, results)
	case g.output == "name":
		for _, f := range results {
			for _, object := range f.objects {
				fmt.Fprintln(a.Out, f.resource.Name()+"/"+object.GetName())
			}
		}
		return nil
	}
	shown := 0
	for _, f := range results {
		if len(f.objects) == 0 {
			continue
		}
		if shown > 0 {
			fmt.Fprintln(a.Out)
		}
		shown += len(f.objects)
		t := a.newTable(g, f.resource)
		for _, object := range f.objects {
			t.add(a.row(g, object, len(results) > 1 && !allOne(results), f.resource)...)
		}
		t.print(a.Out)
	}
	if shown == 0 && !anyNamed(results) {
		a.nothing(g, results)
	}
	return nil
}

func allOne(results []found) bool {
	for _, f := range results {
		if f.resource.Kind != results[0].resource.Kind {
			return false
		}
	}
	return true
}

func anyNamed(results []found) bool {
	for _, f := range results {
		if f.named {
			return true
		}
	}
	return false
}

// nothing says that there is nothing, which is no error.
func (a *app) nothing(g *get, results []found) {
	if namespace := a.namespaceOf(g); namespace != "" && results[0].resource.Namespaced {
		fmt.Fprintf(a.Err, "No resources found in %s namespace.\n", namespace)
		return
	}
	fmt.Fprintln(a.Err, "No resources found")
}

func (a *app) newTable(g *get, r kubernetes.Resource) *table {
	t := &table{}
	if g.noHeaders {
		return t
	}
	if g.events {
		t.header = append(t.header, "EVENT")
		t.widths = []int{len(kubernetes.Modified)} // the longest that may come
	}
	if g.everywhere && r.Namespaced {
		t.header = append(t.header, "NAMESPACE")
	}
	t.header = append(t.header, header(r.Kind.Kind, g.output == "wide")...)
	if g.showLabels {
		t.header = append(t.header, "LABELS")
	}
	return t
}

// row is the row of an object; its name tells its kind where there are several.
func (a *app) row(g *get, object kubernetes.Object, withKind bool, r kubernetes.Resource) []string {
	name := object.GetName()
	if withKind {
		name = r.Name() + "/" + name
	}
	row := cells(object, name, g.output == "wide", a.Now())
	if g.showLabels {
		row = append(row, labelsOf(object))
	}
	if g.everywhere && r.Namespaced {
		row = append([]string{object.GetNamespace()}, row...)
	}
	return row
}

// showWhole prints an object that was named as itself, and everything else as a list.
func (a *app) showWhole(g *get, results []found) error {
	items := []any{}
	for _, f := range results {
		for _, object := range f.objects {
			fields, err := fieldsOf(object)
			if err != nil {
				return err
			}
			items = append(items, fields)
		}
	}
	var all any = map[string]any{"apiVersion": "v1", "kind": "List", "items": items, "metadata": map[string]any{"resourceVersion": ""}}
	switch {
	case anyNamed(results) && len(items) == 0:
		return nil
	case anyNamed(results) && len(items) == 1:
		all = items[0]
	}
	if g.path == nil {
		return a.print(g.output, all)
	}
	if err := g.path.Execute(a.Out, all); err != nil {
		return fmt.Errorf("error executing jsonpath: %w", err)
	}
	return nil
}

// parsePath reads what follows -o jsonpath: "=" and a template. As with kubectl, a field that an object does
// not have prints nothing, and no line is ended that the template does not end.
func parsePath(template string) (*jsonpath.JSONPath, error) {
	text, _ := strings.CutPrefix(template, "=")
	if text == "" {
		return nil, errors.New("template format specified but no template given (-o jsonpath='{.metadata.name}')")
	}
	path := jsonpath.New("out").AllowMissingKeys(true)
	if err := path.Parse(text); err != nil {
		return nil, fmt.Errorf("error parsing jsonpath %s, %w", text, err)
	}
	return path, nil
}

// fieldsOf returns an object as its JSON fields.
func fieldsOf(object kubernetes.Object) (map[string]any, error) {
	return runtime.DefaultUnstructuredConverter.ToUnstructured(object)
}

func (a *app) print(format string, fields any) error {
	var text []byte
	var err error
	if format == "yaml" {
		text, err = yaml.Marshal(fields)
	} else {
		text, err = json.MarshalIndent(fields, "", "    ")
		text = append(text, '\n')
	}
	if err != nil {
		return err
	}
	_, err = a.Out.Write(text)
	return err
}
