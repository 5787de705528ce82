package page

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// obstacle is a straight piece of something drawn, which labels should not lie on. Its owner is the
// number of the line that it belongs to.
type obstacle struct {
	a, b  vg.Point
	owner int
}

// LineName is the name of a line, with a line of small letters below it.
type LineName struct {
	Name, Note string
	Style      TextStyle // of the name
}

// BlockHeight is the height of a name with a note.
const BlockHeight = 32 // with a note

// NameSize returns the size of a name on the page.
func (p *Page) NameSize(b LineName) (width, height vg.Length) {
	width, height = p.TextWidth(b.Style, b.Name), b.Style.Size+3
	if b.Note != "" {
		width, height = max(width, p.TextWidth(nameStyle(), b.Note)), BlockHeight
	}
	return width, height
}

func nameStyle() TextStyle { return TextStyle{Face: Regular(), Size: 12, Color: Grey} }

// DrawName draws a block whose lower edge is at the height of a point; align says which part of
// its width is there.
func (p *Page) DrawName(b LineName, where vg.Point, align vg.Length) {
	small := nameStyle()
	b.Style.Align, small.Align = align, align
	y := where.Y + b.Style.Size/2 + 1
	if b.Note != "" {
		p.Text(small, At(where.X, where.Y+7), b.Note)
		y = where.Y + 24
	}
	p.Text(b.Style, At(where.X, y), b.Name)
}

// KeepOff remembers a line so that labels keep off it.
func (p *Page) KeepOff(owner int, points []vg.Point) {
	for i := 1; i < len(points); i++ {
		p.obstacles = append(p.obstacles, obstacle{points[i-1], points[i], owner})
	}
}

// Candidate is a place that a label could have; the lower the cost the better.
type Candidate struct {
	Box  Rect
	Cost float64
}

// Choose takes the best of several places: within the plot, on no other label, on as few lines as
// can be. It returns false when every place is taken.
func (p *Page) Choose(owner int, spots []Candidate) (best Rect, ok bool) {
	lowest := math.Inf(1)
	for _, s := range spots {
		if !p.inside(s.Box) || p.isTaken(s.Box) {
			continue
		}
		if cost := s.Cost + p.cost(owner, s.Box); cost < lowest {
			best, lowest, ok = s.Box, cost, true
		}
	}
	if ok {
		p.Occupied = append(p.Occupied, best)
	}
	return best, ok
}

func (p *Page) inside(a Rect) bool {
	return a.X0 >= p.Plot.X0-4 && a.X1 <= p.Plot.X1+4 && a.Y0 >= p.Plot.Y0-2 && a.Y1 <= p.Plot.Y1+4
}

func (p *Page) isTaken(a Rect) bool {
	for _, b := range p.Occupied {
		if a.Overlaps(b) {
			return true
		}
	}
	return false
}

// cost is high when lines run through a place, and falls with the distance to other lines than
// the label's own, up to 40 points.
func (p *Page) cost(owner int, a Rect) (cost float64) {
	nearest := vg.Length(40)
	for _, s := range p.obstacles {
		d := s.distance(a)
		switch {
		case d == 0 && s.owner == owner:
			cost += 100
		case d == 0:
			cost += 140
		case s.owner != owner:
			nearest = min(nearest, d)
		}
	}
	return cost - float64(nearest)
}

// distance is 0 if the stroke runs through the area, else about how far it is away.
func (s obstacle) distance(a Rect) vg.Length {
	if s.crosses(a) {
		return 0
	}
	d := vg.Length(math.Inf(1))
	for _, corner := range []vg.Point{At(a.X0, a.Y0), At(a.X1, a.Y0), At(a.X0, a.Y1), At(a.X1, a.Y1)} {
		d = min(d, s.distanceTo(corner))
	}
	for _, end := range []vg.Point{s.a, s.b} {
		dx := max(a.X0-end.X, end.X-a.X1, 0)
		dy := max(a.Y0-end.Y, end.Y-a.Y1, 0)
		d = min(d, vg.Length(math.Hypot(float64(dx), float64(dy))))
	}
	return max(d, 0.01)
}

