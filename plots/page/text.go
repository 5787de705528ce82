package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"image/color"
	"math"
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// Turned draws a line of text turned about its point.
func (p *Page) Turned(l TextStyle, where vg.Point, angle float64, text string) {
	sin, cos := math.Sincos(angle)
	turn := func(p vg.Point) vg.Point {
		return At(where.X+p.X*vg.Length(cos)-p.Y*vg.Length(sin), where.Y+p.X*vg.Length(sin)+p.Y*vg.Length(cos))
	}
	if p.Watch != nil && angle == math.Pi/2 {
		width := p.TextWidth(l, text)
		p.Watch(l, Rect{where.X - 0.5*l.Size, where.Y - l.Align*width, where.X + 0.5*l.Size, where.Y + (1-l.Align)*width}, text)
	}
	if c, ok := p.Canvas.(*svgCanvas); ok {
		p.turnedInSVG(c, l, where, angle, text)
		return
	}
	path := p.letters(l, text)
	for i, step := range path {
		path[i].Pos = turn(step.Pos)
		for k, control := range step.Control {
			path[i].Control[k] = turn(control)
		}
	}
	if len(path) == 0 {
		return
	}
	if l.Halo != nil {
		p.Path(Stroke{Color: l.Halo, Width: 2.4}, path)
	}
	p.SetColor(l.Color)
	p.Fill(path)
}

// Joined joins the words that are not empty.
func Joined(sep string, words ...string) string {
	var b bytes.Buffer
	for _, w := range words {
		if w != "" && b.Len() > 0 {
			b.WriteString(sep)
		}
		b.WriteString(w)
	}
	return b.String()
}

// letters returns the outlines of a line of text about the origin.
func (p *Page) letters(l TextStyle, text string) vg.Path {
	var path vg.Path
	start := -l.Align * p.TextWidth(l, text)
	p.glyphs(l.Face, text, func(f *sfnt.Font, g sfnt.GlyphIndex, x vg.Length) {
		p.outline(&path, f, g, l.Size, At(start+x*l.Size, -0.36*l.Size))
	})
	return path
}

// chinese is a subset of Noto Sans CJK SC; font/make.sh makes it, font/OFL.txt is its licence.
//
//go:embed font/NotoSansCJKsc-gb2312.otf
var chinese []byte

// Typeface is a list of fonts: the first that has a character draws it.
type Typeface []*sfnt.Font

var (
	parsed = sync.OnceValue(func() [3]*sfnt.Font {
		return [3]*sfnt.Font{parse(liberationsansregular.TTF), parse(liberationsansbold.TTF), parse(chinese)}
	})
	// Regular returns the typeface of most text: Liberation Sans, and for Chinese Noto Sans CJK.
	Regular = sync.OnceValue(func() Typeface { return Typeface{parsed()[0], parsed()[2]} })
	// Bold returns the typeface of titles and names; Chinese is not bold in it.
	Bold = sync.OnceValue(func() Typeface { return Typeface{parsed()[1], parsed()[2]} })
)

func parse(data []byte) *sfnt.Font {
	f, err := sfnt.Parse(data)
	if err != nil {
		panic(fmt.Sprintf("page: a font that is part of the program cannot be read: %v", err))
	}
	return f
}

// haloWidth is the width of the line around letters with a halo, of which a half is seen.
const haloWidth = 3

// TextStyle is how text looks. Align 0 puts its left end at the point, 0.5 its middle, 1 its right
// end; a halo keeps it readable on lines.
type TextStyle struct {
	Face  Typeface
	Size  vg.Length
	Color color.Color
	Align vg.Length
	Halo  color.Color
}

// glyphs calls visit for every character with the font that has it and its place, in units of the
// text's size, and returns the width of the text.
func (p *Page) glyphs(face Typeface, text string, visit func(f *sfnt.Font, g sfnt.GlyphIndex, x vg.Length)) (x vg.Length) {
	var before *sfnt.Font
	var last sfnt.GlyphIndex
	for _, r := range text {
		f, g := p.find(face, r)
		em := fixed.Int26_6(f.UnitsPerEm())
		if f == before {
			if kern, err := f.Kern(&p.buffer, last, g, em, font.HintingNone); err == nil {
				x += vg.Length(kern) / vg.Length(em)
			}
		}
		if visit != nil {
			visit(f, g, x)
		}
		if advance, err := f.GlyphAdvance(&p.buffer, g, em, font.HintingNone); err == nil {
			x += vg.Length(advance) / vg.Length(em)
		}
		before, last = f, g
	}
	return x
}

