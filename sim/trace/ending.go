package trace

import (
	"raftlab/sim/lang"
)

// Ending says whether a trace ends as a run does: with the verdict on every property, and then the event that says
// why the run ended. A [Reader] does not ask for it, so that a program may write a trace of its own in parts.
// The zero value has seen no event.
type Ending struct {
	last   Kind
	judged map[Property]bool
}

// Observe takes the next event. It refuses one that comes after the end.
func (d *Ending) Observe(e *Event) error {
	if d.last == Stopped {
		return lang.Errorf("an event follows the stop event, which ends a run (%v)", "停止事件之后还有事件，而它是运行的结尾（%v）", again)
	}
	if d.last = e.Kind; e.Kind == Checked && e.Final {
		if d.judged == nil {
			d.judged = map[Property]bool{}
		}
		d.judged[e.Property] = true
	}
	return nil
}

// Missing says at the end of a trace of a format what of the ending is not there. It returns nil if nothing is missing.
func (d *Ending) Missing(format int) error {
	if d.last != Stopped {
		return lang.Errorf("the stop event is missing: the end of the run is cut off (%v)", "缺少停止事件：运行的结尾被截断了（%v）", again)
	}
	for _, p := range PropertiesOf(format) {
		if !d.judged[p] {
			return lang.Errorf("the final check event of %v is missing (%v)", "缺少性质 %v 的最终检查事件（%v）", p, again)
		}
	}
	return nil
}
