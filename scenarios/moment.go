package scenarios

import (
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// moment is a point of a run from which an expectation counts: the start, the first leader, an act
// of the script, or a time.
type moment struct {
	kind  momentKind
	fault trace.Fault
	at    time.Duration
}

type momentKind uint8

const (
	atStart momentKind = iota
	atFirstLeader
	atFault
	atTime
)

// faultWords are the acts of a script as a beginning, in the words of the trace.
func faultWords() []string {
	var words []string
	for f := trace.Crash; f <= trace.DeliverMessage; f++ {
		words = append(words, f.String())
	}
	return words
}

func momentWords() []string { return append([]string{"start", "leader"}, faultWords()...) }

// fault reads an act of the script; the start is 0.
func (d *decoder) fault(n *node) trace.Fault {
	i, _ := d.oneOf(n, lang.Say("a beginning", "起点"), append([]string{"start"}, faultWords()...))
	return trace.Fault(i)
}

func (d *decoder) moment(n *node) moment {
	if n.form == single && n.text != "" && n.text[0] >= '0' && n.text[0] <= '9' {
		return moment{kind: atTime, at: *d.instant(n)}
	}
	switch i, _ := d.oneOf(n, lang.Say("a moment", "时刻"), momentWords()); i {
	case 0:
		return moment{kind: atStart}
	case 1:
		return moment{kind: atFirstLeader}
	default:
		return moment{kind: atFault, fault: trace.Fault(i - 1)}
	}
}

// in returns when the moment came, each time it did.
func (m moment) in(t *timeline.Timeline) []time.Duration {
	switch m.kind {
	case atFirstLeader:
		if first := firstReign(t); first.Leader != 0 {
			return []time.Duration{first.From}
		}
		return nil
	case atTime:
		if m.at > t.End {
			return nil
		}
		return []time.Duration{m.at}
	case atFault:
		return faultTimes(t, m.fault)
	}
	return []time.Duration{0}
}

// faultTimes returns when the script did something, once for all that it did at the same time.
func faultTimes(t *timeline.Timeline, fault trace.Fault) (times []time.Duration) {
	for _, f := range t.Faults {
		if f.Fault == fault && f.Reason != trace.NotUnderWay && (len(times) == 0 || times[len(times)-1] != f.At) {
			times = append(times, f.At)
		}
	}
	return times
}

// text says the moment as a condition of time: after the crash.
func (m moment) text() lang.Text {
	switch m.kind {
	case atFirstLeader:
		return lang.Say("after the first leader", "首位领导者产生后")
	case atFault:
		fault := lang.InAll(func(l lang.Lang) string { return text.Fault(l, m.fault) })
		return lang.Say("after %s", "%s后", fault)
	case atTime:
		return lang.Say("after %s", "%s 后", chance.FormatDuration(m.at))
	}
	return lang.Say("after the start", "启动后")
}

// neverCame says that nothing can be judged, since the moment did not come.
func (m moment) neverCame() lang.Text {
	return lang.Say("it never came to that: nothing was seen %s", "没有走到那一步：%s什么也没看到", m.text())
}

// firstReign returns the first time in which the cluster has a leader; the zero value if there is none.
func firstReign(t *timeline.Timeline) timeline.Span {
	for _, s := range t.Led {
		if s.Leader != 0 {
			return s
		}
	}
	return timeline.Span{}
}

// lastReign returns the last time in which the cluster has a leader; the zero value if there is none.
func lastReign(t *timeline.Timeline) timeline.Span {
	for _, s := range slices.Backward(t.Led) {
		if s.Leader != 0 {
			return s
		}
	}
	return timeline.Span{}
}
