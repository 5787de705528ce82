package kubectl

import (
	"context"
	"net"
	"net/url"
	"time"
)

// connect opens the client, unless nobody listens at any of its endpoints: etcd's client would try
// again until the time is over.
func (a *app) connect(ctx context.Context) error {
	if a.client != nil {
		return nil
	}
	client, err := a.Connect()
	if err != nil {
		return err
	}
	a.client = client
	for _, endpoint := range client.Endpoints() {
		if listens(ctx, endpoint, a.timeout) {
			return nil
		}
	}
	return errRefused
}

func (a *app) disconnect() {
	if a.client != nil {
		a.client.Close()
		a.client = nil
	}
}

func listens(ctx context.Context, endpoint string, timeout time.Duration) bool {
	place, err := url.Parse(endpoint)
	if err != nil {
		return true // let etcd's client complain
	}
	network, address := "tcp", place.Host
	if place.Scheme == "unix" {
		network, address = "unix", place.Path
	}
	dialer := net.Dialer{Timeout: timeout}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}
