package kubernetes

import (
	"bytes"
	"fmt"
	"sync"

	apps "k8s.io/api/apps/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	flowcontrol "k8s.io/api/flowcontrol/v1"
	networking "k8s.io/api/networking/v1"
	rbac "k8s.io/api/rbac/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
)

// Object is any Kubernetes object: a struct of k8s.io/api for the built-in kinds, an
// [unstructured.Unstructured] for those that are stored as JSON.
type Object interface {
	meta.Object
	runtime.Object
}

// magic is what a value in protobuf starts with; the fourth byte is the style of encoding.
var magic = []byte("k8s\x00")

// scheme knows the built-in kinds. Registering them takes milliseconds, which only commands that
// meet an object have to pay.
var scheme = sync.OnceValue(func() *runtime.Scheme {
	s := runtime.NewScheme()
	builders := runtime.NewSchemeBuilder(core.AddToScheme, apps.AddToScheme, coordination.AddToScheme,
		discovery.AddToScheme, flowcontrol.AddToScheme, networking.AddToScheme, rbac.AddToScheme,
		scheduling.AddToScheme, storage.AddToScheme)
	if err := builders.AddToScheme(s); err != nil {
		panic(err) // two types for one kind
	}
	return s
})

// Encode returns the value that kube-apiserver stores for the object. What the key and the revision
// tell is not stored: the resourceVersion is left out.
func Encode(object Object) ([]byte, error) {
	object = object.DeepCopyObject().(Object)
	object.SetResourceVersion("")
	var value bytes.Buffer
	if _, ok := object.(*unstructured.Unstructured); ok {
		err := unstructured.UnstructuredJSONScheme.Encode(object, &value)
		return value.Bytes(), err
	}
	if err := setKind(object); err != nil {
		return nil, err
	}
	err := protobuf.NewSerializer(scheme(), scheme()).Encode(object, &value)
	return value.Bytes(), err
}

// Decode reads a stored value. An error says what the value is instead.
func Decode(value []byte) (Object, error) {
	decoded, err := decode(value)
	if err != nil {
		return nil, err
	}
	object, ok := decoded.(Object)
	if !ok {
		return nil, fmt.Errorf("a %T is no object with a name", decoded)
	}
	return object, setKind(object)
}

func decode(value []byte) (runtime.Object, error) {
	switch {
	case bytes.HasPrefix(value, magic):
		object, _, err := protobuf.NewSerializer(scheme(), scheme()).Decode(value, nil, nil)
		return object, err
	case bytes.HasPrefix(bytes.TrimSpace(value), []byte("{")):
		object, _, err := unstructured.UnstructuredJSONScheme.Decode(value, nil, nil)
		return object, err
	}
	return nil, fmt.Errorf("a value of %d bytes is no Kubernetes object: it starts neither with %q nor with {", len(value), magic)
}

// setKind writes kind and apiVersion into an object of a built-in type.
func setKind(object runtime.Object) error {
	if _, ok := object.(*unstructured.Unstructured); ok {
		return nil
	}
	kinds, _, err := scheme().ObjectKinds(object)
	if err != nil {
		return err
	}
	object.GetObjectKind().SetGroupVersionKind(kinds[0])
	return nil
}

// Parse reads a manifest in YAML or JSON. Unknown and repeated fields are errors, as they are for
// kube-apiserver under kubectl's strict validation.
func Parse(manifest []byte) (Object, error) {
	options := json.SerializerOptions{Yaml: true, Strict: true}
	decoded, _, err := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme(), scheme(), options).Decode(manifest, nil, nil)
	if err != nil {
		return nil, err
	}
	object, ok := decoded.(Object)
	if !ok {
		return nil, fmt.Errorf("a %T is no object with a name", decoded)
	}
	return object, nil
}
