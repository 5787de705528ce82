package kubernetes

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Resource is a kind of object and the place of its objects in etcd.
type Resource struct {
	Kind       schema.GroupVersionKind
	Plural     string   // as in "kubectl get pods"
	Singular   string   // as in "kubectl get pod"
	Short      []string // as in "kubectl get po"
	Namespaced bool
	prefix     string // of its keys, without a final slash
	json       bool   // stored as JSON
}

// GroupResource names the resource as messages do: "pods", "deployments.apps".
func (r Resource) GroupResource() schema.GroupResource {
	return schema.GroupResource{Group: r.Kind.Group, Resource: r.Plural}
}

// Name returns the singular with its group: "pod", "deployment.apps".
func (r Resource) Name() string {
	return schema.GroupResource{Group: r.Kind.Group, Resource: r.Singular}.String()
}

// Key returns the key of an object. The namespace counts only if the resource has namespaces.
func (r Resource) Key(namespace, name string) string { return r.Prefix(namespace) + name }

// Prefix returns what the keys of a namespace start with, or of all namespaces if it is "".
func (r Resource) Prefix(namespace string) string {
	if r.Namespaced && namespace != "" {
		return r.prefix + "/" + namespace + "/"
	}
	return r.prefix + "/"
}

// Resources returns all known resources by group and plural.
func Resources() []Resource { return slices.Clone(resources) }

// ResourceNamed finds a resource by its plural, singular or short name, or by one of the first two
// with the group behind a dot. The case of letters does not matter.
func ResourceNamed(name string) (Resource, bool) {
	name = strings.ToLower(name)
	for _, r := range resources {
		group := "." + r.Kind.Group
		if name == r.Plural || name == r.Singular || slices.Contains(r.Short, name) ||
			name == r.Plural+group || name == r.Singular+group {
			return r, true
		}
	}
	return Resource{}, false
}

// ResourceOf finds the resource of a kind.
func ResourceOf(kind schema.GroupVersionKind) (Resource, bool) {
	for _, r := range resources {
		if r.Kind == kind {
			return r, true
		}
	}
	return Resource{}, false
}

const (
	cluster    = false
	namespaced = true
)

// resources is sorted by group and plural. Where the key is not the plural, history is the reason:
// nodes were once called minions, and services share a directory with their endpoints.
var resources = concat(
	group("", "v1",
		kind("configmaps", "ConfigMap", namespaced, "cm"),
		kind("endpoints", "Endpoints", namespaced, "ep").in("services/endpoints").one("endpoints"),
		kind("events", "Event", namespaced, "ev"),
		kind("namespaces", "Namespace", cluster, "ns"),
		kind("nodes", "Node", cluster, "no").in("minions"),
		kind("pods", "Pod", namespaced, "po"),
		kind("rangeallocations", "RangeAllocation", cluster).in("ranges"),
		kind("secrets", "Secret", namespaced),
		kind("serviceaccounts", "ServiceAccount", namespaced, "sa"),
		kind("services", "Service", namespaced, "svc").in("services/specs")),
	group("apps", "v1",
		kind("controllerrevisions", "ControllerRevision", namespaced),
		kind("daemonsets", "DaemonSet", namespaced, "ds"),
		kind("deployments", "Deployment", namespaced, "deploy"),
		kind("replicasets", "ReplicaSet", namespaced, "rs")),
	group("coordination.k8s.io", "v1",
		kind("leases", "Lease", namespaced)),
	group("discovery.k8s.io", "v1",
		kind("endpointslices", "EndpointSlice", namespaced)),
	group("flowcontrol.apiserver.k8s.io", "v1",
		kind("flowschemas", "FlowSchema", cluster),
		kind("prioritylevelconfigurations", "PriorityLevelConfiguration", cluster)),
	group("networking.k8s.io", "v1",
		kind("ipaddresses", "IPAddress", cluster, "ip").one("ipaddress"),
		kind("networkpolicies", "NetworkPolicy", namespaced, "netpol").one("networkpolicy"),
		kind("servicecidrs", "ServiceCIDR", cluster)),
	group("rbac.authorization.k8s.io", "v1",
		kind("clusterrolebindings", "ClusterRoleBinding", cluster),
		kind("clusterroles", "ClusterRole", cluster),
		kind("rolebindings", "RoleBinding", namespaced),
		kind("roles", "Role", namespaced)),
	group("scheduling.k8s.io", "v1",
		kind("priorityclasses", "PriorityClass", cluster, "pc").one("priorityclass")),
	group("storage.k8s.io", "v1",
		kind("csinodes", "CSINode", cluster)),
	jsonGroup("apiextensions.k8s.io", "v1",
		kind("customresourcedefinitions", "CustomResourceDefinition", cluster, "crd", "crds")),
	jsonGroup("apiregistration.k8s.io", "v1",
		kind("apiservices", "APIService", cluster)),
	jsonGroup(calicoGroup, "v1", calicoResources()...),
)

// kind starts a resource; its keys are below /registry/ and its plural.
func kind(plural, name string, namespaced bool, short ...string) Resource {
	return Resource{
		Kind: schema.GroupVersionKind{Kind: name}, Plural: plural, Singular: strings.TrimSuffix(plural, "s"),
		Short: short, Namespaced: namespaced, prefix: "/registry/" + plural,
	}
}

func (r Resource) in(directory string) Resource {
	r.prefix = "/registry/" + directory
	return r
}

func (r Resource) one(singular string) Resource {
	r.Singular = singular
	return r
}

func group(name, version string, of ...Resource) []Resource {
	for i := range of {
		of[i].Kind.Group, of[i].Kind.Version = name, version
	}
	return of
}

// jsonGroup is a group whose objects are stored as JSON; their keys name the group.
func jsonGroup(name, version string, of ...Resource) []Resource {
	for i := range of {
		of[i].prefix, of[i].json = "/registry/"+name+"/"+of[i].Plural, true
	}
	return group(name, version, of...)
}

func concat(groups ...[]Resource) []Resource { return slices.Concat(groups...) }
