package plots

import (
	"math"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/vg"
)

// stroke is a straight piece of something drawn, which labels should not lie on. Its owner is the
// number of the line that it belongs to.
type stroke struct {
	a, b  vg.Point
	owner int
}

// block is the name of a line, with a line of small letters below it.
type block struct {
	name, note string
	ink        lettering // of the name
}

const blockHeight = 32 // with a note

func (c *chart) blockSize(b block) (width, height vg.Length) {
	width, height = c.textWidth(b.ink, b.name), b.ink.size+3
	if b.note != "" {
		width, height = max(width, c.textWidth(noteLettering(), b.note)), blockHeight
	}
	return width, height
}

func noteLettering() lettering { return lettering{face: regular(), size: 12, color: grey} }

// drawBlock draws a block whose lower edge is at the height of a point; align says which part of
// its width is there.
func (c *chart) drawBlock(b block, where vg.Point, align vg.Length) {
	small := noteLettering()
	b.ink.align, small.align = align, align
	y := where.Y + b.ink.size/2 + 1
	if b.note != "" {
		c.text(small, at(where.X, where.Y+7), b.note)
		y = where.Y + 24
	}
	c.text(b.ink, at(where.X, y), b.name)
}

// note remembers a line so that labels keep off it.
func (c *chart) note(owner int, points []vg.Point) {
	for i := 1; i < len(points); i++ {
		c.strokes = append(c.strokes, stroke{points[i-1], points[i], owner})
	}
}

// spot is a place that a label could have; the lower the cost the better.
type spot struct {
	box  area
	cost float64
}

// choose takes the best of several places: within the plot, on no other label, on as few lines as
// can be. It returns false when every place is taken.
func (c *chart) choose(owner int, spots []spot) (best area, ok bool) {
	lowest := math.Inf(1)
	for _, s := range spots {
		if !c.inside(s.box) || c.isTaken(s.box) {
			continue
		}
		if cost := s.cost + c.burden(owner, s.box); cost < lowest {
			best, lowest, ok = s.box, cost, true
		}
	}
	if ok {
		c.taken = append(c.taken, best)
	}
	return best, ok
}

func (c *chart) inside(a area) bool {
	return a.x0 >= c.plot.x0-4 && a.x1 <= c.plot.x1+4 && a.y0 >= c.plot.y0-2 && a.y1 <= c.plot.y1+4
}

func (c *chart) isTaken(a area) bool {
	for _, b := range c.taken {
		if a.overlaps(b) {
			return true
		}
	}
	return false
}

// burden is high when lines run through a place, and falls with the distance to other lines than
// the label's own, up to 40 points.
func (c *chart) burden(owner int, a area) (cost float64) {
	nearest := vg.Length(40)
	for _, s := range c.strokes {
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
func (s stroke) distance(a area) vg.Length {
	if s.crosses(a) {
		return 0
	}
	d := vg.Length(math.Inf(1))
	for _, corner := range []vg.Point{at(a.x0, a.y0), at(a.x1, a.y0), at(a.x0, a.y1), at(a.x1, a.y1)} {
		d = min(d, s.distanceTo(corner))
	}
	for _, end := range []vg.Point{s.a, s.b} {
		dx := max(a.x0-end.X, end.X-a.x1, 0)
		dy := max(a.y0-end.Y, end.Y-a.y1, 0)
		d = min(d, vg.Length(math.Hypot(float64(dx), float64(dy))))
	}
	return max(d, 0.01)
}

func (s stroke) distanceTo(p vg.Point) vg.Length {
	dx, dy := s.b.X-s.a.X, s.b.Y-s.a.Y
	part := vg.Length(0)
	if long := dx*dx + dy*dy; long > 0 {
		part = min(max(((p.X-s.a.X)*dx+(p.Y-s.a.Y)*dy)/long, 0), 1)
	}
	return vg.Length(math.Hypot(float64(s.a.X+part*dx-p.X), float64(s.a.Y+part*dy-p.Y)))
}

// crosses reports whether a part of the stroke lies in an area.
func (s stroke) crosses(a area) bool {
	from, to := vg.Length(0), vg.Length(1)
	clip := func(start, step, low, high vg.Length) bool {
		if step == 0 {
			return low < start && start < high
		}
		in, out := (low-start)/step, (high-start)/step
		from, to = max(from, min(in, out)), min(to, max(in, out))
		return from < to
	}
	return clip(s.a.X, s.b.X-s.a.X, a.x0, a.x1) && clip(s.a.Y, s.b.Y-s.a.Y, a.y0, a.y1)
}

// spread moves intervals with given middles and widths apart, as little as can be, so that they lie
// between low and high with a gap between them. Middles must not decrease. It returns false if there
// is not enough room.
func spread(middles, widths []vg.Length, gap, low, high vg.Length) (moved []vg.Length, ok bool) {
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

// letters returns the outlines of a line of text about the origin.
func (s *sheet) letters(l lettering, text string) vg.Path {
	var path vg.Path
	start := -l.align * s.textWidth(l, text)
	s.glyphs(l.face, text, func(f *sfnt.Font, g sfnt.GlyphIndex, x vg.Length) {
		s.outline(&path, f, g, l.size, at(start+x*l.size, -0.36*l.size))
	})
	return path
}
