package lanes

import (
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
)

// overview is the whole run in small: who led, every server's roles, faults.
type overview struct {
	*figure
	run.TimeScale
	top, bottom page.Length      // of the leadership lane and the lanes below it
	pitch       page.Length      // from lane to lane
	window      [2]time.Duration // what is enlarged
}

const (
	overviewStrip = 20
	overviewAxis  = 22
)

func newOverview(f *figure, from, to time.Duration) *overview {
	o := &overview{figure: f, TimeScale: run.NewTimeScale(0, f.Run.End), pitch: 14, window: [2]time.Duration{from, to}}
	if len(f.Run.Servers) > 5 {
		o.pitch = 12
	}
	return o
}

func (o *overview) height() page.Length {
	return overviewStrip + 6 + o.pitch*page.Length(max(len(o.Run.Servers), 1)) + overviewAxis
}

func (o *overview) place(top page.Length) {
	o.top, o.bottom = top, top-o.height()+overviewAxis
}

func (o *overview) bar(node trace.NodeID) (low, high page.Length) {
	low = o.top - overviewStrip - 4 - o.pitch*page.Length(node) + 2
	return low, low + o.pitch - 4
}

func (o *overview) draw() {
	a := run.TimeAxis{TimeScale: o.TimeScale, Y: o.bottom, Top: o.top - overviewStrip, Size: 10.5}
	for _, out := range o.Run.Outages {
		o.Box(run.OutageLane, o.X(out.From), o.bottom, o.X(out.To), a.Top)
	}
	o.DrawTimeAxis(a)
	for _, s := range o.Run.Servers {
		low, high := o.bar(s.Node)
		o.drawBands(o.TimeScale, s, low, high)
		o.Text(page.TextStyle{Face: page.Bold(), Size: min(11.5, o.pitch-1), Color: page.Ink, Align: 1}, page.At(o.Left-10, (low+high)/2), s.Node.String())
	}
	for _, e := range minorities(o.Run) {
		_, high := o.bar(e.first)
		low, _ := o.bar(e.last)
		o.Frame(run.PartitionFrame(), o.X(e.from), low-1.5, o.X(e.to), high+1.5)
	}
	o.drawLeadership(leadershipLane{o.TimeScale, o.top - overviewStrip, o.top, 12, []page.Length{o.X(o.window[0]), o.X(o.window[1])}})
	for _, out := range o.Run.Outages {
		o.drawOutageLimits(a, out.From, out.To)
	}
	o.drawMarks()
}

// drawMarks marks crashes, restarts, the changes of the network, and where a property was violated.
func (o *overview) drawMarks() {
	for _, f := range o.Run.Faults {
		if !o.Has(f.Node) {
			continue
		}
		low, high := o.bar(f.Node)
		switch where := page.At(o.X(f.At), (low+high)/2); f.Fault {
		case trace.Crash:
			o.drawCrashMark(where, 3.8)
		case trace.Restart:
			o.drawTriangle(where, 4.2)
		}
	}
	for i, b := range o.Run.Violations {
		x := o.X(b.At)
		if i == 0 {
			o.Line(page.Stroke{Color: page.Red, Width: 1.2}, page.At(x, o.bottom), page.At(x, o.top-overviewStrip))
		}
		if o.Has(b.Node) {
			low, high := o.bar(b.Node)
			o.Line(page.Stroke{Color: page.Red, Width: 1.2}, page.At(x, low-1), page.At(x, high+2))
			o.Polygon(page.Red, page.At(x, high+2), page.At(x+9, high-1.5), page.At(x, high-5))
		}
	}
}

// drawWindow frames a part of the run and leads the eye from there to a panel below.
func (o *overview) drawWindow(panelTop page.Length) {
	x0, x1 := o.X(o.window[0]), o.X(o.window[1])
	low := o.bottom - 1
	o.Frame(page.Stroke{Color: page.Ink, Width: 1.4}, x0, low, x1, o.top+2)
	thin := page.Stroke{Color: page.Grey, Width: 0.8}
	knee := low - overviewAxis
	o.Line(thin, page.At(x0, low), page.At(x0, knee+3), page.At(o.Left, panelTop+5), page.At(o.Left, panelTop))
	o.Line(thin, page.At(x1, low), page.At(x1, knee+3), page.At(o.Right, panelTop+5), page.At(o.Right, panelTop))
}
