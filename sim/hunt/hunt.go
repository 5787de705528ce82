package hunt

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"raftlab/sim/engine"
	"raftlab/sim/lang"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// RunSeed is the seed of the runs: one schedule differs from another by its steps, so a find needs no seed of its own.
const RunSeed = 1

// MaxSchedules is how many schedules can be asked for. Nobody waits for more.
const MaxSchedules = 1_000_000_000_000

// Job is what to hunt: schedules First to Last-1. What a schedule shows is a function of the job and its number.
type Job struct {
	Engine      engine.Engine
	Sound       engine.Engine  // the same with all its rules: a find is one only if nothing is broken with it; nil if there is none
	Base        *script.Script // whose cluster and steps all schedules have; nil: each draws its own cluster
	Lies        bool           // disks may break their promise, on which Raft's promises rest
	Property    trace.Property // the only one that counts; 0: any
	Liveness    Liveness       // what is asked instead of safety properties; 0: they are
	Answers     Answers        // the same: whether what clients were told is linearizable
	Seed        uint64         // of all schedules
	First, Last uint64
}

// Options are how to hunt. They do not change what is found.
type Options struct {
	Workers int            // goroutines, each with a world; below 1 counts as 1
	Done    *atomic.Uint64 // counts the schedules that were tried; may be nil
}

// Breach is a promise that a run broke.
type Breach struct {
	Property trace.Property // 0: none, and a server ended
	Node     trace.NodeID   // at which it was seen
	Evidence *trace.Evidence
	At       time.Duration
	Ended    bool   // Raft's own code gave up on a server, or panicked,
	Message  string // with this message

	Liveness      Liveness           // what is broken instead of a safety property; At is when the faults ended
	Answers       bool               // what is broken: what clients were told is not linearizable
	After, Misfit timeline.Operation // these two do not fit, as package linear says

	BySettings bool // with PreVote, CheckQuorum and random election timeouts the same engine makes progress
}

// Equal reports whether the same was seen at the same moment.
func (b *Breach) Equal(o *Breach) bool {
	one, other := *b, *o
	one.Evidence, other.Evidence = nil, nil
	return one == other && b.Evidence.String() == o.Evidence.String()
}

// Find is a schedule that breaks a promise.
type Find struct {
	Number uint64
	Script *script.Script
	Breach
}

// Seen is how far a hunt came.
type Seen struct {
	Schedules uint64   // tried without a gap, from First on
	Coverage  Coverage // of these
}

// Schedule returns the schedule of a number.
func (j *Job) Schedule(number uint64) *script.Script {
	seed := scheduleSeed(j.Seed, number)
	if j.Liveness != 0 {
		s := j.Liveness.schedule(j.Base, seed, j.features(number))
		if j.Sound != nil && j.Base == nil {
			s = withRandomTimeouts(s) // what fixed ones bring is not the rule's, nor is what PreVote alone brings
			s.Cluster.CheckQuorum = s.Cluster.CheckQuorum || s.Cluster.PreVote
		}
		return s
	}
	if j.Answers == AnswersByLease {
		return schedule.Drift(seed)
	}
	s := j.withoutClients(seed, number)
	if j.Answers != 0 {
		return schedule.WithOperations(s, seed, j.ways(s), true)
	}
	return s
}

func (j *Job) withoutClients(seed, number uint64) *script.Script {
	if j.Base != nil {
		return schedule.Around(j.Base, seed, j.features(number), j.Lies)
	}
	return schedule.Swarm(seed, j.features(number), j.Lies)
}

// features returns what the schedule of a number may use. A rule is hunted without changes of the configuration in three of four
// schedules: they would be in most finds, and few rules are about them.
func (j *Job) features(number uint64) engine.Features {
	has := j.Engine.Features()
	if j.Sound != nil && number%4 != 3 {
		return has &^ (engine.Membership | engine.NonVoters)
	}
	return has
}

