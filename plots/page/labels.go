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
func (s *Page) Claim(a Rect) bool {
	if slices.ContainsFunc(s.Occupied, a.Overlaps) {
		return false
	}
	s.Occupied = append(s.Occupied, a)
	return true
}

// wordGap is the least distance between labels in a row: closer ones would be read as one.
const wordGap = 9

// ClaimWords reserves a place for a label, apart from others in its row, and with some room around it.
func (s *Page) ClaimWords(words Rect, around vg.Length) bool {
	row := Rect{words.X0 - wordGap, words.Y0, words.X1 + wordGap, words.Y1}
	if slices.ContainsFunc(s.labels, row.Overlaps) || !s.Claim(Rect{words.X0 - around, words.Y0, words.X1 + around, words.Y1}) {
		return false
	}
	s.labels = append(s.labels, words)
	return true
}

// Label draws text beside a point, at its right or else at its left, or counts it as left out
// because there is no room.
func (s *Page) Label(l TextStyle, where vg.Point, gap vg.Length, text string) {
	if !s.Beside(l, where, gap, text) {
		s.LabelsOmitted++
	}
}

// Beside draws text at the right of a point, or else at its left, and reports whether there was room.
func (s *Page) Beside(l TextStyle, where vg.Point, gap vg.Length, text string) bool {
	return s.Place(l, At(where.X+gap, where.Y), text) || s.Place(l, At(where.X-gap-s.TextWidth(l, text), where.Y), text)
}

// Place draws text from a point on, unless something is in its way.
func (s *Page) Place(l TextStyle, from vg.Point, text string) bool {
	end := from.X + s.TextWidth(l, text)
	if from.X < s.Plot.X0 || end > s.Plot.X1 || !s.ClaimWords(Rect{from.X, from.Y - l.Size/2, end, from.Y + l.Size/2}, 3) {
		return false
	}
	l.Align = 0
	s.Text(l, from, text)
	return true
}
