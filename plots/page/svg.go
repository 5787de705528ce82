package page

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"io"
	"math"
	"strconv"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// svgCanvas is a page of SVG. It is gonum's canvas without what is not needed here: paths are
// written relative and in hundredths of a point, which makes a page of outlines half as long, and
// the page has a title and a description for those who cannot see it.
type svgCanvas struct {
	width, height vg.Length
	title, desc   string
	body          bytes.Buffer
	shapes        bytes.Buffer     // the outlines of characters, each once
	named         map[shape]string // the names of these
	state         svgState
	stack         []svgState
}

type svgState struct {
	color color.Color
	width vg.Length
	dash  []vg.Length
}

func newSVG(width, height vg.Length) *svgCanvas {
	return &svgCanvas{named: map[shape]string{}, width: width, height: height, state: svgState{color: color.Black, width: 1}}
}

func (c *svgCanvas) SetLineWidth(w vg.Length) { c.state.width = w }

func (c *svgCanvas) SetLineDash(d []vg.Length, _ vg.Length) { c.state.dash = d }

func (c *svgCanvas) SetColor(clr color.Color) { c.state.color = clr }

func (c *svgCanvas) Push() { c.stack = append(c.stack, c.state) }

func (c *svgCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

// What this package never does.
func (c *svgCanvas) Translate(vg.Point) { panic("page: SVG is not moved") }

func (c *svgCanvas) Rotate(float64) { panic("page: SVG does not rotate") }

func (c *svgCanvas) Scale(_, _ float64) { panic("page: SVG does not scale") }

func (c *svgCanvas) FillString(font.Face, vg.Point, string) { panic("page: text is outlines") }

func (c *svgCanvas) DrawImage(vg.Rectangle, image.Image) { panic("page: SVG has no images") }

func (c *svgCanvas) Stroke(path vg.Path) {
	if c.state.width <= 0 {
		return
	}
	fmt.Fprintf(&c.body, `<path fill="none" stroke="%s" stroke-width="%s"`, hexOf(c.state.color), hundredths(cents(c.state.width)))
	for i, d := range c.state.dash {
		if i == 0 {
			c.body.WriteString(` stroke-dasharray="`)
		} else {
			c.body.WriteByte(' ')
		}
		c.body.WriteString(hundredths(cents(d)))
	}
	if len(c.state.dash) > 0 {
		c.body.WriteByte('"')
	}
	c.path(path)
}

func (c *svgCanvas) Fill(path vg.Path) {
	fmt.Fprintf(&c.body, `<path fill="%s"`, hexOf(c.state.color))
	c.path(path)
}

// path writes the rest of an element.
func (c *svgCanvas) path(path vg.Path) {
	c.body.WriteString(` d="`)
	writePath(&c.body, c.height, path)
	c.body.WriteString("\"/>\n")
}

// writePath writes a path's commands; y is counted down from a height.
func writePath(to *bytes.Buffer, height vg.Length, path vg.Path) {
	w := svgPath{Buffer: to, height: height}
	for _, part := range path {
		w.add(part)
	}
}

// svgPath writes a path; it knows where the pen is, in hundredths of a point.
type svgPath struct {
	*bytes.Buffer
	height vg.Length
	x, y   int // the pen
	x0, y0 int // the beginning of this part of the path
	op     byte
}

func (w *svgPath) add(part vg.PathComp) {
	switch part.Type {
	case vg.MoveComp:
		w.op = 0
		w.write('M', part.Pos)
		w.x0, w.y0 = w.x, w.y
	case vg.LineComp:
		w.write('l', part.Pos)
	case vg.CurveComp:
		op := byte('q')
		if len(part.Control) == 2 {
			op = 'c'
		}
		w.write(op, append(part.Control[:len(part.Control):len(part.Control)], part.Pos)...)
	case vg.ArcComp:
		w.arc(part)
	case vg.CloseComp:
		w.WriteByte('z')
		w.x, w.y, w.op = w.x0, w.y0, 0
	}
}

// write writes a command with its points; small letters are relative to the pen.
func (w *svgPath) write(op byte, points ...vg.Point) {
	first := op != w.op
	if first {
		w.WriteByte(op)
	}
	w.op = op
	var x, y int
	for _, p := range points {
		x, y = w.place(p)
		dx, dy := x, y
		if op != 'M' {
			dx, dy = x-w.x, y-w.y
		}
		for _, n := range []int{dx, dy} {
			if !first && n >= 0 {
				w.WriteByte(' ')
			}
			w.WriteString(hundredths(n))
			first = false
		}
	}
	w.x, w.y = x, y
}

// arc writes a circle, or a part of one, that begins at the pen.
func (w *svgPath) arc(part vg.PathComp) {
	on := func(angle float64) vg.Point {
		sin, cos := math.Sincos(angle)
		return vg.Point{X: part.Pos.X + part.Radius*vg.Length(cos), Y: part.Pos.Y + part.Radius*vg.Length(sin)}
	}
	if x, y := w.place(on(part.Start)); x != w.x || y != w.y {
		w.write('l', on(part.Start))
	}
	r, sweep := hundredths(cents(part.Radius)), 0
	if part.Angle < 0 {
		sweep = 1
	}
	for i := 1; i <= 2; i++ { // two halves: a whole circle ends where it begins
		x, y := w.place(on(part.Start + part.Angle*float64(i)/2))
		fmt.Fprintf(w, "a%s %s 0 0 %d %s %s", r, r, sweep, hundredths(x-w.x), hundredths(y-w.y))
		w.x, w.y = x, y
	}
	w.op = 0
}

// place returns a point in hundredths, from the upper left corner.
func (w *svgPath) place(p vg.Point) (x, y int) { return cents(p.X), cents(w.height - p.Y) }

func cents(l vg.Length) int { return int(math.Round(float64(inHundredths(l)) * 100)) }

// hundredths writes a number of hundredths as short as it can be: 12.5, -.07, 3.
func hundredths(n int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	whole, rest := n/100, n%100
	switch {
	case rest == 0:
		return sign + strconv.Itoa(whole)
	case whole == 0:
		sign += "."
	default:
		sign += strconv.Itoa(whole) + "."
	}
	if rest%10 == 0 {
		return sign + strconv.Itoa(rest/10)
	}
	return sign + fmt.Sprintf("%02d", rest)
}

func hexOf(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}

// prefix returns letters that the names of this page begin with, so that two pages can be put into one
// HTML page.
func (c *svgCanvas) prefix() string {
	digest := fnv.New32a()
	digest.Write(c.body.Bytes())
	digest.Write(c.shapes.Bytes())
	sum := digest.Sum32()
	letters := make([]byte, 3)
	for i := range letters {
		letters[i] = 'a' + byte(sum%26)
		sum /= 26
	}
	return string(letters)
}

func (c *svgCanvas) WriteTo(w io.Writer) (int64, error) {
	var page bytes.Buffer
	width, height := hundredths(cents(c.width)), hundredths(cents(c.height))
	fmt.Fprintf(&page, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="%spt" height="%spt" viewBox="0 0 %s %s" role="img">`,
		width, height, width, height)
	page.WriteString("\n<title>")
	xml.EscapeText(&page, []byte(c.title)) // a buffer does not fail
	page.WriteString("</title>\n<desc>")
	xml.EscapeText(&page, []byte(c.desc))
	page.WriteString("</desc>\n<defs>\n")
	prefix := c.prefix()
	page.Write(bytes.ReplaceAll(c.shapes.Bytes(), []byte(`id="`), []byte(`id="`+prefix)))
	page.WriteString("</defs>\n")
	page.Write(bytes.ReplaceAll(c.body.Bytes(), []byte(`"#c`), []byte(`"#`+prefix+`c`)))
	page.WriteString("</svg>\n")
	return page.WriteTo(w)
}
