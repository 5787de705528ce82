package run

import (
	"image/color"
	"math"
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
)

// The states of a server, and what an answer to a candidate looks like. A pre-candidate is yellow
// above and candidate's orange below: of its bar only the yellow is compared. Down is white.
var statePalette = []struct {
	name  string
	color color.Color
}{{"follower", FollowerFill}, {"pre-candidate", PreFill}, {"candidate", CandidateCol}, {"leader", LeaderCol}, {"down", page.White}}

func TestStateColoursAreApart(t *testing.T) {
	for _, v := range plottest.Visions {
		for i, a := range statePalette {
			for _, b := range statePalette[i+1:] {
				d := v.Distance(a.color, b.color)
				t.Logf("%s: %s and %s %.1f", v.Name, a.name, b.name, d)
				if d < v.Limit && !(v.Name == "grey" && hasFoot(a.name, b.name)) {
					t.Errorf("%s: %s and %s are %.1f apart, less than %.0f", v.Name, a.name, b.name, d, v.Limit)
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
	for _, v := range plottest.Visions {
		for name, pair := range map[string][2]color.Color{"foot": {PreFill, CandidateCol}, "hatch": {page.White, page.Hatching}} {
			if d := v.Distance(pair[0], pair[1]); d < v.Limit {
				t.Errorf("%s: the %s is %.1f apart from its ground", v.Name, name, d)
			}
		}
	}
}

// Granted and denied differ in their heads too; their colours must still differ in lightness.
func TestAnswersDifferInLightness(t *testing.T) {
	for _, v := range plottest.Visions {
		if d := math.Abs(v.Lab(GrantCol)[0] - v.Lab(DenyCol)[0]); d < 20 {
			t.Errorf("%s: granted and denied differ by %.1f in lightness", v.Name, d)
		}
	}
}

func TestDistanceOfKnownColours(t *testing.T) {
	full := plottest.Visions[0]
	if d := full.Distance(color.Black, page.White); math.Abs(d-100) > 0.1 {
		t.Errorf("black and white are %.2f apart, not 100", d)
	}
	red, green := page.RGB(0xB4453A), page.RGB(0x6E7A2B)
	if full.Distance(red, green) < 2*plottest.Visions[2].Distance(red, green) {
		t.Error("red and green do not come nearer in deuteranopia")
	}
}
