package kubectl

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"

	"raftlab/lab/kubernetes"
)

// manifest is an object as a file describes it.
type manifest struct {
	file     string
	resource kubernetes.Resource
	object   kubernetes.Object
	fields   map[string]any // as written, with the namespace
}

// each does something with every object that files describe; an error about one does not spare the others.
func (a *app) each(files []string, doingWhat string, do func(manifest) error) error {
	all, err := a.manifests(files)
	if err != nil {
		return err
	}
	var problems []error
	for _, m := range all {
		if err := do(m); err != nil {
			problems = append(problems, doing{fmt.Sprintf("error when %s %q: ", doingWhat, m.file), err})
		}
	}
	return errors.Join(problems...)
}

// kinds are what the stand-in writes. Others would need a controller, and there is none.
var kinds = []string{"Pod", "Service", "ConfigMap", "Secret", "Namespace", "ServiceAccount"}

// manifests reads files, "-" for the standard input.
func (a *app) manifests(files []string) ([]manifest, error) {
	var all []manifest
	for _, file := range files {
		text, err := a.read(file)
		if err != nil {
			return nil, err
		}
		if file == "-" {
			file = "STDIN"
		}
		documents := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
		for {
			document, err := documents.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("error parsing %s: %w", file, err)
			}
			m, err := a.manifest(file, document)
			if err != nil {
				return nil, err
			}
			if m != nil {
				all = append(all, *m)
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no objects passed: the file is empty")
	}
	return all, nil
}

func (a *app) read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(a.In)
	}
	if strings.HasPrefix(file, "http://") || strings.HasPrefix(file, "https://") {
		return nil, fmt.Errorf("%s: the stand-in reads files only", file)
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the path %q does not exist", file)
	}
	return text, err
}

// manifest reads one document; nil if nothing is in it.
func (a *app) manifest(file string, document []byte) (*manifest, error) {
	var fields map[string]any
	if err := yaml.Unmarshal(document, &fields); err != nil {
		return nil, fmt.Errorf("error parsing %s: %w", file, err)
	}
	if len(fields) == 0 {
		return nil, nil
	}
	kind, _ := fields["kind"].(string)
	version, _ := fields["apiVersion"].(string)
	if kind == "" || version == "" {
		return nil, fmt.Errorf("error validating %q: apiVersion and kind must be set", file)
	}
	if i := slices.Index(kinds, kind); i < 0 || version != "v1" {
		return nil, fmt.Errorf("%s: no kind %q in version %q can be written: the stand-in has no controllers, and writes %s only",
			file, kind, version, strings.Join(kinds, ", "))
	}
	object, err := kubernetes.Parse(document)
	if runtime.IsStrictDecodingError(err) {
		err = apierrors.NewBadRequest(fmt.Sprintf("%s in version %q cannot be handled as a %s: %v", kind, version, kind, err))
		return nil, doing{fmt.Sprintf("error when creating %q: ", file), err}
	}
	if err != nil {
		return nil, fmt.Errorf("error parsing %s: %w", file, err)
	}
	r, err := resourceNamed(kind)
	if err != nil {
		return nil, err
	}
	if err := a.place(object, r); err != nil {
		return nil, err
	}
	metadata, _ := fields["metadata"].(map[string]any)
	if metadata != nil && r.Namespaced {
		metadata["namespace"] = object.GetNamespace()
	}
	return &manifest{file, r, object, fields}, nil
}

// place puts an object into the namespace of the command line, or into the default one.
func (a *app) place(object kubernetes.Object, r kubernetes.Resource) error {
	own := object.GetNamespace()
	switch {
	case !r.Namespaced:
		object.SetNamespace("")
	case own != "" && a.namespace != "" && own != a.namespace:
		return fmt.Errorf("the namespace from the provided object %q does not match the namespace %q. You must pass '--namespace=%s' to perform this operation", own, a.namespace, own)
	default:
		object.SetNamespace(cmp.Or(own, a.namespace, "default"))
	}
	return nil
}
