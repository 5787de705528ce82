package kubernetes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/netip"
	"time"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

var (
	errTaken   = errors.New("provided IP is already allocated")
	errChanged = errors.New("the object has been modified; please apply your changes to the latest version and try again")
)

// serviceNetwork is kubeadm's range of addresses of Services.
var serviceNetwork = netip.MustParsePrefix("10.96.0.0/12")

// createService writes a Service with an IPAddress that no other Service has. Both are written in one
// transaction, so no two Services ever get the same.
func (s Store) createService(ctx context.Context, service *core.Service) (Object, error) {
	wish := service.Spec.ClusterIP
	for try := range uint32(16) {
		address := cmp.Or(wish, candidate(service, try))
		service.Spec.ClusterIP, service.Spec.ClusterIPs = address, []string{address}
		if address == core.ClusterIPNone {
			return s.create(ctx, service)
		}
		created, err := s.create(ctx, service, addressOf(service, s.Now()))
		if !errors.Is(err, errTaken) {
			return created, err
		}
		if wish != "" {
			break
		}
	}
	path := field.NewPath("spec", "clusterIPs")
	return nil, invalid(service, field.Invalid(path, service.Spec.ClusterIPs, errTaken.Error()))
}

// candidate returns an address outside the first 256, which are kept for addresses chosen by hand.
func candidate(service *core.Service, try uint32) string {
	b := serviceNetwork.Addr().As4()
	offset := 256 + hash(service.Namespace, service.Name, try)%(1<<20-512)
	b[1] += byte(offset >> 16)
	b[2], b[3] = byte(offset>>8), byte(offset)
	return netip.AddrFrom4(b).String()
}

// addressOf returns the object that marks the address of a Service as taken.
func addressOf(service *core.Service, now time.Time) *networking.IPAddress {
	return &networking.IPAddress{
		TypeMeta: meta.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "IPAddress"},
		ObjectMeta: meta.ObjectMeta{
			Name: service.Spec.ClusterIP, UID: newUID(), CreationTimestamp: meta.NewTime(now.UTC().Truncate(time.Second)),
			Labels: map[string]string{"ipaddress.kubernetes.io/ip-family": "IPv4", "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io"},
		},
		Spec: networking.IPAddressSpec{ParentRef: &networking.ParentReference{
			Resource: "services", Namespace: service.Namespace, Name: service.Name}},
	}
}

func hash(words ...any) uint32 {
	sum := fnv.New32a()
	fmt.Fprintln(sum, words...)
	return sum.Sum32()
}
