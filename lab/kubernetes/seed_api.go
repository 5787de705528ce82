package kubernetes

import (
	"strings"

	flowcontrol "k8s.io/api/flowcontrol/v1"
	scheduling "k8s.io/api/scheduling/v1"
)

// seedPriorities returns who goes first: Pods at the scheduler, requests at kube-apiserver.
func seedPriorities() []Object {
	all := []Object{
		&scheduling.PriorityClass{ObjectMeta: named("", "system-cluster-critical"), Value: 2000000000,
			Description: "For Pods that the cluster needs."},
		&scheduling.PriorityClass{ObjectMeta: named("", "system-node-critical"), Value: 2000001000,
			Description: "For Pods that the node needs."},
	}
	for _, level := range []struct {
		name   string
		shares int32 // 0: exempt
	}{{"exempt", 0}, {"system", 30}, {"node-high", 40}, {"leader-election", 10}, {"workload-high", 40},
		{"workload-low", 100}, {"global-default", 20}, {"catch-all", 5}} {
		all = append(all, priorityLevel(level.name, level.shares))
	}
	for _, schema := range []struct {
		name, level string
		precedence  int32
	}{{"exempt", "exempt", 1}, {"probes", "exempt", 2}, {"system-leader-election", "leader-election", 100},
		{"endpoint-controller", "workload-high", 150}, {"workload-leader-election", "leader-election", 200},
		{"system-node-high", "node-high", 400}, {"system-nodes", "system", 500},
		{"kube-controller-manager", "workload-high", 800}, {"kube-scheduler", "workload-high", 800},
		{"kube-system-service-accounts", "workload-high", 900}, {"service-accounts", "workload-low", 9000},
		{"global-default", "global-default", 9900}, {"catch-all", "catch-all", 10000}} {
		all = append(all, &flowcontrol.FlowSchema{ObjectMeta: named("", schema.name), Spec: flowcontrol.FlowSchemaSpec{
			MatchingPrecedence:         schema.precedence,
			PriorityLevelConfiguration: flowcontrol.PriorityLevelConfigurationReference{Name: schema.level}}})
	}
	return all
}

func priorityLevel(name string, shares int32) *flowcontrol.PriorityLevelConfiguration {
	level := &flowcontrol.PriorityLevelConfiguration{ObjectMeta: named("", name)}
	if shares == 0 {
		level.Spec = flowcontrol.PriorityLevelConfigurationSpec{Type: flowcontrol.PriorityLevelEnablementExempt}
		return level
	}
	level.Spec = flowcontrol.PriorityLevelConfigurationSpec{Type: flowcontrol.PriorityLevelEnablementLimited,
		Limited: &flowcontrol.LimitedPriorityLevelConfiguration{NominalConcurrencyShares: &shares,
			LimitResponse: flowcontrol.LimitResponse{Type: flowcontrol.LimitResponseTypeReject}}}
	return level
}

const apiVersions = `v1. v1.admissionregistration.k8s.io v1.apiextensions.k8s.io v1.apps v1.authentication.k8s.io
	v1.authorization.k8s.io v1.autoscaling v2.autoscaling v1.batch v1.certificates.k8s.io v1.coordination.k8s.io
	v1.crd.projectcalico.org v1.discovery.k8s.io v1.events.k8s.io v1.flowcontrol.apiserver.k8s.io v1.networking.k8s.io
	v1.node.k8s.io v1.policy v1.rbac.authorization.k8s.io v1.resource.k8s.io v1.scheduling.k8s.io v1.storage.k8s.io`

// seedAPIServices says which versions of the API kube-apiserver itself serves.
func seedAPIServices() []Object {
	var all []Object
	for _, name := range strings.Fields(apiVersions) {
		version, group, _ := strings.Cut(name, ".")
		all = append(all, custom("apiregistration.k8s.io/v1", "APIService", name, map[string]any{
			"spec": map[string]any{"group": group, "version": version, "groupPriorityMinimum": int64(17800), "versionPriority": int64(15)},
			"status": map[string]any{"conditions": []any{map[string]any{
				"type": "Available", "status": "True", "reason": "Local", "message": "Local APIServices are always available"}}},
		}))
	}
	return all
}
