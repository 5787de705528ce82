package plots

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// area is a rectangle of the page.
type area struct{ x0, y0, x1, y1 vg.Length }

func (a area) overlaps(b area) bool {
	return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

// claim reserves a place for a label, unless something is there.
func (s *sheet) claim(a area) bool {
	if slices.ContainsFunc(s.taken, a.overlaps) {
		return false
	}
	s.taken = append(s.taken, a)
	return true
}

// wordGap is the least distance between labels in a row: closer ones would be read as one.
const wordGap = 9

// claimWords reserves a place for a label, apart from others in its row, and with some room around it.
func (s *sheet) claimWords(words area, around vg.Length) bool {
	row := area{words.x0 - wordGap, words.y0, words.x1 + wordGap, words.y1}
	if slices.ContainsFunc(s.said, row.overlaps) || !s.claim(area{words.x0 - around, words.y0, words.x1 + around, words.y1}) {
		return false
	}
	s.said = append(s.said, words)
	return true
}

// label draws text beside a point, at its right or else at its left, or counts it as left out
// because there is no room.
func (s *sheet) label(l lettering, where vg.Point, gap vg.Length, text string) {
	if !s.beside(l, where, gap, text) {
		s.crowded++
	}
}

// beside draws text at the right of a point, or else at its left, and reports whether there was room.
func (s *sheet) beside(l lettering, where vg.Point, gap vg.Length, text string) bool {
	return s.place(l, at(where.X+gap, where.Y), text) || s.place(l, at(where.X-gap-s.textWidth(l, text), where.Y), text)
}

// place draws text from a point on, unless something is in its way.
func (s *sheet) place(l lettering, from vg.Point, text string) bool {
	end := from.X + s.textWidth(l, text)
	if from.X < s.plot.x0 || end > s.plot.x1 || !s.claimWords(area{from.X, from.Y - l.size/2, end, from.Y + l.size/2}, 3) {
		return false
	}
	l.align = 0
	s.text(l, from, text)
	return true
}
