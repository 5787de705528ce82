package kubernetes

import (
	"fmt"
	"slices"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// validate refuses what kube-apiserver would refuse and a student is likely to write: bad names, no
// containers, no ports.
func validate(object Object) error {
	name := field.NewPath("metadata", "name")
	var wrong field.ErrorList
	check := validation.IsDNS1123Subdomain
	switch o := object.(type) {
	case *core.Pod:
		wrong = podErrors(o)
	case *core.Service:
		check, wrong = validation.IsDNS1035Label, serviceErrors(o)
	case *core.Namespace:
		check = validation.IsDNS1123Label
	}
	if object.GetName() == "" {
		wrong = append(wrong, field.Required(name, "name or generateName is required"))
	} else {
		for _, problem := range check(object.GetName()) {
			wrong = append(wrong, field.Invalid(name, object.GetName(), problem))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return invalid(object, wrong...)
}

func invalid(object Object, wrong ...*field.Error) error {
	return apierrors.NewInvalid(object.GetObjectKind().GroupVersionKind().GroupKind(), object.GetName(), wrong)
}

func podErrors(pod *core.Pod) (wrong field.ErrorList) {
	path := field.NewPath("spec", "containers")
	if len(pod.Spec.Containers) == 0 {
		return field.ErrorList{field.Required(path, "")}
	}
	for i, c := range pod.Spec.Containers {
		if c.Name == "" {
			wrong = append(wrong, field.Required(path.Index(i).Child("name"), ""))
		}
		if c.Image == "" {
			wrong = append(wrong, field.Required(path.Index(i).Child("image"), ""))
		}
	}
	return wrong
}

func serviceErrors(service *core.Service) (wrong field.ErrorList) {
	path := field.NewPath("spec", "ports")
	if len(service.Spec.Ports) == 0 && service.Spec.ClusterIP != core.ClusterIPNone {
		return field.ErrorList{field.Required(path, "")}
	}
	for i, port := range service.Spec.Ports {
		for _, problem := range validation.IsValidPortNum(int(port.Port)) {
			wrong = append(wrong, field.Invalid(path.Index(i).Child("port"), port.Port, problem))
		}
	}
	return wrong
}

// validateUpdate refuses changes of what is fixed once an object is there: the Pod's specification but
// for its images, the address of a Service.
func validateUpdate(before, after Object) error {
	switch was := before.(type) {
	case *core.Pod:
		is, ok := after.(*core.Pod)
		if ok && !equality.Semantic.DeepEqual(withoutImages(was), withoutImages(is)) {
			return invalid(after, field.Forbidden(field.NewPath("spec"),
				"pod updates may not change fields other than `spec.containers[*].image`"))
		}
	case *core.Service:
		is, ok := after.(*core.Service)
		if ok && is.Spec.ClusterIP != was.Spec.ClusterIP {
			path := field.NewPath("spec", "clusterIPs").Index(0)
			return invalid(after, field.Invalid(path, is.Spec.ClusterIP, "may not change once set"))
		}
	}
	return validate(after)
}

func withoutImages(pod *core.Pod) *core.PodSpec {
	spec := pod.Spec.DeepCopy()
	for i := range spec.Containers {
		spec.Containers[i].Image, spec.Containers[i].ImagePullPolicy = "", ""
	}
	return spec
}

// protect refuses to delete the namespaces without which a cluster is none.
func protect(object Object) error {
	space, ok := object.(*core.Namespace)
	if !ok || !slices.Contains([]string{"default", "kube-system", "kube-public"}, space.Name) {
		return nil
	}
	return apierrors.NewForbidden(namespaces.GroupResource(), space.Name, fmt.Errorf("this namespace may not be deleted"))
}
