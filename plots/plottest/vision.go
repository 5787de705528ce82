package plottest

import (
	"image/color"
	"math"
)

// Vision turns a colour's light into the light that gives a person with this vision the same
// impression to somebody who sees all colours.
type Vision struct {
	Name   string
	matrix [3][3]float64
	Limit  float64 // least distance between two state colours, CIE 1976 (10 is a clear difference)
}

// Visions are the three forms of complete colour blindness after Machado, Oliveira and Fernandes, "A
// Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, table 1, severity 1;
// full sight, and a print in grey.
var Visions = []Vision{
	{"full", [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 15},
	{"protanopia", [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}, 15},
	{"deuteranopia", [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}, 15},
	{"tritanopia", [3][3]float64{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}, 15},
	{"grey", [3][3]float64{{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}}, 10},
}

// Lab returns a colour as a person with a vision sees it: lightness and two colour axes (CIELAB, D65).
func (v Vision) Lab(c color.Color) [3]float64 {
	light := LinearOf(c)
	var seen [3]float64
	for i, row := range v.matrix {
		for k, weight := range row {
			seen[i] += weight * light[k]
		}
		seen[i] = min(max(seen[i], 0), 1)
	}
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124*seen[0] + 0.3576*seen[1] + 0.1805*seen[2]) / 0.9505)
	y := f(0.2126*seen[0] + 0.7152*seen[1] + 0.0722*seen[2])
	z := f((0.0193*seen[0] + 0.1192*seen[1] + 0.9505*seen[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// Distance returns how far apart a person with a vision sees two colours.
func (v Vision) Distance(a, b color.Color) float64 {
	x, y := v.Lab(a), v.Lab(b)
	return math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2])
}
