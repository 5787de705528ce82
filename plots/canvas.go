package plots

import (
	"bytes"
	"cmp"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"

	"raftlab/sim/lang"
)

type canvas interface {
	vg.Canvas
	io.WriterTo
}

// The dates in a PDF would make every file another one.
func init() {
	fpdf.SetDefaultCatalogSort(true)
	fpdf.SetDefaultCreationDate(time.Unix(0, 0).UTC())
	fpdf.SetDefaultModificationDate(time.Unix(0, 0).UTC())
}

// newCanvas returns a page. Lengths are in points, y grows upwards. Only a PNG has dots per inch;
// 0 means 96.
func newCanvas(format Format, width, height vg.Length, dpi int) (canvas, error) {
	switch format {
	case SVG:
		return newSVG(width, height), nil
	case PNG:
		return roundedCanvas{pngCanvas{vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(cmp.Or(dpi, 96)))}}, nil
	case PDF:
		return roundedCanvas{vgpdf.New(width, height)}, nil
	}
	return nil, fmt.Errorf("picture format %d: not a format (use SVG, PNG or PDF)", format)
}

// pngCanvas writes a PNG quickly: it is a sixteenth longer than it could be.
type pngCanvas struct{ *vgimg.Canvas }

func (c pngCanvas) WriteTo(w io.Writer) (int64, error) {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	var file bytes.Buffer
	if err := encoder.Encode(&file, c.Image()); err != nil {
		return 0, err
	}
	return file.WriteTo(w)
}

// sheet is a page to draw on.
type sheet struct {
	vg.Canvas
	width, height vg.Length
	lang          lang.Lang
	title, desc   string // for those who cannot see the page
	plot          area   // labels stay between its sides
	taken         []area // where labels and marks are
	said          []area // where labels are
	crowded       int    // labels left out for want of room
	buffer        sfnt.Buffer

	// watch, if set, is told of every text before it is drawn.
	watch func(l lettering, box area, text string)
}

func (s *sheet) page() *sheet { return s }

// say puts a sentence in the page's language.
func (s *sheet) say(en, zh string, args ...any) string { return s.lang.Say(en, zh, args...) }

// count writes a number of things.
func (s *sheet) count(n int, one, many, zh string) string {
	if n == 1 {
		many = one
	}
	return s.say("%d "+many, "%d "+zh, n)
}

func at(x, y vg.Length) vg.Point { return vg.Point{X: x, Y: y} }

func (s *sheet) fill(c color.Color, points ...vg.Point) {
	var path vg.Path
	path.Move(points[0])
	for _, p := range points[1:] {
		path.Line(p)
	}
	path.Close()
	s.SetColor(c)
	s.Fill(path)
}

func (s *sheet) rect(c color.Color, x0, y0, x1, y1 vg.Length) {
	s.fill(c, at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1))
}

// pen is how a line looks.
type pen struct {
	color color.Color
	width vg.Length
	dash  []vg.Length
}

func (s *sheet) line(p pen, points ...vg.Point) {
	var path vg.Path
	path.Move(points[0])
	for _, q := range points[1:] {
		path.Line(q)
	}
	s.stroke(p, path)
}

func (s *sheet) stroke(p pen, path vg.Path) {
	s.SetColor(p.color)
	s.SetLineWidth(p.width)
	s.SetLineDash(p.dash, 0)
	s.Stroke(path)
}

func (s *sheet) frame(p pen, x0, y0, x1, y1 vg.Length) {
	s.line(p, at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0))
}

func (s *sheet) dot(c color.Color, radius vg.Length, center vg.Point) {
	var path vg.Path
	path.Move(at(center.X+radius, center.Y))
	path.Arc(center, radius, 0, 2*math.Pi)
	path.Close()
	s.SetColor(c)
	s.Fill(path)
}

// cross draws an x whose arms reach r from its centre.
func (s *sheet) cross(p pen, r vg.Length, center vg.Point) {
	s.line(p, at(center.X-r, center.Y-r), at(center.X+r, center.Y+r))
	s.line(p, at(center.X-r, center.Y+r), at(center.X+r, center.Y-r))
}

// hatch draws lines of 45 degrees in a rectangle.
func (s *sheet) hatch(p pen, step, x0, y0, x1, y1 vg.Length) {
	height := y1 - y0
	const together = 16 // lines in a path: one path a line makes long SVGs, one path of all slow PNGs
	var path vg.Path
	for x := step*vg.Length(math.Floor(float64((x0-height)/step))) + step; x < x1; x += step {
		from, to := max(x, x0), min(x+height, x1)
		if from < to {
			path.Move(at(from, y0+from-x))
			path.Line(at(to, y0+to-x))
		}
		if len(path) == 2*together {
			s.stroke(p, path)
			path = nil
		}
	}
	if len(path) > 0 {
		s.stroke(p, path)
	}
}

// head is how an arrow ends.
type head uint8

const (
	plain head = iota
	triangle
	crossed
)

// arrow draws a line with a head of the given length at its end.
func (s *sheet) arrow(p pen, h head, length vg.Length, from, to vg.Point) {
	dx, dy := to.X-from.X, to.Y-from.Y
	distance := vg.Length(math.Hypot(float64(dx), float64(dy)))
	if distance == 0 {
		return
	}
	ux, uy := dx/distance, dy/distance
	back := func(along, across vg.Length) vg.Point {
		return at(to.X-ux*along+uy*across, to.Y-uy*along-ux*across)
	}
	switch h {
	case plain:
		s.line(p, from, to)
	case triangle:
		s.line(p, from, back(length*0.8, 0))
		s.fill(p.color, to, back(length, length*0.42), back(length, -length*0.42))
	case crossed:
		s.line(p, from, to)
		s.cross(pen{color: p.color, width: p.width * 1.15}, length*0.42, to)
	}
}