// Whole returns a schedule as it is run: for liveness, with the end of its faults, and with the commands of clients.
func (j *Job) Whole(s *script.Script) *script.Script {
	if j.Liveness != 0 {
		return j.Liveness.whole(s)
	}
	return s
}

// Breach returns what a schedule breaks of that which is hunted; nil if nothing.
func (j *Job) Breach(s *script.Script) (*Breach, error) { return newTrier(j).try(s) }

// scheduleSeed spreads the numbers of one seed over all seeds of schedules.
func scheduleSeed(seed, number uint64) uint64 { return seed<<40 + number }

// blockSize is how many schedules a worker takes at a time.
const blockSize = 64

// Run hunts. It returns the find with the lowest number, nil if there is none, and how far it came. If the context ends, that is
// what was done without a gap, and the error of the context.
func Run(ctx context.Context, job *Job, options Options) (*Find, Seen, error) {
	h := &hunt{job: job, options: options, last: job.Last, blocks: map[uint64]block{}}
	stop := context.AfterFunc(ctx, func() { h.stopped.Store(true) })
	defer stop()
	h.stopped.Store(ctx.Err() != nil)
	var group sync.WaitGroup
	for range max(options.Workers, 1) {
		group.Go(h.work)
	}
	group.Wait()
	find, seen := h.outcome()
	if find != nil || h.err != nil {
		return find, seen, h.err
	}
	return nil, seen, ctx.Err()
}

// hunt is a job under way.
type hunt struct {
	job     *Job
	options Options
	next    atomic.Uint64 // number of the next block
	stopped atomic.Bool

	sync.Mutex
	blocks map[uint64]block // those that are done
	last   uint64           // no schedule from here on is wanted
	err    error
}

// block is what some schedules showed.
type block struct {
	find     *Find
	tried    uint64
	coverage Coverage
}

// work takes blocks until there are none, or a lower block has a find.
func (h *hunt) work() {
	t := newTrier(h.job)
	for {
		number := h.next.Add(1) - 1
		first := h.job.First + number*blockSize
		if first >= h.limit() || h.stopped.Load() {
			return
		}
		done, err := h.try(t, first)
		h.note(number, first, done, err)
	}
}

func (h *hunt) limit() uint64 {
	h.Lock()
	defer h.Unlock()
	return h.last
}

// try tries the schedules of a block up to its first find.
func (h *hunt) try(t *trier, first uint64) (b block, err error) {
	for number := first; number < min(first+blockSize, h.job.Last) && !h.stopped.Load(); number++ {
		s := h.job.Schedule(number)
		var sinks []trace.Sink
		if sampled(number) {
			sinks = append(sinks, &observer{coverage: &b.coverage})
		}
		breach, err := t.try(s, sinks...)
		if err != nil {
			return b, lang.Errorf("schedule %d: %v", "调度 %d：%v", number, err)
		}
		b.tried++
		if h.options.Done != nil {
			h.options.Done.Add(1)
		}
		if breach != nil {
			b.find = &Find{Number: number, Script: s, Breach: *breach}
			return b, nil
		}
	}
	return b, nil
}

func (h *hunt) note(number, first uint64, b block, err error) {
	h.Lock()
	defer h.Unlock()
	h.blocks[number] = b
	if b.find != nil {
		h.last = min(h.last, first)
	}
	if err != nil {
		h.err = err
		h.stopped.Store(true)
	}
}

// outcome returns the find of the first block that has one, and what was seen up to there.
func (h *hunt) outcome() (find *Find, seen Seen) {
	for number := uint64(0); ; number++ {
		b, done := h.blocks[number]
		if !done {
			return nil, seen
		}
		seen.Schedules += b.tried
		seen.Coverage.Merge(&b.coverage)
		if b.find != nil {
			return b.find, seen
		}
		if b.tried < blockSize {
			return nil, seen
		}
	}
}
