package plottest

import (
	"image"
	"image/color"
	"math"

	"raftlab/plots/page"
)

// LeastContrast is what WCAG 2.2 asks of text, success criterion 1.4.3.
const LeastContrast = 4.5

// Contrast returns the contrast of two colours, from 1 to 21 (WCAG 2.2).
func Contrast(a, b color.Color) float64 {
	x, y := luminance(LinearOf(a)), luminance(LinearOf(b))
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// LinearOf returns a colour's red, green and blue as amounts of light, from 0 to 1.
func LinearOf(c color.Color) (light [3]float64) {
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

// Grounds returns the colours below a text that is about to be drawn, each with its share. A text
// with a halo stands on the halo.
func Grounds(img *image.RGBA, dotsPerPoint, height float64, l page.TextStyle, box page.Rect) map[color.RGBA]float64 {
	if l.Halo != nil {
		return map[color.RGBA]float64{color.RGBAModel.Convert(l.Halo).(color.RGBA): 1}
	}
	counts, all := map[color.RGBA]float64{}, 0.0
	for y := int((height - float64(box.Y1)) * dotsPerPoint); y < int((height-float64(box.Y0))*dotsPerPoint); y++ {
		for x := int(float64(box.X0) * dotsPerPoint); x < int(float64(box.X1)*dotsPerPoint); x++ {
			counts[img.RGBAAt(x, y)]++
			all++
		}
	}
	for c := range counts {
		counts[c] /= all
	}
	return counts
}
