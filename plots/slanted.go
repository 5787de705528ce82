package plots

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// slanted is a rectangle turned by an angle about its middle.
type slanted struct {
	middle       vg.Point
	halfX, halfY vg.Length
	angle        float64
}

// local returns a point in the rectangle's own directions.
func (r slanted) local(p vg.Point) vg.Point {
	sin, cos := math.Sincos(r.angle)
	dx, dy := p.X-r.middle.X, p.Y-r.middle.Y
	return at(dx*vg.Length(cos)+dy*vg.Length(sin), dy*vg.Length(cos)-dx*vg.Length(sin))
}

func (r slanted) corners() (list [4]vg.Point) {
	sin, cos := math.Sincos(r.angle)
	for i, sign := range [4][2]vg.Length{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		x, y := r.halfX*sign[0], r.halfY*sign[1]
		list[i] = at(r.middle.X+x*vg.Length(cos)-y*vg.Length(sin), r.middle.Y+x*vg.Length(sin)+y*vg.Length(cos))
	}
	return list
}

// overlaps reports whether two turned rectangles share a point: if not, all corners of one are
// beyond a side of the other.
func (r slanted) overlaps(q slanted) bool { return !r.beyond(q) && !q.beyond(r) }

func (r slanted) beyond(q slanted) bool {
	var x, y []vg.Length
	for _, corner := range q.corners() {
		p := r.local(corner)
		x, y = append(x, p.X), append(y, p.Y)
	}
	return slices.Min(x) >= r.halfX || slices.Max(x) <= -r.halfX || slices.Min(y) >= r.halfY || slices.Max(y) <= -r.halfY
}

// crossedBy reports whether a line runs through the rectangle.
func (r slanted) crossedBy(a, b vg.Point) bool {
	return stroke{a: r.local(a), b: r.local(b)}.crosses(area{-r.halfX, -r.halfY, r.halfX, r.halfY})
}
