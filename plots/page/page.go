package page

import (
	"image/color"
	"math"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/vg"

	"raftlab/sim/lang"
)

// What gonum calls the measures of a page. Only this package imports it.
type (
	Length = vg.Length // in points, 72 to an inch
	Point  = vg.Point  // from the lower left corner; y grows upwards
	Path   = vg.Path
)

// Page is a page to draw on.
type Page struct {
	vg.Canvas
	Width, Height        vg.Length
	Lang                 lang.Lang
	Heading, Description string     // for those who cannot see the page
	Plot                 Rect       // labels stay between its sides
	Occupied             []Rect     // where labels and marks are
	labels               []Rect     // where labels are
	LabelsOmitted        int        // labels left out for want of room
	obstacles            []obstacle // lines that labels of lines keep off
	buffer               sfnt.Buffer

	// Watch, if set, is told of every text before it is drawn.
	Watch func(l TextStyle, box Rect, text string)
}

// Options are what every page is told: the language of its words, and the command that draws it again.
type Options struct {
	Lang    lang.Lang
	Command string
}

// Sheet returns the page itself: what embeds a page is a [Drawing].
func (p *Page) Sheet() *Page { return p }

// Say puts a sentence in the page's language.
func (p *Page) Say(en, zh string, args ...any) string { return p.Lang.Say(en, zh, args...) }

// Count writes a number of things.
func (p *Page) Count(n int, one, many, zh string) string {
	if n == 1 {
		many = one
	}
	return p.Say("%d "+many, "%d "+zh, n)
}

// At returns a point.
func At(x, y vg.Length) vg.Point { return vg.Point{X: x, Y: y} }

// Polygon fills an outline.
func (p *Page) Polygon(c color.Color, points ...vg.Point) {
	var path vg.Path
	path.Move(points[0])
	for _, point := range points[1:] {
		path.Line(point)
	}
	path.Close()
	p.SetColor(c)
	p.Fill(path)
}

// Box fills a rectangle.
func (p *Page) Box(c color.Color, x0, y0, x1, y1 vg.Length) {
	p.Polygon(c, At(x0, y0), At(x1, y0), At(x1, y1), At(x0, y1))
}

// Stroke is how a line looks.
type Stroke struct {
	Color color.Color
	Width vg.Length
	Dash  []vg.Length
}

// Line draws a line through points.
func (p *Page) Line(stroke Stroke, points ...vg.Point) {
	var path vg.Path
	path.Move(points[0])
	for _, q := range points[1:] {
		path.Line(q)
	}
	p.Path(stroke, path)
}

// Path draws a line along a path.
func (p *Page) Path(stroke Stroke, path vg.Path) {
	p.SetColor(stroke.Color)
	p.SetLineWidth(stroke.Width)
	p.SetLineDash(stroke.Dash, 0)
	p.Stroke(path)
}

// Frame draws the sides of a rectangle.
func (p *Page) Frame(stroke Stroke, x0, y0, x1, y1 vg.Length) {
	p.Line(stroke, At(x0, y0), At(x1, y0), At(x1, y1), At(x0, y1), At(x0, y0))
}

// Dot fills a circle.
func (p *Page) Dot(c color.Color, radius vg.Length, center vg.Point) {
	var path vg.Path
	path.Move(At(center.X+radius, center.Y))
	path.Arc(center, radius, 0, 2*math.Pi)
	path.Close()
	p.SetColor(c)
	p.Fill(path)
}

// Cross draws an x whose arms reach r from its centre.
func (p *Page) Cross(stroke Stroke, r vg.Length, center vg.Point) {
	p.Line(stroke, At(center.X-r, center.Y-r), At(center.X+r, center.Y+r))
	p.Line(stroke, At(center.X-r, center.Y+r), At(center.X+r, center.Y-r))
}

// Hatch draws lines of 45 degrees in a rectangle.
func (p *Page) Hatch(stroke Stroke, step, x0, y0, x1, y1 vg.Length) {
	height := y1 - y0
	const together = 16 // lines in a path: one path a line makes long SVGs, one path of all slow PNGs
	var path vg.Path
	for x := step*vg.Length(math.Floor(float64((x0-height)/step))) + step; x < x1; x += step {
		from, to := max(x, x0), min(x+height, x1)
		if from < to {
			path.Move(At(from, y0+from-x))
			path.Line(At(to, y0+to-x))
		}
		if len(path) == 2*together {
			p.Path(stroke, path)
			path = nil
		}
	}
	if len(path) > 0 {
		p.Path(stroke, path)
	}
}

// Head is how an arrow ends.
type Head uint8

// The heads: none, a filled triangle, a cross.
const (
	Plain Head = iota
	Triangle
	Crossed
)

// Arrow draws a line with a head of the given length at its end.
func (p *Page) Arrow(stroke Stroke, h Head, length vg.Length, from, to vg.Point) {
	dx, dy := to.X-from.X, to.Y-from.Y
	distance := vg.Length(math.Hypot(float64(dx), float64(dy)))
	if distance == 0 {
		return
	}
	ux, uy := dx/distance, dy/distance
	back := func(along, across vg.Length) vg.Point {
		return At(to.X-ux*along+uy*across, to.Y-uy*along-ux*across)
	}
	switch h {
	case Plain:
		p.Line(stroke, from, to)
	case Triangle:
		p.Line(stroke, from, back(length*0.8, 0))
		p.Polygon(stroke.Color, to, back(length, length*0.42), back(length, -length*0.42))
	case Crossed:
		p.Line(stroke, from, to)
		p.Cross(Stroke{Color: stroke.Color, Width: stroke.Width * 1.15}, length*0.42, to)
	}
}
