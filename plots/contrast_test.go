package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"

	"gonum.org/v1/plot/vg/vgimg"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

// checkContrast draws a figure and looks what every text is drawn on. Thin lines that cross a text
// are not its ground: only what fills a sixth of it is.
func checkContrast(t *testing.T, run *timeline.Timeline, o Options) {
	d, err := layOut(run, o)
	if err != nil {
		t.Fatal(err)
	}
	s := d.Sheet()
	const dpi = 48 // grounds are larger than letters
	canvas := vgimg.NewWith(vgimg.UseWH(s.Width, s.Height), vgimg.UseDPI(dpi))
	s.Canvas = canvas
	s.Watch = func(l page.TextStyle, box page.Rect, text string) {
		for ground, share := range plottest.Grounds(canvas.Image().(*image.RGBA), dpi/72.0, float64(s.Height), l, box) {
			if c := plottest.Contrast(l.Color, ground); share > 1.0/6 && c < plottest.LeastContrast {
				t.Errorf("%q: contrast %.2f of %v on %v (%.0f %% of its place)", text, c, l.Color, ground, 100*share)
			}
		}
	}
	s.Box(page.White, 0, 0, s.Width, s.Height)
	d.Draw()
}

func TestTextCanBeRead(t *testing.T) {
	forEveryFigure(t, timelines, checkContrast)
	checkContrast(t, plottest.Eventful(), Options{Lang: lang.English})
}

func TestContrastOfKnownColours(t *testing.T) {
	for _, c := range []struct {
		a, b color.Color
		want float64
	}{{color.Black, page.White, 21}, {page.White, page.White, 1}, {page.RGB(0x767676), page.White, 4.54}, {page.RGB(0x777777), page.White, 4.48}} {
		if got := plottest.Contrast(c.a, c.b); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%v on %v: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

// forEveryFigure calls visit for a figure of every scenario, kind and language.
func forEveryFigure(t *testing.T, kinds []Kind, visit func(t *testing.T, run *timeline.Timeline, o Options)) {
	for _, info := range scenarios.Builtin() {
		for _, kind := range kinds {
			for _, l := range []lang.Lang{lang.English, lang.Chinese} {
				t.Run(fmt.Sprintf("%s/%v/%s", info.Name, kind, l), func(t *testing.T) {
					t.Parallel()
					visit(t, plottest.RealRun(t, info.Name, 1), Options{Kind: kind, Lang: l,
						Command: "raftlab run " + info.Name + " --seed 1 --plot figure.svg"})
				})
			}
		}
	}
}
