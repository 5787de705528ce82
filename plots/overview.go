package plots

import (
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
)

// overview is the whole run in small: who led, every server's roles, faults.
type overview struct {
	*figure
	scale
	top, bottom vg.Length        // of the strip and the lanes
	pitch       vg.Length        // from lane to lane
	window      [2]time.Duration // what is enlarged
}

const (
	overviewStrip = 20
	overviewAxis  = 22
)

func newOverview(f *figure, from, to time.Duration) *overview {
	o := &overview{figure: f, scale: newScale(0, f.t.End), pitch: 14, window: [2]time.Duration{from, to}}
	if len(f.t.Servers) > 5 {
		o.pitch = 12
	}
	return o
}

func (o *overview) height() vg.Length {
	return overviewStrip + 6 + o.pitch*vg.Length(max(len(o.t.Servers), 1)) + overviewAxis
}

func (o *overview) settle(top vg.Length) {
	o.top, o.bottom = top, top-o.height()+overviewAxis
}

func (o *overview) bar(node trace.NodeID) (low, high vg.Length) {
	low = o.top - overviewStrip - 4 - o.pitch*vg.Length(node) + 2
	return low, low + o.pitch - 4
}

func (o *overview) draw() {
	a := axis{o.scale, o.bottom, o.top - overviewStrip, 10.5}
	for _, out := range o.t.Outages {
		o.rect(outageLane, o.x(out.From), o.bottom, o.x(out.To), a.top)
	}
	o.sheet.drawAxis(a)
	for _, s := range o.t.Servers {
		low, high := o.bar(s.Node)
		o.drawBands(o.scale, s, low, high)
		o.text(lettering{face: bold(), size: min(11.5, o.pitch-1), color: ink, align: 1}, at(o.left-10, (low+high)/2), s.Node.String())
	}
	for _, e := range exiles(o.t) {
		_, high := o.bar(e.first)
		low, _ := o.bar(e.last)
		o.frame(dashed(), o.x(e.from), low-1.5, o.x(e.to), high+1.5)
	}
	o.drawStrip(strip{o.scale, o.top - overviewStrip, o.top, 12, []vg.Length{o.x(o.window[0]), o.x(o.window[1])}})
	for _, out := range o.t.Outages {
		o.drawOutageLimits(a, out.From, out.To)
	}
	o.drawMarks()
}

// drawMarks marks crashes, restarts, the changes of the network, and where a property was violated.
func (o *overview) drawMarks() {
	for _, f := range o.t.Faults {
		if !o.has(f.Node) {
			continue
		}
		low, high := o.bar(f.Node)
		switch where := at(o.x(f.At), (low+high)/2); f.Fault {
		case trace.Crash:
			o.drawCrash(where, 3.8)
		case trace.Restart:
			o.drawPlay(where, 4.2)
		}
	}
	for i, b := range o.t.Breaches {
		x := o.x(b.At)
		if i == 0 {
			o.line(pen{color: red, width: 1.2}, at(x, o.bottom), at(x, o.top-overviewStrip))
		}
		if o.has(b.Node) {
			low, high := o.bar(b.Node)
			o.line(pen{color: red, width: 1.2}, at(x, low-1), at(x, high+2))
			o.fill(red, at(x, high+2), at(x+9, high-1.5), at(x, high-5))
		}
	}
}

// drawWindow frames a part of the run and leads the eye from there to a panel below.
func (o *overview) drawWindow(panelTop vg.Length) {
	x0, x1 := o.x(o.window[0]), o.x(o.window[1])
	low := o.bottom - 1
	o.frame(pen{color: ink, width: 1.4}, x0, low, x1, o.top+2)
	thin := pen{color: grey, width: 0.8}
	knee := low - overviewAxis
	o.line(thin, at(x0, low), at(x0, knee+3), at(o.left, panelTop+5), at(o.left, panelTop))
	o.line(thin, at(x1, low), at(x1, knee+3), at(o.right, panelTop+5), at(o.right, panelTop))
}
