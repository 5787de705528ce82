package page

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// Rect is a rectangle of the page.
type Rect struct{ X0, Y0, X1, Y1 vg.Length }

// NewRect returns the rectangle between the lower left corner (x0, y0) and the upper right one (x1, y1).
func NewRect(x0, y0, x1, y1 vg.Length) Rect { return Rect{x0, y0, x1, y1} }

// Overlaps reports whether two rectangles share more than a side.
func (a Rect) Overlaps(b Rect) bool {
	return a.X0 < b.X1 && b.X0 < a.X1 && a.Y0 < b.Y1 && b.Y0 < a.Y1
}

// Claim reserves a place for a label, unless something is there.
func (p *Page) Claim(a Rect) bool {
	if slices.ContainsFunc(p.Occupied, a.Overlaps) {
		return false
	}
	p.Occupied = append(p.Occupied, a)
	return true
}

// wordGap is the least distance between labels in a row: closer ones would be read as one.
const wordGap = 9

// ClaimWords reserves a place for a label, apart from others in its row, and with some room around it.
func (p *Page) ClaimWords(words Rect, around vg.Length) bool {
	row := Rect{words.X0 - wordGap, words.Y0, words.X1 + wordGap, words.Y1}
	if slices.ContainsFunc(p.labels, row.Overlaps) || !p.Claim(Rect{words.X0 - around, words.Y0, words.X1 + around, words.Y1}) {
		return false
	}
	p.labels = append(p.labels, words)
	return true
}

// Label draws text beside a point, at its right or else at its left, or counts it as left out
// because there is no room.
func (p *Page) Label(l TextStyle, where vg.Point, gap vg.Length, text string) {
	if !p.Beside(l, where, gap, text) {
		p.LabelsOmitted++
	}
}

// Beside draws text at the right of a point, or else at its left, and reports whether there was room.
func (p *Page) Beside(l TextStyle, where vg.Point, gap vg.Length, text string) bool {
	return p.Place(l, At(where.X+gap, where.Y), text) || p.Place(l, At(where.X-gap-p.TextWidth(l, text), where.Y), text)
}

// Place draws text from a point on, unless something is in its way.
func (p *Page) Place(l TextStyle, from vg.Point, text string) bool {
	end := from.X + p.TextWidth(l, text)
	if from.X < p.Plot.X0 || end > p.Plot.X1 || !p.ClaimWords(Rect{from.X, from.Y - l.Size/2, end, from.Y + l.Size/2}, 3) {
		return false
	}
	l.Align = 0
	p.Text(l, from, text)
	return true
}