func (p *Page) find(face Typeface, r rune) (*sfnt.Font, sfnt.GlyphIndex) {
	for _, f := range face {
		if g, err := f.GlyphIndex(&p.buffer, r); err == nil && g != 0 {
			return f, g
		}
	}
	return face[0], 0
}

// TextWidth returns how wide a line of text is.
func (p *Page) TextWidth(l TextStyle, text string) vg.Length {
	return p.glyphs(l.Face, text, nil) * l.Size
}

// Text draws a line of text whose capitals are centred on the height of the point.
func (p *Page) Text(l TextStyle, where vg.Point, text string) {
	where.X -= l.Align * p.TextWidth(l, text)
	where.Y -= 0.36 * l.Size
	if p.Watch != nil && text != "" {
		p.Watch(l, Rect{where.X, where.Y - 0.2*l.Size, where.X + p.TextWidth(l, text), where.Y + 0.75*l.Size}, text)
	}
	if l.Halo != nil {
		p.clearGaps(l, where, text)
	}
	if c, ok := p.Canvas.(*svgCanvas); ok {
		p.textOfSVG(c, l, where, text)
		return
	}
	var path vg.Path
	p.glyphs(l.Face, text, func(f *sfnt.Font, g sfnt.GlyphIndex, x vg.Length) {
		p.outline(&path, f, g, l.Size, At(where.X+x*l.Size, where.Y))
	})
	if len(path) == 0 {
		return
	}
	if l.Halo != nil {
		p.Path(Stroke{Color: l.Halo, Width: haloWidth}, path)
	}
	p.SetColor(l.Color)
	p.Fill(path)
}

// clearGaps extends the halo to the gaps between words: a line behind them would look like a hyphen.
func (p *Page) clearGaps(l TextStyle, where vg.Point, text string) {
	for i, r := range text {
		if r == ' ' {
			x0, x1 := where.X+p.TextWidth(l, text[:i]), where.X+p.TextWidth(l, text[:i+1])
			p.Box(l.Halo, x0, where.Y-haloWidth/2, x1, where.Y+0.53*l.Size+haloWidth/2)
		}
	}
}

// outline adds the outline of a character to a path.
func (p *Page) outline(path *vg.Path, f *sfnt.Font, g sfnt.GlyphIndex, size vg.Length, origin vg.Point) {
	em := f.UnitsPerEm()
	segments, err := f.LoadGlyph(&p.buffer, g, fixed.Int26_6(em), nil)
	if err != nil {
		return
	}
	scale := size / vg.Length(em)
	place := func(p fixed.Point26_6) vg.Point {
		return At(origin.X+vg.Length(p.X)*scale, origin.Y-vg.Length(p.Y)*scale)
	}
	for i, segment := range segments {
		a := segment.Args
		switch segment.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(place(a[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(place(a[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(place(a[0]), place(a[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(place(a[0]), place(a[1]), place(a[2]))
		}
	}
	if len(segments) > 0 {
		path.Close()
	}
}

// FirstThatFits returns the first of several wordings that is no wider than width, or "".
func (p *Page) FirstThatFits(l TextStyle, width vg.Length, wordings ...string) string {
	for _, w := range wordings {
		if p.TextWidth(l, w) <= width {
			return w
		}
	}
	return ""
}

// Shrink makes the letters smaller, down to two thirds, until the text is no wider than width; what
// is still too long is cut.
func (p *Page) Shrink(l TextStyle, width vg.Length, text string) (TextStyle, string) {
	if full := p.TextWidth(l, text); full > width {
		l.Size *= max(width/full, 2.0/3)
	}
	return l, p.Cut(l, width, text)
}

// Cut shortens a text to a width and marks that with an ellipsis.
func (p *Page) Cut(l TextStyle, width vg.Length, text string) string {
	if p.TextWidth(l, text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && p.TextWidth(l, string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimSpace(string(letters)) + "…"
}

// Wrap breaks a text into lines at its spaces.
func (p *Page) Wrap(l TextStyle, width vg.Length, text string) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && p.TextWidth(l, line+" "+word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}
