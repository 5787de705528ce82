package kubernetes

import (
	"cmp"
	"strings"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Default gives the fields that a manifest left out the values that kube-apiserver gives them. Only
// kinds that a student writes have defaults here: Pod, Service and Secret.
func Default(object Object) {
	switch o := object.(type) {
	case *core.Pod:
		defaultPod(&o.Spec)
	case *core.Service:
		defaultService(o)
	case *core.Secret:
		setDefault(&o.Type, core.SecretTypeOpaque)
		for key, text := range o.StringData {
			if o.Data == nil {
				o.Data = map[string][]byte{}
			}
			o.Data[key] = []byte(text)
		}
		o.StringData = nil
	}
}

func defaultPod(spec *core.PodSpec) {
	setDefault(&spec.RestartPolicy, core.RestartPolicyAlways)
	setDefault(&spec.DNSPolicy, core.DNSClusterFirst)
	setDefault(&spec.SchedulerName, core.DefaultSchedulerName)
	setDefault(&spec.ServiceAccountName, "default")
	spec.DeprecatedServiceAccount = spec.ServiceAccountName
	setPointer(&spec.TerminationGracePeriodSeconds, core.DefaultTerminationGracePeriodSeconds)
	setPointer(&spec.SecurityContext, core.PodSecurityContext{})
	setPointer(&spec.EnableServiceLinks, core.DefaultEnableServiceLinks)
	setPointer(&spec.PreemptionPolicy, core.PreemptLowerPriority)
	setPointer(&spec.Priority, 0)
	if spec.Tolerations == nil {
		spec.Tolerations = []core.Toleration{tolerate(core.TaintNodeNotReady), tolerate(core.TaintNodeUnreachable)}
	}
	for _, containers := range [][]core.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			defaultContainer(&containers[i])
		}
	}
}

// tolerate lets a Pod stay on a node with a taint for five minutes.
func tolerate(taint string) core.Toleration {
	seconds := int64(300)
	return core.Toleration{Key: taint, Operator: core.TolerationOpExists, Effect: core.TaintEffectNoExecute, TolerationSeconds: &seconds}
}

func defaultContainer(c *core.Container) {
	setDefault(&c.TerminationMessagePath, core.TerminationMessagePathDefault)
	setDefault(&c.TerminationMessagePolicy, core.TerminationMessageReadFile)
	pull := core.PullIfNotPresent
	if tag := c.Image[strings.LastIndex(c.Image, "/")+1:]; strings.HasSuffix(tag, ":latest") || !strings.ContainsAny(tag, ":@") {
		pull = core.PullAlways
	}
	setDefault(&c.ImagePullPolicy, pull)
	for i := range c.Ports {
		setDefault(&c.Ports[i].Protocol, core.ProtocolTCP)
	}
}

func defaultService(service *core.Service) {
	spec := &service.Spec
	setDefault(&spec.Type, core.ServiceTypeClusterIP)
	setDefault(&spec.SessionAffinity, core.ServiceAffinityNone)
	setPointer(&spec.InternalTrafficPolicy, core.ServiceInternalTrafficPolicyCluster)
	setPointer(&spec.IPFamilyPolicy, core.IPFamilyPolicySingleStack)
	if spec.IPFamilies == nil {
		spec.IPFamilies = []core.IPFamily{core.IPv4Protocol}
	}
	for i := range spec.Ports {
		port := &spec.Ports[i]
		setDefault(&port.Protocol, core.ProtocolTCP)
		if port.TargetPort == (intstr.IntOrString{}) {
			port.TargetPort = intstr.FromInt32(port.Port)
		}
		if spec.Type == core.ServiceTypeNodePort {
			setDefault(&port.NodePort, 30000+int32(hash(service.Namespace, service.Name, port.Port)%2768))
		}
	}
}

func setDefault[T comparable](field *T, value T) { *field = cmp.Or(*field, value) }

func setPointer[T any](field **T, value T) {
	if *field == nil {
		*field = &value
	}
}
