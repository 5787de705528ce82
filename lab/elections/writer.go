package elections

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/labdir"
	"raftlab/lab/member"
)

// Writes are what a client did that put a key again and again while elections were measured.
type Writes struct {
	Sent   int64 `json:"sent"`
	Failed int64 `json:"failed"` // not acknowledged within the deadline
}

// Writer puts a key at fixed moments, whether the puts before have been answered or not: a client that waits would
// measure its own patience.
type Writer struct {
	client       *clientv3.Client
	deadline     time.Duration
	stop         context.CancelFunc
	all          sync.WaitGroup
	sent, failed atomic.Int64
}

// writtenKey is the key that is put.
const writtenKey = "elections/write"

// underWay is how many puts may wait for an answer; more would be a load of its own.
const underWay = 1000

// Write begins to put a key every so often. It must be ended.
func Write(h *labdir.Dir, every, deadline time.Duration) (*Writer, error) {
	client, err := member.Client(h)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	w := &Writer{client: client, deadline: deadline, stop: stop}
	w.all.Go(func() { w.run(ctx, every) })
	return w, nil
}

func (w *Writer) run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	room := make(chan struct{}, underWay)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		number := w.sent.Add(1)
		select {
		case room <- struct{}{}:
		default:
			w.failed.Add(1)
			continue
		}
		w.all.Go(func() {
			defer func() { <-room }()
			ctx, cancel := context.WithTimeout(ctx, w.deadline)
			defer cancel()
			if _, err := w.client.Put(ctx, writtenKey, fmt.Sprint(number)); err != nil {
				w.failed.Add(1)
			}
		})
	}
}

// End ends the writing, and takes the key away again.
func (w *Writer) End() (Writes, error) {
	seen := Writes{w.sent.Load(), w.failed.Load()} // those that we cut short now are not counted
	w.stop()
	w.all.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), comeBack)
	defer cancel()
	_, err := w.client.Delete(ctx, writtenKey)
	w.client.Close()
	return seen, err
}
