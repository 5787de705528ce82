package hunt

import (
	"fmt"
	"runtime"
	"strings"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guarded"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// trier tries schedules, one after another.
type trier struct {
	job          *Job
	world, sound *sim.World
}

func newTrier(job *Job) *trier {
	t := &trier{job: job}
	t.makeWorlds()
	return t
}

func (t *trier) makeWorlds() {
	t.world = newWorld(t.job.Engine)
	if t.job.Sound != nil {
		t.sound = newWorld(t.job.Sound)
	}
}

// newWorld returns a world in which an engine that panics is found out like one that breaks a promise.
func newWorld(e engine.Engine) *sim.World { return sim.New(guarded.Engine(e)) }

// Defect is a panic of the simulator itself.
type Defect struct {
	Cause    string // what it said
	Function string // in which it began
}

// Error says what the panic said and where it began.
func (d *Defect) Error() string { return "the simulator panics: " + d.Cause + ", in " + d.Function }

// try tries a schedule up to its first breach of a promise, and returns that if it is what is hunted, else nil. Sinks see the run. The
// error is that of an invalid script, or a [Defect].
func (t *trier) try(s *script.Script, sinks ...trace.Sink) (breach *Breach, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			t.makeWorlds() // nobody knows what is left in these
			breach, err = nil, &Defect{fmt.Sprint(cause), panicked()}
		}
	}()
	return t.tryIt(s, sinks)
}

// panicked returns the function in which the panic began that is being handled.
func panicked() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers[:])])
	for panicking := false; ; {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicking = true
		case panicking && !strings.HasPrefix(frame.Function, "runtime.") || !more:
			return frame.Function
		}
	}
}

func (t *trier) tryIt(s *script.Script, sinks []trace.Sink) (*Breach, error) {
	if t.job.Liveness != 0 {
		return t.tryLiveness(s, sinks)
	}
	if t.job.Answers != 0 {
		return t.tryAnswers(s, sinks)
	}
	breach, err := firstBreach(t.world, t.job.Property, s, sinks)
	if breach == nil || err != nil {
		return nil, err
	}
	if t.sound == nil {
		return breach, nil
	}
	if other, err := firstBreach(t.sound, 0, s, nil); other != nil || err != nil {
		return nil, err
	}
	return breach, nil
}

// tryLiveness tries whether a cluster gets on. If the engine with all its rules does not either, it is no find of the rule that is
// left out. Without one, the settings may be the cause.
func (t *trier) tryLiveness(s *script.Script, sinks []trace.Sink) (*Breach, error) {
	l := t.job.Liveness
	still, err := l.standsStill(t.world, s, sinks)
	if !still || err != nil {
		return nil, err
	}
	breach := &Breach{Liveness: l, At: s.Until}
	if t.sound == nil {
		breach.BySettings, err = l.getsOn(t.world, recommended(s))
		return breach, err
	}
	if sound, err := l.getsOn(t.sound, s); !sound || err != nil {
		return nil, err
	}
	return breach, nil
}

// firstBreach runs a script up to the first promise that it breaks, or the first breach of one property; nil if there is none.
func firstBreach(w *sim.World, only trace.Property, s *script.Script, sinks []trace.Sink) (*Breach, error) {
	watch := &watch{world: w, only: only}
	if err := w.Run(s, RunSeed, append(sinks, watch)...); err != nil {
		return nil, err
	}
	return watch.first, nil
}

// watch is a sink that ends the run with the first promise that is broken, of all or of one property.
type watch struct {
	world *sim.World
	only  trace.Property // 0: any, and the end of a server
	first *Breach
}

// Kinds implements [trace.FilteredSink].
func (w *watch) Kinds() trace.Kinds { return trace.KindsOf(trace.Checked, trace.Ended) }

// Observe implements [trace.Sink].
func (w *watch) Observe(e *trace.Event) {
	broken := e.Kind == trace.Ended || e.Kind == trace.Checked && e.Verdict == trace.Violated
	if broken && w.first == nil && (w.only == 0 || w.only == e.Property) {
		w.first = &Breach{Property: e.Property, Node: e.Node, Evidence: e.Evidence, At: e.At, Ended: e.Kind == trace.Ended, Message: e.Detail}
		w.world.Halt()
	}
}

// Breaks returns the first promise that an engine breaks with a script; nil if it breaks none.
func Breaks(e engine.Engine, s *script.Script) (*Breach, error) {
	return firstBreach(newWorld(e), 0, s, nil)
}
