package kubernetes

import (
	"testing"
	"time"

	"raftlab/lab/kubernetes/internal/etcdtest"
)

func TestMain(m *testing.M) { etcdtest.Main(m) }

// epoch is when the cluster of the tests was made.
var epoch = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// seeded starts a member with the seed in it.
func seeded(t *testing.T) (*etcdtest.Member, Store) {
	t.Helper()
	member := etcdtest.Start(t)
	if err := Seed(t.Context(), member.Client, epoch); err != nil {
		t.Fatal(err)
	}
	return member, Store{Client: member.Client, Now: func() time.Time { return epoch.Add(time.Minute) }}
}
