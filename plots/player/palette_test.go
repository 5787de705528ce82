package player

import (
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
)

// palettes are the colours of the style sheet by their names, light and dark.
func palettes(t *testing.T) map[string]map[string]color.Color {
	t.Helper()
	found := map[string]map[string]color.Color{}
	for name, begins := range map[string]string{"light": ":root{", "dark": ":root[data-theme=dark]{"} {
		_, rest, ok := strings.Cut(file("style.css"), begins)
		if !ok {
			t.Fatalf("the style sheet has no %s", begins)
		}
		block, _, _ := strings.Cut(rest, "}")
		colors := map[string]color.Color{}
		for _, m := range regexp.MustCompile(`--([a-z-]+):#([0-9A-Fa-f]{3,6});`).FindAllStringSubmatch(block+";", -1) {
			hex := m[2]
			if len(hex) == 3 {
				hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
			}
			value, err := strconv.ParseUint(hex, 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			colors[m[1]] = page.RGB(uint32(value))
		}
		found[name] = colors
	}
	return found
}

// Every text can be read on what it stands on.
func TestTextCanBeRead(t *testing.T) {
	for name, colors := range palettes(t) {
		for ground, texts := range map[string]string{
			"bg":        "ink sub red ask-ink deny network yours grant-ink leader-text",
			"page":      "ink sub",
			"panel":     "ink sub red",
			"none":      "red",
			"none-lane": "red ink sub",
			"mark":      "ink sub red",
			"follower":  "ink",
			"leader":    "leader-ink",
			"candidate": "candidate-ink",
			"pre":       "candidate-ink",
			"accent":    "accent-ink",
		} {
			for _, text := range strings.Fields(texts) {
				if colors[text] == nil || colors[ground] == nil {
					t.Fatalf("%s: there is no %s or %s", name, text, ground)
				}
				if c := plottest.Contrast(colors[text], colors[ground]); c < plottest.LeastContrast {
					t.Errorf("%s: contrast %.2f of %s on %s", name, c, text, ground)
				}
			}
		}
	}
}

// States are told apart by everybody; a pre-candidate has a foot of candidate's orange besides, and down is hatched.
func TestStatesAreApart(t *testing.T) {
	states := []string{"follower", "pre", "candidate", "leader", "bg"}
	for name, colors := range palettes(t) {
		for _, v := range plottest.Visions {
			for i, a := range states {
				for _, b := range states[i+1:] {
					cued := a == "pre" || b == "pre" || b == "bg"
					if d := v.Distance(colors[a], colors[b]); d < v.Limit && !(cued && v.Name == "grey") {
						t.Errorf("%s, %s: %s and %s are %.1f apart, less than %.0f", name, v.Name, a, b, d, v.Limit)
					}
				}
			}
		}
	}
}
