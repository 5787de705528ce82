package page

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

func TestSpreadMovesApart(t *testing.T) {
	for _, c := range []struct {
		middles, widths, want []vg.Length
	}{
		{[]vg.Length{50, 200}, []vg.Length{20, 20}, []vg.Length{50, 200}},
		{[]vg.Length{50, 50}, []vg.Length{20, 20}, []vg.Length{35, 65}},
		{[]vg.Length{0, 5, 300}, []vg.Length{20, 20, 20}, []vg.Length{10, 40, 290}},
		{[]vg.Length{150, 150, 150}, []vg.Length{40, 20, 40}, []vg.Length{110, 150, 190}},
	} {
		got, ok := Spread(c.middles, c.widths, 10, 0, 300)
		for i := range c.want {
			if !ok || math.Abs(float64(got[i]-c.want[i])) > 1e-9 {
				t.Fatalf("%v: %v %v, want %v", c.middles, got, ok, c.want)
			}
		}
	}
	if _, ok := Spread([]vg.Length{1, 2}, []vg.Length{150, 150}, 10, 0, 300); ok {
		t.Error("two widths of 150 and a gap fit into 300")
	}
}

func TestStrokeAndArea(t *testing.T) {
	a := Rect{10, 10, 20, 20}
	for _, c := range []struct {
		s       obstacle
		crosses bool
	}{
		{obstacle{a: At(0, 0), b: At(30, 30)}, true}, {obstacle{a: At(0, 15), b: At(30, 15)}, true}, {obstacle{a: At(12, 12), b: At(13, 14)}, true},
		{obstacle{a: At(0, 0), b: At(30, 5)}, false}, {obstacle{a: At(0, 15), b: At(9, 15)}, false}, {obstacle{a: At(0, 21), b: At(30, 21)}, false},
	} {
		if got := c.s.crosses(a); got != c.crosses || (c.s.distance(a) == 0) != c.crosses {
			t.Errorf("%v to %v: crosses %v, distance %v", c.s.a, c.s.b, got, c.s.distance(a))
		}
	}
}

func TestSlantedOverlap(t *testing.T) {
	a := TurnedRect{At(0, 0), 20, 5, math.Pi / 4}
	for _, c := range []struct {
		b    TurnedRect
		want bool
	}{
		{TurnedRect{At(10, 10), 5, 5, 0}, true}, {TurnedRect{At(12, -12), 5, 5, 0}, false}, // beside it, though the boxes round them meet
		{TurnedRect{At(0, 11), 20, 2, math.Pi / 4}, false}, {TurnedRect{At(0, 8), 20, 2, math.Pi / 4}, true}, {TurnedRect{At(90, 0), 20, 5, 1}, false},
	} {
		if a.Overlaps(c.b) != c.want || c.b.Overlaps(a) != c.want {
			t.Errorf("%v: overlap is not %v", c.b, c.want)
		}
	}
	if !a.CrossedBy(At(-30, 0), At(30, 0)) || a.CrossedBy(At(0, 12), At(30, 12)) == a.CrossedBy(At(-30, 20), At(-5, 20)) {
		t.Error("lines through a turned box are not seen")
	}
}
