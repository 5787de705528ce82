package page

import (
	"testing"
)

// Two labels so close that they read as one are worse than one label.
func TestLabelsInARowStayApart(t *testing.T) {
	s := &Page{}
	if !s.ClaimWords(Rect{0, 0, 40, 10}, 3) || s.ClaimWords(Rect{48, 0, 90, 10}, 3) {
		t.Error("a label stands 8 points from another")
	}
	if !s.ClaimWords(Rect{50, 0, 90, 10}, 3) || !s.ClaimWords(Rect{48, 11, 90, 20}, 3) {
		t.Error("there is no room at 10 points, or in the next row")
	}
}
