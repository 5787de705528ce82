package plots

import (
	"fmt"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// detail is how much of a run can be drawn: it falls with the run's length.
type detail uint8

const (
	overview detail = iota // bars only
	medium                 // votes, a heartbeat round in three, timers
	fine                   // everything but the replies to heartbeats and entries
)

// picture is a run being drawn.
type picture struct {
	sheet
	t      *timeline.Timeline
	lang   trace.Lang
	detail detail
	span   time.Duration // what the time axis shows

	left, right vg.Length // of the time axis
	top, bottom vg.Length // of the part with the lanes and the cluster strip
	lanesTop    vg.Length
	laneHeight  vg.Length
	barHeight   vg.Length

	network []band   // rows of network faults
	notes   []remark // rows of the script's remarks
	denied  []denied
	waits   []drawnWait
	taken   []area // where labels are
	omitted omissions
}

// area is a rectangle of the page.
type area struct{ x0, y0, x1, y1 vg.Length }

const (
	pageWidth  = 1200
	pageHeight = 675 // at most
	headHeight = 104 // title, subtitle, legend
	footHeight = 98  // time axis, what was set, what draws it again
	margin     = 24

	stripHeight = 24
	phaseHeight = 17
	rowHeight   = 16 // of network faults, of notes
	barGap      = 7  // below a bar
)

// newPicture decides what goes where.
func newPicture(t *timeline.Timeline, lang trace.Lang) *picture {
	p := &picture{t: t, lang: lang, span: max(t.End, time.Millisecond), left: 76, right: pageWidth - 28}
	p.width = pageWidth
	switch perMillisecond := float64(p.right-p.left) / (float64(p.span) / float64(time.Millisecond)); {
	case perMillisecond >= 1.2:
		p.detail = fine
	case perMillisecond >= 0.2:
		p.detail = medium
	}
	p.network = networkBands(t)
	above := vg.Length(headHeight + stripHeight + phaseHeight + rowHeight*rows(p.network) + 6)
	p.notes = p.placeNotes()
	above += noteHeight(p.notes)
	n := vg.Length(max(len(t.Servers), 1))
	p.barHeight = 18
	p.laneHeight = min((pageHeight-above-footHeight)/n, 104)
	if p.detail == overview {
		p.laneHeight = min(p.laneHeight, 46)
	}
	p.height = max(above+n*p.laneHeight+footHeight, 300)
	p.bottom = footHeight
	p.lanesTop = p.height - above
	p.top = p.lanesTop + phaseHeight + stripHeight + rowHeight*vg.Length(rows(p.network)) + 6
	return p
}

// draw draws from the back to the front.
func (p *picture) draw(command string) {
	p.rect(white, 0, 0, p.width, p.height)
	p.drawOutageShading()
	p.drawAxis()
	p.drawPartitionShading()
	p.drawTimers()
	p.drawMessages()
	p.drawBars()
	p.drawExpiries()
	p.claimMarks()
	p.drawNetwork()
	p.drawStrip()
	p.drawNotes()
	p.drawBreaches()
	p.drawFaults()
	p.drawDenials()
	p.drawWaits()
	p.drawHead()
	p.drawFoot(command)
}

func (p *picture) x(t time.Duration) vg.Length {
	return p.left + (p.right-p.left)*vg.Length(float64(t)/float64(p.span))
}

// bar returns the lower and the upper edge of a server's bar.
func (p *picture) bar(node trace.NodeID) (low, high vg.Length) {
	low = p.lanesTop - p.laneHeight*vg.Length(node) + barGap
	return low, low + p.barHeight
}

// zone is the height above a bar in which its timer counts down.
func (p *picture) zone() vg.Length { return p.laneHeight - p.barHeight - barGap - 4 }

// has reports whether a server has a lane.
func (p *picture) has(node trace.NodeID) bool {
	return node >= 1 && int(node) <= len(p.t.Servers)
}

// say puts a sentence in the picture's language.
func (p *picture) say(en, zh string, args ...any) string {
	format := trace.Text{EN: en, ZH: zh}.In(p.lang)
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// count writes a number of things.
func (p *picture) count(n int, one, many, zh string) string {
	if n == 1 {
		many = one
	}
	return p.say("%d "+many, "%d "+zh, n)
}

// length writes a length of time for people: 493 ms, 12.3 s.
func length(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond && d%time.Millisecond != 0:
		return fmt.Sprintf("%.1f ms", float64(d.Round(100*time.Microsecond))/float64(time.Millisecond))
	case d < 10*time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond)/time.Millisecond)
	}
	return fmt.Sprintf("%.1f s", d.Round(100*time.Millisecond).Seconds())
}

// claim reserves a place for a label, unless another label is there.
func (p *picture) claim(a area) bool {
	for _, b := range p.taken {
		if a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 {
			return false
		}
	}
	p.taken = append(p.taken, a)
	return true
}

// label draws text beside a point, at its right or else at its left, or counts it as left out
// because there is no room.
func (p *picture) label(l lettering, where vg.Point, gap vg.Length, text string) {
	if !p.place(l, at(where.X+gap, where.Y), text) && !p.place(l, at(where.X-gap-p.textWidth(l, text), where.Y), text) {
		p.omitted.labels++
	}
}

// place draws text from a point on, unless something is in its way.
func (p *picture) place(l lettering, from vg.Point, text string) bool {
	end := from.X + p.textWidth(l, text)
	if from.X < p.left || end > p.right || !p.claim(area{from.X - 3, from.Y - l.size/2, end + 3, from.Y + l.size/2}) {
		return false
	}
	l.align = 0
	p.text(l, from, text)
	return true
}
