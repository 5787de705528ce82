package page

import (
	"bytes"
	"fmt"
	"math"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/vg"
)

// shape is a character of a font.
type shape struct {
	font  *sfnt.Font
	glyph sfnt.GlyphIndex
}

// shapeSize is the size at which outlines are written: a hundredth of a point is then a thousandth
// of the letters' size.
const shapeSize = 10

// textOfSVG draws a line of text as uses of its characters' outlines, from a point on its base line.
func (p *Page) textOfSVG(c *svgCanvas, l TextStyle, where vg.Point, text string) {
	p.usesOfSVG(c, l, fmt.Sprintf("translate(%s %s)", hundredths(cents(where.X)), hundredths(cents(c.height-where.Y))), text)
}

// turnedInSVG draws a line of text turned about a point, at which it is aligned.
func (p *Page) turnedInSVG(c *svgCanvas, l TextStyle, where vg.Point, angle float64, text string) {
	p.usesOfSVG(c, l, fmt.Sprintf("translate(%s %s)rotate(%s)translate(%s %s)", hundredths(cents(where.X)),
		hundredths(cents(c.height-where.Y)), hundredths(cents(vg.Length(-angle*180/math.Pi))),
		hundredths(cents(-l.Align*p.TextWidth(l, text))), hundredths(cents(0.36*l.Size))), text)
}

func (p *Page) usesOfSVG(c *svgCanvas, l TextStyle, place, text string) {
	var uses bytes.Buffer
	p.glyphs(l.Face, text, func(f *sfnt.Font, g sfnt.GlyphIndex, x vg.Length) {
		name := p.shapeName(c, shape{f, g})
		if name == "" {
			return
		}
		fmt.Fprintf(&uses, `<use xlink:href="#%s"`, name)
		if x := cents(x * shapeSize); x != 0 {
			fmt.Fprintf(&uses, ` x="%s"`, hundredths(x))
		}
		uses.WriteString("/>")
	})
	if uses.Len() == 0 {
		return
	}
	place = fmt.Sprintf(`transform="%sscale(%.4g)"`, place, float64(l.Size/shapeSize))
	if l.Halo != nil {
		fmt.Fprintf(&c.body, `<g fill="none" stroke="%s" stroke-width="%s" %s>%s</g>`+"\n", hexOf(l.Halo),
			hundredths(cents(haloWidth*shapeSize/l.Size)), place, uses.Bytes())
	}
	fmt.Fprintf(&c.body, `<g fill="%s" %s>%s</g>`+"\n", hexOf(l.Color), place, uses.Bytes())
}

// shapeName returns the name of a character's outline on the page, and puts it there if it is new.
// A space has none.
func (p *Page) shapeName(c *svgCanvas, of shape) string {
	if name, ok := c.named[of]; ok {
		return name
	}
	var path vg.Path
	p.outline(&path, of.font, of.glyph, shapeSize, vg.Point{})
	name := ""
	if len(path) > 0 {
		name = fmt.Sprintf("c%d", len(c.named))
		fmt.Fprintf(&c.shapes, `<path id="%s" d="`, name)
		writePath(&c.shapes, 0, path)
		c.shapes.WriteString("\"/>\n")
	}
	c.named[of] = name
	return name
}
