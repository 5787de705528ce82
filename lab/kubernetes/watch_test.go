package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/kubernetes/internal/etcdtest"
)

// told collects what a watch tells, as "ADDED name".
type told chan string

func (c told) take(change Change, object Object) error {
	c <- fmt.Sprint(change, " ", object.GetName())
	return nil
}

// watching starts a watch of all Pods after a revision. Its end comes through the second channel.
func watching(t *testing.T, store Store, after int64) (told, <-chan error) {
	t.Helper()
	heard, ended := make(told, 100), make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go func() { ended <- store.Watch(ctx, pods, "", after, heard.take) }()
	return heard, ended
}

func revision(t *testing.T, member *etcdtest.Member) int64 {
	t.Helper()
	got, err := member.Client.Get(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	return got.Header.Revision
}

func create(t *testing.T, store Store, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := store.Create(t.Context(), podNamed(name)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWatchTellsEveryChangeInOrder(t *testing.T) {
	member, store := seeded(t)
	after := revision(t, member)
	create(t, store, "a", "b")
	a, err := store.Get(t.Context(), pods, "default", "a")
	if err != nil {
		t.Fatal(err)
	}
	labelled := a.DeepCopyObject().(Object)
	labelled.SetLabels(map[string]string{"x": "y"})
	if _, err := store.Update(t.Context(), a, labelled); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Delete(t.Context(), pods, "default", "b"); err != nil {
		t.Fatal(err)
	}
	heard, _ := watching(t, store, after)
	var got []string
	for range 4 {
		got = append(got, <-heard)
	}
	if want := []string{"ADDED a", "ADDED b", "MODIFIED a", "DELETED b"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// The lesson: after a restore to an older revision, a watch that goes on from a revision which etcd has
// not reached again misses what happens until then.
func TestAWatchIsDeafAfterARestoreToAnOlderRevision(t *testing.T) {
	member, store := seeded(t)
	snapshot := member.Save(t)
	heard, _ := watching(t, store, revision(t, member))
	create(t, store, "a", "b")
	for _, want := range []string{"ADDED a", "ADDED b"} {
		if got := <-heard; got != want {
			t.Fatalf("%s, not %s", got, want)
		}
	}
	member.Restore(t, snapshot, 0)
	create(t, store, "c", "d", "e") // c and d have the revisions that a and b had
	if got := <-heard; got != "ADDED e" {
		t.Errorf("%s is told first; c and d are at revisions that the watch has seen", got)
	}
}

// The cure: raised revisions, marked as compacted, end the watch, and a new list is right.
func TestARaisedRevisionEndsTheWatch(t *testing.T) {
	member, store := seeded(t)
	snapshot := member.Save(t)
	heard, ended := watching(t, store, revision(t, member))
	create(t, store, "a")
	<-heard
	member.Restore(t, snapshot, 1_000_000_000)
	err := <-ended
	var compacted CompactedError
	if !errors.As(err, &compacted) || compacted.Revision < 1_000_000_000 {
		t.Fatalf("the watch ended with %v", err)
	}
	objects, after, err := store.List(t.Context(), pods, "default")
	if err != nil || len(objects) != 0 || after <= compacted.Revision-1 {
		t.Errorf("%d Pods at revision %d, %v", len(objects), after, err)
	}
}

func TestAWatchFromCompactedRevisionsEnds(t *testing.T) {
	member, store := seeded(t)
	after := revision(t, member)
	create(t, store, "a", "b")
	if _, err := member.Client.Compact(t.Context(), revision(t, member), clientv3.WithCompactPhysical()); err != nil {
		t.Fatal(err)
	}
	_, ended := watching(t, store, after)
	var compacted CompactedError
	if err := <-ended; !errors.As(err, &compacted) || err.Error() != "etcdserver: mvcc: required revision has been compacted" {
		t.Errorf("the watch ended with %v", err)
	}
}
