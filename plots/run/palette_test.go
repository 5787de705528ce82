package run

import (
	"image/color"
	"math"
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
)

// vision turns a colour's light into the light that gives a person with this vision the same
// impression to somebody who sees all colours.
type vision struct {
	name   string
	matrix [3][3]float64
	limit  float64 // least distance between two state colours, CIE 1976 (10 is a clear difference)
}

// The three forms of complete colour blindness after Machado, Oliveira and Fernandes, "A
// Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, table 1, severity 1;
// and a print in grey.
var visions = []vision{
	{"full", [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 15},
	{"protanopia", [3][3]float64{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}, 15},
	{"deuteranopia", [3][3]float64{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}, 15},
	{"tritanopia", [3][3]float64{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}, 15},
	{"grey", [3][3]float64{{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}}, 10},
}

// lab returns a colour as a person with a vision sees it: lightness and two colour axes (CIELAB, D65).
func (v vision) lab(c color.Color) [3]float64 {
	light := plottest.LinearOf(c)
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

func (v vision) distance(a, b color.Color) float64 {
	x, y := v.lab(a), v.lab(b)
	return math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2])
}

// The states of a server, and what an answer to a candidate looks like. A pre-candidate is yellow
// above and candidate's orange below: of its bar only the yellow is compared. Down is white.
var statePalette = []struct {
	name  string
	color color.Color
}{{"follower", FollowerFill}, {"pre-candidate", PreFill}, {"candidate", CandidateCol}, {"leader", LeaderCol}, {"down", page.White}}

func TestStateColoursAreApart(t *testing.T) {
	for _, v := range visions {
		for i, a := range statePalette {
			for _, b := range statePalette[i+1:] {
				d := v.distance(a.color, b.color)
				t.Logf("%s: %s and %s %.1f", v.name, a.name, b.name, d)
				if d < v.limit && !(v.name == "grey" && hasFoot(a.name, b.name)) {
					t.Errorf("%s: %s and %s are %.1f apart, less than %.0f", v.name, a.name, b.name, d, v.limit)
				}
			}
		}
	}
}

// hasFoot reports whether one of two states is the pre-candidate, whose bar has a foot of candidate's
// orange: its yellow alone vanishes in grey.
func hasFoot(a, b string) bool { return a == "pre-candidate" || b == "pre-candidate" }

// The second cue of a pre-candidate must itself be seen on yellow, and beside a follower.
func TestSecondCuesAreSeen(t *testing.T) {
	for _, v := range visions {
		for name, pair := range map[string][2]color.Color{"foot": {PreFill, CandidateCol}, "hatch": {page.White, page.Hatching}} {
			if d := v.distance(pair[0], pair[1]); d < v.limit {
				t.Errorf("%s: the %s is %.1f apart from its ground", v.name, name, d)
			}
		}
	}
}

// Granted and denied differ in their heads too; their colours must still differ in lightness.
func TestAnswersDifferInLightness(t *testing.T) {
	for _, v := range visions {
		if d := math.Abs(v.lab(GrantCol)[0] - v.lab(DenyCol)[0]); d < 20 {
			t.Errorf("%s: granted and denied differ by %.1f in lightness", v.name, d)
		}
	}
}

func TestDistanceOfKnownColours(t *testing.T) {
	full := visions[0]
	if d := full.distance(color.Black, page.White); math.Abs(d-100) > 0.1 {
		t.Errorf("black and white are %.2f apart, not 100", d)
	}
	red, green := page.RGB(0xB4453A), page.RGB(0x6E7A2B)
	if full.distance(red, green) < 2*visions[2].distance(red, green) {
		t.Error("red and green do not come nearer in deuteranopia")
	}
}
