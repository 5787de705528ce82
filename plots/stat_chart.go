package plots

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Words stand around a statistics figure, in the language of who will see it. The title says what
// was found, the subtitle what is measured, the caption how. X and Y name what the axes show; the
// figure adds units. Empty words are left out.
type Words struct {
	Title, Subtitle, Caption, X, Y string
}

// chart is a statistics figure being drawn: words, two axes, and what stands in the way of labels.
type chart struct {
	sheet
	Words
	command string
	x, y    ruler
	strokes []stroke
}

// newChart returns a page whose plot is framed by the margins that its figure needs.
func newChart(words Words, o Options) *chart {
	c := &chart{Words: words, command: o.Command}
	c.width, c.height, c.lang = pageWidth, pageHeight, o.Lang
	c.title, c.desc = words.Title, strings.Join([]string{words.Subtitle, words.Caption}, " ")
	c.frameAt(98, 112, pageWidth-40, pageHeight-96)
	return c
}

// frameAt sets the sides of the plot.
func (c *chart) frameAt(left, bottom, right, top vg.Length) {
	c.plot = area{left, bottom, right, top}
	c.x.from, c.x.to, c.y.from, c.y.to = left, right, bottom, top
}

// chartPage is a chart with what paints it.
type chartPage struct {
	*chart
	paint func()
}

func (f chartPage) draw() { f.paint() }

// writeChart draws a statistics figure. Of the options, the language, the command and the dots per
// inch are for it.
func writeChart(w io.Writer, f Format, o Options, d drawing) error {
	if o.DPI != 0 && (o.DPI < 24 || o.DPI > 1200) {
		return fmt.Errorf("%d dots per inch: not between 24 and 1200", o.DPI)
	}
	return write(w, d, f, o.DPI)
}

// drawWords draws title, subtitle, caption and command.
func (c *chart) drawWords() {
	title, text := c.shrink(lettering{face: bold(), size: 21, color: ink}, c.width-2*margin, c.Title)
	c.text(title, at(margin, c.height-28), text)
	below := lettering{face: regular(), size: 13, color: grey}
	c.text(below, at(margin, c.height-52), c.cut(below, c.width-2*margin, c.Subtitle))
	foot := lettering{face: regular(), size: 11.5, color: grey}
	y := vg.Length(40)
	for _, line := range []string{c.Caption, c.command} {
		for i, part := range c.wrap(foot, c.width-2*margin, line) {
			if part != "" && i < 2 && y > 6 {
				c.text(foot, at(margin, y), part)
				y -= 14
			}
		}
		foot.color, foot.size = ink, 11
	}
}

// drawAxes draws the grid, the marks and the names of both axes. Only x has a line.
func (c *chart) drawAxes(xs, ys []mark, xName, yName string) {
	small := lettering{face: regular(), size: 13, color: grey}
	c.drawGrid(xs, ys)
	small.align = 1
	for _, m := range ys {
		c.text(small, at(c.plot.x0-12, c.y.at(m.value)), m.label)
	}
	small.align = 0.5
	base := c.plot.y0 - 6
	end := vg.Length(math.Inf(-1))
	for _, m := range xs {
		x := c.x.at(m.value)
		if m.label == "" {
			c.line(pen{color: grey, width: 0.6}, at(x, base), at(x, base-3))
			continue
		}
		c.line(pen{color: grey, width: 0.8}, at(x, base), at(x, base-5))
		if half := c.textWidth(small, m.label) / 2; x-half > end+4 {
			c.text(small, at(x, base-14), m.label)
			end = x + half
		}
	}
	c.line(pen{color: grey, width: 0.8}, at(c.plot.x0, base), at(c.plot.x1, base))
	name := lettering{face: regular(), size: 14, color: ink, align: 0.5}
	c.text(name, at((c.plot.x0+c.plot.x1)/2, base-38), c.cut(name, c.plot.x1-c.plot.x0, xName))
	c.turned(name, at(margin+7, (c.plot.y0+c.plot.y1)/2), math.Pi/2, c.cut(name, c.plot.y1-c.plot.y0+60, yName))
}

func (c *chart) drawGrid(xs, ys []mark) {
	line := pen{color: grid, width: 0.8}
	for _, m := range ys {
		if m.label != "" {
			c.line(line, at(c.plot.x0, c.y.at(m.value)), at(c.plot.x1, c.y.at(m.value)))
		}
	}
	for _, m := range xs {
		if m.label != "" {
			c.line(line, at(c.x.at(m.value), c.plot.y0), at(c.x.at(m.value), c.plot.y1))
		}
	}
}

// timeName is the name of an axis of time.
func (c *chart) timeName(name, unit string, log bool) string {
	if log {
		return c.say("%s (%s, logarithmic)", "%s（%s，对数）", name, unit)
	}
	return c.say("%s (%s)", "%s（%s）", name, unit)
}

// shareMarks are the marks of an axis of shares.
func (c *chart) shareMarks() []mark {
	list := ruler{min: c.y.min * 100, max: c.y.max * 100}.marks(5)
	for i := range list {
		list[i].value /= 100
		list[i].label += " %"
	}
	return list
}

// quarterMarks divide the whole.
func quarterMarks() []mark {
	return []mark{{0, "0 %"}, {0.25, "25 %"}, {0.5, "50 %"}, {0.75, "75 %"}, {1, "100 %"}}
}

// drawKey explains signs, below the subtitle.
func (c *chart) drawKey(signs ...sign) { c.drawSigns(c.height-78, signs) }

// turned draws a line of text turned about its point.
func (s *sheet) turned(l lettering, where vg.Point, angle float64, text string) {
	sin, cos := math.Sincos(angle)
	turn := func(p vg.Point) vg.Point {
		return at(where.X+p.X*vg.Length(cos)-p.Y*vg.Length(sin), where.Y+p.X*vg.Length(sin)+p.Y*vg.Length(cos))
	}
	if s.watch != nil && angle == math.Pi/2 {
		width := s.textWidth(l, text)
		s.watch(l, area{where.X - 0.5*l.size, where.Y - l.align*width, where.X + 0.5*l.size, where.Y + (1-l.align)*width}, text)
	}
	if c, ok := s.Canvas.(*svgCanvas); ok {
		s.turnedInSVG(c, l, where, angle, text)
		return
	}
	path := s.letters(l, text)
	for i, step := range path {
		path[i].Pos = turn(step.Pos)
		for k, control := range step.Control {
			path[i].Control[k] = turn(control)
		}
	}
	if len(path) == 0 {
		return
	}
	if l.halo != nil {
		s.stroke(pen{color: l.halo, width: 2.4}, path)
	}
	s.SetColor(l.color)
	s.Fill(path)
}

// joined joins the words that are not empty.
func joined(sep string, words ...string) string {
	var b bytes.Buffer
	for _, w := range words {
		if w != "" && b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(w)
	}
	return b.String()
}

// ring draws the sign of a published point: a dot with a white heart.
func (c *chart) ring(col color.NRGBA, where vg.Point) {
	c.dot(white, 4.6, where)
	c.dot(col, 3.6, where)
	c.dot(white, 1.5, where)
}