func (s obstacle) distanceTo(p vg.Point) vg.Length {
	dx, dy := s.b.X-s.a.X, s.b.Y-s.a.Y
	part := vg.Length(0)
	if long := dx*dx + dy*dy; long > 0 {
		part = min(max(((p.X-s.a.X)*dx+(p.Y-s.a.Y)*dy)/long, 0), 1)
	}
	return vg.Length(math.Hypot(float64(s.a.X+part*dx-p.X), float64(s.a.Y+part*dy-p.Y)))
}

// crosses reports whether a part of the stroke lies in an area.
func (s obstacle) crosses(a Rect) bool {
	from, to := vg.Length(0), vg.Length(1)
	clip := func(start, step, low, high vg.Length) bool {
		if step == 0 {
			return low < start && start < high
		}
		in, out := (low-start)/step, (high-start)/step
		from, to = max(from, min(in, out)), min(to, max(in, out))
		return from < to
	}
	return clip(s.a.X, s.b.X-s.a.X, a.X0, a.X1) && clip(s.a.Y, s.b.Y-s.a.Y, a.Y0, a.Y1)
}

// Spread moves intervals with given middles and widths apart, as little as can be, so that they lie
// between low and high with a gap between them. Middles must not decrease. It returns false if there
// is not enough room.
func Spread(middles, widths []vg.Length, gap, low, high vg.Length) (moved []vg.Length, ok bool) {
	var room vg.Length
	for _, w := range widths {
		room += w + gap
	}
	if room-gap > high-low {
		return nil, false
	}
	type group struct{ start, width, want vg.Length } // want: sum of the starts that its members want
	var groups []group
	var sizes []int
	for i, w := range widths {
		groups, sizes = append(groups, group{0, w + gap, middles[i] - w/2}), append(sizes, 1)
		for {
			n := len(groups) - 1
			g := &groups[n]
			g.start = min(max(g.want/vg.Length(sizes[n]), low), high-g.width+gap)
			if n == 0 || groups[n-1].start+groups[n-1].width <= g.start {
				break
			}
			before := &groups[n-1] // it wants its members' starts, and ours less what lies before us
			before.want += g.want - before.width*vg.Length(sizes[n])
			before.width += g.width
			sizes[n-1] += sizes[n]
			groups, sizes = groups[:n], sizes[:n]
		}
	}
	i := 0
	for k, g := range groups {
		x := g.start
		for range sizes[k] {
			moved = append(moved, x+widths[i]/2)
			x += widths[i] + gap
			i++
		}
	}
	return moved, true
}

// NameLine writes a line's name beside one of its points.
func (p *Page) NameLine(i int, b LineName, points []vg.Point) {
	if b.Name == "" {
		return
	}
	b.Name = p.Cut(b.Style, 330, b.Name)
	width, height := p.NameSize(b)
	var spots []Candidate
	for _, q := range points {
		for _, gap := range []vg.Length{9, 16, 26} {
			for _, low := range []vg.Length{q.Y + gap*0.7, q.Y - gap*0.7 - height, q.Y - height/2} {
				cost := float64(gap)
				spots = append(spots, Candidate{Rect{q.X + gap, low, q.X + gap + width, low + height}, cost},
					Candidate{Rect{q.X - gap - width, low, q.X - gap, low + height}, cost + 1})
			}
			for _, low := range []vg.Length{q.Y + gap, q.Y - gap - height} {
				spots = append(spots, Candidate{Rect{q.X - width/2, low, q.X + width/2, low + height}, float64(gap) + 2})
			}
		}
	}
	if box, ok := p.Choose(i, spots); ok {
		b.Style.Halo = White
		p.DrawName(b, At(box.X0, box.Y0), 0)
	} else {
		p.LabelsOmitted++
	}
}
