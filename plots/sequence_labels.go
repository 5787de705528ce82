package plots

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace/timeline"
)

// free reports whether a label may be there.
func (p *sequence) free(r slanted) bool {
	for _, corner := range r.corners() {
		if corner.X < p.plot.x0 || corner.X > p.plot.x1 || corner.Y < p.plot.y0 || corner.Y > p.plot.y1 {
			return false
		}
	}
	return !slices.ContainsFunc(p.oblique, r.overlaps)
}

// drawMessageLabel writes what a message says along its arrow, as near as can be to the server that
// is asked: there the arrows of one candidate are apart.
func (p *sequence) drawMessageLabel(m shown) {
	letters := lettering{face: regular(), size: 10.5, color: legible(rgbaOf(m.pen)), align: 0.5, halo: white}
	if rankOf(m) == 0 {
		letters.face = bold()
	}
	for _, words := range p.messageWords(m) {
		for _, letters.size = range []vg.Length{10.5, 9.5} {
			if r, ok := p.seat(m, p.textWidth(letters, words)/2+2, letters.size*0.56); ok {
				p.oblique = append(p.oblique, r)
				p.turned(letters, r.middle, r.angle, words)
				return
			}
		}
	}
	p.crowded++
}

// seat finds a place for a label of half a width and height along an arrow.
func (p *sequence) seat(m shown, halfX, halfY vg.Length) (best slanted, ok bool) {
	dx, dy := m.to.X-m.from.X, m.to.Y-m.from.Y
	long := vg.Length(math.Hypot(float64(dx), float64(dy)))
	if long < 2*halfX+10 && m.Fate != timeline.Lost {
		return best, false
	}
	angle := math.Atan2(float64(dy), float64(dx))
	if dx < 0 {
		angle += math.Pi
	}
	sin, cos := math.Sincos(angle)
	lowest := math.Inf(1)
	want := p.favourite(m, long, halfX)
	for along := min(halfX+9, long/2); along <= max(long-halfX-9, long/2); along += 5 {
		for _, side := range []vg.Length{1, -1} {
			off := side * (halfY + 1.6)
			part := along / max(long, 1)
			r := slanted{at(m.from.X+dx*part-off*vg.Length(sin), m.from.Y+dy*part+off*vg.Length(cos)), halfX, halfY, angle}
			cost := math.Abs(float64(along-want))/9 + float64(1-side)
			if cost >= lowest || !p.free(r) || p.onLane(r) {
				continue
			}
			for _, other := range p.messages {
				if (other.ID != m.ID || other.Copy != m.Copy) && r.crossedBy(other.from, other.to) {
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

// favourite is where along an arrow its label would best be: in the last gap between lanes for what
// a candidate or a leader sends, in the first for answers.
func (p *sequence) favourite(m shown, long, halfX vg.Length) vg.Length {
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
func (p *sequence) onLane(r slanted) bool {
	for _, s := range p.t.Servers {
		x := p.lane(s.Node)
		for _, side := range []vg.Length{x - laneWidth/2, x + laneWidth/2} {
			if r.crossedBy(at(side, p.down.bottom-20), at(side, p.down.top+20)) {
				return true
			}
		}
	}
	return false
}
