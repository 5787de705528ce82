package stats

import (
	"image/color"

	"raftlab/plots/page"
)

// MaxLines is how many lines a statistics figure can have: more cannot be told apart.
const MaxLines = 12

// ramp is the order of line colours: from warm over grey to cold, as a parameter grows.
var ramp = []color.NRGBA{page.RGB(0xB4530A), page.RGB(0xE8871E), page.RGB(0x6B747D), page.RGB(0x5B93C7), page.RGB(0x0B4F8A)}

// barFill is the colour of bars.
var barFill = page.RGB(0xC6D9EC)

// lineColors returns the colours of n lines.
func lineColors(n int) []color.NRGBA {
	switch n {
	case 1:
		return ramp[4:]
	case 2:
		return []color.NRGBA{page.RGB(0xC46A0A), ramp[4]}
	case 3:
		return []color.NRGBA{page.RGB(0xC46A0A), ramp[2], ramp[4]}
	}
	list := make([]color.NRGBA, n)
	for i := range list {
		place := float64(i) / float64(n-1) * float64(len(ramp)-1)
		k := min(int(place), len(ramp)-2)
		list[i] = page.Between(ramp[k], ramp[k+1], place-float64(k))
	}
	return list
}

// lineDash tells the lines of a crowd apart where their colours are close.
func lineDash(i, n int) []page.Length {
	if n > len(ramp) && i%2 == 1 {
		return []page.Length{7, 3}
	}
	return nil
}
