package plots

import (
	"image"
	"image/color"
	"math"
	"testing"

	"gonum.org/v1/plot/vg/vgimg"

	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

// leastContrast is what WCAG 2.2 asks of text, success criterion 1.4.3.
const leastContrast = 4.5

// contrast returns the contrast of two colours, from 1 to 21 (WCAG 2.2).
func contrast(a, b color.Color) float64 {
	x, y := luminance(linearOf(a)), luminance(linearOf(b))
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// linearOf returns a colour's red, green and blue as amounts of light, from 0 to 1.
func linearOf(c color.Color) (light [3]float64) {
	r, g, b, _ := c.RGBA()
	for i, v := range []uint32{r, g, b} {
		if s := float64(v) / 0xFFFF; s <= 0.04045 {
			light[i] = s / 12.92
		} else {
			light[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return light
}

func luminance(light [3]float64) float64 {
	return 0.2126*light[0] + 0.7152*light[1] + 0.0722*light[2]
}

// grounds returns the colours below a text that is about to be drawn, each with its share. A text
// with a halo stands on the halo.
func grounds(img *image.RGBA, dotsPerPoint, height float64, l lettering, box area) map[color.RGBA]float64 {
	if l.halo != nil {
		return map[color.RGBA]float64{color.RGBAModel.Convert(l.halo).(color.RGBA): 1}
	}
	counts, all := map[color.RGBA]float64{}, 0.0
	for y := int((height - float64(box.y1)) * dotsPerPoint); y < int((height-float64(box.y0))*dotsPerPoint); y++ {
		for x := int(float64(box.x0) * dotsPerPoint); x < int(float64(box.x1)*dotsPerPoint); x++ {
			counts[img.RGBAAt(x, y)]++
			all++
		}
	}
	for c := range counts {
		counts[c] /= all
	}
	return counts
}

// checkContrast draws a figure and looks what every text is drawn on. Thin lines that cross a text
// are not its ground: only what fills a sixth of it is.
func checkContrast(t *testing.T, run *timeline.Timeline, o Options) {
	d, err := layOut(run, o)
	if err != nil {
		t.Fatal(err)
	}
	s := d.page()
	const dpi = 48 // grounds are larger than letters
	canvas := vgimg.NewWith(vgimg.UseWH(s.width, s.height), vgimg.UseDPI(dpi))
	s.Canvas = canvas
	s.watch = func(l lettering, box area, text string) {
		for ground, share := range grounds(canvas.Image().(*image.RGBA), dpi/72.0, float64(s.height), l, box) {
			if c := contrast(l.color, ground); share > 1.0/6 && c < leastContrast {
				t.Errorf("%q: contrast %.2f of %v on %v (%.0f %% of its place)", text, c, l.color, ground, 100*share)
			}
		}
	}
	s.rect(white, 0, 0, s.width, s.height)
	d.draw()
}

func TestTextCanBeRead(t *testing.T) {
	forEveryFigure(t, timelines, checkContrast)
	checkContrast(t, eventful(), Options{Lang: lang.English})
}

func TestContrastOfKnownColours(t *testing.T) {
	for _, c := range []struct {
		a, b color.Color
		want float64
	}{{color.Black, white, 21}, {white, white, 1}, {rgb(0x767676), white, 4.54}, {rgb(0x777777), white, 4.48}} {
		if got := contrast(c.a, c.b); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%v on %v: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}
