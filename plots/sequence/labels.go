package sequence

import (
	"math"
	"slices"

	"raftlab/plots/page"
	"raftlab/sim/trace/timeline"
)

// isFree reports whether a label may be there.
func (p *Sequence) isFree(r page.TurnedRect) bool {
	for _, corner := range r.Corners() {
		if corner.X < p.Plot.X0 || corner.X > p.Plot.X1 || corner.Y < p.Plot.Y0 || corner.Y > p.Plot.Y1 {
			return false
		}
	}
	return !slices.ContainsFunc(p.occupied, r.Overlaps)
}

// drawMessageLabel writes what a message says along its arrow, near the server that is asked: there the arrows of one
// candidate are farthest apart.
func (p *Sequence) drawMessageLabel(m shown) {
	letters := page.TextStyle{Face: page.Regular(), Size: 10.5, Color: page.Legible(page.ColorOf(m.pen)), Align: 0.5, Halo: page.White}
	if rankOf(m) == 0 {
		letters.Face = page.Bold()
	}
	for _, words := range p.messageWords(m) {
		for _, letters.Size = range []page.Length{10.5, 9.5} {
			if r, ok := p.placeLabel(m, p.TextWidth(letters, words)/2+2, letters.Size*0.56); ok {
				p.occupied = append(p.occupied, r)
				p.Turned(letters, r.Middle, r.Angle, words)
				return
			}
		}
	}
	p.LabelsOmitted++
}

// placeLabel finds a place for a label of half a width and height along an arrow.
func (p *Sequence) placeLabel(m shown, halfX, halfY page.Length) (best page.TurnedRect, ok bool) {
	dx, dy := m.to.X-m.from.X, m.to.Y-m.from.Y
	long := page.Length(math.Hypot(float64(dx), float64(dy)))
	if long < 2*halfX+10 && m.Fate != timeline.Lost {
		return best, false
	}
	angle := math.Atan2(float64(dy), float64(dx))
	if dx < 0 {
		angle += math.Pi
	}
	sin, cos := math.Sincos(angle)
	lowest := math.Inf(1)
	want := p.preferredPlace(m, long, halfX)
	for along := min(halfX+9, long/2); along <= max(long-halfX-9, long/2); along += 5 {
		for _, side := range []page.Length{1, -1} {
			off := side * (halfY + 1.6)
			part := along / max(long, 1)
			r := page.TurnedRect{Middle: page.At(m.from.X+dx*part-off*page.Length(sin), m.from.Y+dy*part+off*page.Length(cos)), HalfX: halfX, HalfY: halfY, Angle: angle}
			cost := math.Abs(float64(along-want))/9 + float64(1-side)
			if cost >= lowest || !p.isFree(r) || p.onLane(r) {
				continue
			}
			for _, other := range p.messages {
				if (other.ID != m.ID || other.Copy != m.Copy) && r.CrossedBy(other.from, other.to) {
					cost += 9
				}
			}
			if cost < lowest {
				best, lowest, ok = r, cost, true
			}
		}
	}
	return best, ok
}

// preferredPlace is where along an arrow its label would best be: in the last gap between lanes for what
// a candidate or a leader sends, in the first for answers.
func (p *Sequence) preferredPlace(m shown, long, halfX page.Length) page.Length {
	gap := min(p.laneGap()/2, long/2)
	switch {
	case m.Fate == timeline.Lost:
		return long / 2
	case isAnswer(m.Kind):
		return max(gap, halfX+9)
	}
	return min(long-gap, long-halfX-9)
}

// onLane reports whether a label would cover a server's bar.
func (p *Sequence) onLane(r page.TurnedRect) bool {
	for _, s := range p.Run.Servers {
		x := p.lane(s.Node)
		for _, side := range []page.Length{x - laneWidth/2, x + laneWidth/2} {
			if r.CrossedBy(page.At(side, p.down.bottom-20), page.At(side, p.down.top+20)) {
				return true
			}
		}
	}
	return false
}
