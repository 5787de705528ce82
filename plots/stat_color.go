package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// mostLines is how many lines a statistics figure can have: more cannot be told apart.
const mostLines = 12

// ramp is the order of line colours: from warm over grey to cold, as a parameter grows.
var ramp = []color.NRGBA{rgb(0xB4530A), rgb(0xE8871E), rgb(0x6B747D), rgb(0x5B93C7), rgb(0x0B4F8A)}

// lineColors returns the colours of n lines.
func lineColors(n int) []color.NRGBA {
	switch n {
	case 1:
		return ramp[4:]
	case 2:
		return []color.NRGBA{rgb(0xC46A0A), ramp[4]}
	case 3:
		return []color.NRGBA{rgb(0xC46A0A), ramp[2], ramp[4]}
	}
	list := make([]color.NRGBA, n)
	for i := range list {
		place := float64(i) / float64(n-1) * float64(len(ramp)-1)
		k := min(int(place), len(ramp)-2)
		list[i] = between(ramp[k], ramp[k+1], place-float64(k))
	}
	return list
}

// lineDash tells the lines of a crowd apart where their colours are close.
func lineDash(i, n int) []vg.Length {
	if n > len(ramp) && i%2 == 1 {
		return []vg.Length{7, 3}
	}
	return nil
}

// between mixes two colours.
func between(a, b color.NRGBA, part float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + part*(float64(y)-float64(x)))) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xFF}
}

// legible darkens a colour until text of it can be read on white: a contrast of 4.5 to 1.
func legible(c color.NRGBA) color.NRGBA {
	darker := c
	for part := 0.02; 1.05/(brightness(darker)+0.05) < 4.5; part += 0.02 {
		darker = between(c, color.NRGBA{A: 0xFF}, part)
	}
	return darker
}

// tint is a light form of a colour, for areas.
func tint(c color.NRGBA) color.NRGBA { return between(c, white, 0.86) }

// brightness is the relative luminance of WCAG 2: 0 for black, 1 for white.
func brightness(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// rgbaOf returns the colour of a pen as one that can be darkened.
func rgbaOf(p pen) color.NRGBA { return color.NRGBAModel.Convert(p.color).(color.NRGBA) }
