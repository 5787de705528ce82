package kubernetes

import (
	"strings"
	"time"
)

// calicoGroup is the API group of the objects in which Calico keeps its own state.
const calicoGroup = "crd.projectcalico.org"

// calicoKinds are the kinds that Calico defines. Their plurals are regular but for a y at the end.
const calicoKinds = `BGPConfiguration BGPFilter BGPPeer BlockAffinity CalicoNodeStatus ClusterInformation
	FelixConfiguration GlobalNetworkPolicy GlobalNetworkSet HostEndpoint IPAMBlock IPAMConfig IPAMHandle IPPool
	IPReservation KubeControllersConfiguration NetworkPolicy NetworkSet StagedGlobalNetworkPolicy
	StagedKubernetesNetworkPolicy StagedNetworkPolicy Tier`

// calicoNamespaced are those of them that live in namespaces.
const calicoNamespaced = " NetworkPolicy NetworkSet StagedKubernetesNetworkPolicy StagedNetworkPolicy "

func calicoResources() []Resource {
	var all []Resource
	for _, name := range strings.Fields(calicoKinds) {
		singular := strings.ToLower(name)
		inNamespace := strings.Contains(calicoNamespaced, " "+name+" ")
		all = append(all, kind(plural(singular), name, inNamespace).one(singular))
	}
	return all
}

func plural(singular string) string {
	switch {
	case strings.HasSuffix(singular, "y"):
		return strings.TrimSuffix(singular, "y") + "ies"
	case strings.HasSuffix(singular, "s"):
		return singular + "es"
	}
	return singular + "s"
}

func seedCalico(now time.Time) []Object {
	var all []Object
	for _, r := range calicoResources() {
		all = append(all, definition(r, now))
	}
	pool := map[string]any{"cidr": podNetwork, "blockSize": int64(26), "ipipMode": "Always",
		"natOutgoing": true, "nodeSelector": "all()", "vxlanMode": "Never"}
	all = append(all,
		calico("IPPool", "default-ipv4-ippool", pool),
		calico("FelixConfiguration", "default", map[string]any{"logSeverityScreen": "Info", "reportingInterval": "0s"}),
		calico("ClusterInformation", "default", map[string]any{"calicoVersion": strings.TrimPrefix(calicoTag, ":"), "clusterType": "k8s,bgp", "datastoreReady": true}),
		calico("KubeControllersConfiguration", "default", map[string]any{"controllers": map[string]any{"node": map[string]any{"syncLabels": "Enabled"}}}),
		calico("Tier", "default", map[string]any{"order": int64(1000000)}))
	for _, held := range [][2]string{{masterNode, "10.244.32.128/26"}, {workerNode, "10.244.85.192/26"}} {
		node, block := held[0], held[1]
		dashed := strings.NewReplacer(".", "-", "/", "-").Replace(block)
		all = append(all,
			calico("IPAMBlock", dashed, map[string]any{"affinity": "host:" + node, "cidr": block, "strictAffinity": false}),
			calico("BlockAffinity", node+"-"+dashed, map[string]any{"cidr": block, "node": node, "state": "confirmed"}))
	}
	return all
}

func calico(kind, name string, spec map[string]any) Object {
	return custom(calicoGroup+"/v1", kind, name, map[string]any{"spec": spec})
}

// definition is the CustomResourceDefinition of a kind, accepted and served since a time. Calico's own describe every field.
func definition(r Resource, since time.Time) Object {
	scope := "Cluster"
	if r.Namespaced {
		scope = "Namespaced"
	}
	names := map[string]any{"kind": r.Kind.Kind, "listKind": r.Kind.Kind + "List", "plural": r.Plural, "singular": r.Singular}
	version := map[string]any{"name": "v1", "served": true, "storage": true, "schema": map[string]any{
		"openAPIV3Schema": map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}
	return custom("apiextensions.k8s.io/v1", "CustomResourceDefinition", r.Plural+"."+calicoGroup, map[string]any{
		"spec": map[string]any{"group": calicoGroup, "names": names, "scope": scope, "versions": []any{version}},
		"status": map[string]any{"acceptedNames": names, "storedVersions": []any{"v1"}, "conditions": []any{
			isTrue("NamesAccepted", since, "NoConflicts", "no conflicts found"),
			isTrue("Established", since, "InitialNamesAccepted", "the initial names have been accepted"),
		}},
	})
}

// isTrue is a condition that holds since a time. kube-apiserver serves only what is defined with NamesAccepted and Established.
func isTrue(condition string, since time.Time, reason, message string) map[string]any {
	return map[string]any{"type": condition, "status": "True", "lastTransitionTime": since.Format(time.RFC3339), "reason": reason, "message": message}
}
