package page

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// roundedCanvas rounds what it is given to hundredths of a point, as the SVG is. So PNG and PDF do not show the
// last bits of a sum, which differ between processors: some multiply and add in one step.
type roundedCanvas struct{ canvas }

func (c roundedCanvas) SetLineWidth(w vg.Length) { c.canvas.SetLineWidth(inHundredths(w)) }

func (c roundedCanvas) SetLineDash(dashes []vg.Length, offset vg.Length) {
	even := make([]vg.Length, len(dashes))
	for i, d := range dashes {
		even[i] = inHundredths(d)
	}
	c.canvas.SetLineDash(even, inHundredths(offset))
}

func (c roundedCanvas) Stroke(path vg.Path) { c.canvas.Stroke(roundedPath(path)) }

func (c roundedCanvas) Fill(path vg.Path) { c.canvas.Fill(roundedPath(path)) }

func roundedPath(path vg.Path) vg.Path {
	even := make(vg.Path, len(path))
	for i, part := range path {
		part.Pos, part.Radius = roundedPoint(part.Pos), inHundredths(part.Radius)
		if len(part.Control) > 0 {
			control := make([]vg.Point, len(part.Control))
			for j, p := range part.Control {
				control[j] = roundedPoint(p)
			}
			part.Control = control
		}
		even[i] = part
	}
	return even
}

func roundedPoint(p vg.Point) vg.Point { return vg.Point{X: inHundredths(p.X), Y: inHundredths(p.Y)} }

// inHundredths rounds to millionths first: where the layout asks for half a hundredth, the last bits would decide
// whether that is rounded up or down.
func inHundredths(l vg.Length) vg.Length {
	return vg.Length(math.Round(math.Round(float64(l)*1e6)/1e4) / 100)
}
