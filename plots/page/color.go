package page

import (
	"image/color"
	"math"
)

// Between mixes two colours.
func Between(a, b color.NRGBA, part float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + part*(float64(y)-float64(x)))) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xFF}
}

// Legible darkens a colour until text of it can be read on white: a contrast of 4.5 to 1.
func Legible(c color.NRGBA) color.NRGBA {
	darker := c
	for part := 0.02; 1.05/(brightness(darker)+0.05) < 4.5; part += 0.02 {
		darker = Between(c, color.NRGBA{A: 0xFF}, part)
	}
	return darker
}

// Tint is a light form of a colour, for areas.
func Tint(c color.NRGBA) color.NRGBA { return Between(c, White, 0.86) }

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

// ColorOf returns the colour of a pen as one that can be darkened.
func ColorOf(stroke Stroke) color.NRGBA { return color.NRGBAModel.Convert(stroke.Color).(color.NRGBA) }
