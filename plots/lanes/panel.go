package lanes

import (
	"math"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
)

func (p *panel) drawAxis() {
	p.DrawTimeAxis(run.TimeAxis{TimeScale: p.TimeScale, Y: p.bottom, Top: p.top - stripHeight, Size: 12.5})
}

// detail is how much of a run can be drawn: it falls with the time shown.
type detail uint8

const (
	coarse detail = iota // bars only
	medium               // votes, a heartbeat round in three, timers
	fine                 // everything but the replies to heartbeats and entries that were heard and taken
)

// detailOf returns the detail at which a scale can still be read.
func detailOf(s run.TimeScale) detail {
	switch points := s.PerMillisecond(); {
	case points >= 1.2:
		return fine
	case points >= 0.2:
		return medium
	}
	return coarse
}

const (
	stripHeight = 24
	phaseHeight = 18
	barHeight   = 18
	barGap      = 7  // below a bar
	logHeight   = 14 // of the row of entries below a bar
	axisHeight  = 28
)

// panel is a part of a run with a lane for every server: from top to bottom the script's notes, the
// leadership lane with the phases of its outages, the network's faults, the lanes, the time axis.
type panel struct {
	*figure
	run.TimeScale
	detail detail

	top, bottom page.Length // of the leadership lane and the lanes below it
	lanesTop    page.Length
	laneHeight  page.Length

	network    []run.FaultSpan   // rows of network faults
	operations []placedOperation // of clients, in rows below those
	notes      []noteBox         // in rows above the leadership lane
	listed     bool              // the notes are only numbered: their words stand in a list
	phases     bool              // there is a row below the leadership lane
	logs       bool              // entries of the logs are drawn
	copies     bool              // a copy that the network made of a message is drawn

	denied []denied
	waits  []drawnWait
}

// newPanel decides what a panel will show; see place for where.
func newPanel(f *figure, from, to time.Duration) *panel {
	p := &panel{figure: f, TimeScale: run.NewTimeScale(from, to)}
	p.detail = detailOf(p.TimeScale)
	p.network = run.FaultSpans(p.Lang, p.Run, p.TimeScale)
	p.operations = p.placeOperations()
	p.notes, p.listed = p.placeNotes()
	p.phases = p.hasPhases()
	p.logs = p.hasLogs()
	return p
}

// above returns the height of what is above the lanes.
func (p *panel) above() page.Length {
	h := stripHeight + run.RowHeight*run.RowsOf(p.network) + p.operationHeight() + 6 + p.noteHeight()
	if p.phases {
		h += phaseHeight
	}
	return h
}

// leastHeight returns the height that a panel needs to be readable.
func (p *panel) leastHeight() page.Length {
	lane := page.Length(46)
	if p.detail == coarse {
		lane = barHeight + barGap + 5
	}
	if p.logs {
		lane += logHeight
	}
	return p.above() + lane*page.Length(max(len(p.Run.Servers), 1)) + axisHeight
}

// pageHeight returns the height of a page that has other parts of a given height: what the panel
// needs, and more where that makes it clearer.
func (p *panel) pageHeight(others page.Length) page.Length {
	lane := page.Length(120)
	if p.detail == coarse {
		lane = 46
	}
	useful := others + p.above() + lane*page.Length(max(len(p.Run.Servers), 1)) + axisHeight
	height := max(others+p.leastHeight(), min(page.Height, useful), 300)
	return 3 * page.Length(math.Ceil(float64(height)/3)) // whole dots at 96 dots per inch
}

// place puts the panel between two heights of the page.
func (p *panel) place(bottom, top page.Length) {
	p.bottom = bottom + axisHeight
	p.top = top - p.noteHeight()
	p.lanesTop = top - p.above()
	p.laneHeight = (p.lanesTop - p.bottom) / page.Length(max(len(p.Run.Servers), 1))
}

// draw draws from the back to the front; labels last, the most important first.
func (p *panel) draw() {
	p.drawOutageShading()
	p.drawAxis()
	p.drawPartitions()
	p.drawTimers()
	p.drawMessages()
	p.drawPartitionFrames()
	p.drawBars()
	p.drawExpiries()
	p.drawLeadership()
	p.drawNetwork()
	p.drawOperations()
	p.drawNotes()
	p.claimMarks()
	p.drawViolations()
	p.drawFaults()
	p.drawStepDowns()
	p.drawLogs()
	p.drawDenials()
	p.drawWaits()
}

// lane returns the part of the panel that is a server's.
func (p *panel) lane(node trace.NodeID) page.Rect {
	low := p.lanesTop - p.laneHeight*page.Length(node)
	return page.NewRect(p.Left, low, p.Right, low+p.laneHeight)
}

// bar returns the lower and the upper edge of a server's bar.
func (p *panel) bar(node trace.NodeID) (low, high page.Length) {
	low = p.lane(node).Y0 + barGap
	if p.logs {
		low += logHeight
	}
	return low, low + barHeight
}

// timerHeight is the height above a bar in which its timer counts down.
func (p *panel) timerHeight() page.Length {
	z := p.laneHeight - barHeight - barGap - 4
	if p.logs {
		z -= logHeight
	}
	return z
}

// drawFixed draws text that has a place of its own: labels keep away from it.
func (p *panel) drawFixed(l page.TextStyle, where page.Point, text string) {
	if text == "" {
		return
	}
	width := p.TextWidth(l, text)
	x := where.X - l.Align*width
	p.Occupied = append(p.Occupied, page.NewRect(x-2, where.Y-l.Size*0.5, x+width+2, where.Y+l.Size*0.5))
	p.Text(l, where, text)
}
