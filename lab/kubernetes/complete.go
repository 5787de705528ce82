package kubernetes

import (
	"crypto/rand"
	"fmt"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// complete fills in what kube-apiserver and the others fill in when an object is created.
func (s Store) complete(object Object) {
	if r, err := resourceOf(object); err == nil && r.Namespaced && object.GetNamespace() == "" {
		object.SetNamespace(meta.NamespaceDefault)
	}
	object.SetUID(newUID())
	object.SetCreationTimestamp(meta.NewTime(s.Now().UTC().Truncate(time.Second)))
	switch o := object.(type) {
	case *core.Pod:
		o.Generation = 1
		Default(o)
		start(o)
	case *core.Namespace:
		o.Labels = with(o.Labels, core.LabelMetadataName, o.Name)
		o.Spec.Finalizers = []core.FinalizerName{core.FinalizerKubernetes}
		o.Status.Phase = core.NamespaceActive
	default:
		Default(o)
	}
}

func with(labels map[string]string, key, value string) map[string]string {
	if labels == nil {
		labels = map[string]string{}
	}
	labels[key] = value
	return labels
}

// newUID returns a random UUID, version 4 (RFC 9562).
func newUID() types.UID {
	var b [16]byte
	rand.Read(b[:])
	return uid(b)
}

func uid(b [16]byte) types.UID {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return types.UID(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
