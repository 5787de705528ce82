package kubernetes

import (
	"strings"

	core "k8s.io/api/core/v1"
	rbac "k8s.io/api/rbac/v1"
)

// controllers are the parts of kube-controller-manager that have a service account.
const controllers = `attachdetach-controller certificate-controller clusterrole-aggregation-controller cronjob-controller
	daemon-set-controller deployment-controller disruption-controller endpoint-controller endpointslice-controller
	ephemeral-volume-controller expand-controller generic-garbage-collector horizontal-pod-autoscaler job-controller
	legacy-service-account-token-cleaner namespace-controller node-controller persistent-volume-binder
	pod-garbage-collector pv-protection-controller pvc-protection-controller replicaset-controller
	replication-controller resourcequota-controller root-ca-cert-publisher service-account-controller
	statefulset-controller token-cleaner ttl-after-finished-controller ttl-controller`

func seedAccounts() []Object {
	var all []Object
	add := func(namespace string, names ...string) {
		for _, name := range names {
			all = append(all, &core.ServiceAccount{ObjectMeta: named(namespace, name)})
		}
	}
	for _, namespace := range []string{"default", "kube-node-lease", "kube-public", "kube-system"} {
		add(namespace, "default")
	}
	add("kube-system", strings.Fields(controllers)...)
	add("kube-system", "bootstrap-signer", "calico-kube-controllers", "calico-node", "coredns", "kube-proxy")
	return all
}

func seedRoles() []Object {
	all := []Object{
		clusterRole("cluster-admin", rule("*", "*", "*")),
		clusterRole("admin", rule("get list watch create update patch delete", "", "pods services configmaps secrets serviceaccounts")),
		clusterRole("edit", rule("get list watch create update patch delete", "", "pods services configmaps")),
		clusterRole("view", rule("get list watch", "", "pods services configmaps")),
		clusterRole("system:node", rule("get list watch create update patch delete", "", "nodes pods")),
		clusterRole("system:node-proxier", rule("list watch", "", "services endpoints nodes"), rule("list watch", "discovery.k8s.io", "endpointslices")),
		clusterRole("system:kube-scheduler", rule("get list watch", "", "pods nodes"), rule("create", "", "bindings pods/binding")),
		clusterRole("system:kube-controller-manager", rule("get list watch", "*", "*")),
		clusterRole("system:coredns", rule("list watch", "", "endpoints services pods namespaces")),
		clusterRole("system:discovery"), clusterRole("system:basic-user"), clusterRole("system:public-info-viewer"),
		clusterRole("calico-kube-controllers", rule("get list watch", "", "pods nodes"), rule("get list create update delete watch", calicoGroup, "ippools ipamblocks blockaffinities ipamhandles")),
		clusterRole("calico-node", rule("get list watch", "", "pods nodes namespaces"), rule("get list watch", calicoGroup, "felixconfigurations bgppeers ippools")),
		clusterBinding("cluster-admin", "cluster-admin", rbac.GroupKind, "system:masters"),
		clusterBinding("kubeadm:cluster-admins", "cluster-admin", rbac.GroupKind, "kubeadm:cluster-admins"),
		clusterBinding("system:kube-scheduler", "system:kube-scheduler", rbac.UserKind, "system:kube-scheduler"),
		clusterBinding("system:kube-controller-manager", "system:kube-controller-manager", rbac.UserKind, "system:kube-controller-manager"),
		clusterBinding("system:discovery", "system:discovery", rbac.GroupKind, "system:authenticated"),
		clusterBinding("system:basic-user", "system:basic-user", rbac.GroupKind, "system:authenticated"),
		clusterBinding("kubeadm:node-proxier", "system:node-proxier", rbac.ServiceAccountKind, "kube-proxy"),
		clusterBinding("system:coredns", "system:coredns", rbac.ServiceAccountKind, "coredns"),
		clusterBinding("calico-kube-controllers", "calico-kube-controllers", rbac.ServiceAccountKind, "calico-kube-controllers"),
		clusterBinding("calico-node", "calico-node", rbac.ServiceAccountKind, "calico-node"),
	}
	for _, name := range strings.Fields(controllers) {
		all = append(all, clusterBinding("system:controller:"+name, "system:controller:"+name, rbac.ServiceAccountKind, name),
			clusterRole("system:controller:"+name, rule("get list watch", "*", "*")))
	}
	all = append(all, role("kube-public", "kubeadm:bootstrap-signer-clusterinfo", rule("get", "", "configmaps"))...)
	all = append(all, role("kube-system", "kubeadm:nodes-kubeadm-config", rule("get", "", "configmaps"))...)
	all = append(all, role("kube-system", "kubeadm:kubelet-config", rule("get", "", "configmaps"))...)
	return append(all, role("kube-system", "extension-apiserver-authentication-reader", rule("get list watch", "", "configmaps"))...)
}

func rule(verbs, groups, resources string) rbac.PolicyRule {
	return rbac.PolicyRule{Verbs: strings.Fields(verbs), APIGroups: strings.Split(groups, " "), Resources: strings.Fields(resources)}
}

func clusterRole(name string, rules ...rbac.PolicyRule) *rbac.ClusterRole {
	return &rbac.ClusterRole{ObjectMeta: named("", name, "kubernetes.io/bootstrapping", "rbac-defaults"), Rules: rules}
}

func clusterBinding(name, role, kind, subject string) *rbac.ClusterRoleBinding {
	return &rbac.ClusterRoleBinding{
		ObjectMeta: named("", name, "kubernetes.io/bootstrapping", "rbac-defaults"),
		RoleRef:    rbac.RoleRef{APIGroup: rbac.GroupName, Kind: "ClusterRole", Name: role},
		Subjects:   []rbac.Subject{who(kind, subject)},
	}
}

// role returns a Role and the RoleBinding that gives it to nodes.
func role(namespace, name string, rules ...rbac.PolicyRule) []Object {
	return []Object{
		&rbac.Role{ObjectMeta: named(namespace, name), Rules: rules},
		&rbac.RoleBinding{ObjectMeta: named(namespace, name),
			RoleRef:  rbac.RoleRef{APIGroup: rbac.GroupName, Kind: "Role", Name: name},
			Subjects: []rbac.Subject{who(rbac.GroupKind, "system:nodes")}},
	}
}

func who(kind, name string) rbac.Subject {
	if kind == rbac.ServiceAccountKind {
		return rbac.Subject{Kind: kind, Name: name, Namespace: "kube-system"}
	}
	return rbac.Subject{Kind: kind, Name: name, APIGroup: rbac.GroupName}
}
