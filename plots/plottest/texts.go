package plottest

import (
	"testing"

	"raftlab/plots/page"
)

// Written is a text on a page.
type Written struct {
	Box  page.Rect
	Text string
}

// TextsOf draws a figure and returns all texts on it.
func TextsOf(t testing.TB, d page.Drawing) (list []Written) {
	t.Helper()
	page.Watch(d, func(_ page.TextStyle, box page.Rect, text string) { list = append(list, Written{box, text}) })
	return list
}

// Collisions returns the pairs of texts that share a place, and the texts that leave the page.
func Collisions(s *page.Page, texts []Written) (bad [][2]Written) {
	const touch = 0.5 // points
	for i, a := range texts {
		if a.Box.X0 < 0 || a.Box.X1 > s.Width || a.Box.Y0 < 0 || a.Box.Y1 > s.Height {
			bad = append(bad, [2]Written{a, {Text: "the edge of the page"}})
		}
		for _, b := range texts[i+1:] {
			smaller := page.NewRect(b.Box.X0+touch, b.Box.Y0+touch, b.Box.X1-touch, b.Box.Y1-touch)
			if a.Box.Overlaps(smaller) {
				bad = append(bad, [2]Written{a, b})
			}
		}
	}
	return bad
}
