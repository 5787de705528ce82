package hunt

import (
	"context"
	"slices"
	"time"

	"raftlab/sim/script"
	"raftlab/sim/shrink"
	"raftlab/sim/trace"
)

// Small is a find made smaller.
type Small struct {
	Find
	Steps, Servers int  // of the schedule that was found
	Tried          int  // candidates
	Minimal        bool // nothing more can be left out; else the shrinking was ended early
}

// Shrink makes a find smaller while the same property is the first to be broken, and by the same cause: with the sound engine,
// if the job has one, nothing is. The end of the context ends it with the smallest so far that can be told: on the way there are some that no
// file can express, as a heal with nothing to heal. Nil: all can.
func Shrink(ctx context.Context, job *Job, find *Find, told func(*Find) bool) *Small {
	options := shrink.Options{Pin: job.Liveness == 0, Settings: shrink.Usual}
	if job.Liveness != 0 {
		options.Settings = shrink.Recommended
	}
	j := &judge{trier: newTrier(job), breach: find.Breach, shown: []Find{{find.Number, job.Whole(find.Script), find.Breach}}}
	small := shrink.Shrink(ctx, j, find.Script, j.at(), options)
	s := &Small{Steps: len(job.Whole(find.Script).Steps), Servers: find.Script.Cluster.Nodes, Tried: small.Tried, Minimal: small.Minimal}
	for i, shown := range slices.Backward(j.shown) {
		if s.Find = shown; i == 0 || told == nil || told(&s.Find) {
			break
		}
		s.Minimal = false
	}
	return s
}

// judge says whether a script shows the breach that is being made smaller.
type judge struct {
	*trier
	breach Breach // of the smallest script so far
	shown  []Find // one smaller than the other
}

// at returns when the breach was; 0: of a cluster that does not get on there is no such moment.
func (j *judge) at() time.Duration {
	if j.breach.Liveness != 0 {
		return 0
	}
	return j.breach.At
}

// Shows implements [shrink.Judge].
func (j *judge) Shows(s *script.Script, sinks ...trace.Sink) (at time.Duration, shows bool) {
	breach, err := j.try(s, sinks...)
	if err != nil || breach == nil || !breach.sameCause(&j.breach) {
		return 0, false
	}
	j.breach = *breach
	kept := *s
	kept.Steps = slices.Clone(s.Steps)
	j.shown = append(j.shown, Find{j.shown[0].Number, j.job.Whole(&kept), *breach})
	return j.at(), true
}

// sameCause reports whether two breaches are of the same kind.
func (b *Breach) sameCause(o *Breach) bool {
	return b.Property == o.Property && b.Ended == o.Ended && b.Answers == o.Answers && b.BySettings == o.BySettings && cause(b.Message) == cause(o.Message)
}

// cause returns a message without the numbers in it, which differ from run to run.
func cause(message string) string {
	kept := make([]rune, 0, len(message))
	for _, r := range message {
		if r < '0' || r > '9' {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
