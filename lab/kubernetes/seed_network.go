package kubernetes

import (
	"encoding/binary"
	"time"

	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const dnsLabel = "kube-dns"

// dnsAddresses are those of the Pods of coredns.
var dnsAddresses = []string{"10.244.85.193", "10.244.85.194"}

// seedNetwork returns the two Services of a new cluster, where they lead, and what keeps addresses
// apart.
func seedNetwork(now time.Time) []Object {
	api := service(meta.NamespaceDefault, "kubernetes", "10.96.0.1", nil, port("https", 443, 6443, core.ProtocolTCP))
	api.Labels = map[string]string{"component": "apiserver", "provider": "kubernetes"}
	dns := service("kube-system", "kube-dns", "10.96.0.10", map[string]string{"k8s-app": dnsLabel},
		port("dns", 53, 53, core.ProtocolUDP), port("dns-tcp", 53, 53, core.ProtocolTCP), port("metrics", 9153, 9153, core.ProtocolTCP))
	dns.Labels = map[string]string{"k8s-app": dnsLabel, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"}
	var all []Object
	for _, s := range []*core.Service{api, dns} {
		all = append(all, s, addressOf(s, now))
	}
	all = append(all, lead(api, masterAddress)...)
	all = append(all, lead(dns, dnsAddresses...)...)
	cidr := &networking.ServiceCIDR{ObjectMeta: named("", "kubernetes"),
		Spec: networking.ServiceCIDRSpec{CIDRs: []string{serviceNetwork.String()}}}
	cidr.Finalizers = []string{"networking.k8s.io/service-cidr-finalizer"}
	return append(all, cidr,
		&core.RangeAllocation{ObjectMeta: named("", "serviceips"), Range: serviceNetwork.String(), Data: bits(1, 10)},
		&core.RangeAllocation{ObjectMeta: named("", "servicenodeports"), Range: "30000-32767", Data: bits()})
}

func service(namespace, name, address string, selector map[string]string, ports ...core.ServicePort) *core.Service {
	return &core.Service{ObjectMeta: named(namespace, name), Spec: core.ServiceSpec{
		ClusterIP: address, ClusterIPs: []string{address}, Selector: selector, Ports: ports}}
}

func port(name string, number, target int32, protocol core.Protocol) core.ServicePort {
	return core.ServicePort{Name: name, Port: number, TargetPort: intstr.FromInt32(target), Protocol: protocol}
}

// lead returns the addresses behind a Service, in the old form and in the new.
func lead(s *core.Service, to ...string) []Object {
	//lint:ignore SA1019 kube-apiserver still stores the old form
	endpoints := &core.Endpoints{ObjectMeta: named(s.Namespace, s.Name), Subsets: []core.EndpointSubset{{}}}
	slice := &discovery.EndpointSlice{ObjectMeta: named(s.Namespace, s.Name, discovery.LabelServiceName, s.Name), AddressType: discovery.AddressTypeIPv4}
	ready := true
	for _, address := range to {
		endpoints.Subsets[0].Addresses = append(endpoints.Subsets[0].Addresses, core.EndpointAddress{IP: address})
		slice.Endpoints = append(slice.Endpoints, discovery.Endpoint{Addresses: []string{address}, Conditions: discovery.EndpointConditions{Ready: &ready}})
	}
	for _, p := range s.Spec.Ports {
		number := p.TargetPort.IntVal
		endpoints.Subsets[0].Ports = append(endpoints.Subsets[0].Ports, core.EndpointPort{Name: p.Name, Port: number, Protocol: p.Protocol})
		slice.Ports = append(slice.Ports, discovery.EndpointPort{Name: &p.Name, Port: &number, Protocol: &p.Protocol})
	}
	return []Object{endpoints, slice}
}

// bits is a set of numbers as an allocator stores it: a big integer with those bits.
func bits(set ...int) []byte {
	var word uint64
	for _, bit := range set {
		word |= 1 << bit
	}
	return binary.BigEndian.AppendUint64(nil, word)
}
