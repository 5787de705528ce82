// Package member speaks with the members of a lab, as a client that shows the certificate kubeadm makes
// for health checks.
package member

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/sim/lang"
)

// dialTimeout bounds how long a client tries to reach a member.
const dialTimeout = time.Second

// TLS is the configuration of a client of the lab. Certificates are read anew by each call.
func TLS(h *labdir.Dir) (*tls.Config, error) {
	caFile, certFile, keyFile := h.Certificates("healthcheck-client")
	ca, err := labdir.ReadRegular(caFile)
	if err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", certFile, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		return nil, lang.Errorf("%s: no certificate in it", "%s：其中没有证书", caFile)
	}
	return &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// Client returns a client of the members with these names, or of all. It must be closed. It tries
// again soon where nobody listens yet.
func Client(h *labdir.Dir, names ...string) (*clientv3.Client, error) {
	config, err := TLS(h)
	if err != nil {
		return nil, err
	}
	endpoints := h.Endpoints()
	if len(names) > 0 {
		endpoints = nil
	}
	for _, name := range names {
		m, ok := h.Member(name)
		if !ok {
			return nil, lang.Errorf("there is no member %q", "没有成员 %q", name)
		}
		endpoints = append(endpoints, m.ClientURL())
	}
	return clientv3.New(clientv3.Config{
		Endpoints: endpoints, TLS: config, Logger: zap.NewNop(), DialTimeout: dialTimeout,
		DialOptions: append(dialing(h), grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 20 * time.Millisecond, Multiplier: 1.5, MaxDelay: 500 * time.Millisecond},
			MinConnectTimeout: dialTimeout,
		})),
	})
}

// dialing makes a client speak with each member at its own host, whatever became of the network between the
// hosts: who asks for the state of a lab wants to see both sides of a partition. A member whose manifest lets it
// listen at 127.0.0.1 only is found there.
func dialing(h *labdir.Dir) []grpc.DialOption {
	if h.Here == "" {
		return nil
	}
	return []grpc.DialOption{grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return nil, err
		}
		connection, err := atItsHost(ctx, h, to, to.Addr())
		if err != nil {
			if local, localErr := atItsHost(ctx, h, to, netip.AddrFrom4([4]byte{127, 0, 0, 1})); localErr == nil {
				return local, nil
			}
		}
		return connection, err
	})}
}

// atItsHost dials a port of a host of the machine, at one of that host's addresses: from this host as every
// program does it, so that who waits for a member finds what the next one finds.
func atItsHost(ctx context.Context, h *labdir.Dir, member netip.AddrPort, at netip.Addr) (net.Conn, error) {
	name, ok := labdir.NameAt(member.Addr().String())
	if !ok {
		return nil, lang.Errorf("%s is no host of the lab", "%s 不是实验环境的主机", member.Addr())
	}
	to := netip.AddrPortFrom(at, member.Port())
	if name == h.Here {
		return new(net.Dialer).DialContext(ctx, "tcp", to.String())
	}
	return machine.Dial(ctx, name, to)
}

// Healthy returns nil if the member serves at its client URL: it knows a leader and can read with a quorum. Alarms
// do not count; they are in the [Status].
//
// Reference: etcd's /health.
func Healthy(ctx context.Context, h *labdir.Dir, m labdir.Member) error {
	response, err := get(ctx, h, m.ClientURL()+"/health?exclude=NOSPACE&exclude=CORRUPT")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var health struct{ Health, Reason string }
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<16)).Decode(&health); err != nil {
		return err
	}
	if health.Health != "true" {
		return errors.New(health.Reason)
	}
	return nil
}

// Serves returns nil if something at a member's peer URL answers its peers. Etcd takes connections long
// before: only an answer tells that it has finished what it asks others when it starts.
func Serves(ctx context.Context, h *labdir.Dir, peerURL string) error {
	response, err := get(ctx, h, peerURL+"/version")
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// get asks with a connection of its own.
func get(ctx context.Context, h *labdir.Dir, url string) (*http.Response, error) {
	config, err := TLS(h)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}
	if h.Here != "" {
		transport.DialContext = func(ctx context.Context, _, address string) (net.Conn, error) {
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return nil, err
			}
			return atItsHost(ctx, h, to, to.Addr())
		}
	}
	return (&http.Client{Transport: transport}).Do(request)
}

// Status is what a member says about itself.
type Status struct {
	ID       uint64   `json:"id"`
	LeaderID uint64   `json:"leader_id"` // 0 if it knows none
	Learner  bool     `json:"learner"`
	Term     uint64   `json:"term"`
	Index    uint64   `json:"index"` // of the last entry in its log
	Revision int64    `json:"revision"`
	DBBytes  int64    `json:"db_bytes"`
	Version  string   `json:"version"`
	Errors   []string `json:"errors,omitempty"` // alarms among them
}

// Leader reports whether the member believes that it leads.
func (s Status) Leader() bool { return s.ID != 0 && s.ID == s.LeaderID }

// Ask returns what a member says about itself; no quorum is needed.
func Ask(ctx context.Context, h *labdir.Dir, name string) (Status, error) {
	client, err := Client(h, name)
	if err != nil {
		return Status{}, err
	}
	defer client.Close()
	m, _ := h.Member(name)
	r, err := client.Status(ctx, m.ClientURL())
	if err != nil {
		return Status{}, err
	}
	return Status{
		ID: r.Header.MemberId, LeaderID: r.Leader, Learner: r.IsLearner, Term: r.RaftTerm, Index: r.RaftIndex,
		Revision: r.Header.Revision, DBBytes: r.DbSize, Version: r.Version, Errors: r.Errors,
	}, nil
}

// List returns the members that the cluster itself counts; without a quorum, those that a member knows.
func List(ctx context.Context, h *labdir.Dir) ([]*etcdserverpb.Member, error) {
	client, err := Client(h)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	half, cancel := context.WithTimeout(ctx, listPatience)
	defer cancel()
	r, err := client.MemberList(half)
	if err != nil { // without a quorum each member still knows its own list
		r, err = client.MemberList(ctx, clientv3.WithSerializable())
	}
	if err != nil {
		return nil, err
	}
	return r.Members, nil
}

// listPatience is how long a cluster may take until its members are asked for what they know themselves.
const listPatience = time.Second
