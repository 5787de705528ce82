package plots

import (
	_ "embed"
	"fmt"
	"image/color"
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// chinese is a subset of Noto Sans CJK SC; font/make.sh makes it, font/OFL.txt is its licence.
//
//go:embed font/NotoSansCJKsc-gb2312.otf
var chinese []byte

// typeface is a list of fonts: the first that has a character draws it.
type typeface []*sfnt.Font

var (
	parsed = sync.OnceValue(func() [3]*sfnt.Font {
		return [3]*sfnt.Font{parse(liberationsansregular.TTF), parse(liberationsansbold.TTF), parse(chinese)}
	})
	regular = sync.OnceValue(func() typeface { return typeface{parsed()[0], parsed()[2]} })
	bold    = sync.OnceValue(func() typeface { return typeface{parsed()[1], parsed()[2]} })
)

func parse(data []byte) *sfnt.Font {
	f, err := sfnt.Parse(data)
	if err != nil {
		panic(fmt.Sprintf("plots: a font that is part of the program cannot be read: %v", err))
	}
	return f
}

// haloWidth is the width of the line around letters with a halo, of which a half is seen.
const haloWidth = 3

// lettering is how text looks. Align 0 puts its left end at the point, 0.5 its middle, 1 its right
// end; a halo keeps it readable on lines.
type lettering struct {
	face  typeface
	size  vg.Length
	color color.Color
	align vg.Length
	halo  color.Color
}

// glyphs calls visit for every character with the font that has it and its place, in units of the
// text's size, and returns the width of the text.
func (s *sheet) glyphs(face typeface, text string, visit func(f *sfnt.Font, g sfnt.GlyphIndex, x vg.Length)) (x vg.Length) {
	var before *sfnt.Font
	var last sfnt.GlyphIndex
	for _, r := range text {
		f, g := s.find(face, r)
		em := fixed.Int26_6(f.UnitsPerEm())
		if f == before {
			if kern, err := f.Kern(&s.buffer, last, g, em, font.HintingNone); err == nil {
				x += vg.Length(kern) / vg.Length(em)
			}
		}
		if visit != nil {
			visit(f, g, x)
		}
		if advance, err := f.GlyphAdvance(&s.buffer, g, em, font.HintingNone); err == nil {
			x += vg.Length(advance) / vg.Length(em)
		}
		before, last = f, g
	}
	return x
}

func (s *sheet) find(face typeface, r rune) (*sfnt.Font, sfnt.GlyphIndex) {
	for _, f := range face {
		if g, err := f.GlyphIndex(&s.buffer, r); err == nil && g != 0 {
			return f, g
		}
	}
	return face[0], 0
}

func (s *sheet) textWidth(l lettering, text string) vg.Length {
	return s.glyphs(l.face, text, nil) * l.size
}

// text draws a line of text whose capitals are centred on the height of the point.
func (s *sheet) text(l lettering, where vg.Point, text string) {
	where.X -= l.align * s.textWidth(l, text)
	where.Y -= 0.36 * l.size
	if s.watch != nil && text != "" {
		s.watch(l, area{where.X, where.Y - 0.2*l.size, where.X + s.textWidth(l, text), where.Y + 0.75*l.size}, text)
	}
	if l.halo != nil {
		s.clearGaps(l, where, text)
	}
	if c, ok := s.Canvas.(*svgCanvas); ok {
		s.textOfSVG(c, l, where, text)
		return
	}
	var path vg.Path
	s.glyphs(l.face, text, func(f *sfnt.Font, g sfnt.GlyphIndex, x vg.Length) {
		s.outline(&path, f, g, l.size, at(where.X+x*l.size, where.Y))
	})
	if len(path) == 0 {
		return
	}
	if l.halo != nil {
		s.stroke(pen{color: l.halo, width: haloWidth}, path)
	}
	s.SetColor(l.color)
	s.Fill(path)
}

// clearGaps extends the halo to the gaps between words: a line behind them would look like a hyphen.
func (s *sheet) clearGaps(l lettering, where vg.Point, text string) {
	for i, r := range text {
		if r == ' ' {
			x0, x1 := where.X+s.textWidth(l, text[:i]), where.X+s.textWidth(l, text[:i+1])
			s.rect(l.halo, x0, where.Y-haloWidth/2, x1, where.Y+0.53*l.size+haloWidth/2)
		}
	}
}

// outline adds the outline of a character to a path.
func (s *sheet) outline(path *vg.Path, f *sfnt.Font, g sfnt.GlyphIndex, size vg.Length, origin vg.Point) {
	em := f.UnitsPerEm()
	segments, err := f.LoadGlyph(&s.buffer, g, fixed.Int26_6(em), nil)
	if err != nil {
		return
	}
	scale := size / vg.Length(em)
	place := func(p fixed.Point26_6) vg.Point {
		return at(origin.X+vg.Length(p.X)*scale, origin.Y-vg.Length(p.Y)*scale)
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

// firstThatFits returns the first of several wordings that is no wider than width, or "".
func (s *sheet) firstThatFits(l lettering, width vg.Length, wordings ...string) string {
	for _, w := range wordings {
		if s.textWidth(l, w) <= width {
			return w
		}
	}
	return ""
}

// shrink makes the letters smaller, down to two thirds, until the text is no wider than width; what
// is still too long is cut.
func (s *sheet) shrink(l lettering, width vg.Length, text string) (lettering, string) {
	if full := s.textWidth(l, text); full > width {
		l.size *= max(width/full, 2.0/3)
	}
	return l, s.cut(l, width, text)
}

// cut shortens a text to a width and marks that with an ellipsis.
func (s *sheet) cut(l lettering, width vg.Length, text string) string {
	if s.textWidth(l, text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && s.textWidth(l, string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimSpace(string(letters)) + "…"
}

// wrap breaks a text into lines at its spaces.
func (s *sheet) wrap(l lettering, width vg.Length, text string) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && s.textWidth(l, line+" "+word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}
