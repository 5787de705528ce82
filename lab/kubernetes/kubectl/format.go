package kubectl

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/client-go/util/jsonpath"

	"raftlab/lab/kubernetes"
)

// everyKind is what "kubectl get all" means.
const everyKind = "pods,services,daemonsets,deployments,replicasets"

// column is a column of -o custom-columns.
type column struct {
	name string
	path *jsonpath.JSONPath
}

// parseColumns reads NAME:.metadata.name,NODE:.spec.nodeName.
func parseColumns(text string) (columns []column, err error) {
	for _, spec := range strings.Split(text, ",") {
		name, template, ok := strings.Cut(spec, ":")
		if !ok || name == "" || template == "" {
			return nil, fmt.Errorf("unexpected custom-columns spec: %s, expected <header>:<json-path-expr>", spec)
		}
		path, err := parseField(template)
		if err != nil {
			return nil, err
		}
		columns = append(columns, column{name, path})
	}
	return columns, nil
}

// parseField reads a path with or without the braces and the dot of a template.
func parseField(text string) (*jsonpath.JSONPath, error) {
	text = strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
	if !strings.HasPrefix(text, ".") {
		text = "." + text
	}
	return parsePath("={" + text + "}")
}

// valueAt returns what is at a path of an object.
func valueAt(path *jsonpath.JSONPath, object kubernetes.Object) (string, error) {
	fields, err := fieldsOf(object)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	err = path.Execute(&text, fields)
	return text.String(), err
}

// showColumns prints the columns that were asked for.
func (a *app) showColumns(g *get, results []found) error {
	t := &table{}
	for _, c := range g.columns {
		t.header = append(t.header, c.name)
	}
	for _, f := range results {
		for _, object := range f.objects {
			var row []string
			for _, c := range g.columns {
				value, err := valueAt(c.path, object)
				if err != nil {
					return err
				}
				row = append(row, cmp.Or(value, "<none>"))
			}
			t.add(row...)
		}
	}
	t.print(a.Out)
	return nil
}

// sort orders the objects by what is at a path.
func (g *get) sort(objects []kubernetes.Object) error {
	if g.sortBy == "" {
		return nil
	}
	path, err := parseField(g.sortBy)
	if err != nil {
		return err
	}
	var problems []error
	slices.SortStableFunc(objects, func(x, y kubernetes.Object) int {
		a, err := valueAt(path, x)
		b, err2 := valueAt(path, y)
		problems = append(problems, err, err2)
		return cmp.Or(cmp.Compare(len(digits(a)), len(digits(b))), strings.Compare(a, b))
	})
	return errors.Join(problems...)
}

// digits returns a text that is a number: longer ones are greater.
func digits(text string) string {
	if strings.Trim(text, "0123456789") == "" {
		return text
	}
	return ""
}

// labelsOf are the labels of an object as --show-labels has them.
func labelsOf(object kubernetes.Object) string {
	labels := object.GetLabels()
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		pairs = append(pairs, key+"="+labels[key])
	}
	return orNone(strings.Join(pairs, ","))
}
