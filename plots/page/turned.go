package page

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// TurnedRect is a rectangle turned by an angle about its middle.
type TurnedRect struct {
	Middle       vg.Point
	HalfX, HalfY vg.Length
	Angle        float64
}

// local returns a point in the rectangle's own directions.
func (r TurnedRect) local(p vg.Point) vg.Point {
	sin, cos := math.Sincos(r.Angle)
	dx, dy := p.X-r.Middle.X, p.Y-r.Middle.Y
	return At(dx*vg.Length(cos)+dy*vg.Length(sin), dy*vg.Length(cos)-dx*vg.Length(sin))
}

// Corners returns the corners, one after the other.
func (r TurnedRect) Corners() (list [4]vg.Point) {
	sin, cos := math.Sincos(r.Angle)
	for i, sign := range [4][2]vg.Length{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		x, y := r.HalfX*sign[0], r.HalfY*sign[1]
		list[i] = At(r.Middle.X+x*vg.Length(cos)-y*vg.Length(sin), r.Middle.Y+x*vg.Length(sin)+y*vg.Length(cos))
	}
	return list
}

// Overlaps reports whether two turned rectangles share a point: if not, all corners of one are
// beyond a side of the other.
func (r TurnedRect) Overlaps(q TurnedRect) bool { return !r.beyond(q) && !q.beyond(r) }

func (r TurnedRect) beyond(q TurnedRect) bool {
	var x, y []vg.Length
	for _, corner := range q.Corners() {
		p := r.local(corner)
		x, y = append(x, p.X), append(y, p.Y)
	}
	return slices.Min(x) >= r.HalfX || slices.Max(x) <= -r.HalfX || slices.Min(y) >= r.HalfY || slices.Max(y) <= -r.HalfY
}

// CrossedBy reports whether a line runs through the rectangle.
func (r TurnedRect) CrossedBy(a, b vg.Point) bool {
	return obstacle{a: r.local(a), b: r.local(b)}.crosses(Rect{-r.HalfX, -r.HalfY, r.HalfX, r.HalfY})
}
